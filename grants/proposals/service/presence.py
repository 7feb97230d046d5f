"""Noting who has a section open."""

from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy.dialects import postgresql, sqlite

from grants.calls.queries import SectionView
from grants.core.db import db, own_transaction
from grants.proposals.models import Presence
from grants.proposals.queries.access import Access


def note_opening(found: Access, section: SectionView, now: datetime) -> None:
    """The actor is at this section, noted in a short transaction beside the page that reads."""
    row = {
        "proposal_id": found.proposal.id,
        "section_id": section.id,
        "person_id": found.actor.person_id,
        "at": now,
    }
    with own_transaction() as session:
        session.execute(_put(db.engine.dialect.name), row)


@cache
def _put(dialect: str) -> Any:
    insert: Any = postgresql.insert if dialect == "postgresql" else sqlite.insert
    statement = insert(Presence.__table__)
    return statement.on_conflict_do_update(
        index_elements=["proposal_id", "section_id", "person_id"],
        set_={"at": statement.excluded["at"]},
    )
