"""Everything that happened to one proposal, as far as the office reads it, from the trail."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from grants.accounts.queries import names
from grants.audit.models import TrailEvent, TrailReason
from grants.core.db import db
from grants.desk.rules.activity import WITH_REASON
from grants.messages.models import Message, Thread
from grants.notes.models import Flag, FlagStep, Note, NoteKind, Tag
from grants.notes.queries.place import Place
from grants.proposals.models import Proposal
from grants.screening.models import Appeal, Clarification, LookAlike, Screening

MOST = 40


@dataclass(frozen=True)
class Happened:
    """One event. `words` is what was written with it; `person` whom it concerns beside its actor;
    `flag_ref` the flag it is a step of."""

    at: datetime
    action: str
    by: str
    words: str = ""
    person: str = ""
    flag_ref: str = ""


def activity_of(
    place: Place, actions: Collection[str], *, start: int = 0
) -> tuple[list[Happened], bool]:
    """A page of events about a proposal that was found for its reader, the newest first, and
    whether there are more. Six queries at most, however many there are.

    Private notes leave no event, and a look-alike the reader is tied to is no subject.
    """
    rows = _events(_subjects(place), actions, start)
    shown = rows[:MOST]
    people = {row.actor_id for row in shown} | {_facts(row).get("to") for row in shown}
    known = names(people)
    notes, flags, steps, tags = _written(shown)

    def told(row: Any) -> Happened:
        facts = _facts(row)
        words, flag_ref = row.reason or "", ""
        if row.subject_kind == Note.__tablename__:
            words = notes.get(row.subject_id, "")
        elif row.subject_kind == Flag.__tablename__:
            words = steps.get((row.subject_id, facts.get("n")), "")
            flag_ref = flags.get(row.subject_id, "")
        elif "tag" in facts:
            words = tags.get(facts["tag"], "")
        # of a flag's steps only the first and a handing on concern somebody new
        person = facts.get("to") if row.action in ("flag:raise", "flag:hand") else None
        by, whom = known.get(row.actor_id, ""), known.get(person, "") if person else ""
        return Happened(row.at, row.action, by, words, whom, flag_ref)

    return [told(row) for row in shown], len(rows) > MOST


def _subjects(place: Place) -> dict[str, list[int]]:
    """What belongs to the proposal, ids by table. One query."""
    mine = place.proposal.id
    seen = sa.select(Proposal.id).where(place.free)
    other = sa.case(
        (LookAlike.proposal_id == mine, LookAlike.other_id), else_=LookAlike.proposal_id
    )
    parts: list[sa.Select[Any, Any]] = [
        _ids(Note, Note.proposal_id == mine, Note.kind == NoteKind.SHARED),
        *(
            _ids(model, model.proposal_id == mine)
            for model in (Screening, Clarification, Appeal, Thread, Flag)
        ),
        _ids(Message, Message.thread_id == Thread.id, Thread.proposal_id == mine),
        _ids(
            LookAlike,
            sa.or_(LookAlike.proposal_id == mine, LookAlike.other_id == mine),
            other.in_(seen),
        ),
    ]
    found: dict[str, list[int]] = {Proposal.__tablename__: [mine]}
    for kind, subject_id in db.session.execute(sa.union_all(*parts)):
        found.setdefault(kind, []).append(subject_id)
    return found


def _ids(model: Any, *which: sa.ColumnElement[bool]) -> sa.Select[Any, Any]:
    return sa.select(sa.literal(model.__tablename__), model.id).where(*which)


def _events(
    subjects: dict[str, list[int]], actions: Collection[str], start: int
) -> Sequence[sa.Row[*tuple[Any, ...]]]:
    """One query, answered by the index of subjects."""
    about = sa.or_(
        *(
            sa.and_(TrailEvent.subject_kind == kind, TrailEvent.subject_id.in_(ids))
            for kind, ids in subjects.items()
        )
    )
    reason = sa.and_(TrailReason.seq == TrailEvent.seq, TrailEvent.action.in_(WITH_REASON))
    return db.session.execute(
        sa.select(
            TrailEvent.at,
            TrailEvent.actor_id,
            TrailEvent.action,
            TrailEvent.subject_kind,
            TrailEvent.subject_id,
            TrailEvent.old,
            TrailEvent.new,
            TrailReason.words.label("reason"),
        )
        .outerjoin(TrailReason, reason)
        .where(about, TrailEvent.action.in_(actions))
        .order_by(TrailEvent.seq.desc())
        .offset(start)
        .limit(MOST + 1)
    ).all()


Written = tuple[dict[int, str], dict[int, str], dict[tuple[int, int | None], str], dict[int, str]]


def _written(rows: Sequence[Any]) -> Written:
    """Words of the notes (not of withdrawn ones), references of the flags, words of their steps,
    names of the tags. Three queries at most."""
    notes = {row.subject_id for row in rows if row.subject_kind == Note.__tablename__}
    flags = {row.subject_id for row in rows if row.subject_kind == Flag.__tablename__}
    tags = {_facts(row)["tag"] for row in rows if "tag" in _facts(row)}
    refs: dict[int, str] = {}
    steps: dict[tuple[int, int | None], str] = {}
    if flags:
        for flag_id, ref, n, words in db.session.execute(
            sa.select(Flag.id, Flag.ref, FlagStep.n, FlagStep.words)
            .join(FlagStep, FlagStep.flag_id == Flag.id)
            .where(Flag.id.in_(flags))
        ):
            refs[flag_id], steps[flag_id, n] = ref, words
    standing = sa.select(Note.id, Note.words).where(
        Note.id.in_(notes), Note.withdrawn_at.is_(None), Note.kind == NoteKind.SHARED
    )
    named = sa.select(Tag.id, Tag.name).where(Tag.id.in_(tags))
    return (
        {row.id: row.words for row in db.session.execute(standing)} if notes else {},
        refs,
        steps,
        {row.id: row.name for row in db.session.execute(named)} if tags else {},
    )


def _facts(row: Any) -> dict[str, Any]:
    return {**(row.old or {}), **(row.new or {})}
