"""Loading calls: who sees which, in how many queries, and what is kept in the process."""

from datetime import timedelta

import pytest
import sqlalchemy as sa
from flask import Flask

from grants.accounts.models import Role
from grants.calls import queries
from grants.calls.models import CallStatus, Question, Section, StaffDuty
from grants.core import clock
from grants.core.actor import VISITOR
from grants.core.db import db
from grants.core.errors import NotFound
from tests import build
from tests.counting import statements


def test_a_draft_looks_missing_to_the_public(app: Flask) -> None:
    build.call("CATF-DRAFT", status=CallStatus.DRAFT)
    with pytest.raises(NotFound):
        queries.by_ref("CATF-DRAFT")
    assert queries.public_list() == []


def test_the_office_sees_drafts_and_nobody_else_does(app: Flask) -> None:
    build.call("CATF-DRAFT", status=CallStatus.DRAFT)
    officer = build.acting(build.person("", Role.OFFICER))
    assert queries.for_office(officer, "CATF-DRAFT").ref == "CATF-DRAFT"
    assert [card.ref for card in queries.office_list(officer)] == ["CATF-DRAFT"]
    for actor in (VISITOR, build.acting(build.person())):
        with pytest.raises(NotFound):
            queries.for_office(actor, "CATF-DRAFT")
        with pytest.raises(NotFound):
            queries.office_list(actor)


def test_open_calls_are_those_whose_instants_say_so_whatever_is_stored(app: Flask) -> None:
    now = clock.now()
    build.call("A", status=CallStatus.PUBLISHED)  # the worker has not caught up
    build.call("B", opens_at=now + timedelta(days=1), closes_at=now + timedelta(days=9))
    build.call("C", opens_at=now - timedelta(days=9), closes_at=now - timedelta(seconds=1))
    build.call("D", status=CallStatus.CANCELLED)
    build.call("E", closes_at=now + timedelta(days=2))
    assert [card.ref for card in queries.open_calls(now)] == ["E", "A"]


def test_a_form_is_loaded_in_two_queries_and_then_kept(app: Flask) -> None:
    call = build.call()
    db.session.refresh(call)
    with statements() as seen:
        form = queries.form_of(call)
        assert len(seen) == 2
        assert queries.form_of(call) is form
    assert len(seen) == 2
    assert [s.slug for s in form.sections][:2] == ["identification", "project"]
    question = form.question("summary")
    assert question is not None
    assert question.max_words == 200
    section = form.section_of("budget")
    assert section is not None
    assert section.slug == "budget"


def test_the_form_of_a_call_that_has_not_opened_is_never_kept(app: Flask) -> None:
    call = build.call(
        status=CallStatus.PUBLISHED,
        opens_at=clock.now() + timedelta(days=1),
        closes_at=clock.now() + timedelta(days=2),
    )
    before = [q.code for q in queries.form_of(call).questions()]
    section = db.session.scalars(sa.select(Section).where(Section.slug == "project")).one()
    db.session.execute(sa.delete(Question).where(Question.section_id == section.id))
    after = [q.code for q in queries.form_of(call).questions()]
    assert "summary" in before
    assert "summary" not in after


def test_judgement_keeps_its_order(app: Flask) -> None:
    call = build.call()
    assert [c.code for c in queries.criteria_of(call)] == ["A", "B", "C"]
    assert [i.code for i in queries.checklist_of(call)] == ["A2", "A3", "B2", "B5"]


def test_countries_are_the_list_with_the_calls_own_exceptions(app: Flask) -> None:
    call = build.call(
        country_exceptions={"add": [["FR", "Guest city"]], "remove": [["GH", "Full"]]}
    )
    codes = queries.eligible_countries(call)
    assert "FR" in codes
    assert "GH" not in codes
    assert "MZ" in codes


def test_leads_are_the_people_named_as_leads(app: Flask) -> None:
    call = build.call()
    lead, officer = build.person("", Role.LEAD), build.person("", Role.LEAD)
    build.staff(call, lead)
    build.staff(call, officer, StaffDuty.OFFICER)
    assert queries.leads_of(call) == [lead.id]
    assert queries.staff_of(call) == {lead.id: StaffDuty.LEAD, officer.id: StaffDuty.OFFICER}
