"""The search over the proposals of every call, earlier ones too."""

from flask import render_template, request, url_for

from grants.core.access import current_actor, requires
from grants.core.i18n import chosen_text, gettext as _
from grants.core.paging import asked_page, page_of
from grants.core.text import clean_line
from grants.desk.queries.search import PAGE, CallCount, ProposalSearch
from grants.desk.views import blueprint
from grants.permissions import Permission
from grants.proposals.rules.moves import OFFICE_WORDS, TONES
from grants.proposals.rules.search.typed import terms_of

LONGEST = 400  # characters of the address that are shown again


@blueprint.get("/search")
@requires(Permission.PROPOSAL_LIST)
def search() -> str:
    typed = clean_line(request.args.get("q", ""))[:LONGEST]
    terms = terms_of(typed)
    found = ProposalSearch(current_actor(), terms)
    counts = found.counts() if terms else []
    chosen = request.args.get("call", "")
    chosen = chosen if any(one.ref == chosen for one in counts) else ""
    total = sum(one.n for one in counts if chosen in ("", one.ref))
    here = url_for("desk.search")
    return render_template(
        "desk/search.html",
        here=here,
        typed=typed,
        terms=terms,
        total=total,
        counts=_options(counts),
        chosen=chosen,
        results=found.page(asked_page(), chosen) if total else [],
        page=page_of(total, most=PAGE),
        words=OFFICE_WORDS,
        tones=TONES,
    )


def _options(counts: list[CallCount]) -> list[tuple[str, str]]:
    known = [
        (one.ref, _("%(call)s (%(n)s)", call=f"{one.ref} · {chosen_text(one.title)}", n=one.n))
        for one in counts
    ]
    return [("", _("Every call")), *known]
