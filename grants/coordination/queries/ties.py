"""Which concept notes somebody finds here: none that their own organisation has a part in."""

from collections.abc import Callable, Collection
from functools import cache
from typing import Any

import sqlalchemy as sa

from grants.accounts.models import Affiliation, Membership, Organisation, Seat, SeatHolder
from grants.accounts.queries import same_organisations
from grants.accounts.queries.standing import stands
from grants.calls.models import Question, QuestionKind
from grants.coordination.rules import SHOWN
from grants.core import clock
from grants.core.actor import Actor
from grants.core.db import db
from grants.core.text import fold
from grants.permissions import Permission
from grants.proposals.models import Answer, Endorsement, EndorsementStatus, Proposal
from grants.proposals.queries.conflicts import free_of, free_of_conflict

Wall = Callable[[Actor], sa.ColumnElement[bool]]
_walls: list[Wall] = []
_LEAST_CHARACTERS = 3  # a shorter name says too little


def register_wall(wall: Wall) -> None:
    """A domain above says what else keeps a person from a proposal: a recusal, a declared
    conflict. A condition on Proposal; called once, when the domain is loaded."""
    if wall not in _walls:
        _walls.append(wall)


def shown_to(actor: Actor, *, call_id: int | None = None) -> sa.ColumnElement[bool]:
    """A condition on Proposal: an eligible concept note that the actor is not tied to.

    Whoever comments for an organisation finds none that it submitted, receives, sponsors or is
    named in. Four queries at most, and those of the walls; one or two for the Secretariat.
    """
    eligible = sa.and_(Proposal.status.in_(SHOWN), Proposal.is_imported.is_(False))
    if not actor.may(Permission.OVERLAP_COMMENT) or actor.person_id is None:
        return sa.and_(eligible, free_of_conflict(actor))
    bodies = bodies_of(actor.person_id)
    walls = [wall(actor) for wall in _walls]
    return sa.and_(
        eligible,
        free_of(sa.literal(actor.person_id), bodies),
        *(_no_part_of(bodies, call_id) if bodies else ()),
        *walls,
    )


def bodies_of(person_id: int) -> set[int]:
    """Every organisation somebody works for, or sits on the board for, under each of its ids."""
    now = clock.now()
    works = sa.select(Affiliation.organisation_id).where(
        Affiliation.person_id == person_id, stands(Affiliation, now)
    )
    sits = (
        sa.select(Seat.organisation_id)
        .join(SeatHolder, SeatHolder.seat_id == Seat.id)
        .where(
            SeatHolder.person_id == person_id,
            Seat.organisation_id.is_not(None),
            stands(SeatHolder, now),
        )
    )
    return same_organisations(i for i in db.session.scalars(sa.union(works, sits)) if i)


def member_of(person_id: int) -> int | None:
    """The member of the partnership somebody speaks for; None when there is none."""
    bodies = bodies_of(person_id)
    if not bodies:
        return None
    return db.session.scalar(
        sa.select(Membership.organisation_id)
        .where(Membership.organisation_id.in_(bodies), stands(Membership, clock.now()))
        .order_by(Membership.id)
        .limit(1)
    )


def _no_part_of(
    bodies: Collection[int], call_id: int | None
) -> tuple[sa.ColumnElement[bool], sa.ColumnElement[bool]]:
    sponsored = sa.select(Endorsement.proposal_id).where(
        Endorsement.organisation_id.in_(bodies),
        Endorsement.status.in_((EndorsementStatus.ASKED, EndorsementStatus.CONFIRMED)),
    )
    return Proposal.id.not_in(sponsored), Proposal.id.not_in(_naming(bodies, call_id))


def _naming(bodies: Collection[int], call_id: int | None) -> list[int]:
    """Proposals whose city names one of the organisations, in any answer about organisations."""
    own = {
        name
        for row in db.session.execute(
            sa.select(Organisation.name, Organisation.acronym).where(Organisation.id.in_(bodies))
        )
        for name in (_folded(row.name), _folded(row.acronym))
        if len(name) >= _LEAST_CHARACTERS
    }
    if not own:
        return []
    query = _named_organisations()
    if call_id is not None:
        query = query.where(Proposal.call_id == call_id)
    return [row.proposal_id for row in db.session.execute(query) if own & _names_in(row.value)]


@cache
def _named_organisations() -> sa.Select[int, Any]:
    return (
        sa.select(Answer.proposal_id, Answer.value)
        .join(Question, Question.id == Answer.question_id)
        .join(Proposal, Proposal.id == Answer.proposal_id)
        .where(
            Question.kind.in_((QuestionKind.ORGANISATION, QuestionKind.ORGANISATIONS)),
            Proposal.status.in_(SHOWN),
        )
    )


def _names_in(value: Any) -> set[str]:
    rows = value if isinstance(value, list) else [value]
    return {
        _folded(str(row.get(key) or ""))
        for row in rows
        if isinstance(row, dict)
        for key in ("name", "acronym")
    }


def _folded(name: str) -> str:
    return " ".join(fold(name).split())
