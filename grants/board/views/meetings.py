"""The list of meetings and procedures, and the agenda of one."""

from typing import Any

from flask import render_template, url_for

from grants.accounts.queries import seat_of
from grants.board import queries
from grants.board.forms import PressForm, VersionedPressForm
from grants.board.models import ItemKind, MeetingKind, MeetingStatus
from grants.board.queries.meetings import Agenda, AgendaRow
from grants.board.rules import words
from grants.board.views import blueprint
from grants.board.views.words import time_left
from grants.core.access import current_actor, requires
from grants.core.actor import Actor
from grants.core.i18n import country, gettext as _, money
from grants.permissions import Permission


@blueprint.get("/board/")
@requires(Permission.BOARD_READ)
def index() -> str:
    actor = current_actor()
    return render_template(
        "board/index.html",
        meetings=queries.meetings(actor),
        words=words,
        MeetingKind=MeetingKind,
        MeetingStatus=MeetingStatus,
        may_prepare=actor.may(Permission.BOARD_PREPARE),
        crumbs=[(_("Meetings"), None)],
    )


@blueprint.get("/board/<ref>/")
@requires(Permission.BOARD_READ)
def meeting(ref: str) -> str:
    actor = current_actor()
    seat = seat_of(actor.person_id or 0)
    found = queries.agenda(actor, ref, seat.id if seat else None)
    return render_template(
        "board/meeting.html",
        agenda=found,
        meeting=found.meeting,
        seat=seat,
        words=words,
        lines=[_line(found, row) for row in found.rows],
        kinds_differ=len({row.kind for row in found.rows} - {None, ItemKind.REMAINDER}) > 1,
        awards=[row for row in found.rows if row.kind is ItemKind.PROPOSAL],
        left=time_left(found.meeting),
        may=_powers(actor, found),
        MeetingKind=MeetingKind,
        MeetingStatus=MeetingStatus,
        readers_shown=_readers(actor, found),
        press=PressForm(),
        opening=VersionedPressForm(version=found.meeting.version),
        crumbs=[(_("Meetings"), url_for("board.index")), (found.code, None)],
    )


def _readers(actor: Actor, found: Agenda) -> list[tuple[str, str]]:
    """For those who keep the record: by item, who has opened its paper."""
    readers = queries.readers_of(actor, found.meeting, found.blinders)
    return [(_("Item %(n)s", n=n), ", ".join(names)) for n, names in sorted(readers.items())]


def _powers(actor: Actor, found: Agenda) -> dict[str, bool]:
    """Which buttons this reader has now."""
    status, kind = found.meeting.status, found.meeting.kind
    secretary = actor.may(Permission.BOARD_PREPARE)
    return {
        "add": secretary and status is MeetingStatus.DRAFT,
        "open": secretary and status is MeetingStatus.DRAFT,
        "close": secretary
        and status is MeetingStatus.OPEN
        and (kind is MeetingKind.MEETING or queries.is_over(found.meeting)),
        "attendance": secretary and status is MeetingStatus.OPEN and kind is MeetingKind.MEETING,
        "confirm": actor.may(Permission.BOARD_CONFIRM) and status is MeetingStatus.CLOSED,
    }


def _line(found: Agenda, row: AgendaRow) -> dict[str, Any]:
    """One item as the agenda shows it; of a recused one nothing but its number."""
    url = url_for("board.item", ref=found.meeting.ref, n=row.n)
    number = _("Item %(n)s", n=row.n)
    if row.is_recused or row.kind is None or row.status is None:
        return {
            "n": row.n,
            "title": number,
            "url": url,
            "is_recused": True,
            "mine": _("You are recused"),
        }
    where = ", ".join(part for part in (row.city, country(row.country)) if part)
    kind = _(words.ITEM_KINDS[row.kind])
    status, tone = words.ITEM_STATUSES[row.status]
    return {
        "n": row.n,
        "title": kind if row.kind is ItemKind.REMAINDER else row.title,
        "url": url,
        "is_recused": False,
        "kind": "" if row.kind is ItemKind.REMAINDER else kind,
        "hint": " · ".join(part for part in (where, row.proponent) if part),
        "amount": money(row.amount_cents, row.currency) if row.amount_cents else "–",
        "status": _(status),
        "tone": tone,
        "decision": row.decision,
        "mine": _mine(row),
    }


def _mine(row: AgendaRow) -> str:
    if row.i_objected:
        return _("You objected")
    if row.my_vote is not None:
        return _("You voted: %(choice)s", choice=_(words.CHOICES[row.my_vote]))
    return ""
