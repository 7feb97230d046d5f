"""Everything that stands beside one proposal, for one reader, in one query."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import aliased

from grants.accounts.models import Person
from grants.core.actor import Actor
from grants.core.db import UtcDateTime, db
from grants.core.errors import NotFound
from grants.notes.models import (
    Flag,
    FlagStatus,
    FlagStep,
    Mention,
    Note,
    NoteKind,
    ProposalTag,
    Tag,
    TagTone,
)
from grants.notes.queries.tags import TagView, known_to
from grants.permissions import Permission

MOST = 100  # notes, and flags, the latest
OFFERED = 300  # tags suggested while typing


@dataclass(frozen=True)
class NoteView:
    """A note as its reader may see it; a withdrawn one has no words."""

    ref: str
    kind: NoteKind
    by_id: int
    by: str
    at: datetime
    words: str
    is_withdrawn: bool
    told: tuple[str, ...]


@dataclass(frozen=True)
class FlagView:
    """A flag with what it asks for."""

    ref: str
    status: FlagStatus
    to: str
    raised_by: str
    raised_at: datetime
    due_on: date | None
    words: str


@dataclass(frozen=True)
class Panel:
    """Tags by name, the notes the reader may see and all flags, the latest first; open flags
    before resolved ones. `offered` are the names of tags in use, for suggestions."""

    tags: tuple[TagView, ...]
    notes: tuple[NoteView, ...]
    flags: tuple[FlagView, ...]
    offered: tuple[str, ...]
    may_write: bool

    @property
    def open_flags(self) -> tuple[FlagView, ...]:
        return tuple(flag for flag in self.flags if flag.status is FlagStatus.OPEN)


def panel_of(actor: Actor, proposal_id: int, free: sa.ColumnElement[bool] | None = None) -> Panel:
    """What stands beside a proposal that was found for the actor before. One query.

    Other people's private notes are not even loaded. `free`, the condition that proposals must
    meet to be free of ties to the actor, is given where the page suggests tags.
    """
    if not actor.may(Permission.NOTES_READ):
        return Panel((), (), (), (), may_write=False)
    found: dict[str, list[Any]] = {"tag": [], "note": [], "told": [], "flag": [], "offered": []}
    for row in db.session.execute(_everything(actor, proposal_id, free)):
        found[row.what].append(row)
    told: dict[str, tuple[str, ...]] = {}
    for row in found["told"]:
        told[row.ref] = (*told.get(row.ref, ()), row.name)
    return Panel(
        tags=tuple(TagView(row.ref, row.name, TagTone(row.kind)) for row in found["tag"]),
        notes=tuple(_note(row, told) for row in found["note"]),
        flags=_flags(found["flag"]),
        offered=tuple(row.name for row in found["offered"]),
        may_write=actor.may(Permission.NOTES_WRITE),
    )


def _note(row: Any, told: dict[str, tuple[str, ...]]) -> NoteView:
    return NoteView(
        row.ref,
        NoteKind(row.kind),
        row.person_id,
        row.name,
        row.at,
        row.words,
        row.other == "withdrawn",
        told.get(row.ref, ()),
    )


def _flags(rows: Sequence[Any]) -> tuple[FlagView, ...]:
    flags = [
        FlagView(row.ref, FlagStatus(row.kind), row.other, row.name, row.at, row.due_on, row.words)
        for row in rows
    ]
    return tuple(sorted(flags, key=lambda flag: flag.status is not FlagStatus.OPEN))


_COLUMNS: tuple[tuple[str, sa.types.TypeEngine[Any]], ...] = (
    ("ref", sa.String()),
    ("name", sa.String()),
    ("kind", sa.String()),
    ("person_id", sa.BigInteger()),
    ("at", UtcDateTime()),
    ("words", sa.Text()),
    ("other", sa.String()),
    ("due_on", sa.Date()),
)


def _part(what: str, **columns: Any) -> sa.Select[*tuple[Any, ...]]:
    """One kind of row; what it does not have is empty."""
    return sa.select(
        sa.literal(what).label("what"),
        *(
            (
                sa.type_coerce(columns[name], kind) if name in columns else sa.cast(sa.null(), kind)
            ).label(name)
            for name, kind in _COLUMNS
        ),
    )


def _everything(
    actor: Actor, proposal_id: int, free: sa.ColumnElement[bool] | None
) -> sa.Select[*tuple[Any, ...]]:
    parts = [
        _tags(proposal_id),
        _notes(actor, proposal_id),
        _told(proposal_id),
        _flag_rows(proposal_id),
    ]
    if free is not None:
        parts.append(
            _part("offered", name=Tag.name)
            .where(Tag.retired_at.is_(None), known_to(free))
            .order_by(Tag.folded_name)
            .limit(OFFERED)
        )
    # each part in brackets of its own, for its order and its limit
    whole = sa.union_all(*(sa.select(part.subquery()) for part in parts)).subquery()
    by_words = sa.case((whole.c.what.in_(("tag", "offered")), sa.func.lower(whole.c.name)))
    return sa.select(whole).order_by(by_words, whole.c.at.desc(), whole.c.ref)


def _tags(proposal_id: int) -> sa.Select[*tuple[Any, ...]]:
    return (
        _part("tag", ref=Tag.ref, name=Tag.name, kind=sa.cast(Tag.tone, sa.String))
        .join_from(ProposalTag, Tag, Tag.id == ProposalTag.tag_id)
        .where(ProposalTag.proposal_id == proposal_id)
    )


def _readable(actor: Actor) -> sa.ColumnElement[bool]:
    return sa.or_(Note.kind == NoteKind.SHARED, Note.by_id == (actor.person_id or 0))


def _notes(actor: Actor, proposal_id: int) -> sa.Select[*tuple[Any, ...]]:
    withdrawn = Note.withdrawn_at.is_not(None)
    return (
        _part(
            "note",
            ref=Note.ref,
            name=Person.name,
            kind=sa.cast(Note.kind, sa.String),
            person_id=Note.by_id,
            at=Note.at,
            words=sa.case((withdrawn, ""), else_=Note.words),
            other=sa.case((withdrawn, "withdrawn"), else_=""),
        )
        .join_from(Note, Person, Person.id == Note.by_id)
        .where(Note.proposal_id == proposal_id, _readable(actor))
        .order_by(Note.at.desc(), Note.id.desc())
        .limit(MOST)
    )


def _told(proposal_id: int) -> sa.Select[*tuple[Any, ...]]:
    return (
        _part("told", ref=Note.ref, name=Person.name)
        .join_from(Mention, Note, Note.id == Mention.note_id)
        .join(Person, Person.id == Mention.person_id)
        .where(Note.proposal_id == proposal_id)
    )


def _flag_rows(proposal_id: int) -> sa.Select[*tuple[Any, ...]]:
    to = aliased(Person)
    return (
        _part(
            "flag",
            ref=Flag.ref,
            name=Person.name,
            kind=sa.cast(Flag.status, sa.String),
            at=Flag.raised_at,
            words=FlagStep.words,
            other=to.name,
            due_on=Flag.due_on,
        )
        .join_from(Flag, FlagStep, sa.and_(FlagStep.flag_id == Flag.id, FlagStep.n == 1))
        .join(Person, Person.id == Flag.raised_by_id)
        .join(to, to.id == Flag.to_id)
        .where(Flag.proposal_id == proposal_id)
        .order_by(sa.cast(Flag.status, sa.String) != FlagStatus.OPEN.value, Flag.id.desc())
        .limit(MOST)
    )


def find_note(actor: Actor, proposal_id: int, ref: str) -> Note:
    """A note of a proposal that was found for the actor, if they may read it. One query."""
    found = db.session.scalars(
        sa.select(Note).where(Note.ref == ref, Note.proposal_id == proposal_id, _readable(actor))
    ).one_or_none()
    if found is None:
        raise NotFound
    return found
