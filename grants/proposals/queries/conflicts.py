"""Whose proposals somebody of the house must not handle: their own, and their organisation's; and
those that a domain above keeps out of somebody's sight for a time."""

from collections.abc import Callable
from functools import cache

import sqlalchemy as sa

from grants.accounts.models import Affiliation
from grants.accounts.queries import affiliated_people, same_as
from grants.accounts.queries.standing import stands
from grants.core import clock
from grants.core.actor import Actor
from grants.core.db import UtcDateTime, db, read
from grants.proposals.models import Collaborator, Proposal, Tie

# What else hides proposals: their ids, for a person; and the people, for ids of proposals.
Hidden = Callable[[sa.ColumnElement[int]], sa.Select[int]]
Kept = Callable[[list[int]], sa.Select[int]]
_walls: dict[Hidden, Kept] = {}


def register_wall(hidden: Hidden, kept: Kept) -> None:
    """A domain above says of which proposals a person must know nothing for now, and the same the
    other way round: who must not be told of some. Called once, when the domain is loaded."""
    _walls[hidden] = kept


def free_of_conflict(actor: Actor) -> sa.ColumnElement[bool]:
    """A condition on Proposal: it counts, the actor never was in its team, does not work for its
    proponent or recipient, no other tie stands, and no domain hides it for now. One query."""
    return sa.and_(counted(), untied(actor))


def free_of_ties(actor: Actor) -> sa.ColumnElement[bool]:
    """The same, with what is hidden for now: only for the page for which it is hidden."""
    return sa.and_(counted(), _without_ties(actor))


def hidden_from(actor: Actor) -> sa.ColumnElement[bool]:
    """A condition on Proposal: a domain above hides it from the actor for now. No query."""
    me = sa.literal(actor.person_id or 0)
    return sa.or_(sa.false(), *(Proposal.id.in_(wall(me)) for wall in _walls))


def untied(actor: Actor) -> sa.ColumnElement[bool]:
    """As `free_of_conflict`, of full proposals too, which do not count."""
    if actor.person_id is None:
        return real()
    me = sa.literal(actor.person_id)
    # What continues a hidden one would tell of it.
    parts = (Proposal.id, sa.func.coalesce(Proposal.concept_note_id, 0))
    out_of_sight = (part.not_in(wall(me)) for part in parts for wall in _walls)
    return sa.and_(_without_ties(actor), *out_of_sight)


def _without_ties(actor: Actor) -> sa.ColumnElement[bool]:
    if actor.person_id is None:
        return real()
    me = sa.literal(actor.person_id)
    # A team of the concept note that is not in the team of the full proposal any more.
    earlier = sa.or_(
        Proposal.concept_note_id.is_(None),
        sa.and_(
            Proposal.concept_note_id.not_in(_in_team(me)),
            Proposal.concept_note_id.not_in(_tied(me)),
        ),
    )
    return sa.and_(real(), _untied(me, bodies_of(actor)), earlier)


def counted() -> sa.ColumnElement[bool]:
    """A condition on Proposal: one that competes. Those that only try a call out, and full
    proposals (which continue one that is counted), are in no list, count, export or figure."""
    return sa.and_(real(), Proposal.concept_note_id.is_(None))


def real() -> sa.ColumnElement[bool]:
    """A condition on Proposal: no test of a call."""
    return Proposal.is_test.is_(False)


def bodies_of(actor: Actor) -> set[int]:
    """Every organisation the actor works for now, under each of its ids."""
    values = {"me": actor.person_id or 0, "now": clock.now()}
    return {row.id for row in read(_bodies(), values)}


def free_of(person: sa.ColumnElement[int], bodies: set[int]) -> sa.ColumnElement[bool]:
    """As `free_of_conflict`, for a person and the organisations found before; no query."""
    out_of_sight = (Proposal.id.not_in(wall(person)) for wall in _walls)
    return sa.and_(counted(), _untied(person, bodies), *out_of_sight)


def _untied(person: sa.ColumnElement[int], bodies: set[int]) -> sa.ColumnElement[bool]:
    # Not correlated: answered once for a whole list.
    free = sa.and_(Proposal.id.not_in(_in_team(person)), Proposal.id.not_in(_tied(person)))
    if not bodies:
        return free
    return sa.and_(
        free,
        sa.or_(Proposal.proponent_id.is_(None), Proposal.proponent_id.not_in(bodies)),
        sa.or_(Proposal.recipient_id.is_(None), Proposal.recipient_id.not_in(bodies)),
    )


def _in_team(person: sa.ColumnElement[int]) -> sa.Select[int]:
    return sa.select(Collaborator.proposal_id).where(Collaborator.person_id == person)


def _tied(person: sa.ColumnElement[int]) -> sa.Select[int]:
    return sa.select(Tie.proposal_id).where(Tie.person_id == person, Tie.lifted_at.is_(None))


@cache
def _bodies() -> sa.Select[int]:
    """Asked on every page of the office, built once."""
    now = sa.bindparam("now", type_=UtcDateTime())
    own = sa.select(Affiliation.organisation_id).where(
        Affiliation.person_id == sa.bindparam("me"), stands(Affiliation, now)
    )
    return same_as(own)


def conflicted_people(proposal: Proposal) -> set[int]:
    """Ids of everybody to whom `untied` refuses this proposal."""
    own = [i for i in (proposal.id, proposal.concept_note_id) if i is not None]
    found = set(
        db.session.scalars(
            sa.select(Collaborator.person_id).where(Collaborator.proposal_id.in_(own))
        )
    )
    found |= set(
        db.session.scalars(
            sa.select(Tie.person_id).where(Tie.proposal_id.in_(own), Tie.lifted_at.is_(None))
        )
    )
    bodies = {i for i in (proposal.proponent_id, proposal.recipient_id) if i is not None}
    for people in affiliated_people(bodies).values():
        found |= people
    for kept in _walls.values():
        found |= set(db.session.scalars(kept(own)))
    return found
