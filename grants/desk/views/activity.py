"""Everything that happened to one proposal, for the office, filtered by kind."""

from dataclasses import dataclass

from flask import render_template, request, url_for

from grants.core.access import current_actor, requires
from grants.core.i18n import gettext as _, instant
from grants.core.paging import Page, address, asked_page
from grants.desk.queries.activity import MOST, Happened, activity_of
from grants.desk.rules.activity import EVENTS, KIND_WORDS, Kind, actions_of
from grants.desk.views import blueprint
from grants.notes.queries.place import Place, find
from grants.permissions import Permission

_TONES = {"flag:raise": "warn", "flag:reopen": "warn", "proposal:find_ineligible": "bad"}


@dataclass(frozen=True)
class Line:
    """One event as the page shows it."""

    title: str
    at_text: str
    at_iso: str
    by: str
    words: str
    url: str
    tone: str


@blueprint.get("/proposals/<ref>/activity")
@requires(Permission.NOTES_READ)
def activity(ref: str) -> str:
    place = find(current_actor(), ref)
    chosen = _kind(request.args.get("kind", ""))
    number = asked_page()
    start = (number - 1) * MOST
    happened, is_more = activity_of(place, actions_of(chosen), start=start)
    here = url_for("desk.activity", ref=ref)
    tabs = [(_("All"), here, chosen is None)]
    tabs += [(_(KIND_WORDS[k]), f"{here}?kind={k.value}", k is chosen) for k in Kind]
    return render_template(
        "desk/activity.html",
        place=place,
        lines=[_line(one, place) for one in happened],
        tabs=tabs,
        is_filtered=chosen is not None or number > 1,
        here=here,
        page=Page(
            start=start + 1,
            end=start + len(happened),
            total=None,
            previous_url=address(page=number - 1) if number > 1 else None,
            next_url=address(page=number + 1) if is_more else None,
        ),
        crumbs=[
            (
                place.title,
                url_for("screening.show", call_ref=place.call.ref, ref=place.proposal.ref),
            ),
            (_("Activity"), None),
        ],
    )


def _kind(typed: str) -> Kind | None:
    """The kind in the address; anything else is no filter."""
    return Kind(typed) if typed in {kind.value for kind in Kind} else None


def _line(one: Happened, place: Place) -> Line:
    kind, words = EVENTS[one.action]
    title = _(words)
    if one.person:
        title = _("%(event)s: for %(name)s", event=title, name=one.person)
    url = ""
    if one.flag_ref:
        url = url_for("notes.flag", ref=place.proposal.ref, flag_ref=one.flag_ref)
    elif kind is Kind.MESSAGES and not place.proposal.is_imported:
        url = url_for("messages.thread", ref=place.proposal.ref)
    return Line(
        title=title,
        at_text=instant(one.at),
        at_iso=one.at.isoformat(),
        by=one.by,
        words=one.words,
        url=url,
        tone=_TONES.get(one.action, ""),
    )
