"""The look-alikes of a call as a list, and comparing its texts again."""

from collections.abc import Sequence
from enum import StrEnum
from typing import Any, TypeVar

from flask import flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from grants.calls.models import Call
from grants.calls.queries import for_office
from grants.core.access import current_actor, requires
from grants.core.acts import done, pressed
from grants.core.i18n import chosen_text, gettext as _
from grants.core.messages import N_
from grants.core.paging import address, asked_page, page_of
from grants.permissions import Permission
from grants.screening import service
from grants.screening.forms import ActForm, LookAgainForm
from grants.screening.models import LookAlikeSearch
from grants.screening.queries.look_alike_list import (
    PAGE,
    Applicant,
    ListedPair,
    PairList,
    Place,
    View,
    Wanted,
    last_search,
)
from grants.screening.rules import labels
from grants.screening.views import blueprint
from grants.screening.views.place import here, load

VIEW_WORDS: dict[View, str] = {
    View.OPEN: N_("To judge"),
    View.JUDGED: N_("Judged"),
    View.ALL: N_("All"),
}
APPLICANT_WORDS: dict[Applicant, str] = {
    Applicant.ORGANISATION: N_("The same organisation"),
    Applicant.CITY: N_("The same city"),
    Applicant.NEITHER: N_("Neither"),
}
PLACE_WORDS: dict[Place, str] = {
    Place.HERE: N_("This call"),
    Place.ELSEWHERE: N_("Another call"),
}
E = TypeVar("E", bound=StrEnum)


@blueprint.get("/screening/<call_ref>/look-alikes")
@requires(Permission.SCREENING_READ)
def look_alike_list(call_ref: str) -> str:
    """Every pair that holds a proposal of the call."""
    actor = current_actor()
    call = for_office(actor, call_ref)
    wanted = _wanted()
    found = PairList(actor, call.id)
    counts = found.counts(wanted)
    total = counts[wanted.view]
    return render_template(
        "screening/look_alikes.html",
        call=call,
        wanted=wanted,
        lines=[_line(call, pair) for pair in found.page(wanted, asked_page())],
        tab_items=[
            (
                _("%(view)s (%(n)s)", view=_(VIEW_WORDS[view]), n=counts[view]),
                address(view=view.value, page=None),
                view is wanted.view,
            )
            for view in View
        ],
        options={
            "applicant": _options(_("Any applicant"), APPLICANT_WORDS),
            "place": _options(_("Any call"), PLACE_WORDS),
        },
        pages=page_of(total, most=PAGE) if total > PAGE else None,
        is_filtered=wanted.applicant is not None or wanted.place is not None,
        search=_progress(last_search(actor, call.id)),
        may_search=actor.may(Permission.LOOK_ALIKES_SEARCH),
        here=url_for("screening.look_alike_list", call_ref=call.ref),
        crumbs=_crumbs(call),
    )


@blueprint.route("/screening/<call_ref>/look-alikes/again", methods=["GET", "POST"])
@requires(Permission.LOOK_ALIKES_SEARCH)
def look_again(call_ref: str) -> str | Response | tuple[str, int]:
    """What comparing again will do, and the button."""
    actor = current_actor()
    call = for_office(actor, call_ref)
    form = LookAgainForm()
    back = url_for("screening.look_alike_list", call_ref=call.ref)

    def act() -> None:
        everywhere = form.scope.data == "all"
        service.look_again(actor, call_ref, everywhere=everywhere, operation=form.operation.data)

    if form.validate_on_submit() and done(form, act):
        flash(_("The texts are compared again. This page shows how far it is."), "ok")
        return redirect(back)
    if not form.is_submitted():
        form.scope.data = "call"
    page = render_template(
        "screening/look_again.html",
        form=form,
        back_url=back,
        crumbs=[*_crumbs(for_office(actor, call_ref), back), (_("Look again"), None)][1:],
    )
    return (page, 422) if form.is_submitted() else page


@blueprint.post("/screening/<call_ref>/<ref>/look-alikes/again")
@requires(Permission.SCREENING_WORK)
def look_again_at(call_ref: str, ref: str) -> Response:
    """Compare one proposal with all others once more."""
    form = ActForm()
    url = here(load(call_ref, ref))
    pressed(
        form,
        lambda: service.look_again_at(current_actor(), ref, operation=form.operation.data),
        _("The text is compared with all others again. Load this page anew in a moment."),
    )
    return redirect(f"{url}#look-alikes")


def _crumbs(call: Call, url: str | None = None) -> list[tuple[str, str | None]]:
    return [
        (_("Screening"), url_for("screening.index")),
        (chosen_text(call.title), url_for("screening.desk", call_ref=call.ref)),
        (_("Look-alikes"), url),
    ]


def _wanted() -> Wanted:
    """The filter as the address says; what is unknown counts as not asked."""
    return Wanted(
        _asked("view", View) or View.OPEN, _asked("applicant", Applicant), _asked("place", Place)
    )


def _asked(name: str, members: type[E]) -> E | None:
    value = request.args.get(name, "")
    return next((member for member in members if member.value == value), None)


def _options(first: str, words: dict[Any, str]) -> Sequence[tuple[str, str]]:
    return [("", first), *((member.value, _(text)) for member, text in words.items())]


def _line(call: Call, pair: ListedPair) -> dict[str, Any]:
    """A pair in words, seen from its proposal of this call."""
    is_here = pair.other.call_ref == call.ref
    where = _("this call") if is_here else pair.other.call_ref
    same = [
        words
        for holds, words in (
            (pair.same_organisation, _("Same organisation")),
            (pair.same_city, _("Same city")),
        )
        if holds
    ]
    return {
        "url": url_for(
            "screening.look_alike", call_ref=call.ref, ref=pair.mine.ref, pair_ref=pair.ref
        ),
        "title": pair.mine.title or _("Untitled"),
        "hint": f"{pair.mine.ref} · {pair.mine.city}",
        "other": pair.other.title or _("Untitled"),
        "other_hint": " · ".join(filter(None, (pair.other.ref, pair.other.city, where))),
        "likeness": _("%(pct)s %%", pct=pair.likeness_pct),
        "same": same,
        "verdict": _(labels.VERDICTS[pair.verdict]),
        "tone": labels.VERDICT_TONES[pair.verdict],
        "is_changed": pair.is_changed,
    }


def _progress(search: LookAlikeSearch | None) -> dict[str, Any] | None:
    """A share and no count: how many texts there are includes what a reader may not see."""
    if search is None:
        return None
    share = search.compared * 100 // search.total if search.total else 0
    return {
        "is_over": search.finished_at is not None,
        "finished_at": search.finished_at,
        "asked_at": search.asked_at,
        "is_everywhere": search.call_id is None,
        "is_waiting": search.total == 0,
        "share": share,
    }
