"""The city objects to a refusal, once; a lead who took no part decides."""

from datetime import datetime

from grants.audit.service import record
from grants.core import clock, operations
from grants.core.actor import Actor
from grants.core.db import db
from grants.core.errors import NotFound
from grants.core.messages import Link
from grants.core.text import random_ref
from grants.mail.service import queue
from grants.permissions import Permission
from grants.proposals.queries.access import Access, find as find_proposal
from grants.proposals.queries.conflicts import conflicted_people
from grants.proposals.rules.moves import Move
from grants.proposals.service.move import move, office_addressees, team_addressees
from grants.screening.models import Appeal, AppealStatus
from grants.screening.queries.case import Case, took_part
from grants.screening.queries.outcome import outcome_of
from grants.screening.rules.appeal import check_appeal, check_decision
from grants.screening.service.opening import open_case


def appeal(
    actor: Actor,
    ref: str,
    words: str,
    *,
    received_at: datetime | None = None,
    operation: str | None = None,
) -> str:
    """The lead of the team objects, within the call's window. The objection's reference."""
    operations.claim(operation, actor, "appeal:make")
    access = find_proposal(actor, ref, Permission.APPEAL_MAKE, lock=True)
    outcome = outcome_of(actor, ref, Permission.APPEAL_MAKE)
    at = received_at or clock.now()
    check_appeal(
        is_ineligible=outcome.is_ineligible,
        is_made=outcome.appeal is not None,
        until=outcome.appeal_until,
        at=at,
        words=words,
    )
    row = Appeal(
        ref=random_ref(),
        proposal_id=access.proposal.id,
        words=words.strip(),
        made_by_id=actor.person_id,
        made_at=at,
        status=AppealStatus.OPEN,
        decision="",
    )
    db.session.add(row)
    record(actor, "appeal:make", row, new={"status": row.status.value})
    _tell_office(access, at)
    operations.keep(operation, actor, row.ref)
    db.session.commit()
    return row.ref


def decide_appeal(
    actor: Actor,
    ref: str,
    *,
    uphold: bool,
    words: str,
    version: int | None = None,
    operation: str | None = None,
) -> None:
    """Upheld: the proposal is eligible. Rejected: the refusal stands. The team is told why."""
    operations.claim(operation, actor, "appeal:decide")
    case = open_case(actor, ref, Permission.APPEAL_DECIDE)
    row = case.appeal
    if row is None:
        raise NotFound
    is_open = row.status is AppealStatus.OPEN and version in (None, row.version)
    check_decision(actor, took_part(case.started), is_open=is_open, words=words)
    row.status = AppealStatus.UPHELD if uphold else AppealStatus.REJECTED
    row.decision = words.strip()
    row.decided_by_id, row.decided_at = actor.person_id, clock.now()
    record(actor, "appeal:decide", row, new={"status": row.status.value})
    if uphold:
        move(
            actor,
            case.proposal,
            Move.UPHOLD_APPEAL,
            facts={"appeal_id": row.id},
            words={"decision": row.decision, "outcome": _outcome_link(case)},
        )
    else:
        _tell_rejected(case, row)
    operations.keep(operation, actor, row.ref)
    db.session.commit()


def _tell_office(access: Access, at: datetime) -> None:
    proposal, call = access.proposal, access.call
    for to in office_addressees(call.id, without=conflicted_people(proposal)):
        queue(
            to,
            "appeal_received_office",
            {
                "title": proposal.title,
                "ref": proposal.ref,
                "at": at,
                # The file: there a lead who took no part is led on to decide.
                "link": Link("screening.show", {"call_ref": call.ref, "ref": proposal.ref}),
            },
            about=proposal,
        )


def _tell_rejected(case: Case, row: Appeal) -> None:
    for to in team_addressees(case.proposal):
        queue(
            to,
            "appeal_rejected_team",
            {
                "title": case.proposal.title,
                "ref": case.proposal.ref,
                "decision": row.decision,
                "outcome": _outcome_link(case),
            },
            about=case.proposal,
        )


def _outcome_link(case: Case) -> Link:
    return Link("screening.outcome", {"ref": case.proposal.ref})
