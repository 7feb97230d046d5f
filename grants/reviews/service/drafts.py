"""Writing a draft: one evaluator for one proposal, with the reasons."""

from datetime import timedelta
from typing import Any

import sqlalchemy as sa

from grants.calls.models import Call
from grants.core import clock
from grants.core.actor import Actor
from grants.core.db import db
from grants.core.text import random_ref
from grants.reviews.models import Assignment, AssignmentStatus

REVIEW_DAYS = 30  # the fund's own schedule gave evaluators about a month


def draft(
    actor: Actor, proposal_id: int, person_id: int, why: dict[str, Any], *, stage: int = 1
) -> None:
    """Add a draft to the present transaction."""
    now = clock.now()
    db.session.add(
        Assignment(
            ref=random_ref(),
            proposal_id=proposal_id,
            person_id=person_id,
            stage=stage,
            status=AssignmentStatus.DRAFT,
            why=why,
            due_at=now + timedelta(days=REVIEW_DAYS),
            made_by_id=actor.person_id,
            made_at=now,
        )
    )


def drop(assignment_ids: list[int]) -> int:
    """Delete those that are drafts still; how many. What was published meanwhile stays."""
    if not assignment_ids:
        return 0
    gone = db.session.scalars(
        sa.delete(Assignment)
        .where(
            Assignment.id.in_(assignment_ids),
            Assignment.status == AssignmentStatus.DRAFT,
        )
        .returning(Assignment.id)
        .execution_options(synchronize_session=False)
    )
    return len(gone.all())


def alone_with(call: Call) -> None:
    """Until this transaction ends, nobody else writes or publishes drafts of the call."""
    db.session.scalar(sa.select(Call.id).where(Call.id == call.id).with_for_update())
