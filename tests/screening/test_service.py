"""One use case after the other, from starting a check to the end of an appeal."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from grants.accounts.models import Person
from grants.audit.models import TrailEvent
from grants.calls.models import Call
from grants.core import clock, jobs
from grants.core.db import db
from grants.core.errors import Conflict, NotFound, Refused, Repeated
from grants.core.packing import unpack
from grants.mail.models import Mail
from grants.proposals.models import Proposal, ProposalStatus
from grants.screening import service
from grants.screening.models import (
    Appeal,
    AppealStatus,
    Check,
    CheckAnswer,
    Clarification,
    ClarificationStatus,
    Finding,
    Screening,
)
from grants.screening.service import Reply
from tests import build
from tests.screening import cases

S = ProposalStatus


def status(row: Proposal) -> ProposalStatus:
    db.session.expire_all()
    return db.session.get_one(Proposal, row.id).status


def screening(row: Proposal) -> Screening:
    return db.session.scalars(sa.select(Screening).where(Screening.proposal_id == row.id)).one()


def question(row: Proposal) -> Clarification:
    db.session.expire_all()
    return db.session.scalars(
        sa.select(Clarification).where(Clarification.proposal_id == row.id)
    ).one()


def mails(kind: str) -> list[Mail]:
    return list(db.session.scalars(sa.select(Mail).where(Mail.kind == kind).order_by(Mail.id)))


def work() -> None:
    while jobs.work_once():
        pass


@pytest.fixture
def call(app: Flask) -> Call:
    return cases.closed_call()


@pytest.fixture
def first(app: Flask) -> Person:
    return cases.officer("First Officer")


@pytest.fixture
def second(app: Flask) -> Person:
    return cases.officer("Second Officer")


def test_starting_a_check_lets_the_system_answer_its_items(call: Call, first: Person) -> None:
    row = cases.submitted(call, content={"budget": [cases.line(grant=25_000_000)]})
    cases.start(row, first)
    assert status(row) is S.SCREENING
    found = {c.item_id: c for c in db.session.scalars(sa.select(Check))}
    answers = [(c.answer, c.by_id) for c in found.values()]
    assert answers == [(CheckAnswer.NO, None), (CheckAnswer.YES, None)]
    assert screening(row).officer_id == first.id


def test_the_snapshot_is_checked_not_the_draft(call: Call, first: Person) -> None:
    row = cases.submitted(call, grant_cents=99_000_000)
    cases.start(row, first)
    assert {c.answer for c in db.session.scalars(sa.select(Check))} == {CheckAnswer.YES}


def test_a_check_cannot_start_before_the_deadline(app: Flask, first: Person) -> None:
    call = cases.closed_call(closes_at=clock.now() + timedelta(hours=1))
    row = cases.submitted(call)
    with pytest.raises(Refused):
        cases.start(row, first)
    db.session.rollback()
    assert status(row) is S.SUBMITTED


def test_starting_twice_is_refused(call: Call, first: Person, second: Person) -> None:
    row = cases.submitted(call)
    cases.start(row, first)
    with pytest.raises(Refused):
        cases.start(row, second)


def test_people_without_the_function_find_nothing(call: Call, first: Person) -> None:
    lead = build.person()
    row = cases.submitted(call, lead)
    for stranger in (lead, build.person()):
        with pytest.raises(NotFound):
            cases.start(row, stranger)
        db.session.rollback()


def test_answers_are_kept_with_who_gave_them(call: Call, first: Person) -> None:
    row = cases.submitted(call)
    cases.start(row, first)
    before = screening(row).version
    cases.answer(row, first, B2="curable", B5="yes")
    assert screening(row).version > before
    kept = db.session.scalars(sa.select(Check).where(Check.by_id == first.id)).all()
    assert {c.answer for c in kept} == {CheckAnswer.CURABLE, CheckAnswer.YES}


def test_the_system_item_that_cannot_be_mended_is_not_overruled(call: Call, first: Person) -> None:
    row = cases.submitted(call, content={"budget": [cases.line(grant=25_000_000)]})
    cases.start(row, first)
    with pytest.raises(Refused):
        cases.answer(row, first, A2="yes")


def test_a_stale_page_changes_nothing_and_shows_both_notes(
    call: Call, first: Person, second: Person
) -> None:
    row = cases.submitted(call)
    cases.start(row, first)
    old = screening(row).version
    cases.answer(row, second, B5="yes")
    with pytest.raises(Conflict) as error:
        service.answer_checks(
            build.acting(first), row.ref, {"B5": Reply(CheckAnswer.NO, "Mine")}, version=old
        )
    assert error.value.mine == {"B5": "no: Mine"}
    assert error.value.theirs == {"B5": "yes: seen"}


def test_eligible_takes_effect_at_once(call: Call, first: Person) -> None:
    row = cases.submitted(call)
    cases.start(row, first)
    cases.answer(row, first, B2="yes", B5="not_applicable")
    service.find(build.acting(first), row.ref, Finding.ELIGIBLE)
    assert status(row) is S.ELIGIBLE
    assert len(mails("proposal_find_eligible_team")) == 1


def test_eligible_is_refused_while_an_item_is_open(call: Call, first: Person) -> None:
    row = cases.submitted(call)
    cases.start(row, first)
    cases.answer(row, first, B2="yes")
    with pytest.raises(Refused):
        service.find(build.acting(first), row.ref, Finding.ELIGIBLE)
    db.session.rollback()
    assert status(row) is S.SCREENING


def test_ineligible_waits_for_a_second_person_and_tells_nobody(call: Call, first: Person) -> None:
    row = cases.submitted(call)
    cases.refuse(row, first)
    assert status(row) is S.SCREENING
    assert screening(row).reason_codes == ["B5-no"]
    assert mails("proposal_find_ineligible_team") == []


def test_the_same_person_cannot_confirm_by_any_route(
    call: Call, first: Person, second: Person
) -> None:
    third = cases.officer("Third")
    row = cases.submitted(call)
    cases.start(row, first)
    cases.answer(row, second, B2="yes", B5="no")
    service.take(build.acting(third), row.ref)
    service.find(build.acting(third), row.ref, Finding.INELIGIBLE, "Another theme.")
    for hand in (first, second, third):
        with pytest.raises(Refused):
            service.confirm(build.acting(hand), row.ref)
        db.session.rollback()
        assert status(row) is S.SCREENING


def test_a_confirmed_refusal_tells_the_city_why_and_how_to_object(
    call: Call, first: Person, second: Person
) -> None:
    row = cases.submitted(call, content={"budget": [cases.line(grant=25_000_000, cash=9_000_000)]})
    cases.refuse(row, first)
    service.confirm(build.acting(second), row.ref)
    assert status(row) is S.INELIGIBLE
    (mail,) = mails("proposal_find_ineligible_team")
    words = unpack(mail.params)
    assert words["sentence"] == "The theme is another one."
    assert words["until"] > clock.now() + timedelta(days=9)
    amount, theme = words["reasons"]
    assert "250,000" in str(amount["found"])
    assert "200,000" in str(amount["right"])
    assert theme["text"] == {"en": "Item B5 was not met."}


def test_a_finding_sent_back_opens_the_items_again(
    call: Call, first: Person, second: Person
) -> None:
    row = cases.submitted(call)
    cases.refuse(row, first)
    with pytest.raises(Refused):
        cases.answer(row, first, B5="yes")
    db.session.rollback()
    service.send_back(build.acting(second), row.ref, "The theme fits after all.")
    assert screening(row).finding is None
    assert screening(row).returned_words == "The theme fits after all."
    cases.answer(row, first, B5="yes")
    service.find(build.acting(first), row.ref, Finding.ELIGIBLE)
    assert status(row) is S.ELIGIBLE


def test_an_operation_sent_twice_is_done_once(call: Call, first: Person) -> None:
    row = cases.submitted(call)
    service.start(build.acting(first), row.ref, operation="once")
    with pytest.raises(Repeated):
        service.start(build.acting(first), row.ref, operation="once")


# -- clarification ------------------------------------------------------------------------------


def ask(row: Proposal, by: Person) -> None:
    cases.start(row, by)
    cases.answer(row, by, B2="curable", B5="yes")
    service.ask_clarification(build.acting(by), row.ref, ["B2"], "Please send the signed letter.")


def test_a_question_stops_the_check_and_starts_the_clock(call: Call, first: Person) -> None:
    row = cases.submitted(call)
    ask(row, first)
    assert status(row) is S.CLARIFICATION
    assert question(row).due_at > clock.now() + timedelta(days=4)
    (mail,) = mails("proposal_ask_clarification_team")
    assert unpack(mail.params)["question"] == "Please send the signed letter."


def test_an_answer_in_time_returns_the_check_to_the_office(call: Call, first: Person) -> None:
    build.staff(call, first)
    lead = build.person()
    row = cases.submitted(call, lead)
    ask(row, first)
    service.answer_clarification(build.acting(lead), row.ref, "Here it is.")
    assert status(row) is S.SCREENING
    assert question(row).status is ClarificationStatus.ANSWERED
    assert len(mails("proposal_end_clarification_office")) == 1
    with pytest.raises(Refused):
        service.answer_clarification(build.acting(lead), row.ref, "And more.")


def test_the_office_does_not_answer_for_the_city(call: Call, first: Person) -> None:
    row = cases.submitted(call)
    ask(row, first)
    with pytest.raises(NotFound):
        service.answer_clarification(build.acting(first), row.ref, "Here it is.")


def test_a_reminder_goes_out_once_before_the_due_date(
    call: Call, first: Person, later: Callable[..., None]
) -> None:
    row = cases.submitted(call)
    ask(row, first)
    work()
    assert mails("clarification_reminder") == []
    clock.set_offset(question(row).due_at - timedelta(hours=20) - clock.now() + clock.offset())
    work()
    work()
    assert len(mails("clarification_reminder")) == 1
    assert status(row) is S.CLARIFICATION


def test_expiry_returns_to_the_officer_and_decides_nothing(
    call: Call, first: Person, later: Callable[..., None]
) -> None:
    row = cases.submitted(call)
    ask(row, first)
    answers = {c.item_id: c.answer for c in db.session.scalars(sa.select(Check))}
    later(days=9)
    work()
    assert status(row) is S.SCREENING
    assert question(row).status is ClarificationStatus.EXPIRED
    assert {c.item_id: c.answer for c in db.session.scalars(sa.select(Check))} == answers
    assert screening(row).finding is None


def test_a_late_answer_is_still_taken_and_marked_late(
    call: Call, first: Person, later: Callable[..., None]
) -> None:
    build.staff(call, first)
    lead = build.person()
    row = cases.submitted(call, lead)
    ask(row, first)
    later(days=9)
    work()
    service.answer_clarification(build.acting(lead), row.ref, "Sorry, here it is.")
    assert question(row).status is ClarificationStatus.ANSWERED_LATE
    assert status(row) is S.SCREENING
    assert len(mails("clarification_answered_late_office")) == 1


def test_a_late_answer_before_the_worker_noticed_also_ends_the_question(
    call: Call, first: Person, later: Callable[..., None]
) -> None:
    lead = build.person()
    row = cases.submitted(call, lead)
    ask(row, first)
    later(days=9)
    service.answer_clarification(build.acting(lead), row.ref, "Sorry, here it is.")
    assert question(row).status is ClarificationStatus.ANSWERED_LATE
    assert status(row) is S.SCREENING
    work()
    assert question(row).status is ClarificationStatus.ANSWERED_LATE


def test_a_late_answer_takes_an_unconfirmed_refusal_off(
    call: Call, first: Person, second: Person, later: Callable[..., None]
) -> None:
    lead = build.person()
    row = cases.submitted(call, lead)
    ask(row, first)
    later(days=9)
    work()
    cases.answer(row, first, B2="no")
    service.find(build.acting(first), row.ref, Finding.INELIGIBLE, "No letter came.")
    service.answer_clarification(build.acting(lead), row.ref, "Sorry, here it is.")
    assert screening(row).finding is None
    with pytest.raises(Refused):
        service.confirm(build.acting(second), row.ref)


def test_only_curable_items_may_be_asked_about(call: Call, first: Person) -> None:
    row = cases.submitted(call)
    cases.start(row, first)
    cases.answer(row, first, B2="curable", B5="no")
    with pytest.raises(Refused):
        service.ask_clarification(build.acting(first), row.ref, ["B5"], "Change your theme?")


# -- appeal ---------------------------------------------------------------------------------------


def test_a_lead_who_took_no_part_upholds_an_objection(
    call: Call, first: Person, second: Person
) -> None:
    city, boss = build.person(), cases.lead()
    build.staff(call, boss)
    row = cases.submitted(call, city)
    cases.refused(row, first, second)
    service.appeal(build.acting(city), row.ref, "Our theme is yours.")
    assert len(mails("appeal_received_office")) == 1
    service.decide_appeal(build.acting(boss), row.ref, uphold=True, words="It is.")
    assert status(row) is S.ELIGIBLE
    (mail,) = mails("proposal_uphold_appeal_team")
    assert unpack(mail.params)["decision"] == "It is."


def test_a_rejected_objection_leaves_the_refusal_and_tells_the_team(
    call: Call, first: Person, second: Person
) -> None:
    city, boss = build.person(), cases.lead()
    row = cases.submitted(call, city)
    cases.refused(row, first, second)
    service.appeal(build.acting(city), row.ref, "Our theme is yours.")
    service.decide_appeal(build.acting(boss), row.ref, uphold=False, words="It is not.")
    assert status(row) is S.INELIGIBLE
    assert db.session.scalars(sa.select(Appeal)).one().status is AppealStatus.REJECTED
    assert len(mails("appeal_rejected_team")) == 1
    with pytest.raises(Refused):
        service.decide_appeal(build.acting(boss), row.ref, uphold=True, words="Or is it?")


def test_who_confirmed_the_refusal_cannot_decide_the_objection(call: Call, first: Person) -> None:
    city, boss = build.person(), cases.lead()
    row = cases.submitted(call, city)
    cases.refused(row, first, boss)
    service.appeal(build.acting(city), row.ref, "Our theme is yours.")
    with pytest.raises(Refused):
        service.decide_appeal(build.acting(boss), row.ref, uphold=True, words="Hm.")
    db.session.rollback()
    with pytest.raises(NotFound):
        service.decide_appeal(build.acting(first), row.ref, uphold=True, words="Hm.")


def test_an_objection_after_the_window_is_refused(
    call: Call, first: Person, second: Person, later: Callable[..., None]
) -> None:
    city = build.person()
    row = cases.submitted(call, city)
    cases.refused(row, first, second)
    later(days=12)
    with pytest.raises(Refused):
        service.appeal(build.acting(city), row.ref, "Late, but true.")


def test_nothing_to_object_to_before_the_second_person_confirmed(call: Call, first: Person) -> None:
    city = build.person()
    row = cases.submitted(call, city)
    cases.refuse(row, first)
    with pytest.raises(NotFound):
        service.appeal(build.acting(city), row.ref, "We heard something.")


def test_the_trail_holds_each_step_and_no_words(call: Call, first: Person, second: Person) -> None:
    row = cases.submitted(call)
    cases.refused(row, first, second)
    events = list(db.session.scalars(sa.select(TrailEvent).order_by(TrailEvent.seq)))
    actions = [e.action for e in events if not e.action.startswith("call:")]
    assert actions == [
        "proposal:start_screening",
        "screening:answer",
        "screening:find",
        "screening:confirm",
        "proposal:find_ineligible",
    ]
    kept: list[Any] = [(e.old, e.new) for e in events]
    assert "theme" not in str(kept)
    assert "seen" not in str(kept)
