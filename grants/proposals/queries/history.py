"""What happened to a proposal, for its team and for the office."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from grants.audit.models import TrailEvent
from grants.calls.models import Question
from grants.core.db import db
from grants.proposals.models import AnswerVersion, Collaborator
from grants.proposals.queries.access import Access
from grants.proposals.rules.history import (
    OFFICE_EVENTS,
    TEAM_EVENTS,
    Save,
    Sitting,
    sittings,
)

MOST = 200


@dataclass(frozen=True)
class Event:
    """One line of the trail about this proposal."""

    at: datetime
    actor_id: int | None
    action: str
    old: dict[str, Any] | None
    new: dict[str, Any] | None


def events_of(found: Access) -> list[Event]:
    """What this reader may see of the trail, the newest first."""
    seen = TEAM_EVENTS if found.role is not None else OFFICE_EVENTS
    rows = db.session.execute(
        sa.select(
            TrailEvent.at, TrailEvent.actor_id, TrailEvent.action, TrailEvent.old, TrailEvent.new
        )
        .where(
            TrailEvent.subject_kind == "proposal",
            TrailEvent.subject_id == found.proposal.id,
            TrailEvent.action.in_(seen),
        )
        .order_by(TrailEvent.seq.desc())
        .limit(MOST)
    )
    return [Event(**row._mapping) for row in rows]


def sittings_of(found: Access) -> list[Sitting]:
    """Who changed which answers; for the team only, because a draft is theirs alone."""
    if found.role is None:
        return []
    restored = sa.orm.aliased(AnswerVersion)
    rows = db.session.execute(
        sa.select(
            AnswerVersion.saved_at,
            AnswerVersion.saved_by_id,
            Question.code,
            AnswerVersion.is_aside,
            restored.saved_at,
        )
        .join(Question, Question.id == AnswerVersion.question_id)
        .outerjoin(restored, restored.id == AnswerVersion.restored_id)
        .where(AnswerVersion.proposal_id == found.proposal.id)
        .order_by(AnswerVersion.saved_at.desc(), AnswerVersion.id.desc())
        .limit(MOST * 5)
    )
    return sittings(Save(*row) for row in rows)[:MOST]


def people_of_team(found: Access) -> set[int]:
    """Everybody who ever was in the team: whom its members know by name."""
    return set(
        db.session.scalars(
            sa.select(Collaborator.person_id).where(Collaborator.proposal_id == found.proposal.id)
        )
    )
