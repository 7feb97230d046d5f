"""What waits for somebody, over all domains: the first page answers it in a few queries."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa

from grants.board.models import Item, ItemStatus, Meeting, MeetingKind, MeetingStatus
from grants.board.queries.blinders import blinders
from grants.calls.models import Call, CallStatus
from grants.calls.queries.inquiries import Waiting, waiting_by_call
from grants.core import clock
from grants.core.actor import Actor
from grants.core.db import db
from grants.proposals.models import Proposal, ProposalStatus
from grants.proposals.queries.conflicts import counted, free_of_conflict
from grants.reviews.models import (
    Assignment,
    AssignmentStatus,
    PoolMember,
    PoolStatus,
    Review,
    ReviewStatus,
)

NOT_LIVE = (CallStatus.DRAFT, CallStatus.ARCHIVED, CallStatus.CANCELLED)


@dataclass(frozen=True)
class CallState:
    """A live call with how many proposals stand where, as far as the actor may know."""

    ref: str
    title: Mapping[str, str]
    status: CallStatus
    closes_at: datetime | None
    zone: str
    counts: Mapping[ProposalStatus, int]
    questions: Waiting

    def count(self, *statuses: ProposalStatus) -> int:
        return sum(self.counts.get(status, 0) for status in statuses)


def live_calls(actor: Actor) -> list[CallState]:
    """Every live call and its counts, without proposals the actor is tied to. Three queries."""
    calls = db.session.execute(
        sa.select(Call.id, Call.ref, Call.title, Call.status, Call.closes_at, Call.zone)
        .where(Call.status.not_in(NOT_LIVE))
        .order_by(Call.closes_at)
    ).all()
    counted: dict[int, dict[ProposalStatus, int]] = {}
    for call_id, status, n in db.session.execute(
        sa.select(Proposal.call_id, Proposal.status, sa.func.count())
        .where(
            Proposal.call_id.in_([call.id for call in calls]),
            free_of_conflict(actor),
        )
        .group_by(Proposal.call_id, Proposal.status)
    ):
        counted.setdefault(call_id, {})[status] = n
    asked = waiting_by_call(actor, [call.id for call in calls], clock.now())
    return [
        CallState(
            c.ref, c.title, c.status, c.closes_at, c.zone,
            counts=counted.get(c.id, {}), questions=asked.get(c.id, Waiting(0, 0)),
        )
        for c in calls
    ]  # fmt: skip


@dataclass(frozen=True)
class Owed:
    """What an evaluator owes."""

    to_answer: int
    to_declare: int
    to_score: int
    due_at: datetime | None

    @property
    def total(self) -> int:
        return self.to_answer + self.to_declare + self.to_score


def owed_reviews(actor: Actor) -> Owed:
    """Invitations, declarations and reviews that wait; one query."""
    mine = sa.and_(Assignment.person_id == actor.person_id)
    waiting = sa.or_(Review.id.is_(None), Review.status == ReviewStatus.DRAFT)
    in_review = Proposal.status == ProposalStatus.IN_REVIEW
    declare = sa.func.sum(sa.case((Assignment.status == AssignmentStatus.PUBLISHED, 1), else_=0))
    score = sa.func.sum(
        sa.case((sa.and_(Assignment.status == AssignmentStatus.DECLARED, waiting), 1), else_=0)
    )
    invited = (
        sa.select(sa.func.count())
        .select_from(PoolMember)
        .where(PoolMember.person_id == actor.person_id, PoolMember.status == PoolStatus.INVITED)
        .scalar_subquery()
    )
    row = db.session.execute(
        sa.select(declare, score, sa.func.min(Assignment.due_at), invited)
        .select_from(Assignment)
        .join(Proposal, Proposal.id == Assignment.proposal_id)
        .outerjoin(Review, Review.assignment_id == Assignment.id)
        .where(
            mine,
            counted(),
            in_review,
            waiting,
            Assignment.status.in_([AssignmentStatus.PUBLISHED, AssignmentStatus.DECLARED]),
        )
    ).one()
    return Owed(row[3] or 0, int(row[0] or 0), int(row[1] or 0), row[2])


@dataclass(frozen=True)
class BoardWork:
    """A meeting or procedure under way, with the items this person may see."""

    ref: str
    title: str
    kind: MeetingKind
    status: MeetingStatus
    closes_at: datetime | None
    items: int
    recused: int


def board_work(actor: Actor) -> list[BoardWork]:
    """Procedures being prepared, open, or waiting for confirmation. Three queries at most."""
    meetings = db.session.execute(
        sa.select(
            Meeting.id, Meeting.ref, Meeting.title, Meeting.kind, Meeting.status, Meeting.closes_at
        )
        .where(Meeting.status.in_([MeetingStatus.DRAFT, MeetingStatus.OPEN, MeetingStatus.CLOSED]))
        .order_by(Meeting.closes_at, Meeting.id)
    ).all()
    if not meetings:
        return []
    hidden = blinders(actor)
    seen: dict[int, list[bool]] = {}
    for item_id, meeting_id, proposal_id in db.session.execute(
        sa.select(Item.id, Item.meeting_id, Item.proposal_id).where(
            Item.meeting_id.in_([m.id for m in meetings]), Item.status != ItemStatus.WITHDRAWN
        )
    ):
        seen.setdefault(meeting_id, []).append(hidden.hide(item_id, proposal_id))
    return [
        BoardWork(
            m.ref, m.title, m.kind, m.status, m.closes_at,
            items=seen.get(m.id, []).count(False), recused=seen.get(m.id, []).count(True),
        )
        for m in meetings
    ]  # fmt: skip
