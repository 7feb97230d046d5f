"""What evaluators are asked whether they would like to read, each in an order of their own."""

from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import aliased

from grants.accounts.models import Organisation, Person
from grants.calls.models import Call
from grants.core.actor import Actor
from grants.core.db import db
from grants.core.digest import sha256
from grants.core.errors import NotFound
from grants.permissions import Permission
from grants.proposals.models import Proposal
from grants.proposals.queries.conflicts import counted
from grants.reviews.models import Bid, BidChoice, Bidding, PoolMember, PoolStatus
from grants.reviews.queries.assignment import ASSIGNABLE, PAGE
from grants.reviews.queries.shown import released_id, title_column
from grants.reviews.queries.walls import in_pool, unbarred


@dataclass(frozen=True)
class Offered:
    """A proposal as it is shown before any content opens, and the bid on it."""

    id: int
    ref: str
    title: str
    city: str
    country: str | None
    proponent: str | None
    recipient: str | None
    choice: BidChoice | None


@dataclass(frozen=True)
class Said:
    """How many bids of each kind somebody made."""

    name: str
    most: int
    want: int
    can: int
    rather_not: int


def bidding_of(call: Call) -> Bidding | None:
    return db.session.scalars(sa.select(Bidding).where(Bidding.call_id == call.id)).one_or_none()


def open_bidding(actor: Actor, call_ref: str) -> tuple[Call, Bidding]:
    """A call that asks the actor for bids, or NotFound."""
    row = db.session.execute(
        sa.select(Call, Bidding)
        .join(Bidding, Bidding.call_id == Call.id)
        .join(PoolMember, PoolMember.call_id == Call.id)
        .where(
            Call.ref == call_ref,
            Bidding.closed_at.is_(None),
            PoolMember.person_id == (actor.person_id or 0),
            PoolMember.status == PoolStatus.ACCEPTED,
            PoolMember.declared_at.is_not(None),
        )
    ).one_or_none()
    if row is None or not actor.may(Permission.REVIEWS_OWN):
        raise NotFound
    return row[0], row[1]


def asked_calls(actor: Actor) -> list[Call]:
    """Calls that ask the actor for bids now."""
    return list(
        db.session.scalars(
            sa.select(Call)
            .join(Bidding, Bidding.call_id == Call.id)
            .join(PoolMember, PoolMember.call_id == Call.id)
            .where(
                Bidding.closed_at.is_(None),
                PoolMember.person_id == (actor.person_id or 0),
                PoolMember.status == PoolStatus.ACCEPTED,
                PoolMember.declared_at.is_not(None),
            )
            .order_by(Call.id)
        )
    )


def offered(
    actor: Actor, call: Call, bidding: Bidding, *, page: int = 1
) -> tuple[list[Offered], int]:
    """One page in the actor's own order, and how many there are; two queries.

    The order is shuffled by the seed of the call and the person: nobody's first proposals are
    everybody's, and a page is the same whenever it is opened.
    """
    shown = [
        Proposal.call_id == call.id,
        Proposal.status.in_(ASSIGNABLE),
        counted(),
        in_pool(actor),
        unbarred(actor),
    ]
    if call.applicant_hidden:
        shown.append(released_id().is_not(None))
    ids = db.session.scalars(sa.select(Proposal.id).where(*shown)).all()
    shuffled = sorted(ids, key=lambda n: sha256(f"{bidding.seed}:{actor.person_id}:{n}"))
    wanted = shuffled[(page - 1) * PAGE : page * PAGE]
    proponent, recipient = aliased(Organisation), aliased(Organisation)
    open_ = Call.applicant_hidden.is_(False)
    rows = db.session.execute(
        sa.select(
            Proposal.id,
            Proposal.ref,
            title_column().label("title"),
            sa.case((open_, Proposal.city), else_="").label("city"),
            sa.case((open_, Proposal.country)).label("country"),
            sa.case((open_, proponent.name)).label("proponent"),
            sa.case((open_, recipient.name)).label("recipient"),
            Bid.choice,
        )
        .join(Call, Call.id == Proposal.call_id)
        .outerjoin(proponent, proponent.id == Proposal.proponent_id)
        .outerjoin(recipient, recipient.id == Proposal.recipient_id)
        .outerjoin(Bid, sa.and_(Bid.proposal_id == Proposal.id, Bid.person_id == actor.person_id))
        .where(Proposal.id.in_(wanted), *shown)
    )
    found = {row.id: Offered(**row._mapping) for row in rows}
    return [found[n] for n in wanted if n in found], len(ids)


def said(actor: Actor, call: Call) -> list[Said]:
    """Everybody of the pool by name with their bids, on proposals the actor may see; one query."""
    here = (
        sa.select(Bid.person_id, Bid.choice)
        .join(Proposal, Proposal.id == Bid.proposal_id)
        .where(Proposal.call_id == call.id, unbarred(actor))
        .subquery()
    )
    rows = db.session.execute(
        sa.select(
            Person.name,
            PoolMember.most,
            *(
                sa.func.count(sa.case((here.c.choice == choice, 1))).label(choice.value)
                for choice in BidChoice
            ),
        )
        .join(Person, Person.id == PoolMember.person_id)
        .outerjoin(here, here.c.person_id == PoolMember.person_id)
        .where(PoolMember.call_id == call.id, PoolMember.status == PoolStatus.ACCEPTED)
        .group_by(Person.id, Person.name, PoolMember.id, PoolMember.most)
        .order_by(Person.name, PoolMember.id)
    )
    return [Said(**row._mapping) for row in rows]
