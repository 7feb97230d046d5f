"""When members may comment on overlap, on what, and who reads it; pure."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from grants.coordination.models import OverlapKind
from grants.core.actor import Actor
from grants.core.errors import Refused
from grants.core.messages import N_, msg
from grants.core.working_days import end_of_day, working_day_before
from grants.core.written import check_words
from grants.permissions import Permission, Relation
from grants.proposals.models import ProposalStatus as S

# Fourteen days: the comment window of April 2011 (12 to 26 April). How far it may be changed is
# our own.
DAYS, LEAST_DAYS, MOST_DAYS = 14, 7, 60
WORDS, REASON_WORDS = 300, 100

# From eligible onwards; one that is withdrawn is in no list any more.
SHOWN = frozenset(
    {
        S.ELIGIBLE,
        S.IN_REVIEW,
        S.RANKED,
        S.WITH_BOARD,
        S.DECIDED,
        S.APPROVED,
        S.RESERVE,
        S.REJECTED,
    }
)

KIND_WORDS: dict[OverlapKind, str] = {
    OverlapKind.OVERLAPS: N_("It overlaps with our work"),
    OverlapKind.COOPERATE: N_("We want to cooperate"),
    OverlapKind.CO_FINANCE: N_("We could co-finance"),
    OverlapKind.NO_OVERLAP: N_("No overlap that we know of"),
    OverlapKind.OTHER: N_("Something else"),
}
KIND_TONES: dict[OverlapKind, str] = {
    OverlapKind.OVERLAPS: "warn",
    OverlapKind.COOPERATE: "info",
    OverlapKind.CO_FINANCE: "ok",
    OverlapKind.NO_OVERLAP: "",
    OverlapKind.OTHER: "",
}


def end_of_window(opened_at: datetime, days: int, zone: str) -> datetime:
    """The last second of the last day: so many days after the day it was opened on."""
    return end_of_day(opened_at.astimezone(ZoneInfo(zone)).date() + timedelta(days=days), zone)


def is_open(ends_at: datetime, now: datetime) -> bool:
    """Up to and including the last second."""
    return now.replace(microsecond=0) <= ends_at


def reminder_at(ends_at: datetime, zone: str) -> datetime:
    """The same time of day two working days before the end."""
    return working_day_before(working_day_before(ends_at, zone), zone)


def check_opening(days: int, *, notes: int, is_opened: bool) -> None:
    if is_opened:
        raise Refused(
            msg("The time to comment was opened before. It can be extended; nothing was changed.")
        )
    if not notes:
        raise Refused(
            msg("No concept note of this call is eligible yet, so there is nothing to comment on.")
        )
    if not LEAST_DAYS <= days <= MOST_DAYS:
        words = msg("Choose between %(least)s and %(most)s days", least=LEAST_DAYS, most=MOST_DAYS)
        raise Refused(words, {"days": words})


def check_extension(ends_at: datetime, until: datetime, now: datetime, reason: str) -> None:
    """Only while it is open: once it has ended members have read each other's comments."""
    if not is_open(ends_at, now):
        raise Refused(
            msg(
                "The time to comment has ended and members have read what others wrote, so it "
                "cannot be extended. Nothing was changed."
            )
        )
    if until <= ends_at:
        words = msg("Choose a day after the present last day")
        raise Refused(words, {"until": words})
    if until > now + timedelta(days=MOST_DAYS + 1):
        words = msg("Choose a day within the next %(most)s days", most=MOST_DAYS)
        raise Refused(words, {"until": words})
    check_words(reason, REASON_WORDS, "reason")


def last_second(day: date, zone: str) -> datetime:
    return end_of_day(day, zone)


def check_comment(kind: OverlapKind, words: str) -> None:
    """Words are needed unless there is nothing to tell."""
    if kind is OverlapKind.NO_OVERLAP and not words.strip():
        return
    check_words(words, WORDS, "words")


def check_still_open(ends_at: datetime, at: datetime) -> None:
    if not is_open(ends_at, at):
        raise Refused(
            msg(
                "The time to comment ended on %(at)s. What you wrote before stands; nothing was "
                "changed.",
                at=ends_at,
            )
        )


def check_speaks_for(actor: Actor, organisation_id: int | None) -> None:
    """A member reviewer speaks for a member; a chair of the board may come from outside."""
    if organisation_id is None and not takes_part_in_board(actor):
        raise Refused(
            msg(
                "You are not registered as working for a member of the partnership. Ask the "
                "Secretariat to correct that; what you typed is still here."
            )
        )


def takes_part_in_board(actor: Actor) -> bool:
    return actor.is_(Relation.BOARD_MEMBER) or actor.is_(Relation.BOARD_CHAIR)


def reads_at_once(actor: Actor, *also: Relation) -> bool:
    """Who decides, scores or checks reads comments as they come. A member reviewer reads those of
    others only when nobody can comment any more, so that nobody follows somebody else."""
    others = (actor.relations | set(also)) - {Relation.MEMBER_REVIEWER}
    return Actor(relations=frozenset(others)).may(Permission.OVERLAP_READ)
