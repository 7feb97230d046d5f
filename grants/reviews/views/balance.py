"""How even the assignments are: the worst-served proposals, the evaluators' loads, the links."""

from flask import flash, redirect, render_template, url_for
from werkzeug.wrappers import Response

from grants.calls.models import Call
from grants.core.access import current_actor, requires
from grants.core.i18n import gettext as _, ngettext
from grants.core.paging import asked_page, page_of
from grants.permissions import Permission
from grants.reviews.forms import LinkForm
from grants.reviews.queries import balance as queries
from grants.reviews.queries.assignment import PAGE
from grants.reviews.queries.drafting import profiles
from grants.reviews.queries.pool import Member, call_for, members
from grants.reviews.service import anchors as service
from grants.reviews.views import blueprint
from grants.reviews.views.answers import DONE, how_many, sent
from grants.reviews.views.assignment import around, given_words, lack_words, language_of, place_of

Answer = str | Response | tuple[str, int]
SHOWN_NAMES = 12  # of a group


@blueprint.get("/calls/<call_ref>/assignment/worst-served")
@requires(Permission.REVIEWS_MANAGE)
def worst_served(call_ref: str) -> str:
    actor = current_actor()
    call = call_for(actor, call_ref)
    found, total = queries.worst_served(actor, call, page=asked_page())
    short = queries.lacks_of([row for row, _fit in found], call, members(call), profiles(call))
    return render_template(
        "reviews/worst_served.html",
        call=call,
        rows=[
            {
                "row": row,
                "place": place_of(row),
                "language": language_of(row),
                "fit": "–" if fit is None else str(round(fit)),
                "given": [given_words(g) for g in row.standing],
                "short": lack_words(short.get(row.id)),
            }
            for row, fit in found
        ],
        total=total,
        page=page_of(total, most=PAGE),
        **around(call, "worst_served", _("Worst served")),
    )


@blueprint.get("/calls/<call_ref>/assignment/evaluators")
@requires(Permission.REVIEWS_MANAGE)
def loads(call_ref: str) -> str:
    actor = current_actor()
    call = call_for(actor, call_ref)
    pool = members(call, seen_by=actor)
    found = queries.loads(actor, call, pool)
    # Who may be given proposals, or has some: the fullest first.
    listed = [m for m in pool if m.is_free or found[m.person_id].given]
    listed.sort(key=lambda m: (-found[m.person_id].given / max(m.most, 1), m.name, m.id))
    start = (asked_page() - 1) * PAGE
    return render_template(
        "reviews/loads.html",
        call=call,
        rows=[
            {"member": m, "load": found[m.person_id], "share": _share(found[m.person_id], m)}
            for m in listed[start : start + PAGE]
        ],
        total=len(listed),
        page=page_of(len(listed), most=PAGE),
        **around(call, "loads", _("Evaluators")),
    )


def _share(load: queries.Load, member: Member) -> str:
    return _("%(n)s of %(most)s", n=load.given, most=member.most)


@blueprint.route("/calls/<call_ref>/assignment/comparable", methods=["GET", "POST"])
@requires(Permission.REVIEWS_MANAGE)
def comparable(call_ref: str) -> Answer:
    """Are all evaluators linked by shared proposals? If not: which few places would link them."""
    actor = current_actor()
    call = call_for(actor, call_ref)
    form = LinkForm()

    def act() -> None:
        seen = frozenset(_places(form.seen.data or ""))
        n = how_many(lambda: service.link(actor, call_ref, seen, operation=form.operation.data))
        flash(ngettext("%(num)s draft was added.", "%(num)s drafts were added.", n), "ok")

    status = sent(form, act)
    if status == DONE:
        return redirect(url_for("reviews.comparable", call_ref=call_ref))
    return _comparable_page(call, form), status


def _comparable_page(call: Call, form: LinkForm) -> str:
    actor = current_actor()
    places, titles, groups = service.proposed(actor, call)
    form.seen.data = " ".join(f"{proposal}-{person}" for proposal, person in places)
    names = {m.person_id: m.name for m in members(call)}
    return render_template(
        "reviews/comparable.html",
        form=form,
        call=call,
        groups=[sorted(names.get(p, "") for p in group) for group in groups],
        most=SHOWN_NAMES,
        places=[(titles[p], names.get(person, "")) for p, person in places if p in titles],
        is_enough=len(places) == len(groups) - 1,
        **around(call, "comparable", _("Comparability")),
    )


def _places(text: str) -> list[tuple[int, int]]:
    """Pairs from their written form; what is none is left out, and the service then refuses."""
    found = []
    for part in text.split():
        proposal, _dash, person = part.partition("-")
        if proposal.isascii() and proposal.isdigit() and person.isascii() and person.isdigit():
            found.append((int(proposal), int(person)))
    return found
