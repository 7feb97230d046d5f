"""Starting a proposal, saving it, and until when."""

from datetime import timedelta

import pytest
import sqlalchemy as sa

from grants.accounts.models import Person
from grants.calls.models import Question, Requirement
from grants.core import clock
from grants.core.db import db
from grants.core.errors import NotFound, Refused
from grants.proposals.models import (
    Answer,
    AnswerVersion,
    BudgetLine,
    Collaborator,
    Extension,
    Proposal,
    ProposalStatus,
    SectionState,
    SectionWork,
    TeamRole,
)
from grants.proposals.queries import content, home, sections
from grants.proposals.queries.access import find
from grants.proposals.rules.budget import CostLine
from grants.proposals.rules.deadline import accepts, deadline_of
from grants.proposals.service import draft
from grants.proposals.service.answers import Overtaken, save_section
from tests import build
from tests.proposals.writing import EDIT, city

ORGANISATION = {
    "name": "Tamale Assembly",
    "kind": "local_authority",
    "country": "GH",
    "registration": "",
    "representative": "",
    "email": "",
}
IDENTIFICATION = {
    "title": "Drains that residents can see",
    "focus_area": "live",
    "city": {"name": "Tamale", "country": "GH"},
    "proponent": ORGANISATION,
    "months": 18,
}


def rows(model: type) -> int:
    return db.session.scalar(sa.select(sa.func.count()).select_from(model)) or 0


def test_starting_makes_a_draft_led_by_the_one_who_started(app):
    lead, of = build.person(), build.call()
    ref = draft.start(build.acting(lead), of.ref, "fr", received_at=clock.now())
    found = find(build.acting(lead), ref, EDIT)
    assert found.role is TeamRole.LEAD
    assert (found.proposal.status, found.proposal.language) == (ProposalStatus.DRAFT, "fr")


@pytest.mark.both_databases
def test_the_same_form_sent_twice_starts_one_proposal(app):
    actor, of = build.acting(build.person()), build.call()
    refs = {
        draft.start(actor, of.ref, "en", received_at=clock.now(), operation="once")
        for _ in range(2)
    }
    assert len(refs) == 1
    assert rows(Proposal) == rows(Collaborator) == 1


def test_nothing_starts_in_a_closed_call_or_another_language(app):
    actor, of = build.acting(build.person()), build.call()
    with pytest.raises(Refused):
        draft.start(actor, of.ref, "de", received_at=clock.now())
    with pytest.raises(Refused):
        draft.start(actor, of.ref, "en", received_at=of.closes_at + timedelta(seconds=1))
    db.session.rollback()
    assert rows(Proposal) == 0


@pytest.mark.both_databases
def test_a_save_keeps_answers_states_and_the_columns_that_repeat_them(app):
    of = city()
    proponent = build.organisation("Tamale Assembly", country="GH")
    saved = of.save("identification", IDENTIFICATION)
    proposal = of.proposal
    db.session.refresh(proposal)
    assert (saved.version, saved.work) == (1, SectionWork.COMPLETE)
    assert content.answers_of(proposal.id)["title"] == IDENTIFICATION["title"]
    assert (proposal.title, proposal.country, proposal.city) == (
        IDENTIFICATION["title"],
        "GH",
        "Tamale",
    )
    assert (proposal.months, proposal.focus_area) == (18, "live")
    assert proposal.proponent_id == proponent.id
    assert proposal.city_id is not None
    assert proposal.draft_version == 1


def test_a_city_that_is_not_in_the_gazetteer_is_kept_as_typed(app):
    of = city()
    of.save("identification", {"city": {"name": "Nowhere-upon-Sea", "country": "GH"}})
    db.session.refresh(of.proposal)
    assert (of.proposal.city, of.proposal.city_id) == ("Nowhere-upon-Sea", None)


@pytest.mark.both_databases
def test_only_a_changed_answer_enters_the_history(app):
    of = city()
    of.save("identification", IDENTIFICATION)
    before = rows(AnswerVersion)
    again = of.save("identification", IDENTIFICATION, version=1)
    assert (again.version, rows(AnswerVersion)) == (1, before)
    changed = of.save("identification", {**IDENTIFICATION, "months": 12}, version=1)
    assert (changed.version, rows(AnswerVersion)) == (2, before + 1)
    assert rows(Answer) == len(IDENTIFICATION)
    db.session.refresh(of.proposal)
    assert of.proposal.draft_version == 2


def test_a_cleared_answer_is_missing_again(app):
    of = city()
    of.save("identification", IDENTIFICATION)
    saved = of.save("identification", {"months": None, "title": ""}, version=1)
    assert saved.work is SectionWork.IN_PROGRESS
    db.session.refresh(of.proposal)
    assert (of.proposal.title, of.proposal.months) == ("", None)


def test_a_draft_over_a_limit_is_saved_and_needs_attention(app):
    of = city()
    long = "word " * 201
    assert of.save("project", {"summary": long}).work is SectionWork.ATTENTION
    assert content.answers_of(of.proposal.id)["summary"] == long


@pytest.mark.both_databases
def test_the_same_save_sent_twice_is_done_once_and_answered_alike(app):
    of = city()
    first = of.save("project", {"summary": "Water"}, operation="key")
    of.save("project", {"summary": "Water and waste"}, version=1)
    again = of.save("project", {"summary": "Water"}, operation="key")
    assert again == first
    assert content.answers_of(of.proposal.id)["summary"] == "Water and waste"


@pytest.mark.both_databases
def test_an_older_form_never_overwrites_a_newer_text(app):
    of = city()
    of.save("project", {"summary": "The colleague's text"})
    with pytest.raises(Overtaken) as caught:
        of.save("project", {"summary": "Mine"}, version=0)
    assert caught.value.values["summary"] == "The colleague's text"
    db.session.rollback()
    assert content.answers_of(of.proposal.id)["summary"] == "The colleague's text"


def test_an_older_form_that_says_the_same_is_no_conflict(app):
    of = city()
    of.save("project", {"summary": "The same text"})
    assert of.save("project", {"summary": "The same text"}, version=0).version == 1


@pytest.mark.both_databases
def test_a_budget_is_kept_in_order_and_repeated_in_the_columns(app):
    of = city()
    lines = [
        CostLine("A", "staff", "People", "", grant_cents=8_000_000, in_kind_cents=100),
        CostLine("B", "travel", "Buses", "", recipient_cents=2_000_000),
    ]
    saved = of.save("budget", {"budget": lines})
    db.session.refresh(of.proposal)
    assert content.lines_of(of.proposal.id) == tuple(lines)
    assert saved.work is SectionWork.COMPLETE
    proposal = of.proposal
    assert (proposal.grant_cents, proposal.cash_cents, proposal.in_kind_cents) == (
        8_000_000,
        2_000_000,
        100,
    )
    of.save("budget", {"budget": lines[::-1]}, version=1)
    assert content.lines_of(of.proposal.id) == tuple(lines[::-1])
    of.save("budget", {"budget": []}, version=2)
    db.session.refresh(of.proposal)
    assert (rows(BudgetLine), of.proposal.grant_cents) == (0, 0)


def test_an_answer_that_makes_another_required_restates_its_section(app):
    of = city()
    question = db.session.scalars(sa.select(Question).where(Question.code == "innovation")).one()
    question.required = Requirement.WHEN
    question.required_when = {"question": "focus_area", "equals": "work"}
    db.session.commit()
    first = of.save("project", {"summary": "Water"})
    assert first.work is SectionWork.COMPLETE
    of.save("identification", {"focus_area": "work"})
    state = sections.states_of(of.proposal.id)[of.section("project").id]
    assert (state.work, state.version) == (SectionWork.IN_PROGRESS, first.version)


def test_only_the_team_that_writes_may_save(app):
    of = city()
    viewer, stranger = build.person(), build.person()
    db.session.add(
        Collaborator(
            proposal_id=of.proposal.id,
            person_id=viewer.id,
            role=TeamRole.VIEWER,
            added_at=clock.now(),
        )
    )
    db.session.commit()
    for who in (viewer, stranger):
        with pytest.raises(NotFound):
            find(build.acting(who), of.proposal.ref, EDIT)
    found = find(build.acting(viewer), of.proposal.ref)
    with pytest.raises(NotFound):
        save_section(
            found, of.section("project"), {"summary": "x"}, version=0, received_at=clock.now()
        )


def test_the_last_second_is_in_time_and_the_next_is_late(app):
    of = city()
    last = of.call.closes_at
    assert of.save("project", {"summary": "At the last moment"}, received_at=last).version == 1
    with pytest.raises(Refused):
        of.save("project", {"summary": "Late"}, version=1, received_at=last + timedelta(seconds=1))
    db.session.rollback()
    assert content.answers_of(of.proposal.id)["summary"] == "At the last moment"


def test_one_applicant_can_have_a_later_deadline(app):
    of = city()
    until = of.call.closes_at + timedelta(days=2)
    db.session.add(
        Extension(
            proposal_id=of.proposal.id,
            until_at=until,
            reason="A flood",
            by_id=of.lead.id,
            at=clock.now(),
            facts={},
        )
    )
    db.session.commit()
    assert of.save("project", {"summary": "Later"}, received_at=until).version == 1
    assert accepts(of.call, until, until)
    assert not accepts(of.call, until, until + timedelta(seconds=1))
    assert deadline_of(of.call, until) == until


def test_an_earlier_extension_never_shortens_the_call(app):
    of = build.call()
    earlier = of.closes_at - timedelta(days=1)
    assert deadline_of(of, earlier) == of.closes_at
    assert accepts(of, earlier, of.closes_at)


def test_a_proposal_that_is_being_checked_no_longer_changes(app):
    of = city()
    of.proposal.status, of.proposal.submitted_at = ProposalStatus.SCREENING, clock.now()
    db.session.commit()
    with pytest.raises(Refused):
        of.save("project", {"summary": "Too late"})


def test_editing_after_submitting_shows_as_unsent(app):
    of = city()
    of.save("project", {"summary": "Sent"})
    of.proposal.status = ProposalStatus.SUBMITTED
    of.proposal.submitted_at, of.proposal.submitted_version = clock.now(), 1
    db.session.commit()
    of.save("project", {"summary": "Changed"}, version=1)
    db.session.refresh(of.proposal)
    assert of.proposal.has_unsent_changes
    [row] = home.own_proposals(build.acting(of.lead))
    assert row.has_unsent_changes


@pytest.mark.both_databases
def test_what_is_left_to_write_is_counted_for_each_proposal_by_itself(app):
    of = city()
    of.save("identification", IDENTIFICATION)
    build.proposal(of.call, of.lead, title="Another, not begun")
    other = build.proposal(of.call, build.person())
    rows = {row.ref: row for row in home.own_proposals(build.acting(of.lead))}
    assert rows.pop(of.proposal.ref).sections_left == 3, "the documents may be left out"
    [row] = rows.values()
    assert row.sections_left == 4
    [row] = home.own_proposals(build.acting(db.session.get(Person, other.started_by_id)))
    assert (row.sections_left, row.sections_done, row.sections_wrong) == (4, 0, 0)


def test_my_proposals_count_their_complete_sections(app):
    of = city()
    of.save("identification", IDENTIFICATION)
    [row] = home.own_proposals(build.acting(of.lead))
    assert (row.sections_done, row.sections) == (1, 5)
    assert home.own_proposals(build.acting(build.person())) == []
    assert rows(SectionState) == 1
