"""Recording and lifting what ties somebody of the house to a proposal; never commits."""

import sqlalchemy as sa

from grants.audit.service import record
from grants.core import clock
from grants.core.actor import SYSTEM, Actor
from grants.core.db import db
from grants.core.errors import NotFound, Refused
from grants.core.messages import msg
from grants.core.text import random_ref
from grants.proposals.models import Proposal, Tie, TieKind
from grants.proposals.queries.ties import domains_of, ever_tied, house_people_at


def declare(actor: Actor, proposal: Proposal, reason: str) -> Tie:
    """The actor steps aside, with words; from now on they find nothing of the proposal."""
    tie = _add(actor.person_id or 0, proposal, TieKind.DECLARED, reason)
    record(actor, "tie:declare", tie, new={"kind": tie.kind.value})
    return tie


def find_ties(proposal: Proposal, house_domain: str) -> set[int]:
    """Ties by address domain that nobody has judged yet are recorded: ids of the people.

    What a lead has lifted is not found again. `house_domain` is the Secretariat's own: sharing it
    tells nothing.
    """
    people = house_people_at(domains_of(proposal) - {house_domain})
    new = {person: people[person] for person in people.keys() - ever_tied(proposal.id)}
    for person_id, domain in sorted(new.items()):
        tie = _add(person_id, proposal, TieKind.SAME_DOMAIN, domain)
        record(SYSTEM, "tie:find", tie, new={"kind": tie.kind.value})
    return set(new)


def lift(actor: Actor, proposal: Proposal, ref: str, reason: str) -> Tie:
    """A lead says, with words, that a tie does not matter; nobody lifts their own."""
    tie = db.session.scalars(
        sa.select(Tie)
        .where(Tie.ref == ref, Tie.proposal_id == proposal.id)
        .execution_options(populate_existing=True)
    ).one_or_none()
    if tie is None:
        raise NotFound
    if tie.lifted_at is not None:
        raise Refused(msg("This was lifted before. Nothing was changed."))
    if tie.person_id == actor.person_id:
        raise Refused(msg("Nobody lifts a tie of their own. Nothing was changed."))
    tie.lifted_at, tie.lifted_by_id, tie.lifted_reason = clock.now(), actor.person_id, reason
    record(actor, "tie:lift", tie, old={"kind": tie.kind.value}, reason=reason)
    return tie


def _add(person_id: int, proposal: Proposal, kind: TieKind, reason: str) -> Tie:
    tie = Tie(
        ref=random_ref(),
        proposal_id=proposal.id,
        person_id=person_id,
        kind=kind,
        reason=reason.strip(),
        at=clock.now(),
    )
    db.session.add(tie)
    db.session.flush()
    return tie
