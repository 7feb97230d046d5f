"""The clock of a question to the city: a reminder, and its end."""

from datetime import timedelta
from typing import Any

import sqlalchemy as sa

from grants.audit.service import record
from grants.calls.models import Call
from grants.core import clock, jobs
from grants.core.actor import SYSTEM
from grants.core.db import db
from grants.core.messages import Link, Message, msg
from grants.mail.service import queue
from grants.proposals.models import Proposal, ProposalStatus
from grants.proposals.rules.moves import Move
from grants.proposals.service.move import move, team_addressees
from grants.screening.models import Clarification, ClarificationStatus
from grants.screening.rules.periods import reminder_at

DUE, REMIND = "clarification_due", "clarification_reminder"


@jobs.handles(DUE)
def expire(payload: dict[str, Any]) -> None:
    """At the due date without an answer: back to the officer. Nothing is decided."""
    row = _locked(payload["clarification_id"])
    if row.status is not ClarificationStatus.OPEN or clock.now() <= row.due_at:
        db.session.rollback()
        return
    proposal = db.session.get_one(Proposal, row.proposal_id)
    row.status = ClarificationStatus.EXPIRED
    record(SYSTEM, "clarification:expire", row, new={"status": row.status.value})
    if proposal.status is ProposalStatus.CLARIFICATION:
        call = db.session.get_one(Call, proposal.call_id)
        words = office_words(proposal, call, row.status)
        move(SYSTEM, proposal, Move.END_CLARIFICATION, words=words)
    db.session.commit()


@jobs.handles(REMIND)
def remind(payload: dict[str, Any]) -> None:
    """One working day before the due date, to the team, unless it has answered."""
    row = _locked(payload["clarification_id"])
    proposal = db.session.get_one(Proposal, row.proposal_id)
    is_waiting = proposal.status is ProposalStatus.CLARIFICATION
    if row.status is ClarificationStatus.OPEN and is_waiting and clock.now() <= row.due_at:
        for to in team_addressees(proposal):
            queue(
                to,
                REMIND,
                {
                    "title": proposal.title,
                    "ref": proposal.ref,
                    "due": row.due_at,
                    "answer_link": answer_link(proposal),
                },
                about=proposal,
                dedupe=f"{REMIND}:{row.id}:{to.address}",
            )
    db.session.commit()


def start_clock(row: Clarification, call: Call) -> None:
    payload = {"clarification_id": row.id}
    jobs.enqueue(DUE, payload, run_at=row.due_at + timedelta(seconds=1), dedupe=f"{DUE}:{row.id}")
    before = reminder_at(row.due_at, call.zone, row.days_off)
    if before > row.asked_at:
        jobs.enqueue(REMIND, payload, run_at=before, dedupe=f"{REMIND}:{row.id}")


def _locked(clarification_id: int) -> Clarification:
    """The question, its proposal locked first, as every other act does."""
    proposal_id = db.session.scalars(
        sa.select(Clarification.proposal_id).where(Clarification.id == clarification_id)
    ).one()
    db.session.execute(
        sa.select(Proposal)
        .where(Proposal.id == proposal_id)
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    return db.session.get_one(Clarification, clarification_id, populate_existing=True)


def answer_link(proposal: Proposal) -> Link:
    return Link("screening.clarification", {"ref": proposal.ref})


_ENDED: dict[ClarificationStatus, Message] = {
    ClarificationStatus.ANSWERED: msg("The city answered in time."),
    ClarificationStatus.ANSWERED_LATE: msg("The city answered after the due date."),
    ClarificationStatus.EXPIRED: msg("The due date passed without an answer."),
}


def office_words(proposal: Proposal, call: Call, status: ClarificationStatus) -> dict[str, Any]:
    return {
        "ended": _ENDED[status],
        "file_link": Link("screening.show", {"call_ref": call.ref, "ref": proposal.ref}),
    }
