"""What is on record when the deadline passed without everything having been sent."""

from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa

from grants.accounts.models import Person
from grants.core.db import db
from grants.proposals.models import SectionState


@dataclass(frozen=True)
class LastSave:
    """When the draft was last changed, and by whom."""

    at: datetime
    by: str


def last_save(proposal_id: int) -> LastSave | None:
    """The newest save of any section; one query."""
    row = db.session.execute(
        sa.select(SectionState.saved_at, Person.name)
        .outerjoin(Person, Person.id == SectionState.saved_by_id)
        .where(SectionState.proposal_id == proposal_id)
        .order_by(SectionState.saved_at.desc(), SectionState.id.desc())
        .limit(1)
    ).one_or_none()
    return None if row is None else LastSave(row.saved_at, row.name or "")
