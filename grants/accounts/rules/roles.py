"""Roles: their names, their dates, and what must never happen to them."""

import enum
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from grants.accounts.models import Role
from grants.core.clock import BRUSSELS, aware
from grants.core.errors import Refused
from grants.core.messages import N_, msg

ROLE_NAMES: dict[Role, str] = {
    Role.OFFICER: N_("Secretariat officer"),
    Role.LEAD: N_("Secretariat lead"),
    Role.EVALUATOR: N_("Evaluator"),
    Role.BOARD_MEMBER: N_("Board member"),
    Role.BOARD_CHAIR: N_("Board chair"),
    Role.BOARD_SECRETARY: N_("Board secretary"),
    Role.MEMBER_REVIEWER: N_("Member reviewer"),
    Role.FINANCE: N_("Finance officer"),
    Role.AUDITOR: N_("Auditor"),
    Role.ADMINISTRATOR: N_("Administrator"),
}


class RoleState(enum.StrEnum):
    """Where a role stands today."""

    STANDING = "standing"
    COMING = "coming"
    ENDED = "ended"


ROLE_STATE_NAMES: dict[RoleState, str] = {
    RoleState.STANDING: N_("Held now"),
    RoleState.COMING: N_("Begins later"),
    RoleState.ENDED: N_("Ended"),
}


@dataclass(frozen=True)
class Span:
    """From an instant to another (not included), or open."""

    starts_at: datetime
    ends_at: datetime | None


def role_state(span: Span, now: datetime) -> RoleState:
    if span.ends_at is not None and span.ends_at <= now:
        return RoleState.ENDED
    return RoleState.STANDING if span.starts_at <= now else RoleState.COMING


def day_begins(day: date) -> datetime:
    """The first instant of a day in Brussels."""
    return aware(datetime.combine(day, time(), BRUSSELS))


def day_is_over(day: date) -> datetime:
    """The first instant after a day in Brussels: a role `until` that day ends then."""
    return day_begins(day + timedelta(days=1))


def last_day(ends_at: datetime | None) -> date | None:
    """The last day on which something that ends at this instant still stood."""
    if ends_at is None:
        return None
    return (ends_at - timedelta(microseconds=1)).astimezone(BRUSSELS).date()


def check_span(span: Span, held: Iterable[Span], now: datetime) -> None:
    """A role begins before it ends, does not end in the past, and is not held twice at once."""
    if span.ends_at is not None and span.ends_at <= max(span.starts_at, now):
        words = msg("The last day must be today or later, and not before the first day")
        raise Refused(words, {"ends_on": words})
    for other in held:
        begins_before_end = other.ends_at is None or span.starts_at < other.ends_at
        ends_after_begin = span.ends_at is None or span.ends_at > other.starts_at
        if begins_before_end and ends_after_begin:
            words = msg("This person already holds this role in that time. End it first")
            raise Refused(words, {"role": words})


def check_administrator_stays(role: Role, standing_administrators: int) -> None:
    """Somebody must be able to let others in."""
    if role is Role.ADMINISTRATOR and standing_administrators <= 1:
        raise Refused(
            msg(
                "This is the only administrator. Give the role to somebody else first; "
                "nothing was changed."
            )
        )


def check_not_oneself(actor_id: int | None, person_id: int) -> None:
    if actor_id == person_id:
        raise Refused(msg("You cannot disable your own account. Ask another administrator."))
