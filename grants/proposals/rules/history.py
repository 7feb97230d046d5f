"""What of a proposal's life its readers see, and how saves are told in one line."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

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
}

# The office reads these and every move, but not what the team does among itself.
OFFICE_EVENTS: dict[str, str] = {
    action: TEAM_EVENTS[action]
    for action in (
        "proposal:start",
        "proposal:extend",
        "proposal:confirm_endorsement",
        "proposal:decline_endorsement",
        "proposal:make_receipt",
    )
} | {f"proposal:{step.value}": MOVES[step].label for step in Move}


@dataclass(frozen=True)
class Save:
    """One answer that changed."""

    at: datetime
    person_id: int | None
    code: str


@dataclass(frozen=True)
class Sitting:
    """Saves of one person that follow each other, told as one event."""

    at: datetime
    person_id: int | None
    codes: tuple[str, ...]


def sittings(saves: Iterable[Save]) -> list[Sitting]:
    """Saves, newest first, gathered into sittings: same person, pauses under half an hour."""
    found: list[Sitting] = []
    run: list[Save] = []
    for save in saves:
        goes_on = (
            run and run[-1].person_id == save.person_id and run[-1].at - save.at <= SAME_SITTING
        )
        if run and not goes_on:
            found.append(_sitting(run))
            run = []
        run.append(save)
    if run:
        found.append(_sitting(run))
    return found


def _sitting(run: Sequence[Save]) -> Sitting:
    codes = tuple(dict.fromkeys(save.code for save in reversed(run)))
    return Sitting(run[0].at, run[0].person_id, codes)
