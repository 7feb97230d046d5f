"""The messages about one proposal, as far as one actor may see them."""

from dataclasses import dataclass

import sqlalchemy as sa

from grants.accounts.models import Person
from grants.calls.models import Call
from grants.core.actor import Actor
from grants.core.db import db
from grants.core.errors import NotFound
from grants.messages import rules
from grants.messages.models import Message, Reading, Side, Thread
from grants.permissions import Permission
from grants.proposals.models import Collaborator, Proposal, TeamRole
from grants.proposals.queries.conflicts import real, untied

WRITERS = (TeamRole.LEAD, TeamRole.EDITOR)


@dataclass(frozen=True)
class Place:
    """Where messages about a proposal stand. Of a draft the office gets neither title nor text:
    they are not even loaded."""

    proposal_id: int
    ref: str
    title: str
    is_submitted: bool
    call: Call
    role: TeamRole | None
    thread: Thread | None  # None until somebody has written
    read_n: int  # how far the actor has read
    actor: Actor

    @property
    def side(self) -> Side:
        return rules.side_of(self.role)

    def may(self, permission: Permission) -> bool:
        """The rule the service checks; templates ask it whether to draw a form."""
        return rules.may(
            self.actor,
            permission,
            self.role,
            submitted=self.is_submitted,
            begun=self.thread is not None,
        )


def find(
    actor: Actor, ref: str, permission: Permission = Permission.MESSAGES_READ, *, lock: bool = False
) -> Place:
    """The messages about the proposal behind a reference, or NotFound. One query for its team,
    two or three for others.

    Full proposals have their own; tests and imported ones have none. `lock` takes the proposal's
    row for the rest of the transaction, so that messages are numbered one after the other.
    """
    if lock:
        # First by itself: a row joined to a locked one is read as it was before the wait.
        db.session.execute(sa.select(Proposal.id).where(Proposal.ref == ref).with_for_update())
    query = _with_place(actor).where(Proposal.ref == ref, real(), ~Proposal.is_imported)
    if lock:
        query = query.execution_options(populate_existing=True)
    row = db.session.execute(query).one_or_none()
    if row is None:
        raise NotFound
    place = Place(*row, actor=actor)
    if not place.may(permission) or (place.role is None and _is_tied(actor, place.proposal_id)):
        raise NotFound
    return place


def _with_place(actor: Actor) -> sa.Select[int, str, str, bool, Call, TeamRole, Thread, int]:
    person = actor.person_id or 0
    mine = sa.and_(
        Collaborator.proposal_id == Proposal.id,
        Collaborator.person_id == person,
        Collaborator.removed_at.is_(None),
    )
    submitted = Proposal.submitted_at.is_not(None)
    return (
        sa.select(
            Proposal.id,
            Proposal.ref,
            sa.case((sa.or_(submitted, Collaborator.id.is_not(None)), Proposal.title), else_=""),
            submitted,
            Call,
            Collaborator.role,
            Thread,
            sa.func.coalesce(Reading.read_n, 0),
        )
        .join(Call, Call.id == Proposal.call_id)
        .outerjoin(Collaborator, mine)
        .outerjoin(Thread, Thread.proposal_id == Proposal.id)
        .outerjoin(Reading, sa.and_(Reading.thread_id == Thread.id, Reading.person_id == person))
    )


def _is_tied(actor: Actor, proposal_id: int) -> bool:
    """Whoever must not handle a proposal does not see its messages either."""
    free = sa.select(Proposal.id).where(Proposal.id == proposal_id, untied(actor))
    return db.session.scalar(free) is None


def may_read_attachment(actor: Actor, message_id: int) -> bool:
    """Who reads the messages reads their files."""
    ref = db.session.scalar(
        sa.select(Proposal.ref)
        .join(Thread, Thread.proposal_id == Proposal.id)
        .join(Message, Message.thread_id == Thread.id)
        .where(Message.id == message_id)
    )
    try:
        return ref is not None and find(actor, ref) is not None
    except NotFound:
        return False


def was_in_team(actor: Actor, ref: str) -> bool:
    """Was the actor in the team and is no longer: may be told so."""
    left = (
        sa.select(Collaborator.id)
        .join(Proposal, Proposal.id == Collaborator.proposal_id)
        .where(
            Proposal.ref == ref,
            Collaborator.person_id == (actor.person_id or 0),
            Collaborator.removed_at.is_not(None),
        )
    )
    return db.session.scalar(left.limit(1)) is not None


def writers_of(proposal_id: int) -> list[int]:
    """Ids of everybody in the team who may answer."""
    return list(
        db.session.scalars(
            sa.select(Collaborator.person_id)
            .join(Person, Person.id == Collaborator.person_id)
            .where(
                Collaborator.proposal_id == proposal_id,
                Collaborator.removed_at.is_(None),
                Collaborator.role.in_(WRITERS),
                Person.disabled_at.is_(None),
            )
        )
    )
