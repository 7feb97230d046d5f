"""Asking evaluators what they would like to read, and what they answer."""

from collections.abc import Mapping

import sqlalchemy as sa

from grants.accounts.queries import addressees
from grants.audit.service import record
from grants.calls.models import Call
from grants.core import clock, operations
from grants.core.actor import Actor
from grants.core.db import db
from grants.core.errors import Forbidden, Refused
from grants.core.messages import Link, msg
from grants.core.text import random_ref
from grants.mail.service import queue
from grants.proposals.models import Proposal
from grants.reviews.models import Bid, BidChoice, Bidding, ConflictKind
from grants.reviews.queries.assignment import ASSIGNABLE
from grants.reviews.queries.bidding import bidding_of, open_bidding
from grants.reviews.queries.pool import call_for, members
from grants.reviews.queries.walls import in_pool, unbarred
from grants.reviews.service.conflicts import detect, exclude

CONFLICT = "conflict"


def open_bids(actor: Actor, call_ref: str, *, operation: str | None = None) -> int:
    """Ask the pool, one mail each the first time; how many were asked.

    Ties are looked for first: what somebody must not judge is not offered to them.
    """
    operations.claim(operation, actor, "reviews:bids-open")
    call = call_for(actor, call_ref)
    if actor.person_id is None:
        raise Forbidden
    detect(actor, call)
    row = bidding_of(call)
    told = 0
    if row is None:
        row = Bidding(
            call_id=call.id,
            seed=random_ref(16),
            opened_by_id=actor.person_id,
            opened_at=clock.now(),
        )
        db.session.add(row)
        told = _ask(call)
    row.closed_at = None
    record(actor, "bidding:open", row)
    operations.keep(operation, actor, str(told))
    db.session.commit()
    return told


def _ask(call: Call) -> int:
    people = [member.person_id for member in members(call) if member.is_free]
    for to in addressees(people):
        link = Link("reviews.bids", {"call_ref": call.ref})
        queue(to, "bids_asked", {"call": call.title, "link": link}, about=call)
    return len(people)


def close_bids(actor: Actor, call_ref: str, *, operation: str | None = None) -> None:
    """No more bids; those made are kept and count."""
    operations.claim(operation, actor, "reviews:bids-close")
    call = call_for(actor, call_ref)
    row = bidding_of(call)
    if row is not None and row.closed_at is None:
        row.closed_at = clock.now()
        record(actor, "bidding:close", row)
    operations.keep(operation, actor, call_ref)
    db.session.commit()


def bid(
    actor: Actor,
    call_ref: str,
    choices: Mapping[str, str],
    reason: str = "",
    *,
    operation: str | None = None,
) -> int:
    """Keep what an evaluator says of proposals, by reference; how many are theirs no more.

    A value of BidChoice, empty for nothing, or `conflict`: that is declared for good and takes
    the proposal away from them, as everywhere.
    """
    operations.claim(operation, actor, "reviews:bid")
    call, _bidding = open_bidding(actor, call_ref)
    person_id = actor.person_id or 0
    tied = [ref for ref, choice in choices.items() if choice == CONFLICT]
    if tied and not reason.strip():
        words = msg("Say in a sentence what connects you with these proposals")
        raise Refused(msg("Nothing was saved yet."), {"reason": words})
    found = db.session.execute(
        sa.select(Proposal.id, Proposal.ref).where(
            Proposal.call_id == call.id,
            Proposal.ref.in_(list(choices)),
            Proposal.status.in_(ASSIGNABLE),
            in_pool(actor),
            unbarred(actor),
        )
    ).all()
    ids = [row.id for row in found]
    db.session.execute(sa.delete(Bid).where(Bid.person_id == person_id, Bid.proposal_id.in_(ids)))
    for row in found:
        choice = choices[row.ref]
        if choice == CONFLICT:
            exclude(actor, row.id, person_id, ConflictKind.DECLARED, reason.strip())
        elif choice in list(BidChoice):
            values = {"proposal_id": row.id, "person_id": person_id, "choice": BidChoice(choice)}
            db.session.add(Bid(**values, at=clock.now()))
    operations.keep(operation, actor, str(len(tied)))
    db.session.commit()
    return len(tied)
