"""Keeping the tags in order: renaming, merging, retiring; by a lead."""

from typing import Any

import sqlalchemy as sa

from grants.audit.service import record
from grants.core import clock, operations
from grants.core.actor import Actor
from grants.core.db import db
from grants.core.errors import Conflict, Refused
from grants.core.messages import Link, msg
from grants.notes.models import ProposalTag, Tag, TagTone
from grants.notes.queries.tags import tag as find
from grants.notes.rules.tags import check_name, check_standing


def edit_tag(
    actor: Actor,
    ref: str,
    *,
    name: str,
    tone: TagTone,
    version: int,
    operation: str | None = None,
) -> None:
    """Another name or colour, everywhere at once. Raises Refused at the field `name` when another
    tag has it; Conflict when somebody changed the tag meanwhile."""
    operations.claim(operation, actor, "tag:edit")
    tag = find(actor, ref, lock=True)
    check_standing(is_retired=tag.retired_at is not None)
    if tag.version != version:
        raise Conflict(
            msg("Somebody changed this tag while you had it open."),
            mine={"name": name},
            theirs={"name": tag.name},
            back=Link("notes.edit_tag", {"ref": ref}),
        )
    name, folded = check_name(name)
    if _is_taken(folded, tag.id):
        raise _taken()
    old: dict[str, Any] = {"tone": tag.tone.value}
    new = {"tone": tone.value, "renamed": name != tag.name}
    tag.name, tag.folded_name, tag.tone = name, folded, tone
    record(actor, "tag:edit", tag, old=old, new=new)
    operations.keep(operation, actor, ref)
    try:
        db.session.commit()
    except sa.exc.IntegrityError as taken:  # somebody made it at the same moment
        db.session.rollback()
        raise _taken() from taken


def merge_tag(actor: Actor, ref: str, into: str, *, operation: str | None = None) -> int:
    """Put the other tag on all that carries this one, which is retired; how many proposals.

    Whoever types its name from now on gets the other.
    """
    operations.claim(operation, actor, "tag:merge")
    first, second = sorted((ref, into))  # in one order, so that two who merge do not wait in a ring
    both = {one: find(actor, one, lock=True) for one in (first, second)}
    source, target = both[ref], both[into]
    if source is target:
        message = msg("Choose another tag")
        raise Refused(message, {"into": message})
    for one in (source, target):
        check_standing(is_retired=one.retired_at is not None)
    has_target = sa.select(ProposalTag.proposal_id).where(ProposalTag.tag_id == target.id)
    twice = sa.and_(ProposalTag.tag_id == source.id, ProposalTag.proposal_id.in_(has_target))
    dropped = len(
        db.session.scalars(sa.delete(ProposalTag).where(twice).returning(ProposalTag.id)).all()
    )
    moved = db.session.scalars(
        sa.update(ProposalTag)
        .where(ProposalTag.tag_id == source.id)
        .values(tag_id=target.id)
        .returning(ProposalTag.id)
    ).all()
    source.retired_at, source.merged_into_id = clock.now(), target.id
    facts = {"merged_into": target.id, "moved": len(moved), "dropped": dropped}
    record(actor, "tag:merge", source, old={"merged_into": None}, new=facts)
    operations.keep(operation, actor, into)
    db.session.commit()
    return len(moved) + dropped


def retire_tag(actor: Actor, ref: str, *, operation: str | None = None) -> None:
    """The tag is not put on anything any more; it stays where it is."""
    operations.claim(operation, actor, "tag:retire")
    tag = find(actor, ref, lock=True)
    check_standing(is_retired=tag.retired_at is not None)
    tag.retired_at = clock.now()
    record(actor, "tag:retire", tag, old={"retired": False}, new={"retired": True})
    operations.keep(operation, actor, ref)
    db.session.commit()


def bring_back(actor: Actor, ref: str, *, operation: str | None = None) -> None:
    """A retired tag is in use again; one that was merged stays merged."""
    operations.claim(operation, actor, "tag:bring-back")
    tag = find(actor, ref, lock=True)
    if tag.merged_into_id is not None:
        raise Refused(msg("This tag was merged into another, which stands for both."))
    if tag.retired_at is None:
        raise Refused(msg("This tag is in use; nothing was changed."))
    tag.retired_at = None
    record(actor, "tag:bring-back", tag, old={"retired": True}, new={"retired": False})
    operations.keep(operation, actor, ref)
    db.session.commit()


def _is_taken(folded: str, but: int) -> bool:
    other = sa.select(Tag.id).where(Tag.folded_name == folded, Tag.id != but)
    return db.session.scalar(other) is not None


def _taken() -> Refused:
    message = msg("There is a tag of this name already. Merge the two instead")
    return Refused(message, {"name": message})
