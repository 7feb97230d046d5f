"""What members said of one concept note, for those who may read it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from grants.accounts.models import Organisation, Person
from grants.coordination.models import (
    OverlapComment,
    OverlapCommentVersion,
    OverlapKind,
    OverlapWindow,
)
from grants.coordination.rules import is_open, reads_at_once
from grants.core import clock
from grants.core.actor import Actor
from grants.core.db import db
from grants.core.text import Block, blocks
from grants.permissions import Permission, Relation
from grants.proposals.models import Proposal


@dataclass(frozen=True)
class Said:
    """One comment as it stands."""

    id: int
    person_id: int
    by: str
    organisation: str
    kind: OverlapKind
    words: str
    project: str
    contact: str
    said_at: datetime
    n: int

    @property
    def blocks(self) -> list[Block]:
        return blocks(self.words)


def comments_of(actor: Actor, proposal_id: int, *also: Relation) -> list[Said]:
    """What members said of a proposal that the caller has found for this actor (who is thus not
    tied to it), the first first. One query; empty for who may not read them.

    `also` are relations to the proposal, such as ASSIGNED. A member reviewer reads only their own
    until the time to comment has ended.
    """
    if not actor.may(Permission.OVERLAP_READ, *also):
        return []
    query = (
        sa.select(
            OverlapComment.id,
            OverlapComment.person_id,
            Person.name,
            sa.func.coalesce(Organisation.name, ""),
            OverlapComment.kind,
            OverlapComment.words,
            OverlapComment.project,
            OverlapComment.contact,
            OverlapComment.said_at,
            OverlapComment.n,
            OverlapWindow.ends_at,
        )
        .join(Person, Person.id == OverlapComment.person_id)
        .join(Proposal, Proposal.id == OverlapComment.proposal_id)
        .join(OverlapWindow, OverlapWindow.call_id == Proposal.call_id)
        .outerjoin(Organisation, Organisation.id == OverlapComment.organisation_id)
        .where(OverlapComment.proposal_id == proposal_id)
        .order_by(OverlapComment.id)
    )
    now, at_once = clock.now(), reads_at_once(actor, *also)
    rows: Sequence[Any] = db.session.execute(query).all()
    return [
        Said(*row[:-1])
        for row in rows
        if at_once or row.person_id == actor.person_id or not is_open(row.ends_at, now)
    ]


def versions_of(comment: OverlapComment) -> list[OverlapCommentVersion]:
    """A comment as it was each time, the last first; for who may read the comment."""
    return list(
        db.session.scalars(
            sa.select(OverlapCommentVersion)
            .where(OverlapCommentVersion.comment_id == comment.id)
            .order_by(OverlapCommentVersion.n.desc())
        )
    )
