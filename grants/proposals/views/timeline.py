"""The way of a submitted proposal from its receipt to the result, on its task list."""

from dataclasses import dataclass

from flask import g, url_for

from grants.calls.queries import asks_full_proposals
from grants.calls.rules.calendar import Calendar, calendar_of
from grants.core.i18n import day, deadline, gettext as _
from grants.proposals.models import ProposalStatus
from grants.proposals.queries.access import Access
from grants.proposals.queries.full import FullPart
from grants.proposals.queries.timeline import reached
from grants.proposals.rules.deadline import accepts
from grants.proposals.rules.full import due_at
from grants.proposals.rules.next_step import Clocks
from grants.proposals.rules.timeline import (
    STAGE_WORDS,
    FullWay,
    Place,
    Stage,
    TimelineStep,
    timeline_of,
)
from grants.proposals.views.attempts import both_times

# What there is to read of a step that was reached.
PAGES = {
    Stage.RECEIVED: "proposals.receipt",
    Stage.CLARIFIED: "screening.clarification",
    Stage.CHECKED: "screening.outcome",
    Stage.RESULT: "board.letter",
}
STATES = {Place.DONE: "done", Place.NOW: "progress", Place.AHEAD: "not_started"}


@dataclass(frozen=True)
class Shown:
    """One step, ready for the `task` macro."""

    title: str
    state: str
    state_text: str
    hint: str
    url: str | None = None


def timeline_shown(found: Access, clocks: Clocks, full: FullPart | None = None) -> list[Shown]:
    """Nothing for a draft, a test, a full proposal (its concept note tells of it), or what was
    decided before this system was used."""
    proposal, call = found.proposal, found.call
    is_apart = proposal.is_test or proposal.is_full or proposal.is_imported
    if proposal.submitted_at is None or is_apart:
        return []
    calendar = calendar_of(call)
    steps = timeline_of(
        proposal.status,
        proposal.submitted_at,
        reached(proposal),
        calendar,
        answer_by=clocks.answer_by,
        full=_full(found, full, calendar),
    )
    return [_shown(step, found, full) for step in steps]


def _full(found: Access, full: FullPart | None, calendar: Calendar | None) -> FullWay | None:
    """The invitation there is, or the one the plan leads to; none where the way ends before."""
    if full is not None:
        return FullWay(full.due_at, full.submitted_at)
    ends = found.proposal.status in (ProposalStatus.REJECTED, ProposalStatus.RESERVE)
    if ends or not found.call.full_proposal_months or not asks_full_proposals(found.call):
        return None
    result = calendar.result if calendar is not None else None
    return FullWay(due_at(found.call, result) if result is not None else None)


def _shown(step: TimelineStep, found: Access, full: FullPart | None) -> Shown:
    """While the call is open nothing is checked yet: the check is what comes next."""
    title, hint = _(STAGE_WORDS[step.stage]), _hint(step, found)
    if _is_to_begin(step, found):
        return Shown(title, STATES[Place.AHEAD], _("Next"), hint)
    page = PAGES.get(step.stage)
    is_there = step.reached is not None or step.stage is Stage.CLARIFIED
    url = url_for(page, ref=found.proposal.ref) if page and is_there else None
    if step.stage is Stage.FULL_PROPOSAL and full is not None:
        url = url_for("proposals.tasks", ref=full.ref)
    return Shown(title, STATES[step.place], _state(step), hint, url)


def _is_to_begin(step: TimelineStep, found: Access) -> bool:
    is_check = step.stage is Stage.CHECKED and step.place is Place.NOW
    return is_check and accepts(found.window, None, g.received_at)


def _state(step: TimelineStep) -> str:
    match step.place:
        case Place.DONE:
            return _("Step done")
        case Place.NOW:
            return _("Now")
    return _("Ahead")


def _hint(step: TimelineStep, found: Access) -> str:
    """The day planned and the day reached, in words."""
    parts = []
    if step.stage is Stage.CLARIFIED and step.planned is not None:
        zone = found.actor.timezone
        parts.append(_("Answer by %(day)s", day=deadline(step.planned, zone)))
    elif step.is_late(g.received_at) and step.planned is not None:
        parts.append(_("It was planned by %(day)s and takes longer", day=day(step.planned)))
    elif step.planned is not None:
        parts.append(_("Planned by %(day)s", day=day(step.planned)))
    elif step.stage in (Stage.BOARD, Stage.RESULT) and step.place is not Place.DONE:
        parts.append(_("The day depends on when the board meets"))
    if _is_to_begin(step, found):
        parts.append(_("Begins when the call has closed"))
    if step.stage is Stage.RECEIVED and step.reached is not None:
        parts.append(both_times(step.reached))
    elif step.reached is not None:
        parts.append(_("Reached on %(day)s", day=day(step.reached)))
    return " · ".join(parts)
