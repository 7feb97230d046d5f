"""Who may read and write messages, how much one may hold, and when a thread waits."""

from grants.core.actor import Actor
from grants.core.errors import Refused
from grants.core.messages import N_, msg
from grants.core.text import word_count
from grants.messages.models import Side
from grants.permissions import Permission, allows
from grants.proposals.models import TeamRole
from grants.proposals.rules.access import relation_of

MOST_WORDS = 1000
MOST_CHARACTERS = 10_000  # for a text without spaces, which is one word
MOST_FILES = 5

SIDE_WORDS: dict[Side, str] = {
    Side.TEAM: N_("The team"),
    Side.OFFICE: N_("The Secretariat"),
}
STATE_WORDS = {
    "waits": N_("Waits for an answer"),
    "settled": N_("Needs no answer"),
    "answered": N_("Answered"),
}
STATE_TONES = {"waits": "warn", "settled": "", "answered": "ok"}


def may(
    actor: Actor, permission: Permission, role: TeamRole | None, *, submitted: bool, begun: bool
) -> bool:
    """May the actor, who holds `role` in the team (or none), do this to its messages?

    Whoever is in the team acts as its member alone, whatever else they are. Nobody else sees that
    there is a draft, until its team has written (`begun`).
    """
    if role is not None:
        return allows(permission, relation_of(role))
    return (submitted or begun) and actor.may(permission)


def side_of(role: TeamRole | None) -> Side:
    """For whom somebody with this place in the team writes."""
    return Side.OFFICE if role is None else Side.TEAM


def state_of(last_side: Side, *, settled: bool) -> str:
    """Where a thread stands, a key of STATE_WORDS."""
    if last_side is Side.OFFICE:
        return "answered"
    return "settled" if settled else "waits"


def check_message(words: str, files: int) -> None:
    """Raises Refused unless there is a text or a file, and neither too much of it."""
    if not words.strip() and not files:
        message = msg("Write a message, or choose a file to send")
        raise Refused(message, {"words": message})
    count = word_count(words)
    if count > MOST_WORDS:
        message = msg(
            "This is %(n)s words. Shorten it to %(most)s words or fewer", n=count, most=MOST_WORDS
        )
        raise Refused(message, {"words": message})
    if len(words) > MOST_CHARACTERS:
        message = msg(
            "This is %(n)s characters. Shorten it to %(most)s or fewer, or send it as a file",
            n=len(words),
            most=MOST_CHARACTERS,
        )
        raise Refused(message, {"words": message})
    if files > MOST_FILES:
        message = msg(
            "You chose %(n)s files. Choose %(most)s or fewer; send the others with a second "
            "message",
            n=files,
            most=MOST_FILES,
        )
        raise Refused(message, {"files": message})


def check_waits(waits: bool) -> None:
    """Only what waits can be marked as needing no answer."""
    if not waits:
        raise Refused(msg("This was answered or marked already; nothing was changed."))
