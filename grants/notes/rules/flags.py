"""Who may act on a flag and when, what its words may be, and when it is late."""

from datetime import date, datetime

from grants.core.actor import Actor
from grants.core.clock import BRUSSELS
from grants.core.errors import Refused
from grants.core.messages import msg
from grants.notes.models import FlagAct, FlagStatus
from grants.notes.rules.notes import check_text
from grants.permissions import Permission, Relation

MOST_WORDS = 150
MOST_CHARACTERS = 1500

# What must be true of a flag before each act.
FROM: dict[FlagAct, FlagStatus] = {
    FlagAct.HANDED: FlagStatus.OPEN,
    FlagAct.RESOLVED: FlagStatus.OPEN,
    FlagAct.REOPENED: FlagStatus.RESOLVED,
}
TO: dict[FlagAct, FlagStatus] = {
    FlagAct.RAISED: FlagStatus.OPEN,
    FlagAct.HANDED: FlagStatus.OPEN,
    FlagAct.RESOLVED: FlagStatus.RESOLVED,
    FlagAct.REOPENED: FlagStatus.OPEN,
}


def may_act(actor: Actor, *, to_id: int, raised_by_id: int) -> bool:
    """The person a flag is for, whoever raised it, and every lead resolve it, open it again and
    hand it on."""
    if not actor.may(Permission.NOTES_WRITE):
        return False
    return actor.person_id in (to_id, raised_by_id) or actor.is_(Relation.LEAD)


def check_may_act(actor: Actor, *, to_id: int, raised_by_id: int) -> None:
    if not may_act(actor, to_id=to_id, raised_by_id=raised_by_id):
        raise Refused(
            msg(
                "The person the flag is for, whoever raised it, or a lead can do this; nothing was "
                "changed."
            )
        )


def check_act(act: FlagAct, status: FlagStatus) -> None:
    """Only an open flag is resolved or handed on, only a resolved one is opened again."""
    if FROM[act] is status:
        return
    if status is FlagStatus.RESOLVED:
        raise Refused(msg("Somebody resolved this flag already; nothing was changed."))
    raise Refused(msg("This flag is open already; nothing was changed."))


def check_words(words: str, act: FlagAct) -> str:
    """What is said with a step; handing on may go without words."""
    if act is FlagAct.HANDED and not words.strip():
        return ""
    empty = {
        FlagAct.RESOLVED: msg("Say how it was settled"),
        FlagAct.REOPENED: msg("Say why it is open again"),
    }.get(act, msg("Say what there is to see to"))
    return check_text(words, most_words=MOST_WORDS, most_characters=MOST_CHARACTERS, empty=empty)


def check_due(due_on: date | None, now: datetime) -> None:
    """A day, if any, that is not over in Brussels."""
    if due_on is not None and due_on < now.astimezone(BRUSSELS).date():
        message = msg("This day is over. Choose today or a later day, or leave it out")
        raise Refused(message, {"due_on": message})


def is_late(status: FlagStatus, due_on: date | None, now: datetime) -> bool:
    """Open, though its day is over in Brussels."""
    today = now.astimezone(BRUSSELS).date()
    return status is FlagStatus.OPEN and due_on is not None and due_on < today
