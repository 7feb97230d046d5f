"""A question to the city about proof that is missing, its clock, and the answer."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa

from grants.audit.service import record
from grants.calls.models import Call
from grants.calls.queries import checklist_of
from grants.core import clock, jobs, operations
from grants.core.actor import SYSTEM, Actor
from grants.core.db import db
from grants.core.errors import NotFound
from grants.core.messages import Link, Message, msg
from grants.core.text import random_ref
from grants.files import service as files
from grants.mail.service import queue
from grants.permissions import Permission
from grants.proposals.models import Proposal, ProposalStatus
from grants.proposals.queries.access import find as find_proposal
from grants.proposals.queries.conflicts import conflicted_people
from grants.proposals.rules.moves import Move
from grants.proposals.service.move import move, office_addressees, team_addressees
from grants.screening.models import Clarification, ClarificationStatus, Screening
from grants.screening.queries.case import Case, answers_of, checks_of, rule_items
from grants.screening.rules.clarification import check_question, check_reply, reply_status
from grants.screening.rules.finding import curable_items
from grants.screening.rules.periods import working_day_before, working_days_after
from grants.screening.service.finding import take_off_finding
from grants.screening.service.opening import check_version, open_case, take_part

DUE, REMIND = "clarification_due", "clarification_reminder"


@dataclass(frozen=True)
class Upload:
    """A file received and checked before the transaction began, with the name it was given."""

    received: files.Received
    name: str


def ask_clarification(
    actor: Actor,
    ref: str,
    items: list[str],
    question: str,
    *,
    version: int | None = None,
    operation: str | None = None,
) -> str:
    """Ask about curable items; the clock of working days starts. The question's reference."""
    operations.claim(operation, actor, "clarification:ask")
    case = open_case(actor, ref)
    screening = case.started
    check_version(screening, version)
    answers = answers_of(checklist_of(case.call), checks_of(screening))
    check_question(items, curable_items(rule_items(case.call), answers), question)
    row = _question(case, items, question)
    move(
        actor,
        case.proposal,
        Move.ASK_CLARIFICATION,
        facts={"items": items},
        words={"question": row.question, "due": row.due_at, "answer_link": _link(case.proposal)},
    )
    db.session.add(row)
    db.session.flush()
    take_part(screening, actor)
    _start_clock(row, case.call)
    operations.keep(operation, actor, row.ref)
    db.session.commit()
    return row.ref


def _question(case: Case, items: list[str], question: str) -> Clarification:
    now = clock.now()
    return Clarification(
        ref=random_ref(),
        proposal_id=case.proposal.id,
        items=items,
        question=question.strip(),
        asked_by_id=case.actor.person_id,
        asked_at=now,
        due_at=working_days_after(now, case.call.clarification_days, case.call.zone),
        status=ClarificationStatus.OPEN,
        answer="",
    )


def answer_clarification(
    actor: Actor,
    ref: str,
    answer: str,
    upload: Upload | None = None,
    *,
    received_at: datetime | None = None,
    operation: str | None = None,
) -> None:
    """The team answers the last question; after its due date the answer is kept as late."""
    operations.claim(operation, actor, "clarification:answer")
    access = find_proposal(actor, ref, Permission.CLARIFICATION_ANSWER, lock=True)
    proposal = access.proposal
    row = _last(proposal)
    screening = _screening(proposal)
    is_screened = proposal.status not in (ProposalStatus.CLARIFICATION, ProposalStatus.SCREENING)
    check_reply(row.status, is_screened, answer)
    was_open = row.status is ClarificationStatus.OPEN
    row.answered_at = received_at or clock.now()
    row.status = reply_status(row.due_at, row.answered_at)
    row.answer, row.answered_by_id = answer.strip(), actor.person_id
    if upload is not None:
        row.file_id = files.store(actor, upload.received, upload.name, row).id
    record(actor, "clarification:answer", row, new={"status": row.status.value})
    if was_open:
        move(
            actor,
            proposal,
            Move.END_CLARIFICATION,
            words=_office_words(proposal, access.call, row.status),
        )
    else:
        _tell_office_late(proposal, access.call, row)
    if screening.finding is not None:  # a refusal must not be confirmed past an unread answer
        take_off_finding(SYSTEM, screening, "A late answer to a clarification arrived.")
    operations.keep(operation, actor, row.ref)
    db.session.commit()


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
        words = _office_words(proposal, call, row.status)
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
                    "answer_link": _link(proposal),
                },
                about=proposal,
                dedupe=f"{REMIND}:{row.id}:{to.address}",
            )
    db.session.commit()


def _start_clock(row: Clarification, call: Call) -> None:
    payload = {"clarification_id": row.id}
    jobs.enqueue(DUE, payload, run_at=row.due_at + timedelta(seconds=1), dedupe=f"{DUE}:{row.id}")
    before = working_day_before(row.due_at, call.zone)
    if before > row.asked_at:
        jobs.enqueue(REMIND, payload, run_at=before, dedupe=f"{REMIND}:{row.id}")


def _last(proposal: Proposal) -> Clarification:
    row = db.session.scalars(
        sa.select(Clarification)
        .where(Clarification.proposal_id == proposal.id)
        .order_by(Clarification.asked_at.desc(), Clarification.id.desc())
        .limit(1)
        .execution_options(populate_existing=True)
    ).first()
    if row is None:
        raise NotFound
    return row


def _screening(proposal: Proposal) -> Screening:
    return db.session.scalars(
        sa.select(Screening)
        .where(Screening.proposal_id == proposal.id)
        .execution_options(populate_existing=True)
    ).one()


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


def _link(proposal: Proposal) -> Link:
    return Link("screening.clarification", {"ref": proposal.ref})


_ENDED: dict[ClarificationStatus, Message] = {
    ClarificationStatus.ANSWERED: msg("The city answered in time."),
    ClarificationStatus.ANSWERED_LATE: msg("The city answered after the due date."),
    ClarificationStatus.EXPIRED: msg("The due date passed without an answer."),
}


def _office_words(proposal: Proposal, call: Call, status: ClarificationStatus) -> dict[str, Any]:
    return {
        "ended": _ENDED[status],
        "file_link": Link("screening.show", {"call_ref": call.ref, "ref": proposal.ref}),
    }


def _tell_office_late(proposal: Proposal, call: Call, row: Clarification) -> None:
    """The check already went on, so no move tells the office."""
    for to in office_addressees(call.id, without=conflicted_people(proposal)):
        queue(
            to,
            "clarification_answered_late_office",
            {
                "title": proposal.title,
                "ref": proposal.ref,
                **_office_words(proposal, call, row.status),
            },
            about=proposal,
        )
