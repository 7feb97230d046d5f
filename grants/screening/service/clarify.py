"""A question to the city about proof that is missing, its clock, and the answer."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa

from grants.audit.service import record
from grants.calls.models import Call
from grants.calls.queries import checklist_of
from grants.core import clock, operations
from grants.core.actor import SYSTEM, Actor
from grants.core.db import db
from grants.core.errors import NotFound
from grants.core.text import random_ref
from grants.files import service as files
from grants.mail.service import queue
from grants.permissions import Permission
from grants.proposals.models import Proposal, ProposalStatus
from grants.proposals.queries.access import find as find_proposal
from grants.proposals.queries.conflicts import conflicted_people
from grants.proposals.rules.moves import Move
from grants.proposals.service.move import move, office_addressees
from grants.screening.models import (
    Clarification,
    ClarificationReply,
    ClarificationStatus,
    Screening,
)
from grants.screening.queries.case import Case, answers_of, checks_of, rule_items
from grants.screening.queries.replies import may_be_opened
from grants.screening.rules.clarification import (
    check_opened,
    check_question,
    check_reply,
    reply_status,
)
from grants.screening.rules.finding import Item, check_waits, curable_items
from grants.screening.rules.periods import answer_clock
from grants.screening.service.clarify_clock import answer_link, office_words, start_clock
from grants.screening.service.finding import take_off_finding
from grants.screening.service.opening import check_version, open_case, take_part
from grants.screening.service.recheck import recheck


@dataclass(frozen=True)
class Upload:
    """A file received and checked before the transaction began, with the name it was given."""

    received: files.Received
    name: str


@dataclass(frozen=True)
class Anew:
    """What the city says anew to one opened question: words, a document, or both."""

    code: str
    words: str = ""
    upload: Upload | None = None


def ask_clarification(
    actor: Actor,
    ref: str,
    items: list[str],
    question: str,
    *,
    opened: Sequence[str] = (),
    only_curable: bool = False,
    version: int | None = None,
    operation: str | None = None,
) -> str:
    """Ask about curable items; the clock of working days starts. The question's reference.

    `opened` are questions of the form that the city may answer anew, beside what it submitted.
    `only_curable` leaves out items that are not curable here, as where many cities are asked.
    """
    operations.claim(operation, actor, "clarification:ask")
    case = open_case(actor, ref)
    screening = case.started
    check_version(screening, version)
    check_waits(case.proposal.status, screening.finding)
    curable = _curable(case, screening)
    if only_curable:
        items = [item.code for item in curable if item.code in items]
    check_question(items, curable, question)
    check_opened(opened, [question.code for question in may_be_opened(case.call)])
    row = _question(case, items, opened, question)
    _move(actor, case, row)
    db.session.add(row)
    db.session.flush()
    take_part(screening, actor)
    start_clock(row, case.call)
    operations.keep(operation, actor, row.ref)
    db.session.commit()
    return row.ref


def _move(actor: Actor, case: Case, row: Clarification) -> None:
    link = answer_link(case.proposal)
    move(
        actor,
        case.proposal,
        Move.ASK_CLARIFICATION,
        facts={"items": row.items, "opened": row.opened},
        words={"question": row.question, "due": row.due_at, "answer_link": link},
    )


def _curable(case: Case, screening: Screening) -> list[Item]:
    answers = answers_of(checklist_of(case.call), checks_of(screening))
    return curable_items(rule_items(case.call), answers)


def _question(case: Case, items: list[str], opened: Sequence[str], question: str) -> Clarification:
    now, call = clock.now(), case.call
    due_at, days_off = answer_clock(now, call.clarification_days, call.zone, case.proposal.country)
    return Clarification(
        ref=random_ref(),
        proposal_id=case.proposal.id,
        items=items,
        opened=list(opened),
        question=question.strip(),
        asked_by_id=case.actor.person_id,
        asked_at=now,
        due_at=due_at,
        days_off=days_off,
        status=ClarificationStatus.OPEN,
        answer="",
    )


def answer_clarification(
    actor: Actor,
    ref: str,
    answer: str,
    upload: Upload | None = None,
    *,
    anew: Sequence[Anew] = (),
    received_at: datetime | None = None,
    operation: str | None = None,
) -> None:
    """The team answers the last question; after its due date the answer is kept as late.

    `anew` answers questions of the form that were opened; what was submitted stays as it is.
    """
    operations.claim(operation, actor, "clarification:answer")
    access = find_proposal(actor, ref, Permission.CLARIFICATION_ANSWER, lock=True)
    proposal = access.proposal
    row, screening = _last(proposal), _screening(proposal)
    is_screened = proposal.status not in (ProposalStatus.CLARIFICATION, ProposalStatus.SCREENING)
    given = [one for one in anew if one.words.strip() or one.upload is not None]
    words = {one.code: one.words.strip() for one in given}
    check_reply(row.status, is_screened, answer.strip(), words)
    was_open = row.status is ClarificationStatus.OPEN
    row.answered_at = received_at or clock.now()
    row.status = reply_status(row.due_at, row.answered_at)
    _keep(actor, row, answer, upload, given)
    record(actor, "clarification:answer", row, new={"status": row.status.value})
    db.session.flush()
    recheck(proposal, access.call, screening)
    if was_open:
        told = office_words(proposal, access.call, row.status)
        move(actor, proposal, Move.END_CLARIFICATION, words=told)
    else:
        _tell_office_late(proposal, access.call, row)
    if screening.finding is not None:  # a refusal must not be confirmed past an unread answer
        take_off_finding(SYSTEM, screening, "A late answer to a clarification arrived.")
    operations.keep(operation, actor, row.ref)
    db.session.commit()


def _keep(
    actor: Actor, row: Clarification, answer: str, upload: Upload | None, given: Sequence[Anew]
) -> None:
    """The answer as a whole, and those to opened questions."""
    row.answer, row.answered_by_id = answer.strip(), actor.person_id
    if upload is not None:
        row.file_id = files.store(actor, upload.received, upload.name, row).id
    for one in given:
        _keep_anew(actor, row, one)


def _keep_anew(actor: Actor, row: Clarification, one: Anew) -> None:
    """Beside the earlier answer; a question that was not opened takes none."""
    if one.code not in row.opened:
        raise NotFound
    upload = one.upload
    file = files.store(actor, upload.received, upload.name, row) if upload else None
    db.session.add(
        ClarificationReply(
            clarification_id=row.id,
            code=one.code,
            words=one.words.strip(),
            file_id=file.id if file else None,
        )
    )


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


def _tell_office_late(proposal: Proposal, call: Call, row: Clarification) -> None:
    """The check already went on, so no move tells the office."""
    for to in office_addressees(call.id, without=conflicted_people(proposal)):
        queue(
            to,
            "clarification_answered_late_office",
            {
                "title": proposal.title,
                "ref": proposal.ref,
                **office_words(proposal, call, row.status),
            },
            about=proposal,
        )
