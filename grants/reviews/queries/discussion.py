"""What a panel says about a proposal: who may read it, who speaks, and what was said."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa

from grants.accounts.models import Role
from grants.accounts.queries import people_with
from grants.calls.models import Call
from grants.core.actor import Actor
from grants.core.db import db
from grants.core.errors import NotFound
from grants.permissions import Permission
from grants.proposals.models import Proposal, ProposalStatus
from grants.proposals.queries.conflicts import conflicted_people
from grants.reviews.models import (
    AssignmentStatus,
    Audience,
    PanelMention,
    PanelRemark,
)
from grants.reviews.queries.assignment import Reviewed, proposal_in
from grants.reviews.queries.pool import call_for
from grants.reviews.queries.rule import ruling_of
from grants.reviews.queries.shown import shown_title
from grants.reviews.queries.work import asked_of, held
from grants.reviews.rules import work


@dataclass(frozen=True)
class Voice:
    """Somebody of the panel; `letter` is how evaluators know another, "" for the office."""

    person_id: int
    name: str
    letter: str
    key: str  # the assignment's reference, or that of the person: what a form carries
    is_in: bool  # may read what the panel says now


@dataclass(frozen=True)
class Room:
    """A proposal's discussion as one actor sees it."""

    actor: Actor
    proposal: Proposal | Reviewed
    call: Call
    title: str
    voices: Mapping[int, Voice]
    assignment_ref: str = ""  # the actor's own; empty for the office

    @property
    def is_office(self) -> bool:
        return not self.assignment_ref

    @property
    def sees_names(self) -> bool:
        return self.is_office or self.call.evaluators_named

    @property
    def may_write(self) -> bool:
        allowed = not self.is_office or self.actor.may(Permission.REVIEWS_MANAGE)
        return allowed and self.proposal.status is ProposalStatus.IN_REVIEW

    def title_for(self, *, is_office: bool) -> str:
        """What a reader knows the proposal by."""
        return self.proposal.title if is_office else shown_title(self.call, self.proposal)

    def readers(self, audience: Audience) -> list[Voice]:
        """Whom a remark may speak to: never its author. A lead with a tie to the proposal stands
        here like any other, and is not told."""
        return [
            voice
            for voice in self.voices.values()
            if voice.is_in
            and voice.person_id != self.actor.person_id
            and (audience is Audience.PANEL or not voice.letter)
        ]


@dataclass(frozen=True)
class Said:
    """One remark; `by` is None for somebody who is no longer of the panel."""

    ref: str
    by_id: int
    by: Voice | None
    at: datetime
    audience: Audience
    words: str
    corrects: str  # the reference of the earlier remark, or ""
    is_corrected: bool
    told: tuple[Voice, ...]


def room_of_evaluator(actor: Actor, ref: str, *, lock: bool = False) -> Room:
    """By the reference of the actor's assignment; NotFound before they opened the others' reviews,
    and where the call keeps reviews apart."""
    found = held(actor, ref, lock=lock)
    if not work.may_read_others(found) or found.review is None or found.review.opened_at is None:
        raise NotFound
    return Room(actor, found.proposal, found.call, found.title, _voices(found.proposal.id), ref)


def room_of_office(actor: Actor, call_ref: str, ref: str, *, lock: bool = False) -> Room:
    """For leads and auditors, once the scores are opened."""
    call = call_for(actor, call_ref, Permission.REVIEWS_READ)
    shown = proposal_in(actor, call, ref)
    if not ruling_of(call).is_open:
        raise NotFound
    if lock:
        query = sa.select(Proposal).where(Proposal.id == shown.id).with_for_update()
        locked = db.session.scalars(query.execution_options(populate_existing=True)).one()
        return Room(actor, locked, call, locked.title, _voices(locked.id))
    return Room(actor, shown, call, shown.title, _voices(shown.id))


def _voices(proposal_id: int) -> dict[int, Voice]:
    """By person: evaluators who were asked, then leads; two queries. The room is theirs who opened
    the others' reviews."""
    asked = asked_of(proposal_id)
    letters = work.letters([(row.ref, row.published_at) for row in asked])
    found = {
        row.person_id: Voice(
            row.person_id,
            row.name,
            letters[row.ref],
            row.ref,
            row.status is AssignmentStatus.DECLARED and row.opened_at is not None,
        )
        for row in asked
    }
    for person_id, name in people_with(Role.LEAD):
        if person_id not in found:
            found[person_id] = Voice(person_id, name, "", f"p{person_id}", is_in=True)
    return found


def not_to_be_told(room: Room) -> set[int]:
    """Who has a tie to the proposal and hears nothing of it. Four queries, and two for each
    organisation the proposal names."""
    return conflicted_people(db.session.get_one(Proposal, room.proposal.id))


def remarks(room: Room) -> list[Said]:
    """In the order in which they were made; two queries. What is for the office alone is not there
    for an evaluator."""
    query = sa.select(PanelRemark).where(PanelRemark.proposal_id == room.proposal.id)
    if not room.is_office:
        query = query.where(PanelRemark.audience == Audience.PANEL)
    rows = db.session.scalars(query.order_by(PanelRemark.id)).all()
    refs = {row.id: row.ref for row in rows}
    told: dict[int, list[Voice]] = {}
    if rows:
        for remark_id, person_id in db.session.execute(
            sa.select(PanelMention.remark_id, PanelMention.person_id)
            .where(PanelMention.remark_id.in_(refs))
            .order_by(PanelMention.id)
        ):
            if person_id in room.voices:
                told.setdefault(remark_id, []).append(room.voices[person_id])
    corrected = {row.corrects_id for row in rows}
    return [
        Said(
            row.ref,
            row.by_id,
            room.voices.get(row.by_id),
            row.at,
            row.audience,
            row.words,
            refs.get(row.corrects_id or 0, ""),
            row.id in corrected,
            tuple(told.get(row.id, ())),
        )
        for row in rows
    ]


def own_remark(room: Room, ref: str) -> PanelRemark:
    """A remark of the actor in this room, or NotFound."""
    row = db.session.scalars(
        sa.select(PanelRemark).where(
            PanelRemark.ref == ref,
            PanelRemark.proposal_id == room.proposal.id,
            PanelRemark.by_id == (room.actor.person_id or 0),
        )
    ).one_or_none()
    if row is None:
        raise NotFound
    return row


def how_many_remarks(proposal_id: int, *, is_office: bool) -> int:
    """One query. The caller has checked access."""
    query = sa.select(sa.func.count(PanelRemark.id)).where(PanelRemark.proposal_id == proposal_id)
    if not is_office:
        query = query.where(PanelRemark.audience == Audience.PANEL)
    return db.session.scalar(query) or 0
