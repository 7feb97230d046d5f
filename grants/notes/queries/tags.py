"""Tags: those of some proposals, those there are, and a condition for lists of proposals."""

from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa

from grants.core.actor import Actor
from grants.core.db import db
from grants.core.errors import NotFound
from grants.notes.models import ProposalTag, Tag, TagTone
from grants.notes.queries.place import open_to
from grants.permissions import Permission
from grants.proposals.models import Proposal


@dataclass(frozen=True)
class TagView:
    """A tag as it is drawn."""

    ref: str
    name: str
    tone: TagTone


@dataclass(frozen=True)
class TagRow:
    """A tag with how many proposals carry it, as far as the actor may know."""

    ref: str
    name: str
    tone: TagTone
    retired_at: datetime | None
    merged_into: str | None
    proposals: int


def has_tag(tag_ref: str) -> sa.ColumnElement[bool]:
    """A condition on Proposal: it carries the tag. For lists that are free of ties already."""
    return Proposal.id.in_(
        sa.select(ProposalTag.proposal_id)
        .join(Tag, Tag.id == ProposalTag.tag_id)
        .where(Tag.ref == tag_ref)
    )


def known_to(free: sa.ColumnElement[bool]) -> sa.ColumnElement[bool]:
    """A condition on Tag: not one that stands only on proposals its reader is tied to, so that not
    even a word tells of them. `free` is `open_to(actor)`."""
    used = sa.select(ProposalTag.tag_id)
    seen = used.join(Proposal, Proposal.id == ProposalTag.proposal_id).where(free)
    return sa.or_(Tag.id.in_(seen), Tag.id.not_in(used))


def tags(actor: Actor) -> list[TagView]:
    """Tags that can be put on a proposal, by name. One query, and those of `open_to`."""
    if not actor.may(Permission.NOTES_READ):
        return []
    rows = db.session.execute(
        sa.select(Tag.ref, Tag.name, Tag.tone)
        .where(Tag.retired_at.is_(None), known_to(open_to(actor)))
        .order_by(Tag.folded_name)
    )
    return [TagView(*row) for row in rows]


def tag_rows(actor: Actor) -> list[TagRow]:
    """Every tag, those in use first, by name. One query, and those of `open_to`."""
    if not actor.may(Permission.NOTES_READ):
        raise NotFound
    target = sa.orm.aliased(Tag)
    free = open_to(actor)
    rows = db.session.execute(
        sa.select(
            Tag.ref,
            Tag.name,
            Tag.tone,
            Tag.retired_at,
            target.name,
            _counted(free),
        )
        .outerjoin(target, target.id == Tag.merged_into_id)
        .where(known_to(free))
        .order_by(Tag.retired_at.is_not(None), Tag.folded_name)
    )
    return [TagRow(*row) for row in rows]


def _counted(free: sa.ColumnElement[bool]) -> sa.ScalarSelect[int]:
    return (
        sa.select(sa.func.count(ProposalTag.id))
        .join(Proposal, Proposal.id == ProposalTag.proposal_id)
        .where(ProposalTag.tag_id == Tag.id, free)
        .correlate(Tag)
        .scalar_subquery()
    )


def tag(
    actor: Actor, ref: str, permission: Permission = Permission.TAGS_KEEP, *, lock: bool = False
) -> Tag:
    """The tag behind a reference, or NotFound. `lock` takes its row for the rest of the
    transaction. One query, and those of `open_to`."""
    if not actor.may(permission):
        raise NotFound
    query = sa.select(Tag).where(Tag.ref == ref, known_to(open_to(actor)))
    if lock:
        query = query.with_for_update(of=Tag).execution_options(populate_existing=True)
    found = db.session.scalars(query).one_or_none()
    if found is None:
        raise NotFound
    return found


def count_on(proposal_id: int) -> int:
    """How many tags a proposal carries."""
    query = sa.select(sa.func.count()).where(ProposalTag.proposal_id == proposal_id)
    return db.session.scalar(query) or 0
