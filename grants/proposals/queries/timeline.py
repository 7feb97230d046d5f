"""When a proposal reached its steps, as far as its team may know."""

from datetime import datetime

import sqlalchemy as sa

from grants.audit.models import TrailEvent
from grants.core.db import db
from grants.proposals.models import Proposal
from grants.proposals.rules.timeline import Stage, events_told


def reached(proposal: Proposal) -> dict[Stage, datetime]:
    """The last time each step was reached; one query, of the events that may be told alone."""
    told = events_told(proposal.status)
    rows = db.session.execute(
        sa.select(TrailEvent.action, sa.func.max(TrailEvent.at))
        .where(
            TrailEvent.subject_kind == Proposal.__tablename__,
            TrailEvent.subject_id == proposal.id,
            TrailEvent.action.in_(told),
        )
        .group_by(TrailEvent.action)
    )
    found: dict[Stage, datetime] = {}
    for action, at in rows:
        stage = told[action]
        found[stage] = max(at, found.get(stage, at))
    return found
