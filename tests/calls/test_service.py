"""A call is imported whole or not at all, frozen when it opens, moved by the clock."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from grants.accounts.models import Person, Role
from grants.audit.models import TrailEvent
from grants.calls import queries, service
from grants.calls.exchange import read_call, write_call
from grants.calls.models import Call, CallStatus, Question, QuestionKind, Section
from grants.calls.queries.documents import document_of
from grants.calls.rules.document import QuestionText, SectionText
from grants.calls.rules.texts import INTERFACE
from grants.calls.rules.warning import warnings_of
from grants.core import clock, hooks
from grants.core.actor import SYSTEM, Actor
from grants.core.db import db
from grants.core.errors import Conflict, Forbidden, Refused, Repeated
from tests import build
from tests.calls.documents import FILES, text_of
from tests.counting import statements


def moved(text: str, days: int = 5) -> str:
    """The open call of 2026 with its dates so many days from now."""
    opens = (clock.now() + timedelta(days=days)).strftime("%Y-%m-%d 09:00:00")
    closes = (clock.now() + timedelta(days=days + 60)).strftime("%Y-%m-%d 23:59:59")
    return text.replace("2026-11-02 09:00:00", opens).replace("2027-01-15 23:59:59", closes)


def actions(call: Call) -> list[str]:
    return list(
        db.session.scalars(
            sa.select(TrailEvent.action)
            .where(TrailEvent.subject_kind == "call", TrailEvent.subject_id == call.id)
            .order_by(TrailEvent.seq)
        )
    )


@pytest.mark.both_databases
@pytest.mark.parametrize("path", FILES, ids=lambda p: p.name)
def test_export_gives_back_the_imported_file_byte_for_byte(app: Flask, path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    call = service.import_call(SYSTEM, text, path.name)
    db.session.expire_all()
    assert service.export_call(SYSTEM, call.ref) == text


def test_a_call_built_in_rows_survives_export_and_import(actor: Actor) -> None:
    call = build.call("CATF-ROWS", status=CallStatus.DRAFT)
    text = service.export_call(actor, "CATF-ROWS")
    before = document_of(call)
    again = service.import_call(actor, text.replace("CATF-ROWS", "CATF-COPY"), "copy.yaml")
    assert service.export_call(actor, "CATF-COPY") == text.replace("CATF-ROWS", "CATF-COPY")
    after = document_of(again)
    assert (after.criteria, after.checklist, after.concept_note) == (
        before.criteria,
        before.checklist,
        before.concept_note,
    )


def test_options_and_limits_come_from_the_calls_own_settings(actor: Actor) -> None:
    call = service.import_call(actor, text_of("catf-2015.yaml"), "catf-2015.yaml")
    form = queries.form_of(call)
    areas, months = form.question("focus_area"), form.question("months")
    assert areas is not None
    assert months is not None
    assert [option["value"] for option in areas.options] == [
        "live",
        "work",
        "connect",
        "participate",
    ]
    assert months.limits == {"min": 1, "max": 24}


def test_the_same_file_again_changes_nothing(actor: Actor) -> None:
    text = moved(text_of())
    first = service.import_call(actor, text, "a.yaml")
    version = first.version
    again = service.import_call(actor, text, "a.yaml")
    assert (again.id, again.version) == (first.id, version)
    assert actions(first) == ["call:create"]


@pytest.mark.both_databases
def test_an_import_takes_as_many_statements_however_many_questions_there_are(actor: Actor) -> None:
    small = moved(text_of())
    large = with_more_questions(small.replace("CATF-2026", "CATF-60"), 60)
    counts = []
    for text in (small, large):
        with statements() as seen:
            call = service.import_call(actor, text, "a.yaml")
        counts.append(len(seen))
        form = queries.form_of(call)
    assert len([q for q in form.questions() if q.code.startswith("more_")]) == 60
    assert [q.code for q in form.sections[-1].questions][:2] == ["more_0", "more_1"]
    assert counts[0] == counts[1] <= 20


def with_more_questions(text: str, n: int) -> str:
    """The file with its form written out and so many questions more."""
    document = read_call(text, "a.yaml").document
    assert document is not None
    asked = [
        QuestionText(
            code=f"more_{i}", kind=QuestionKind.YES_NO, label=dict.fromkeys(INTERFACE, f"More {i}?")
        )
        for i in range(n)
    ]
    last = SectionText(
        slug="more",
        group=document.concept_note[-1].group,
        intro={},
        title=dict.fromkeys(INTERFACE, "More"),
        questions=tuple(asked),
    )
    return write_call(replace(document, concept_note=(*document.concept_note, last)))


def test_a_call_that_has_not_opened_can_be_changed_by_its_file(actor: Actor) -> None:
    text = moved(text_of())
    call = service.import_call(actor, text, "a.yaml")
    version, questions = call.version, db.session.scalar(sa.select(sa.func.count(Question.id)))
    changed = service.import_call(actor, text.replace("max_months: 24", "max_months: 18"), "a.yaml")
    assert changed.max_months == 18
    assert changed.version > version
    assert actions(call) == ["call:create", "call:change"]
    assert db.session.scalar(sa.select(sa.func.count(Question.id))) == questions


def test_a_change_of_the_questions_alone_is_a_new_version(actor: Actor) -> None:
    text = moved(text_of())
    version = service.import_call(actor, text, "a.yaml").version
    fewer = text.replace(
        "include: forms/concept-note.yaml",
        "include: forms/concept-note.yaml\n    without: [other_places]",
    )
    assert service.import_call(actor, fewer, "a.yaml").version > version


def test_a_call_that_has_opened_is_never_changed_by_a_file(
    app: Flask, later: Callable[..., None]
) -> None:
    text = moved(text_of())
    call = service.import_call(SYSTEM, text, "a.yaml")
    later(days=8)
    before = document_of(call)
    with pytest.raises(Refused) as refused:
        service.import_call(SYSTEM, text.replace("pass_points: 60", "pass_points: 50"), "a.yaml")
    assert "has opened" in str(refused.value.message)
    db.session.rollback()
    assert document_of(call) == before
    assert service.import_call(SYSTEM, text, "a.yaml").id == call.id  # unchanged: not refused


def test_a_file_with_mistakes_imports_nothing(actor: Actor) -> None:
    text = text_of().replace("max_usd: 200000", "max_usd: plenty")
    with pytest.raises(service.WrongFile) as wrong:
        service.import_call(actor, text, "wrong.yaml")
    problem = wrong.value.problems[0]
    assert (problem.file, problem.path) == ("wrong.yaml", "defaults.max_usd")
    assert problem.line == 1 + text[: text.index("max_usd")].count("\n")
    assert db.session.scalar(sa.select(sa.func.count(Call.id))) == 0
    assert db.session.scalar(sa.select(sa.func.count(Section.id))) == 0


@pytest.mark.parametrize(
    ("old", "new", "setting"),
    [
        ("business_line: catalytic_fund", "business_line: nothing", "business_line"),
        ("country_list: dac-2024-2025", "country_list: dac-1066", "country_list"),
        ("envelope_usd: 2000000", "envelope_usd: null", "envelope_usd"),
    ],
)
def test_what_a_file_names_must_exist_and_a_published_call_be_complete(
    app: Flask, old: str, new: str, setting: str
) -> None:
    text = text_of()
    assert old in text
    with pytest.raises(service.WrongFile) as wrong:
        service.import_call(SYSTEM, text.replace(old, new), "x.yaml")
    assert wrong.value.problems[0].path == setting
    assert wrong.value.problems[0].line > 1


def test_only_a_lead_imports_and_only_the_office_exports(app: Flask) -> None:
    officer = build.acting(build.person("", Role.OFFICER))
    with pytest.raises(Forbidden):
        service.import_call(officer, text_of("catf-2011.yaml"), "x.yaml")
    service.import_call(SYSTEM, text_of("catf-2011.yaml"), "x.yaml")
    assert service.export_call(officer, "CATF-2011")


def test_a_lead_s_file_makes_nothing_public_and_takes_nothing_back(actor: Actor) -> None:
    text = moved(text_of())
    assert "status: published" in text
    call = service.import_call(actor, text, "a.yaml")
    assert call.status is CallStatus.DRAFT
    assert service.import_call(actor, text, "a.yaml").version == call.version
    service.import_call(SYSTEM, text, "a.yaml")
    assert call.status is CallStatus.PUBLISHED
    fewer = text.replace("status: published", "status: draft").replace(
        "max_months: 24", "max_months: 18"
    )
    service.import_call(actor, fewer, "a.yaml")
    assert (call.status, call.max_months) == (CallStatus.PUBLISHED, 18)


def test_a_file_does_not_bring_unusual_dates_into_a_public_call(actor: Actor) -> None:
    call = service.import_call(SYSTEM, moved(text_of()), "a.yaml")
    assert call.closes_at is not None
    before = document_of(call)
    saturday = replace(before, closes_at=call.closes_at.replace(year=2031, month=3, day=1))
    assert warnings_of(saturday)
    with pytest.raises(Refused, match="its page “When”"):
        service.import_call(actor, write_call(saturday), "a.yaml")
    db.session.rollback()
    assert document_of(call) == before


def test_a_past_call_can_be_rehearsed_at_other_dates(app: Flask) -> None:
    opens, closes = clock.now() + timedelta(days=1), clock.now() + timedelta(days=40)
    call = service.rehearse_call(
        SYSTEM, text_of("catf-2015.yaml"), "catf-2015.yaml", opens_at=opens, closes_at=closes
    )
    assert (call.status, call.opens_at, call.closes_at) == (CallStatus.PUBLISHED, opens, closes)
    assert "opens_at" in call.provenance["defaults"]
    assert call.provenance["funnel"]["received"] is None
    assert call.provenance["facts"]["max_usd"]


def test_publishing_names_everything_that_is_missing(actor: Actor) -> None:
    call = build.call("CATF-D", status=CallStatus.DRAFT, applicant_kinds=[])
    with pytest.raises(service.NotPublishable) as stopped:
        service.publish(actor, "CATF-D", version=call.version)
    assert {"applicant_kinds", "staff"} <= {f.setting for f in stopped.value.findings}
    assert call.status is CallStatus.DRAFT


def test_publishing_is_done_once_and_on_record(actor: Actor) -> None:
    text = moved(text_of()).replace("status: published", "status: draft")
    call = service.import_call(actor, text, "a.yaml")
    for _ in range(2):
        build.staff(call, build.person("", Role.LEAD))
    build.envelope(1, allocated=200_000_001, year=2027)
    reasons = dict.fromkeys(warnings_of(call), "It has to be so.")
    service.publish(actor, call.ref, version=call.version, reasons=reasons, operation="key")
    assert call.status is CallStatus.PUBLISHED
    assert actions(call) == ["call:create", "call:publish"]
    with pytest.raises(Repeated):
        service.publish(actor, call.ref, version=call.version, operation="key")
    with pytest.raises(Refused):
        service.publish(actor, call.ref, version=call.version, operation="other")


def test_a_deadline_moves_only_later_and_only_in_time(
    actor: Actor, later: Callable[..., None]
) -> None:
    call = build.call("CATF-O")
    assert call.closes_at is not None
    closes = call.closes_at
    told: list[Any] = []

    def hear(call: Call, actor: Actor) -> None:
        told.append((call.ref, actor.person_id, call.closes_at))

    hooks.call_extended.connect(hear)
    new = closes + timedelta(days=7)
    with pytest.raises(Refused):
        service.extend(actor, "CATF-O", closes, reason="Flood", version=call.version)
    with pytest.raises(Refused):
        service.extend(actor, "CATF-O", new, reason="  ", version=call.version)
    with pytest.raises(Conflict):
        service.extend(actor, "CATF-O", new, reason="Flood", version=call.version - 1)
    service.extend(actor, "CATF-O", new, reason="Flood", version=call.version)
    assert told == [("CATF-O", actor.person_id, new)]
    assert actions(call) == ["call:extend"]
    later(days=60)
    with pytest.raises(Refused) as refused:
        service.extend(
            actor, "CATF-O", new + timedelta(days=99), reason="Late", version=call.version
        )
    assert "has passed" in str(refused.value.message)
    hooks.call_extended.disconnect(hear)


def test_the_stored_status_follows_the_clock_step_by_step(
    app: Flask, later: Callable[..., None]
) -> None:
    call = build.call(
        status=CallStatus.PUBLISHED,
        opens_at=clock.now() + timedelta(days=1),
        closes_at=clock.now() + timedelta(days=2),
    )
    assert service.advance(clock.now()) == 0
    later(days=1, seconds=1)
    assert service.advance(clock.now()) == 1
    assert call.status is CallStatus.OPEN
    later(days=1)
    assert service.advance(clock.now()) == 1
    assert call.status is CallStatus.CLOSED
    assert service.advance(clock.now()) == 0
    assert actions(call) == ["call:open", "call:close"]


def test_a_missed_step_is_made_up_for(app: Flask, later: Callable[..., None]) -> None:
    call = build.call(status=CallStatus.PUBLISHED)
    later(days=60)
    assert service.advance(clock.now()) == 2
    assert actions(call) == ["call:open", "call:close"]


def test_a_call_goes_on_to_a_stage_only_after_its_deadline_and_never_back(
    actor: Actor, later: Callable[..., None]
) -> None:
    call = build.call()
    with pytest.raises(Refused):
        service.enter(actor, call, CallStatus.SCREENING)
    later(days=31)
    service.enter(actor, call, CallStatus.EVALUATION)
    service.enter(actor, call, CallStatus.SCREENING)
    db.session.commit()
    assert call.status is CallStatus.EVALUATION
    assert actions(call) == ["call:enter"]


def test_a_visitor_cannot_reach_any_of_it(app: Flask) -> None:
    build.call("CATF-O")
    nobody: Person = build.person()
    with pytest.raises(Forbidden):
        service.extend(
            build.acting(nobody), "CATF-O", clock.now() + timedelta(days=90), reason="x", version=1
        )
