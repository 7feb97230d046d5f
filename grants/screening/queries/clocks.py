"""What runs out for cities: the time to answer a question, the time to object."""

from typing import Any

import sqlalchemy as sa

from grants.calls.models import Call
from grants.core import hooks
from grants.core.db import db
from grants.proposals.models import Proposal, ProposalStatus
from grants.proposals.rules.next_step import Clocks
from grants.screening.models import Appeal, AppealStatus, Clarification, Finding, Screening
from grants.screening.rules.clarification import WAITING
from grants.screening.rules.periods import appeal_until


def clocks(_sender: Any = None, *, proposals: list[int]) -> dict[int, Clocks]:
    """By proposal; two queries. An outcome that is not confirmed, so not told, has no clock."""
    found = {
        row.proposal_id: Clocks(answer_by=row.due_at)
        for row in db.session.execute(
            sa.select(Clarification.proposal_id, Clarification.due_at)
            .join(Proposal, Proposal.id == Clarification.proposal_id)
            .where(
                Clarification.proposal_id.in_(proposals),
                Clarification.status.in_(WAITING),
                Proposal.status == ProposalStatus.CLARIFICATION,
            )
            .order_by(Clarification.asked_at)
        )
    }
    refused: Any = db.session.execute(
        sa.select(
            Screening.proposal_id,
            Screening.confirmed_at,
            Call.appeal_days,
            Call.zone,
            Appeal.status,
        )
        .join(Proposal, Proposal.id == Screening.proposal_id)
        .join(Call, Call.id == Proposal.call_id)
        .outerjoin(Appeal, Appeal.proposal_id == Proposal.id)
        .where(
            Screening.proposal_id.in_(proposals),
            Proposal.status == ProposalStatus.INELIGIBLE,
            Screening.finding == Finding.INELIGIBLE,
        )
    )
    for proposal_id, told_at, days, zone, appeal in refused:
        if appeal is not None:
            found[proposal_id] = Clocks(has_objected=appeal is AppealStatus.OPEN)
        elif told_at is not None:
            found[proposal_id] = Clocks(appeal_until=appeal_until(told_at, days, zone))
    return found


def attach() -> None:
    """Subscribe; called once by the application factory."""
    hooks.clocks_asked.connect(clocks)
