"""Questions about a call: asking, answering everybody, putting together, declining."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy.orm.attributes import flag_modified

from grants.accounts.queries import addressees
from grants.accounts.service.session import leave_queue
from grants.audit.service import record
from grants.calls import queries
from grants.calls.models import Call, Inquiry, InquiryAnswer, InquiryStatus
from grants.calls.queries import inquiries
from grants.calls.rules.document import written_in
from grants.calls.rules.inquiries import (
    ANSWER_DAYS,
    check_answer,
    check_answer_note,
    check_answered,
    check_asked,
    check_merge,
    check_open,
    check_reason,
)
from grants.core import clock, operations, throttle
from grants.core.actor import Actor
from grants.core.db import db, identity
from grants.core.errors import Conflict, Forbidden
from grants.core.messages import Link, msg
from grants.core.text import random_ref
from grants.core.working_days import working_days_after
from grants.mail.service import Addressee, queue
from grants.permissions import Permission

FREE_QUESTIONS = 5  # of one person within the throttle's window, before it slows down
Texts = Mapping[str, str]


def ask(
    actor: Actor, ref: str, words: str, *, language: str, operation: str | None = None
) -> Inquiry:
    """Ask about an open call; the people named on the call are told, without the name.

    Raises Refused when the call is not open or the text is empty or too long; TooMany when one
    person asks very often.
    """
    if not actor.may(Permission.CALL_ASK) or actor.person_id is None:
        raise Forbidden
    leave_queue()
    throttle.check((f"ask:{actor.person_id}", FREE_QUESTIONS))
    operations.claim(operation, actor, "inquiry:ask")
    call = queries.by_ref(ref)
    now = clock.now()
    check_asked(call, words, now)
    row = Inquiry(
        ref=random_ref(),
        call_id=call.id,
        asked_by_id=actor.person_id,
        asked_at=now,
        due_at=working_days_after(now, ANSWER_DAYS, call.zone),
        language=language,
        words=words.strip(),
        status=InquiryStatus.OPEN,
        reason="",
    )
    db.session.add(row)
    record(actor, "inquiry:ask", row, new={"status": row.status.value, "call": call.id})
    link = Link("calls.inquiry", {"ref": call.ref, "inquiry_ref": row.ref})
    for to in _office(call):
        queue(
            to,
            "question_asked_office",
            {"call": call.title, "due": row.due_at, "link": link},
            about=row,
        )
    operations.keep(operation, actor, row.ref)
    db.session.commit()
    return row


def answer(
    actor: Actor,
    ref: str,
    inquiry_ref: str,
    question: Texts,
    words: Texts,
    *,
    version: int,
    operation: str | None = None,
) -> Inquiry:
    """Publish question and answer to everybody; whoever asked is told by mail."""
    operations.claim(operation, actor, "inquiry:answer")
    call, row = _found(actor, ref, inquiry_ref, version)
    check_open(row.status)
    check_answer(written_in(call.languages), question, words)
    _settle(actor, row, InquiryStatus.ANSWERED)
    said = _publish(actor, row, question, words, n=1)
    _record(actor, "inquiry:answer", row, {"status": InquiryStatus.OPEN.value})
    _tell(row, "question_answered", _letter(call, said))
    operations.keep(operation, actor, row.ref)
    db.session.commit()
    return row


def correct_answer(
    actor: Actor,
    ref: str,
    inquiry_ref: str,
    question: Texts,
    words: Texts,
    *,
    note: str,
    version: int,
    operation: str | None = None,
) -> Inquiry:
    """Publish a corrected answer beside its note; the one before stays on record and is shown."""
    operations.claim(operation, actor, "inquiry:correct-answer")
    call, row = _found(actor, ref, inquiry_ref, version)
    check_answered(row.status)
    check_answer(written_in(call.languages), question, words)
    check_answer_note(note)
    before = inquiries.said_to(row)
    said = _publish(actor, row, question, words, n=len(before) + 1, note=note.strip())
    flag_modified(row, "words")  # so that two who correct at once do not both
    _record(actor, "inquiry:correct-answer", row, {"answers": len(before)}, answers=said.n)
    _tell(row, "answer_corrected", {**_letter(call, said), "note": said.note})
    operations.keep(operation, actor, row.ref)
    db.session.commit()
    return row


def merge(
    actor: Actor,
    ref: str,
    inquiry_ref: str,
    into_ref: str,
    *,
    version: int,
    operation: str | None = None,
) -> Inquiry:
    """Answer a question together with an earlier one; told now, or when that one is answered."""
    operations.claim(operation, actor, "inquiry:merge")
    call, row = _found(actor, ref, inquiry_ref, version)
    check_open(row.status)
    earlier = inquiries.inquiry_by_ref(actor, call, into_ref)
    check_merge(earlier, row)
    if earlier.status is InquiryStatus.ANSWERED:
        _tell(row, "question_answered", _letter(call, inquiries.said_to(earlier)[0]))
    flag_modified(earlier, "words")  # whoever settles it meanwhile looks again
    for one in (*inquiries.taken_in(row), row):
        one.merged_into_id = earlier.id
    _settle(actor, row, InquiryStatus.MERGED)
    _record(actor, "inquiry:merge", row, {"status": InquiryStatus.OPEN.value}, into=earlier.id)
    operations.keep(operation, actor, row.ref)
    db.session.commit()
    return row


def decline(
    actor: Actor,
    ref: str,
    inquiry_ref: str,
    reason: str,
    *,
    version: int,
    operation: str | None = None,
) -> Inquiry:
    """Not for the public list; whoever asked reads the reason, nobody else."""
    operations.claim(operation, actor, "inquiry:decline")
    call, row = _found(actor, ref, inquiry_ref, version)
    check_open(row.status)
    check_reason(reason)
    _settle(actor, row, InquiryStatus.DECLINED, reason.strip())
    _record(actor, "inquiry:decline", row, {"status": InquiryStatus.OPEN.value})
    _tell(row, "question_declined", {"call": call.title, "reason": row.reason, "link": _list(call)})
    operations.keep(operation, actor, row.ref)
    db.session.commit()
    return row


def _found(actor: Actor, ref: str, inquiry_ref: str, version: int) -> tuple[Call, Inquiry]:
    if not actor.may(Permission.CALL_ANSWER):
        raise Forbidden
    call = queries.for_office(actor, ref)
    row = inquiries.inquiry_by_ref(actor, call, inquiry_ref)
    if row.version != version:
        raise Conflict(
            msg("Somebody settled this question while you had it open. Look at it again.")
        )
    return call, row


def _settle(actor: Actor, row: Inquiry, status: InquiryStatus, reason: str = "") -> None:
    row.status, row.reason = status, reason
    row.settled_at, row.settled_by_id = clock.now(), actor.person_id


def _publish(
    actor: Actor, row: Inquiry, question: Texts, words: Texts, *, n: int, note: str = ""
) -> InquiryAnswer:
    said = InquiryAnswer(
        inquiry_id=row.id,
        n=n,
        question={code: text.strip() for code, text in question.items() if text.strip()},
        answer={code: text.strip() for code, text in words.items() if text.strip()},
        note=note,
        published_at=clock.now(),
        published_by_id=actor.person_id,
    )
    db.session.add(said)
    identity(said)
    return said


def _record(
    actor: Actor, action: str, row: Inquiry, old: dict[str, Any], **new: int | None
) -> None:
    record(actor, action, row, old=old, new={"status": row.status.value, **new})


def _letter(call: Call, said: Any) -> dict[str, Any]:
    return {
        "call": call.title,
        "question": dict(said.question),
        "answer": dict(said.answer),
        "link": _list(call),
    }


def _list(call: Call) -> Link:
    return Link("calls.questions", {"ref": call.ref})


def _tell(row: Inquiry, kind: str, params: dict[str, Any]) -> None:
    """Everybody whose question is settled by this: the asker, and those put together with it."""
    for to in addressees(inquiries.askers_of(row)):
        queue(to, kind, params, about=row)


def _office(call: Call) -> list[Addressee]:
    """The Secretariat people named on the call; the call's own address when none is."""
    return addressees(queries.staff_of(call)) or [Addressee(call.contact_email)]
