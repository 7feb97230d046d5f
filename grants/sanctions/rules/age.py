"""How old a list is, and what that stops: due diligence, never the eligibility check."""

from datetime import date, datetime

from grants.core.clock import BRUSSELS
from grants.core.messages import Message, msg
from grants.sanctions.rules.results import Result

# Our own default: the Security Council changes its list every few weeks.
OLD_AFTER_DAYS = 30


def today(now: datetime) -> date:
    """The day it is in Brussels."""
    return now.astimezone(BRUSSELS).date()


def age_days(list_date: date, day: date) -> int:
    """Whole days since the list's own date; a list of tomorrow (another time zone) is new."""
    return max((day - list_date).days, 0)


def is_old(list_date: date, day: date) -> bool:
    """Is a newer list to be fetched before anybody relies on this one?"""
    return age_days(list_date, day) > OLD_AFTER_DAYS


def list_blocks(list_date: date | None, day: date) -> Message | None:
    """Why the list in force stops due diligence on every proposal; None when it does not."""
    if list_date is None:
        return msg(
            "No list is in force, so no name can be checked. Due diligence waits until a list is "
            "uploaded; screening goes on."
        )
    if is_old(list_date, day):
        return msg(
            "The list is %(days)s days old, more than %(most)s. Due diligence waits until a newer "
            "one is uploaded; screening goes on.",
            days=age_days(list_date, day),
            most=OLD_AFTER_DAYS,
        )
    return None


_RESULT_BLOCKS: dict[Result, Message | None] = {
    Result.NOT_CHECKED: msg(
        "The names of this proposal are not checked against the list in force. Due diligence waits "
        "for that; screening goes on."
    ),
    Result.CLEAR: None,
    Result.TO_JUDGE: msg(
        "A name is like a listed one and nobody has judged it. Due diligence waits for that; "
        "screening goes on."
    ),
    Result.FLAGGED: msg(
        "A name may be that of somebody listed. Due diligence waits until that is settled; "
        "screening goes on."
    ),
    Result.SETTLED: None,
}


def blocks_due_diligence(list_date: date | None, day: date, result: Result) -> Message | None:
    """Why due diligence on a proposal must wait, in a plain sentence; None when it need not.

    `list_date` is that of the list in force, `result` what the check against it says.
    """
    return list_blocks(list_date, day) or _RESULT_BLOCKS[result]
