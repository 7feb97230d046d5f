"""What the Secretariat wrote to one of its people: mentions that wait."""

from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa

from grants.accounts.models import Person
from grants.core.actor import Actor
from grants.core.db import db
from grants.core.errors import NotFound
from grants.notes.models import Flag, FlagStatus, Mention, Note
from grants.notes.queries.place import open_to
from grants.permissions import Permission
from grants.proposals.models import Proposal

MOST = 50


@dataclass(frozen=True)
class Mentioned:
    """A shared note that speaks to its reader."""

    ref: str
    proposal_ref: str
    title: str
    by: str
    at: datetime
    words: str


def mentions(actor: Actor, free: sa.ColumnElement[bool]) -> list[Mentioned]:
    """Notes that speak to the actor and were not put aside or withdrawn, the latest first. One
    query; `free` is `open_to(actor)`."""
    rows = db.session.execute(
        sa.select(Mention.ref, Proposal.ref, Proposal.title, Person.name, Note.at, Note.words)
        .join(Note, Note.id == Mention.note_id)
        .join(Proposal, Proposal.id == Note.proposal_id)
        .join(Person, Person.id == Note.by_id)
        .where(*_waits(actor), free)
        .order_by(Note.at.desc(), Note.id.desc())
        .limit(MOST)
    )
    return [Mentioned(*row) for row in rows]


def waiting_for(actor: Actor) -> int:
    """How many open flags and mentions wait for the actor. One query, and those of `open_to`."""
    if not actor.may(Permission.NOTES_WRITE):
        return 0
    free = open_to(actor)
    spoken = (
        sa.select(sa.func.count(Mention.id))
        .join(Note, Note.id == Mention.note_id)
        .join(Proposal, Proposal.id == Note.proposal_id)
        .where(*_waits(actor), free)
        .scalar_subquery()
    )
    flagged = (
        sa.select(sa.func.count(Flag.id))
        .join(Proposal, Proposal.id == Flag.proposal_id)
        .where(Flag.to_id == actor.person_id, Flag.status == FlagStatus.OPEN, free)
        .scalar_subquery()
    )
    return db.session.scalar(sa.select(spoken + flagged)) or 0


def mention(actor: Actor, ref: str) -> Mention:
    """A mention of the actor; anybody else finds nothing."""
    found = db.session.scalars(
        sa.select(Mention)
        .join(Note, Note.id == Mention.note_id)
        .join(Proposal, Proposal.id == Note.proposal_id)
        .where(Mention.ref == ref, Mention.person_id == actor.person_id, open_to(actor))
        .with_for_update(of=Mention)
    ).one_or_none()
    if found is None:
        raise NotFound
    return found


def _waits(actor: Actor) -> tuple[sa.ColumnElement[bool], ...]:
    return (
        Mention.person_id == (actor.person_id or 0),
        Mention.done_at.is_(None),
        Note.withdrawn_at.is_(None),
    )
