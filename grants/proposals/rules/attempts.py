"""What a try to submit came to, in words."""

from collections.abc import Mapping
from typing import Any

from grants.core.messages import N_, Message, msg, nmsg
from grants.proposals.models import AttemptOutcome

WHY: dict[str, str] = {
    "not the lead": N_("Only the lead of the team can submit"),
    "state": N_("The proposal was past submitting"),
    "call": N_("The call took no proposals"),
}


def how_late(seconds: int) -> Message:
    """To the second, in the largest units that fit."""
    if seconds < 120:
        return nmsg("%(n)s second after the deadline", "%(n)s seconds after the deadline", seconds)
    hours, rest = divmod(seconds, 3600)
    minutes, left = divmod(rest, 60)
    if not hours:
        return msg(
            "%(minutes)s min %(seconds)s s after the deadline", minutes=minutes, seconds=left
        )
    return msg(
        "%(hours)s h %(minutes)s min %(seconds)s s after the deadline",
        hours=hours,
        minutes=minutes,
        seconds=left,
    )


def what_it_says(
    outcome: AttemptOutcome, facts: Mapping[str, Any], labels: Mapping[str, Any]
) -> Message | None:
    """Why it was not taken, or its receipt; `labels` are those of the questions by code."""
    match outcome:
        case AttemptOutcome.LATE:
            return how_late(seconds_late(facts))
        case AttemptOutcome.ACCEPTED:
            return msg("Receipt %(number)s", number=facts.get("receipt") or "–")
        case AttemptOutcome.REPEATED:
            return msg("Answered with receipt %(number)s", number=facts.get("receipt") or "–")
        case AttemptOutcome.INCOMPLETE:
            parts = tuple(labels.get(code, code) for code in facts.get("codes", ()))
            return msg("Missing or over a limit: %(parts)s", parts=parts)
        case AttemptOutcome.REFUSED:
            reason = WHY.get(facts.get("why", ""))
            return msg(reason) if reason else None


def seconds_late(facts: Mapping[str, Any]) -> int:
    """0 for an attempt that was not late."""
    return int(facts.get("seconds_late", 0))
