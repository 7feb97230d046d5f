"""Giving a check to an officer, who may be somebody else than the one who gives it."""

import sqlalchemy as sa

from grants.accounts.models import Person
from grants.accounts.queries import actor_of
from grants.audit.service import record
from grants.core import clock, operations
from grants.core.actor import Actor
from grants.core.db import db
from grants.core.errors import Refused
from grants.core.messages import msg
from grants.permissions import Permission
from grants.proposals.models import Proposal
from grants.proposals.queries.conflicts import free_of_conflict
from grants.screening.queries.case import deadline_of
from grants.screening.rules.assigning import RUNNING, check_assign, check_free
from grants.screening.service.check import begin
from grants.screening.service.opening import open_case
from grants.screening.service.ties import find_own_ties


def assign(actor: Actor, ref: str, to_id: int, *, operation: str | None = None) -> None:
    """Start a check in an officer's name, or hand a running one over to them.

    Whoever gives it takes no part in the check by that; the officer does with the first answer.
    Raises Refused, also when something ties the actor or the officer to the proposal.
    """
    operations.claim(operation, actor, "screening:assign")
    case = open_case(actor, ref)
    proposal, screening = case.proposal, case.screening
    check_assign(
        proposal.status,
        screening.finding if screening else None,
        screening.officer_id if screening else None,
        to_id,
        deadline=deadline_of(case.call, proposal.id),
        now=clock.now(),
    )
    find_own_ties(actor, proposal)
    check_free(is_free=_is_free(_officer(to_id), proposal.id))
    if proposal.status in RUNNING and screening is not None:
        before, screening.officer_id = screening.officer_id, to_id
        record(
            actor,
            "screening:assign",
            screening,
            old={"officer_id": before},
            new={"officer_id": to_id},
        )
    else:
        begin(actor, case, to_id)
    operations.keep(operation, actor, ref)
    db.session.commit()


def _officer(person_id: int) -> Actor:
    officer = actor_of(person_id)
    if (
        not officer.may(Permission.SCREENING_WORK)
        or db.session.get_one(Person, person_id).disabled_at
    ):
        raise Refused(msg("This person does not check proposals now. Nothing was changed."))
    return officer


def _is_free(officer: Actor, proposal_id: int) -> bool:
    query = sa.select(Proposal.id).where(Proposal.id == proposal_id, free_of_conflict(officer))
    return db.session.scalar(query) is not None
