"""A missed deadline said plainly: what is on record, and whom to write to."""

from dataclasses import dataclass
from datetime import datetime

from flask import g

from grants.proposals.models import AttemptOutcome
from grants.proposals.queries.access import Access
from grants.proposals.queries.missed import LastSave, last_save
from grants.proposals.queries.submission import standing_number
from grants.proposals.rules.deadline import deadline_of, is_missed
from grants.proposals.views.attempts import Try, tries_of

SHOWN = 5


@dataclass(frozen=True)
class Missed:
    """The evidence, for the team."""

    deadline: datetime
    is_own: bool
    saved: LastSave | None
    tries: list[Try]
    more: int
    late: Try | None
    standing: str | None
    contact: str


def missed_of(found: Access, until: datetime | None) -> Missed | None:
    """None while nothing was missed; asks the database only when something was."""
    proposal, window = found.proposal, found.window
    deadline = deadline_of(window, until)
    if (
        found.role is None
        or proposal.is_test
        or deadline is None
        or not is_missed(
            proposal.status,
            window,
            until,
            g.received_at,
            has_unsent_changes=proposal.has_unsent_changes,
        )
    ):
        return None
    tries = tries_of(found)
    return Missed(
        deadline,
        until is not None and until == deadline,
        last_save(proposal.id),
        tries[:SHOWN],
        max(0, len(tries) - SHOWN),
        next((one for one in tries if one.outcome is AttemptOutcome.LATE), None),
        standing_number(proposal.id) if proposal.submitted_at else None,
        found.call.contact_email,
    )
