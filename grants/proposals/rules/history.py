"""What of a proposal's life its readers see, and how saves are told in one line."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol, TypeVar

from grants.core.messages import N_
from grants.proposals.rules.moves import MOVES, Move

SAME_SITTING = timedelta(minutes=30)

# What the team reads of the trail. Everything the house does among itself (screening begun,
# evaluators, ranking, a decision not yet released) is left out, so that its time tells nothing.
TEAM_EVENTS: dict[str, str] = {
    "proposal:start": N_("Started"),
    "proposal:submit": N_("Submitted"),
    "proposal:resubmit": N_("Submitted again"),
    "proposal:withdraw": N_("Withdrawn"),
    "proposal:ask_clarification": N_("The Secretariat asked a question"),
    "proposal:end_clarification": N_("The question was answered or its time ended"),
    "proposal:find_eligible": N_("Found eligible"),
    "proposal:find_ineligible": N_("Found not eligible"),
    "proposal:uphold_appeal": N_("Appeal upheld"),
    "proposal:release_approved": N_("Approved in principle"),
    "proposal:release_reserve": N_("Put on the reserve list"),
    "proposal:release_rejected": N_("Not funded this time"),
    "proposal:extend": N_("More time was given"),
    "proposal:invite_full": N_("Invited to write the full proposal"),
    "proposal:begin_full": N_("Begun with what the concept note said"),
    "proposal:invite": N_("Somebody was invited to the team"),
    "proposal:withdraw_invitation": N_("An invitation was withdrawn"),
    "proposal:join": N_("Joined the team"),
    "proposal:leave": N_("Left the team"),
    "proposal:remove": N_("Somebody was removed from the team"),
    "proposal:change_role": N_("A role in the team was changed"),
    "proposal:ask_sponsor": N_("A sponsor was asked"),
    "proposal:remind_sponsor": N_("A sponsor was reminded"),
    "proposal:confirm_endorsement": N_("A sponsor confirmed"),
    "proposal:decline_endorsement": N_("A sponsor declined"),
    "proposal:withdraw_endorsement": N_("A request to a sponsor was withdrawn"),
    "proposal:set_endorsement_aside": N_("A confirmation was set aside to be asked anew"),
    "proposal:make_receipt": N_("The receipt was made as a PDF"),
    "proposal:settle_point": N_("A point from the quiz was settled"),
    "proposal:upload_offline": N_("A file filled without a connection was sent back"),
    "proposal:take_offline": N_("Answers were taken over from a file"),
    "proposal:throw_offline_away": N_("A file filled without a connection was thrown away"),
}

# The office reads these and every move, but not what the team does among itself.
OFFICE_EVENTS: dict[str, str] = {
    action: TEAM_EVENTS[action]
    for action in (
        "proposal:start",
        "proposal:extend",
        "proposal:invite_full",
        "proposal:begin_full",
        "proposal:confirm_endorsement",
        "proposal:decline_endorsement",
        "proposal:make_receipt",
    )
} | {f"proposal:{step.value}": MOVES[step].label for step in Move}


@dataclass(frozen=True)
class Save:
    """One answer that changed; or was kept aside; or one of `restored_at` brought back."""

    at: datetime
    person_id: int | None
    code: str
    is_aside: bool = False
    restored_at: datetime | None = None


@dataclass(frozen=True)
class Sitting:
    """Saves of one person that follow each other, told as one event.

    One that brought back an earlier answer, or kept one beside a colleague's, is told by itself.
    """

    at: datetime
    person_id: int | None
    codes: tuple[str, ...]
    is_aside: bool = False
    restored_at: datetime | None = None


class Written(Protocol):
    """Something one person wrote at one time."""

    @property
    def at(self) -> datetime: ...
    @property
    def person_id(self) -> int | None: ...
    @property
    def is_aside(self) -> bool: ...
    @property
    def restored_at(self) -> datetime | None: ...


W = TypeVar("W", bound=Written)


def gathered(written: Iterable[W]) -> list[list[W]]:
    """What was written, newest first, in runs: same person, pauses under half an hour.

    What never stood, and what was brought back, stands by itself.
    """
    found: list[list[W]] = []
    for one in written:
        run = found[-1] if found else None
        if (
            run is None
            or run[-1].person_id != one.person_id
            or run[-1].at - one.at > SAME_SITTING
            or _is_apart(run[-1])
            or _is_apart(one)
        ):
            found.append([one])
        else:
            run.append(one)
    return found


def _is_apart(one: Written) -> bool:
    return one.is_aside or one.restored_at is not None


def sittings(saves: Iterable[Save]) -> list[Sitting]:
    """Saves, newest first, gathered into sittings."""
    return [_sitting(run) for run in gathered(saves)]


def _sitting(run: Sequence[Save]) -> Sitting:
    codes = tuple(dict.fromkeys(save.code for save in reversed(run)))
    first = run[0]
    return Sitting(first.at, first.person_id, codes, first.is_aside, first.restored_at)
