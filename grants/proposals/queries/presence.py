"""Who else is at a section now."""

from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any

import sqlalchemy as sa

from grants.accounts.models import Person
from grants.calls.queries import SectionView
from grants.core.db import UtcDateTime, read
from grants.proposals.models import AnswerVersion, Collaborator, Presence
from grants.proposals.queries.access import Access


@dataclass(frozen=True)
class Present:
    """Somebody of the team who opened a section, and when they last saved in it of late."""

    person_id: int
    name: str
    opened_at: datetime
    saved_at: datetime | None


def at_section(found: Access, section: SectionView, since: datetime) -> list[Present]:
    """Who opened a section or saved in it since an instant, by name; the reader too."""
    values = {
        "proposal": found.proposal.id,
        "section": section.id,
        "questions": [question.id for question in section.questions],
        "since": since,
    }
    rows = [Present(*row) for row in read(_at_section(), values)]
    return [row for row in rows if row.opened_at >= since or row.saved_at is not None]


@cache
def _at_section() -> sa.Select[*tuple[Any, ...]]:
    """Asked at every opening of a section, so built once; a team is small, and so are the rows."""
    since = sa.bindparam("since", type_=UtcDateTime())
    saved = (
        sa.select(sa.func.max(AnswerVersion.saved_at))
        .where(
            AnswerVersion.proposal_id == Presence.proposal_id,
            AnswerVersion.question_id.in_(sa.bindparam("questions", expanding=True)),
            AnswerVersion.saved_by_id == Presence.person_id,
            AnswerVersion.saved_at >= since,
            AnswerVersion.is_aside.is_(False),
        )
        .correlate(Presence)
        .scalar_subquery()
    )
    return (
        sa.select(Person.id, Person.name, Presence.at, saved)
        .select_from(Presence)
        .join(Person, Person.id == Presence.person_id)
        .join(
            Collaborator,
            sa.and_(
                Collaborator.proposal_id == Presence.proposal_id,
                Collaborator.person_id == Presence.person_id,
                Collaborator.removed_at.is_(None),
            ),
        )
        .where(
            Presence.proposal_id == sa.bindparam("proposal"),
            Presence.section_id == sa.bindparam("section"),
        )
        .order_by(Person.name, Person.id)
    )
