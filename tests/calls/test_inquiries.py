"""Cities ask, the Secretariat answers everybody; who asked is never told."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from grants.accounts.models import Person, Role
from grants.audit.models import TrailEvent
from grants.calls.models import Call, CallStatus, Inquiry, InquiryAnswer, InquiryStatus
from grants.calls.queries import inquiries as queries
from grants.calls.service import inquiries as service
from grants.core import clock
from grants.core.actor import VISITOR, Actor
from grants.core.db import db
from grants.core.errors import Conflict, Forbidden, NotFound, Refused, Repeated, TooMany
from grants.core.throttle import Throttle
from grants.core.working_days import working_days_after
from grants.mail.letter import write_letter
from grants.mail.models import Mail
from tests import build
from tests.counting import statements

ASKED = {"en": "May two cities apply together?"}
SAID = {"en": "Yes: one leads, the other is a partner."}
Later = Callable[..., None]


@pytest.fixture
def call(app: Flask) -> Call:
    return build.call("CATF-Q")


@pytest.fixture
def officer(app: Flask) -> Actor:
    return build.acting(build.person("Oda Officer", Role.OFFICER))


def asks(who: Person | None = None, words: str = "May we apply with Accra?") -> Inquiry:
    person = who or build.person()
    return service.ask(build.acting(person), "CATF-Q", words, language="en")


def answers(officer: Actor, row: Inquiry, **over: Any) -> Inquiry:
    given: dict[str, Any] = {"question": ASKED, "words": SAID, "version": row.version, **over}
    return service.answer(officer, "CATF-Q", row.ref, **given)


def mails(kind: str) -> list[Mail]:
    return list(db.session.scalars(sa.select(Mail).where(Mail.kind == kind).order_by(Mail.id)))


def listed(call: Call) -> list[queries.Answered]:
    return queries.answered(call, start=0, most=50)


# -- asking --------------------------------------------------------------------------------------


@pytest.mark.both_databases
def test_a_question_is_due_after_five_working_days_and_on_the_trail(call: Call) -> None:
    row = asks()
    assert row.status is InquiryStatus.OPEN
    assert row.due_at == working_days_after(row.asked_at, 5, call.zone)
    events = db.session.scalars(sa.select(TrailEvent).where(TrailEvent.subject_kind == "inquiry"))
    [event] = list(events)
    assert (event.action, event.new) == ("inquiry:ask", {"status": "open", "call": call.id})


def test_the_people_named_on_the_call_are_told_without_who_asked(call: Call) -> None:
    named = build.person("Nana Named", Role.OFFICER)
    build.staff(call, named)
    asker = build.person("Ama Asker")
    asks(asker)
    [mail] = mails("question_asked_office")
    assert mail.person_id == named.id
    letter = write_letter(mail)
    assert "Ama Asker" not in letter.subject + letter.text
    assert "/inquiries/" in letter.text


def test_a_call_with_nobody_named_is_told_at_its_own_address(call: Call) -> None:
    asks()
    assert [mail.address for mail in mails("question_asked_office")] == [call.contact_email]


@pytest.mark.parametrize(
    "over",
    [
        {"status": CallStatus.PUBLISHED, "opens_at": timedelta(days=1)},
        {"closes_at": timedelta(seconds=-1)},
        {"status": CallStatus.CANCELLED},
    ],
)
def test_nobody_asks_before_or_after_the_window(app: Flask, over: dict[str, Any]) -> None:
    now = clock.now()
    moved = {k: now + v if isinstance(v, timedelta) else v for k, v in over.items()}
    build.call("CATF-Q", **moved)
    with pytest.raises(Refused, match="while the call is open"):
        asks()
    assert db.session.scalar(sa.select(sa.func.count(Inquiry.id))) == 0


def test_a_draft_call_looks_missing_to_who_asks(app: Flask) -> None:
    build.call("CATF-Q", status=CallStatus.DRAFT)
    with pytest.raises(NotFound):
        asks()


@pytest.mark.parametrize("words", ["", " \n ", "word " * 201])
def test_a_question_is_there_and_has_at_most_two_hundred_words(call: Call, words: str) -> None:
    with pytest.raises(Refused) as refusal:
        asks(words=words)
    assert "words" in refusal.value.fields


def test_a_visitor_does_not_ask(call: Call) -> None:
    with pytest.raises(Forbidden):
        service.ask(VISITOR, "CATF-Q", "What?", language="en")


def test_the_same_form_sent_twice_asks_once(call: Call) -> None:
    actor = build.acting(build.person())
    service.ask(actor, "CATF-Q", "What?", language="en", operation="k")
    with pytest.raises(Repeated):
        service.ask(actor, "CATF-Q", "What?", language="en", operation="k")
    assert db.session.scalar(sa.select(sa.func.count(Inquiry.id))) == 1


def test_who_asks_very_often_is_slowed_down_and_nobody_else_is(call: Call) -> None:
    often = build.person()
    for _ in range(service.FREE_QUESTIONS):
        asks(often)
    with pytest.raises(TooMany):
        asks(often)
    asks()
    assert db.session.scalar(sa.select(sa.func.count()).select_from(Throttle)) == 2


# -- answering -----------------------------------------------------------------------------------


@pytest.mark.both_databases
def test_an_answer_is_public_and_the_asker_is_told_in_their_language(
    call: Call, officer: Actor
) -> None:
    row = asks(build.person(language="fr"))
    answers(officer, row, question={**ASKED, "fr": "Deux villes ?"}, words={**SAID, "fr": "Oui."})
    [one] = listed(call)
    assert (one.now.question["en"], one.now.answer["fr"]) == (ASKED["en"], "Oui.")
    [mail] = mails("question_answered")
    assert mail.person_id == row.asked_by_id
    text = write_letter(mail).text
    assert "Deux villes ?" in text
    assert "Oui." in text
    assert "/calls/CATF-Q/questions" in text


@pytest.mark.parametrize(
    ("question", "words", "field"),
    [
        ({}, {}, "answer_en"),
        (ASKED, {}, "answer_en"),
        ({}, SAID, "question_en"),
        ({**ASKED, "fr": "Et ?"}, SAID, "answer_fr"),
        (ASKED, {"en": "word " * 601}, "answer_en"),
    ],
)
def test_question_and_answer_go_together_in_each_language(
    call: Call, officer: Actor, question: dict[str, str], words: dict[str, str], field: str
) -> None:
    row = asks()
    with pytest.raises(Refused) as refusal:
        answers(officer, row, question=question, words=words)
    assert field in refusal.value.fields
    db.session.rollback()
    assert listed(call) == []


def test_an_answer_in_a_language_the_call_does_not_take_is_refused(
    call: Call, officer: Actor
) -> None:
    with pytest.raises(Refused, match="every language"):
        answers(officer, asks(), question={"ar": "?"}, words={"ar": "!"})


def test_a_question_is_settled_once(call: Call, officer: Actor) -> None:
    row = asks()
    stale = row.version
    answers(officer, row)
    with pytest.raises(Refused, match="settled already"):
        answers(officer, row)
    with pytest.raises(Refused, match="settled already"):
        service.decline(officer, "CATF-Q", row.ref, "No", version=row.version)
    with pytest.raises(Conflict):
        answers(officer, row, version=stale)


@pytest.mark.parametrize("role", [None, Role.EVALUATOR, Role.AUDITOR, Role.FINANCE])
def test_only_the_secretariat_answers_and_sees_who_asked(call: Call, role: Role | None) -> None:
    row = asks()
    actor = build.acting(build.person("", *([role] if role else [])))
    with pytest.raises(Forbidden):
        answers(actor, row)
    for look in (queries.waiting, queries.count_settled):
        with pytest.raises(NotFound):
            look(actor, call)
    with pytest.raises(NotFound):
        queries.inquiry_by_ref(actor, call, row.ref)


def test_a_question_is_found_under_its_own_call_only(call: Call, officer: Actor) -> None:
    other = build.call("CATF-OTHER")
    row = asks()
    with pytest.raises(NotFound):
        queries.inquiry_by_ref(officer, other, row.ref)


# -- correcting an answer ------------------------------------------------------------------------


@pytest.mark.both_databases
def test_a_corrected_answer_shows_when_and_keeps_the_one_before(
    call: Call, officer: Actor, later: Later
) -> None:
    row = asks()
    answers(officer, row)
    later(days=1)
    service.correct_answer(
        officer,
        "CATF-Q",
        row.ref,
        ASKED,
        {"en": "No."},
        note="It said yes.",
        version=row.version,
    )
    [one] = listed(call)
    assert [said.answer["en"] for said in one.said] == ["No.", SAID["en"]]
    assert one.now.note == "It said yes."
    assert one.now.at - one.published_at >= timedelta(days=1)
    [mail] = mails("answer_corrected")
    assert "It said yes." in write_letter(mail).text


def test_a_correction_of_an_answer_says_what_it_corrects(call: Call, officer: Actor) -> None:
    row = asks()
    with pytest.raises(Refused, match="no answer"):
        service.correct_answer(
            officer, "CATF-Q", row.ref, ASKED, SAID, note="x", version=row.version
        )
    answers(officer, row)
    with pytest.raises(Refused) as refusal:
        service.correct_answer(
            officer, "CATF-Q", row.ref, ASKED, SAID, note=" ", version=row.version
        )
    assert "note" in refusal.value.fields


@pytest.mark.both_databases
@pytest.mark.parametrize("change", ["UPDATE inquiry_answer SET note = 'x'",
                                    "DELETE FROM inquiry_answer"])  # fmt: skip
def test_the_database_keeps_what_was_published(call: Call, officer: Actor, change: str) -> None:
    answers(officer, asks())
    with pytest.raises(sa.exc.DBAPIError, match="append-only"):
        db.session.execute(sa.text(change))
    db.session.rollback()
    assert db.session.scalar(sa.select(sa.func.count(InquiryAnswer.id))) == 1


# -- together, declined --------------------------------------------------------------------------


def test_two_questions_get_one_answer_and_both_askers_the_mail(call: Call, officer: Actor) -> None:
    first, second = asks(), asks()
    service.merge(officer, "CATF-Q", second.ref, first.ref, version=second.version)
    assert mails("question_answered") == []
    answers(officer, first)
    assert len(listed(call)) == 1
    told = {mail.person_id for mail in mails("question_answered")}
    assert told == {first.asked_by_id, second.asked_by_id}


def test_put_together_with_an_answered_one_the_asker_is_told_at_once(
    call: Call, officer: Actor
) -> None:
    first, second = asks(), asks()
    answers(officer, second)  # a later question may be answered first
    service.merge(officer, "CATF-Q", first.ref, second.ref, version=first.version)
    assert [mail.person_id for mail in mails("question_answered")] == [
        second.asked_by_id,
        first.asked_by_id,
    ]
    [own] = queries.own_inquiries(build.acting(db.session.get_one(Person, first.asked_by_id)), call)
    assert own.status is InquiryStatus.ANSWERED


def test_a_chain_of_questions_hangs_on_its_last_link(call: Call, officer: Actor) -> None:
    first, second, third = asks(), asks(), asks()
    service.merge(officer, "CATF-Q", third.ref, second.ref, version=third.version)
    service.merge(officer, "CATF-Q", second.ref, first.ref, version=second.version)
    assert third.merged_into_id == first.id
    service.decline(officer, "CATF-Q", first.ref, "Another fund.", version=first.version)
    assert len(mails("question_declined")) == 3
    who = build.acting(db.session.get_one(Person, third.asked_by_id))
    [own] = queries.own_inquiries(who, call)
    assert (own.status, own.reason) == (InquiryStatus.DECLINED, "Another fund.")


def test_a_question_goes_into_an_earlier_or_answered_one_of_its_call_only(
    call: Call, officer: Actor
) -> None:
    first, second, third = asks(), asks(), asks()
    service.decline(officer, "CATF-Q", third.ref, "No.", version=third.version)
    for into in (first, second, third):
        with pytest.raises(Refused) as refusal:
            service.merge(officer, "CATF-Q", first.ref, into.ref, version=first.version)
        assert "into" in refusal.value.fields
    build.call("CATF-OTHER")
    with pytest.raises(NotFound):
        service.merge(officer, "CATF-OTHER", first.ref, second.ref, version=first.version)


def test_a_declined_question_is_not_public_and_the_asker_reads_why(
    call: Call, officer: Actor
) -> None:
    row = asks()
    with pytest.raises(Refused) as refusal:
        service.decline(officer, "CATF-Q", row.ref, " ", version=row.version)
    assert "reason" in refusal.value.fields
    service.decline(officer, "CATF-Q", row.ref, "Ask the other fund.", version=row.version)
    assert listed(call) == []
    assert "Ask the other fund." in write_letter(mails("question_declined")[0]).text


# -- lists ---------------------------------------------------------------------------------------


def test_the_office_counts_what_waits_and_what_is_late(
    call: Call, officer: Actor, later: Later
) -> None:
    late = asks()
    later(days=9)
    fresh = asks()
    now = clock.now()
    assert [one.ref for one in queries.waiting(officer, call)] == [late.ref, fresh.ref]
    assert [one.is_late(now) for one in queries.waiting(officer, call)] == [True, False]
    assert queries.waiting_by_call(officer, [call.id], now) == {call.id: queries.Waiting(2, 1)}


def test_the_newest_answer_stands_first_in_as_few_queries_as_there_may_be(
    call: Call, officer: Actor, later: Later
) -> None:
    refs = []
    for _ in range(4):
        later(hours=1)
        row = asks()
        answers(officer, row)
        refs.append(row.ref)
    db.session.refresh(call)
    with statements() as seen:
        assert [one.ref for one in listed(call)] == refs[::-1]
    assert len(seen) == 1
    assert [one.ref for one in queries.answered(call, start=1, most=2)] == refs[2:0:-1]
