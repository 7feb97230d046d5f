"""Putting a tag on a proposal and taking it off; a word typed for the first time is a new tag."""

import sqlalchemy as sa

from grants.audit.service import record
from grants.core import clock, operations
from grants.core.actor import Actor
from grants.core.db import db, insert_unless_there
from grants.core.errors import Forbidden, NotFound
from grants.core.text import random_ref
from grants.notes.models import ProposalTag, Tag, TagTone
from grants.notes.queries.place import find
from grants.notes.queries.tags import count_on
from grants.notes.rules.tags import check_can_be_put, check_name, check_room
from grants.permissions import Permission
from grants.proposals.models import Proposal


def put_tag(actor: Actor, ref: str, name: str, *, operation: str | None = None) -> str:
    """Put a tag on a proposal by its name; the tag's reference. On it already: nothing changes.

    Raises Refused at the field `name`.
    """
    operations.claim(operation, actor, "notes:put-tag")
    place = find(actor, ref, Permission.NOTES_WRITE, lock=True)
    tag, _is_new = add_tag(actor, place.proposal, name)
    operations.keep(operation, actor, tag.ref)
    db.session.commit()
    return tag.ref


def remove_tag(actor: Actor, ref: str, tag_ref: str, *, operation: str | None = None) -> None:
    """Take a tag off a proposal. Raises NotFound for a tag that never was; one that somebody took
    off meanwhile is off."""
    operations.claim(operation, actor, "notes:remove-tag")
    place = find(actor, ref, Permission.NOTES_WRITE, lock=True)
    tag = db.session.scalars(sa.select(Tag).where(Tag.ref == tag_ref)).one_or_none()
    if tag is None:
        raise NotFound
    take_off(actor, place.proposal, tag)
    operations.keep(operation, actor, ref)
    db.session.commit()


def add_tag(actor: Actor, proposal: Proposal, name: str) -> tuple[Tag, bool]:
    """The tag, put on a proposal that was found for the actor; was it new there? Never commits.

    The name of a merged tag means the one it was merged into. Raises Refused at the field `name`.
    """
    if actor.person_id is None or not actor.may(Permission.NOTES_WRITE):
        raise Forbidden
    tag = _known_or_new(actor, name)
    check_can_be_put(is_retired=tag.retired_at is not None)
    is_there = sa.select(ProposalTag.id).where(
        ProposalTag.proposal_id == proposal.id, ProposalTag.tag_id == tag.id
    )
    if db.session.scalar(is_there) is not None:
        return tag, False
    check_room(count_on(proposal.id))
    row = {
        "proposal_id": proposal.id,
        "tag_id": tag.id,
        "by_id": actor.person_id,
        "at": clock.now(),
    }
    put = db.session.scalar(insert_unless_there(ProposalTag, row).returning(ProposalTag.id))
    if put is not None:
        record(actor, "proposal:tag", proposal, new={"tag": tag.id})
    return tag, put is not None


def take_off(actor: Actor, proposal: Proposal, tag: Tag) -> bool:
    """Take a tag off a proposal that was found for the actor; was it there? Never commits."""
    if not actor.may(Permission.NOTES_WRITE):
        raise Forbidden
    gone = db.session.scalar(
        sa.delete(ProposalTag)
        .where(ProposalTag.proposal_id == proposal.id, ProposalTag.tag_id == tag.id)
        .returning(ProposalTag.id)
    )
    if gone is not None:
        record(actor, "proposal:untag", proposal, old={"tag": tag.id})
    return gone is not None


def _known_or_new(actor: Actor, typed: str) -> Tag:
    """The tag of this name, made when there is none; of two who type it at once one makes it."""
    name, folded = check_name(typed)
    tag = _named(folded)
    if tag is None:
        row = {
            "ref": random_ref(),
            "name": name,
            "folded_name": folded,
            "tone": TagTone.GREY,
            "made_by_id": actor.person_id,
            "made_at": clock.now(),
            "version": 1,
        }
        made = db.session.scalar(insert_unless_there(Tag, row).returning(Tag.id))
        tag = _named(folded)
        if tag is None:
            raise NotFound
        if made is not None:
            record(actor, "tag:make", tag)
    while tag.merged_into_id is not None:
        tag = _locked(Tag.id == tag.merged_into_id).one()
    return tag


def _named(folded: str) -> Tag | None:
    return _locked(Tag.folded_name == folded).one_or_none()


def _locked(which: sa.ColumnElement[bool]) -> sa.ScalarResult[Tag]:
    """Shared with others who put it; whoever merges or retires it waits, or is waited for."""
    return db.session.scalars(
        sa.select(Tag)
        .where(which)
        .with_for_update(read=True)
        .execution_options(populate_existing=True)
    )
