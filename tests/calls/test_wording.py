"""The words of an open call can be corrected, with a note; a rule of it never."""

from collections.abc import Callable
from dataclasses import fields, replace
from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from grants.accounts.models import Role
from grants.audit.models import TrailEvent
from grants.calls import queries, service
from grants.calls.exchange import read_call
from grants.calls.models import Call, CallStatus, Correction, FormKind
from grants.calls.queries.corrections import corrections_of, notes_of
from grants.calls.queries.documents import document_of
from grants.calls.rules.budget import BudgetRules
from grants.calls.rules.document import CallDocument, Funnel
from grants.calls.rules.wording import (
    OF_CALL,
    blanked,
    changed_rules,
    corrected,
    reworded,
    texts_of,
)
from grants.core import clock
from grants.core.actor import SYSTEM, Actor
from grants.core.db import db
from grants.core.errors import Conflict, Forbidden, Refused, Repeated
from grants.mail.letter import write_letter
from grants.mail.models import Mail
from grants.proposals.models import ProposalStatus
from tests import build
from tests.calls.documents import shipped, text_of

NOTE = {"en": "A misprint."}
HELP = "concept_note/questions/summary/help"


@pytest.fixture
def call(app: Flask) -> Call:
    return build.call("CATF-W")


def opened() -> Call:
    """The shipped call of 2026 as one that is open now."""
    now = clock.now()
    clock.set_offset(timedelta(days=-20))
    text = text_of()
    call = service.rehearse_call(
        SYSTEM,
        text,
        "catf-2026.yaml",
        opens_at=(now - timedelta(days=10)).replace(microsecond=0),
        closes_at=(now + timedelta(days=30)).replace(microsecond=0),
    )
    clock.set_offset(timedelta(0))
    return call


def correct(actor: Actor, call: Call, corrections: dict[str, Any], **over: Any) -> Call:
    given = {"note": NOTE, "version": call.version, **over}
    return service.correct(actor, call.ref, corrections, **given)


# -- the rule, on plain documents ----------------------------------------------------------------


@pytest.mark.parametrize("place", list(texts_of(shipped())))
def test_every_text_can_be_corrected_and_is_no_rule(place: str) -> None:
    before = shipped()
    after = corrected(before, {place: {"en": "Other words"}})
    assert texts_of(after)[place]["en"] == "Other words"
    assert changed_rules(before, after) == []
    assert [change.place for change in reworded(before, after)] == [place]
    others = {k: v for k, v in texts_of(after).items() if k != place}
    assert others == {k: v for k, v in texts_of(before).items() if k != place}


def other(value: Any) -> Any:
    """A value of the same kind that differs."""
    match value:
        case bool():
            return not value
        case int():
            return value + 1
        case str():
            return f"{value}x"
        case tuple():
            return value[:-1] if value else ("x",)
        case None:
            return 1
        case BudgetRules():
            return replace(value, caps=())
        case Funnel():
            return replace(value, received=1)
    return {"x": 1}


SETTINGS = [f.name for f in fields(CallDocument) if f.name not in OF_CALL]


@pytest.mark.parametrize("name", SETTINGS)
def test_every_other_setting_is_a_rule(name: str) -> None:
    before = shipped()
    after = replace(before, **{name: other(getattr(before, name))})
    assert {rule.setting for rule in changed_rules(before, after)} == {name}


def test_a_blank_call_has_no_words_and_every_rule() -> None:
    blank = blanked(shipped())
    assert not any(texts_of(blank).values())
    assert [c.weight for c in blank.criteria] == [c.weight for c in shipped().criteria]
    assert len(blank.questions()) == len(shipped().questions())


# -- the service ---------------------------------------------------------------------------------


@pytest.mark.both_databases
@pytest.mark.parametrize(
    "place",
    [
        *(f"call/{name}" for name in OF_CALL),
        "concept_note/sections/project/intro",
        "concept_note/sections/project/group",
        "concept_note/questions/summary/label",
        "concept_note/questions/summary/why",
        "criteria/A/name",
        "criteria/B/anchors/3",
        "checklist/B2/text",
        "checklist/B2/reason",
    ],
)
def test_a_corrected_text_is_read_at_once_and_kept_on_record(
    actor: Actor, call: Call, place: str
) -> None:
    before, version = texts_of(document_of(call))[place], call.version
    queries.form_of(call), queries.criteria_of(call)  # kept in the process
    correct(actor, call, {place: {"en": "Put right", "fr": "Corrigé"}})
    db.session.expire_all()
    assert texts_of(document_of(call))[place] == {**before, "en": "Put right", "fr": "Corrigé"}
    assert changed_rules(document_of(call), document_of(call)) == []
    assert call.version > version
    [row] = corrections_of(call)
    assert (row.place, row.before) == (place, {"en": before.get("en", ""), "fr": ""})
    assert (row.after, row.note) == ({"en": "Put right", "fr": "Corrigé"}, NOTE)
    event = db.session.scalars(sa.select(TrailEvent).order_by(TrailEvent.seq.desc())).first()
    assert event is not None
    assert (event.action, event.new["places"]) == ("call:correct", [place])  # type: ignore[index]


def test_pages_read_a_corrected_question_although_forms_are_kept(actor: Actor, call: Call) -> None:
    kept = queries.form_of(call).question("summary")
    assert kept is not None
    correct(actor, call, {HELP: {"en": "In plain words."}})
    found = queries.form_of(call).question("summary")
    assert found is not None
    assert found.help == {"en": "In plain words."}
    assert found.id == kept.id
    assert found.max_words == kept.max_words


def test_the_exported_file_has_the_corrected_text_and_reads_back(actor: Actor, app: Flask) -> None:
    call = opened()
    before = service.export_call(actor, call.ref)
    criterion = document_of(call).criteria[0].code
    corrections = {
        "call/title": {"fr": "Un lieu pour rester"},
        "concept_note/questions/title/help": {"en": "Short and plain, please."},
        f"criteria/{criterion}/anchors/5": {"es": "Nadie lo hizo antes."},
    }
    correct(actor, call, corrections)
    text = service.export_call(actor, call.ref)
    assert text != before
    for words in ("Un lieu pour rester", "Short and plain, please.", "Nadie lo hizo antes."):
        assert words in text
    again = read_call(text, "again.yaml")
    assert again.problems == ()
    assert again.document is not None
    assert texts_of(again.document) == texts_of(document_of(call))
    assert changed_rules(replace(again.document, status=call.status), document_of(call)) == []


# One of each kind of rule: the place, what somebody would like, and what the refusal names.
QUIZ = {"question": {"en": "?"}, "passes": "no"}
RULES: list[tuple[str, Any, str]] = [
    ("call/min_cents", 1, "Smallest grant"),
    ("call/max_cents", 99_000_000, "Largest grant"),
    ("call/max_share_bp", None, "cash cost"),
    ("call/envelope_cents", 1, "Envelope"),
    ("call/currency", "EUR", "Currency"),
    ("call/languages", ("en",), "Languages"),
    ("call/applicant_kinds", ("local_authority",), "Who may apply"),
    ("call/opens_at", None, "Opens"),
    ("call/closes_at", None, "Closes"),
    ("call/zone", "Asia/Manila", "Time zone"),
    ("call/max_months", 36, "months"),
    ("call/evaluators", 1, "Evaluators"),
    ("call/pass_points", 10, "Pass mark"),
    ("call/tie_order", ("drawn",), "Order at a tie"),
    ("call/contact_email", "x@example.org", "Contact"),
    ("call/focus_areas", (), "Focus areas"),
    ("call/criteria", (), "Criteria"),
    ("call/status", CallStatus.DRAFT, "status"),
    ("criteria/A/weight", 60, "“Criteria” (A, weight)"),
    ("criteria/A/floor", None, "“Criteria” (A, floor)"),
    ("criteria/A/reads", (), "“Criteria” (A, reads)"),
    ("criteria/A/min_comment_chars", 0, "“Criteria” (A, min_comment_chars)"),
    ("criteria/A/anchors", (), "“Criteria” (A, anchors)"),
    ("criteria/A/code", "Z", "“Criteria” (A, code)"),
    ("checklist/B2/curable", False, "“Eligibility checklist” (B2, curable)"),
    ("checklist/B2/reason_code", "other", "“Eligibility checklist” (B2, reason_code)"),
    ("checklist/B2/quiz", QUIZ, "“Eligibility checklist” (B2, quiz)"),
    ("concept_note/sections/project/slug", "x", "“Concept note” (project, slug)"),
    ("concept_note/sections/project/questions", (), "“Concept note” (project, questions)"),
    ("concept_note/questions/summary/kind", "short_text", "(project, summary, kind)"),
    ("concept_note/questions/summary/max_words", 900, "(project, summary, max_words)"),
    ("concept_note/questions/months/limits", {"max": 99}, "(identification, months, limits)"),
    ("concept_note/questions/summary/required", "never", "(project, summary, required)"),
    ("concept_note/questions/summary/required_when", {}, "(project, summary, required_when)"),
    ("concept_note/questions/focus_area/options", (), "(identification, focus_area, options)"),
    ("concept_note/questions/summary/config", {"x": 1}, "(project, summary, config)"),
    ("concept_note/questions/summary/criteria", ("A",), "(project, summary, criteria)"),
]  # fmt: skip


@pytest.mark.parametrize(("place", "value", "named"), RULES, ids=[r[0] for r in RULES])
def test_a_rule_is_refused_by_its_name_and_nothing_is_corrected(
    actor: Actor, call: Call, place: str, value: Any, named: str
) -> None:
    before = document_of(call)
    with pytest.raises(Refused) as refusal:
        correct(actor, call, {"call/title": {"en": "New title"}, place: value})
    assert named in str(refusal.value.message)
    db.session.rollback()
    assert document_of(call) == before
    assert corrections_of(call) == []


@pytest.mark.parametrize(
    "place",
    [
        "call/nothing",
        "nowhere",
        "criteria/Z/name",
        "criteria/A/anchors/6",
        "criteria/A/nothing",
        "checklist/Z/text",
        "concept_note/questions/nobody/help",
        "concept_note/sections/nowhere/title",
        "full_proposal/sections/project/title",
        "concept_note/questions/summary/nothing",
    ],
)
def test_a_place_that_is_not_there_is_refused(actor: Actor, call: Call, place: str) -> None:
    with pytest.raises(Refused, match="There is no"):
        correct(actor, call, {place: {"en": "x"}})


@pytest.mark.parametrize("value", [{"ar": "x"}, "words", {"en": 1}, None, {"xx": ""}])
def test_a_text_stays_a_text_in_the_calls_languages(actor: Actor, call: Call, value: Any) -> None:
    with pytest.raises(Refused, match="Nothing was corrected"):
        correct(actor, call, {"call/title": value})


def test_no_text_is_taken_away(actor: Actor, call: Call) -> None:
    with pytest.raises(Refused) as refusal:
        correct(actor, call, {"call/title": {"en": " "}})
    assert "call/title_en" in refusal.value.fields


def test_a_correction_that_changes_nothing_is_refused(actor: Actor, call: Call) -> None:
    for nothing in ({}, {"call/title": dict(call.title)}):
        with pytest.raises(Refused, match="nothing to correct"):
            correct(actor, call, nothing)


@pytest.mark.parametrize("note", [{}, {"en": " "}, {"ar": "x"}, {"en": "word " * 101}])
def test_every_correction_has_a_note_for_everybody(
    actor: Actor, call: Call, note: dict[str, str]
) -> None:
    with pytest.raises(Refused) as refusal:
        correct(actor, call, {"call/title": {"en": "New"}}, note=note)
    assert any(name.startswith("note_") for name in refusal.value.fields)


@pytest.mark.parametrize(
    "status", [CallStatus.DRAFT, CallStatus.ARCHIVED, CallStatus.CANCELLED, CallStatus.PUBLISHED]
)
def test_only_a_call_that_has_opened_is_corrected(
    actor: Actor, app: Flask, status: CallStatus
) -> None:
    over = {"opens_at": clock.now() + timedelta(days=1)} if status == CallStatus.PUBLISHED else {}
    call = build.call("CATF-W", status=status, **over)
    with pytest.raises(Refused, match="has opened"):
        correct(actor, call, {"call/title": {"en": "New"}})


@pytest.mark.parametrize("status", [CallStatus.PUBLISHED, CallStatus.OPEN, CallStatus.EVALUATION])
def test_the_instant_decides_whether_a_call_has_opened(
    actor: Actor, app: Flask, status: CallStatus
) -> None:
    call = build.call("CATF-W", status=status)
    correct(actor, call, {"call/title": {"en": "New"}})
    assert call.title == {"en": "New"}


@pytest.mark.parametrize("role", [None, Role.OFFICER, Role.AUDITOR])
def test_only_a_lead_corrects(call: Call, role: Role | None) -> None:
    actor = build.acting(build.person("", *([role] if role else [])))
    with pytest.raises(Forbidden):
        correct(actor, call, {"call/title": {"en": "New"}})


def test_a_correction_of_an_older_version_is_a_conflict_and_a_copy_is_done_once(
    actor: Actor, call: Call
) -> None:
    version = call.version
    correct(actor, call, {"call/title": {"en": "New"}}, operation="k")
    with pytest.raises(Repeated):
        correct(actor, call, {"call/title": {"en": "New"}}, operation="k")
    with pytest.raises(Conflict):
        correct(actor, call, {"call/title": {"en": "Newer"}}, version=version)


def test_the_notes_stand_with_the_newest_first_once_for_each_act(
    actor: Actor, call: Call, later: Callable[..., None]
) -> None:
    correct(actor, call, {"call/title": {"en": "A"}, "call/theme": {"en": "B"}})
    later(days=1)
    correct(actor, call, {HELP: {"en": "C"}}, note={"en": "Second."})
    assert [note["en"] for _at, note in notes_of(call)] == ["Second.", "A misprint."]
    assert [row.place for row in corrections_of(call)] == [HELP, "call/title", "call/theme"]


@pytest.mark.both_databases
@pytest.mark.parametrize("change", ["UPDATE call_correction SET place = 'x'",
                                    "DELETE FROM call_correction"])  # fmt: skip
def test_the_database_keeps_every_correction(actor: Actor, call: Call, change: str) -> None:
    correct(actor, call, {"call/title": {"en": "New"}})
    with pytest.raises(sa.exc.DBAPIError, match="append-only"):
        db.session.execute(sa.text(change))
    db.session.rollback()
    assert db.session.scalar(sa.select(sa.func.count(Correction.id))) == 1


def test_forms_of_both_kinds_are_named(app: Flask) -> None:
    document = shipped("catf-2015.yaml")
    kinds = {place.split("/")[0] for place in texts_of(document)}
    assert {kind.value for kind in FormKind if document.form(kind)} <= kinds


def test_who_can_still_write_is_told_once_of_a_correction_with_its_note_in_their_language(
    actor: Actor, later: Callable[..., None]
) -> None:
    call = build.call("CATF-W", title={"en": "Cities", "fr": "Villes"})
    french, both = build.person("Awa", language="fr"), build.person("Kofi")
    build.proposal(call, french, title="Un marché")
    build.proposal(call, both)
    build.proposal(call, both, status=ProposalStatus.SUBMITTED)
    build.proposal(call, build.person(), status=ProposalStatus.WITHDRAWN)
    build.proposal(call, build.person(), is_test=True)
    build.proposal(build.call(), build.person())
    note = {"en": "A misprint.", "fr": "Une coquille."}
    changes = {HELP: {"en": "Better words"}, "call/title": {"en": "The cities"}}
    correct(actor, call, changes, note=note, operation="key")
    with pytest.raises(Repeated):
        correct(actor, call, changes, note=note, operation="key")
    db.session.rollback()
    mails = corrected_mails()
    assert sorted(mail.person_id or 0 for mail in mails) == sorted((french.id, both.id))
    [letter] = [write_letter(mail) for mail in mails if mail.person_id == french.id]
    assert "Villes" in letter.subject
    assert "Une coquille." in letter.text
    assert "/calls/CATF-W/corrections" in letter.text
    later(days=40)
    correct(actor, call, {HELP: {"en": "Best words"}})
    assert len(corrected_mails()) == 2  # nobody writes any more


def corrected_mails() -> list[Mail]:
    return list(db.session.scalars(sa.select(Mail).where(Mail.kind == "call_corrected")))
