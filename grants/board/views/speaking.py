"""Which voice a reader has on an item, and the forms that come with it."""

from grants.accounts.queries import StandingSeat
from grants.board.forms import RecuseSeatForm
from grants.board.models import Item, ItemKind, Meeting, MeetingStatus
from grants.board.queries import Own
from grants.board.rules import words
from grants.core.actor import Actor
from grants.core.forms import choices
from grants.core.i18n import gettext as _
from grants.permissions import Permission

_UNDECIDED = (MeetingStatus.DRAFT, MeetingStatus.OPEN, MeetingStatus.CLOSED)


def title_of(item: Item) -> str:
    """What an item is called: a remainder, which names nothing, by its kind."""
    return _(words.ITEM_KINDS[item.kind]) if item.kind is ItemKind.REMAINDER else item.title


def takes_part(actor: Actor, own: Own | None) -> bool:
    """The reader holds a seat, whose voice `own` is."""
    return own is not None and actor.may(Permission.BOARD_TAKE_PART)


def may_step_aside(actor: Actor, meeting: Meeting, own: Own | None) -> bool:
    """A member recuses their own seat from when the members have it until it is confirmed."""
    return takes_part(actor, own) and meeting.status in (MeetingStatus.OPEN, MeetingStatus.CLOSED)


def may_recuse_seats(actor: Actor, meeting: Meeting) -> bool:
    """The chair recuses any seat until the results are confirmed."""
    return actor.may(Permission.BOARD_CONFIRM) and meeting.status in _UNDECIDED


def seat_form(standing: list[StandingSeat]) -> RecuseSeatForm:
    """The seats to choose from, each with its member."""
    form = RecuseSeatForm()
    form.seat.choices = choices(
        (
            (seat.ref, f"{seat.organisation or seat.ref} ({seat.member or '–'})")
            for seat in standing
        ),
        _("Choose"),
    )
    return form
