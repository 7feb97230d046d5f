"""The office's list of every try to submit in a call, and the same as files."""

from flask import make_response, render_template, request, url_for
from werkzeug.wrappers import Response

from grants.calls.queries import CallHeading, heading
from grants.core import clock
from grants.core.access import current_actor, requires
from grants.core.i18n import chosen_text, gettext as _, render
from grants.core.paging import LAST, Page
from grants.core.spreadsheets import MEDIA_TYPE
from grants.desk.attempts_book import attempts_book, attempts_csv
from grants.desk.queries.attempts import PAGE, AttemptList
from grants.desk.views import blueprint
from grants.permissions import Permission
from grants.proposals.models import AttemptOutcome
from grants.proposals.rules.attempts import how_late
from grants.proposals.rules.submission import ATTEMPT_TONES, ATTEMPT_WORDS


def _wanted() -> AttemptOutcome | None:
    """The filter as the address says; what is unknown counts as not asked."""
    given = request.args.get("outcome", "")
    return AttemptOutcome(given) if given in set(AttemptOutcome) else None


@blueprint.get("/calls/<call_ref>/attempts")
@requires(Permission.PROPOSAL_LIST)
def attempts(call_ref: str) -> str:
    actor, wanted = current_actor(), _wanted()
    call = heading(actor, call_ref)
    found = AttemptList(actor, call.id, wanted)
    counts = found.counts()
    total = sum(counts.values()) if wanted is None else counts.get(wanted, 0)
    page = min(max(request.args.get("page", 1, type=int), 1), LAST)
    rows = found.page(page)
    chosen = None if wanted is None else wanted.value
    return render_template(
        "desk/attempts.html",
        call=call,
        rows=rows,
        total=total,
        all=sum(counts.values()),
        chosen=chosen or "",
        options=_options(counts),
        words={outcome: _(words) for outcome, words in ATTEMPT_WORDS.items()},
        tones=ATTEMPT_TONES,
        late=lambda seconds: render(how_late(seconds)),
        pages=_pages(call, chosen, page, len(rows), total),
        xlsx_url=url_for("desk.attempts_xlsx", call_ref=call.ref, outcome=chosen),
        csv_url=url_for("desk.attempts_file", call_ref=call.ref, outcome=chosen),
        crumbs=[
            (_("Screening"), url_for("screening.index")),
            (chosen_text(call.title), url_for("screening.desk", call_ref=call.ref)),
            (_("Attempts to submit"), None),
        ],
    )


def _options(counts: dict[AttemptOutcome, int]) -> list[tuple[str, str]]:
    known = [
        (outcome.value, _("%(state)s (%(n)s)", state=_(ATTEMPT_WORDS[outcome]), n=counts[outcome]))
        for outcome in AttemptOutcome
        if outcome in counts
    ]
    return [("", _("All outcomes")), *known]


def _pages(call: CallHeading, chosen: str | None, page: int, shown: int, total: int) -> Page | None:
    if total <= PAGE and page == 1:
        return None
    start = (page - 1) * PAGE

    def at(number: int) -> str:
        return url_for("desk.attempts", call_ref=call.ref, outcome=chosen, page=number)

    more = shown > 0 and start + shown < total
    return Page(
        min(start + 1, total),
        min(start + shown, total),
        total,
        at(page - 1) if page > 1 else None,
        at(page + 1) if more else None,
    )


@blueprint.get("/calls/<call_ref>/attempts.xlsx")
@requires(Permission.PROPOSAL_LIST)
def attempts_xlsx(call_ref: str) -> Response:
    call, rows = _exported(call_ref)
    return _file(call, attempts_book(rows.all()), MEDIA_TYPE, "xlsx")


@blueprint.get("/calls/<call_ref>/attempts.csv")
@requires(Permission.PROPOSAL_LIST)
def attempts_file(call_ref: str) -> Response:
    call, rows = _exported(call_ref)
    return _file(call, attempts_csv(rows.all()), "text/csv", "csv")


def _exported(call_ref: str) -> tuple[CallHeading, AttemptList]:
    actor = current_actor()
    call = heading(actor, call_ref)
    return call, AttemptList(actor, call.id, _wanted())


def _file(call: CallHeading, content: bytes, kind: str, suffix: str) -> Response:
    response = make_response(content)
    response.mimetype = kind
    day = clock.now().astimezone(clock.BRUSSELS).date()
    name = f"{call.ref}-attempts-{day:%Y-%m-%d}.{suffix}"
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
