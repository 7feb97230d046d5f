"""Lists of threads: of one's own proposals, and what waits at the office."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa

from grants.accounts.models import Person
from grants.calls.models import Call
from grants.core.actor import Actor
from grants.core.db import db
from grants.messages import rules
from grants.messages.models import Message, Reading, Side, Thread
from grants.messages.queries.thread import is_new_to
from grants.permissions import Permission
from grants.proposals.models import Collaborator, Proposal
from grants.proposals.queries.conflicts import real, untied

MOST = 200
_WAITS = sa.and_(Thread.last_side == Side.TEAM, Thread.settled_at.is_(None))


@dataclass(frozen=True)
class OwnThread:
    """A thread of a proposal in whose team one is; `by` is empty when the house wrote last."""

    ref: str
    title: str
    call_title: Mapping[str, str]
    last_at: datetime
    by: str
    unread: int


@dataclass(frozen=True)
class Quiet:
    """A proposal of one's own about which nobody has written yet."""

    ref: str
    title: str
    call_title: Mapping[str, str]


@dataclass(frozen=True)
class OfficeThread:
    """A thread as the office lists it; no title while the proposal is a draft."""

    ref: str
    title: str
    is_submitted: bool
    call_ref: str
    last_at: datetime
    last_side: Side
    by: str
    settled: bool
    unread: int

    @property
    def state(self) -> str:
        return rules.state_of(self.last_side, settled=self.settled)


def own_threads(actor: Actor) -> list[OwnThread]:
    """Threads of one's own proposals, those with something unread first. One query."""
    unread = _unread(actor)
    rows = db.session.execute(
        sa.select(
            Proposal.ref,
            Proposal.title,
            Call.title,
            Thread.last_at,
            sa.case((Thread.last_side == Side.OFFICE, ""), else_=Person.name),
            unread,
        )
        .join(Thread, Thread.proposal_id == Proposal.id)
        .join(Person, Person.id == Thread.last_by_id)
        .join(Call, Call.id == Proposal.call_id)
        .where(*_own(actor))
        .order_by(sa.case((unread > 0, 0), else_=1), Thread.last_at.desc(), Thread.id.desc())
        .limit(MOST)
    )
    return [OwnThread(*row) for row in rows]


def quiet_proposals(actor: Actor) -> list[Quiet]:
    """One's own proposals without a message, the last started first. One query."""
    rows = db.session.execute(
        sa.select(Proposal.ref, Proposal.title, Call.title)
        .join(Call, Call.id == Proposal.call_id)
        .outerjoin(Thread, Thread.proposal_id == Proposal.id)
        .where(*_own(actor), Thread.id.is_(None))
        .order_by(Proposal.started_at.desc(), Proposal.id.desc())
        .limit(MOST)
    )
    return [Quiet(*row) for row in rows]


def own_unread(actor: Actor) -> int:
    """How many messages about one's own proposals one has not read. One query."""
    if actor.person_id is None:
        return 0
    return (
        db.session.scalar(
            sa.select(sa.func.count(Message.id))
            .join(Thread, Thread.id == Message.thread_id)
            .join(Proposal, Proposal.id == Thread.proposal_id)
            .outerjoin(
                Reading,
                sa.and_(Reading.thread_id == Thread.id, Reading.person_id == actor.person_id),
            )
            .where(*_own(actor), is_new_to(actor))
        )
        or 0
    )


def _own(actor: Actor) -> tuple[sa.ColumnElement[bool], ...]:
    mine = sa.select(Collaborator.proposal_id).where(
        Collaborator.person_id == (actor.person_id or 0), Collaborator.removed_at.is_(None)
    )
    return (Proposal.id.in_(mine), real(), ~Proposal.is_imported)


def _unread(actor: Actor) -> sa.ScalarSelect[int]:
    return (
        sa.select(sa.func.count(Message.id))
        .select_from(Message)
        .outerjoin(
            Reading,
            sa.and_(Reading.thread_id == Message.thread_id, Reading.person_id == actor.person_id),
        )
        .where(Message.thread_id == Thread.id, is_new_to(actor))
        .correlate(Thread)
        .scalar_subquery()
    )


# -- the office ----------------------------------------------------------------------------------


@dataclass(frozen=True)
class Desk:
    """What the office has to read and answer: how many threads wait, how many do not, a page of
    them, and the calls they are about, by reference and title."""

    waiting: int
    others: int
    threads: list[OfficeThread]
    calls: list[tuple[str, Mapping[str, str]]]


def count_waiting(actor: Actor) -> int:
    """How many threads wait for an answer of the office, as far as the actor may know."""
    if not actor.may(Permission.MESSAGES_READ):
        return 0
    return _counts(_open_to(actor))[0]


def office_desk(actor: Actor, call_ref: str = "", *, start: int = 0, most: int = MOST) -> Desk:
    """Threads that wait, the longest first; then the others, the latest first; of one call where
    it is given. Three queries, and those that find whom the actor is tied to."""
    if not actor.may(Permission.MESSAGES_READ):
        return Desk(0, 0, [], [])
    free = _open_to(actor)
    shown = sa.and_(free, Call.ref == call_ref) if call_ref else free
    return Desk(*_counts(shown), _threads(actor, shown, start, most), _calls(free))


def _open_to(actor: Actor) -> sa.ColumnElement[bool]:
    return sa.and_(untied(actor), ~Proposal.is_imported)


def _counts(shown: sa.ColumnElement[bool]) -> tuple[int, int]:
    row = db.session.execute(
        sa.select(sa.func.coalesce(sa.func.sum(sa.case((_WAITS, 1), else_=0)), 0), sa.func.count())
        .select_from(Thread)
        .join(Proposal, Proposal.id == Thread.proposal_id)
        .join(Call, Call.id == Proposal.call_id)
        .where(shown)
    ).one()
    return int(row[0]), row[1] - int(row[0])


def _threads(
    actor: Actor, shown: sa.ColumnElement[bool], start: int, most: int
) -> list[OfficeThread]:
    submitted = Proposal.submitted_at.is_not(None)
    rows = db.session.execute(
        sa.select(
            Proposal.ref,
            sa.case((submitted, Proposal.title), else_=""),
            submitted,
            Call.ref,
            Thread.last_at,
            Thread.last_side,
            Person.name,
            Thread.settled_at.is_not(None),
            _unread(actor),
        )
        .join(Thread, Thread.proposal_id == Proposal.id)
        .join(Person, Person.id == Thread.last_by_id)
        .join(Call, Call.id == Proposal.call_id)
        .where(shown)
        .order_by(
            sa.case((_WAITS, 0), else_=1),
            sa.case((_WAITS, Thread.last_at)),
            Thread.last_at.desc(),
            Thread.id,
        )
        .offset(start)
        .limit(most)
    )
    return [OfficeThread(*row) for row in rows]


def _calls(free: sa.ColumnElement[bool]) -> list[tuple[str, Mapping[str, str]]]:
    with_threads = (
        sa.select(Proposal.call_id).join(Thread, Thread.proposal_id == Proposal.id).where(free)
    )
    rows = db.session.execute(
        sa.select(Call.ref, Call.title)
        .where(Call.id.in_(with_threads))
        .order_by(Call.closes_at.desc(), Call.id.desc())
    )
    return [(ref, title) for ref, title in rows]
