"""A change of a call writes what differs: every other row stays as it is, with its id."""

import itertools
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask
from hypothesis import HealthCheck, Phase, given, settings

from grants.calls import service
from grants.calls.exchange.changes import settled
from grants.calls.models import (
    Call,
    ChecklistItem,
    Criterion,
    FormKind,
    Question,
    QuestionKind as K,
    Section,
)
from grants.calls.rules import asking
from grants.calls.rules.document import (
    CallDocument,
    FocusArea,
    QuestionText,
)
from grants.calls.rules.ordering import moved
from grants.calls.rules.publishing import check_consistent
from grants.calls.service.editing import Change
from grants.core.actor import SYSTEM
from grants.core.db import Base, db, read
from tests.calls.any_call import documents, least, page
from tests.calls.documents import SHIPPED, now, version
from tests.counting import statements

pytestmark = pytest.mark.both_databases  # SQLite gives an id out again, PostgreSQL never

NOTE = FormKind.CONCEPT_NOTE
PARTS: tuple[type[Base], ...] = (Section, Question, Criterion, ChecklistItem)
Rows = dict[str, dict[int, dict[str, Any]]]


def rows() -> Rows:
    """Every row of the call's parts, by table and id."""
    tables = [db.metadata.tables[part.__tablename__] for part in PARTS]
    return {
        table.name: {row.id: row._asdict() for row in read(sa.select(table))} for table in tables
    }


def changed(change: Change, ref: str = SHIPPED) -> list[tuple[str, str, set[str]]]:
    """What a change of the call does to its rows: table, code, the columns that differ."""
    before = rows()
    service.edit(SYSTEM, ref, change, version=version(ref))
    after = rows()
    return [
        (table, row.get("code") or row["slug"], {c for c in row if row[c] != was.get(c, row[c])})
        for table in before
        for row, was in _pairs(before[table], after[table])
        if row != was
    ]


def _pairs(before: dict[int, Any], after: dict[int, Any]) -> Iterator[tuple[Any, Any]]:
    for row_id in before.keys() | after.keys():
        yield before.get(row_id) or after[row_id], after.get(row_id, {})


def codes() -> list[list[str]]:
    return [[question.code for question in section.questions] for section in now().concept_note]


def test_a_change_of_the_settings_leaves_every_question_alone(draft: CallDocument) -> None:
    for settings_ in ({"title": {"en": "Cities"}}, {"max_cents": 30_000_000}, {"evaluators": 5}):
        assert changed(lambda call, new=settings_: replace(call, **new)) == []


def test_a_change_of_one_question_writes_its_row_alone(draft: CallDocument) -> None:
    _section, summary = asking.question_in(draft.concept_note, "summary")
    shorter = replace(summary, max_words=150, label={"en": "In short"})
    found = changed(lambda call: asking.with_changed(call, NOTE, shorter, "summary"))
    assert found == [("question", "summary", {"max_words", "label"})]


def test_moving_changes_positions_alone(draft: CallDocument) -> None:
    first, second = codes()[0][:2]
    found = changed(
        lambda call: asking.with_form(
            call, NOTE, asking.question_moved(call.concept_note, first, 1)
        )
    )
    assert sorted(found) == sorted(("question", code, {"position"}) for code in (first, second))
    assert codes()[0][:2] == [second, first]
    one, two = (section.slug for section in draft.concept_note[:2])
    found = changed(
        lambda call: asking.with_form(call, NOTE, asking.section_moved(call.concept_note, two, -1))
    )
    assert sorted(found) == sorted(("section", slug, {"position"}) for slug in (one, two))
    a, b = draft.criteria[:2]
    found = changed(lambda call: replace(call, criteria=moved(call.criteria, a, 1)))
    assert sorted(found) == [("criterion", one.code, {"position"}) for one in (a, b)]


def test_a_question_that_moves_to_another_section_stays_itself(draft: CallDocument) -> None:
    code = codes()[0][-1]
    to = draft.concept_note[1].slug
    found = changed(
        lambda call: asking.with_form(
            call, NOTE, asking.question_placed(call.concept_note, code, to)
        )
    )
    [(table, moved, columns)] = found
    assert (table, moved) == ("question", code)
    assert {"section_id"} <= columns <= {"section_id", "position"}


def test_a_section_with_another_address_keeps_its_questions_rows(draft: CallDocument) -> None:
    first = draft.concept_note[0]
    ids = set(rows()["question"])
    found = changed(
        lambda call: asking.with_form(
            call,
            NOTE,
            asking.with_section(call.concept_note, replace(first, slug="fresh"), first.slug),
        )
    )
    assert set(rows()["question"]) == ids
    assert now().concept_note[0].slug == "fresh"
    assert all(columns <= {"section_id"} for table, _, columns in found if table == "question")


def test_removing_takes_out_one_row_and_closes_the_gap(draft: CallDocument) -> None:
    gone, full = codes()[-1][-1], now().full_proposal
    before = rows()
    service.edit(
        SYSTEM, SHIPPED, lambda call: asking.without_questions(call, NOTE, [gone]),
        version=version(),
    )  # fmt: skip
    after = rows()
    [lost] = set(before["question"]) - set(after["question"])
    assert before["question"][lost]["code"] == gone
    assert after["question"].items() <= before["question"].items()
    assert gone not in codes()[-1]
    service.edit(
        SYSTEM, SHIPPED, lambda call: asking.without_section(call, NOTE, call.concept_note[0].slug),
        version=version(),
    )  # fmt: skip
    assert now().concept_note[0].slug == draft.concept_note[1].slug
    assert now().full_proposal == full
    assert full
    positions = [row["position"] for row in rows()["section"].values() if row["form"] == NOTE]
    assert sorted(positions) == [n for n, _ in enumerate(draft.concept_note[1:], 1)]


def test_new_focus_areas_reach_the_question_that_offers_them(draft: CallDocument) -> None:
    more = (*draft.focus_areas, FocusArea("rest", dict.fromkeys(draft.title, "Rest")))
    offering = [q.code for q in draft.questions() if q.config.get("from_call") == "focus_areas"]
    found = changed(lambda call: replace(call, focus_areas=more))
    assert found == [("question", code, {"options"}) for code in offering]
    assert offering


def test_a_change_of_one_question_takes_as_many_statements_among_sixty_as_among_six(
    app: Flask,
) -> None:
    counts = []
    for n in (6, 60):
        ref = f"CATF-N{n}"
        asked = [QuestionText(f"q{i}", K.YES_NO, {"en": f"Question {i}"}) for i in range(n)]
        service.create(SYSTEM, least(ref, concept_note=(page("one", *asked),)))
        new = replace(asked[3], label={"en": "Another"})
        before = version(ref)
        with statements() as seen:
            service.edit(
                SYSTEM,
                ref,
                lambda call, new=new: asking.with_changed(call, NOTE, new, "q3"),
                version=before,
            )
        counts.append(len(seen))
        assert sum(one.startswith(("UPDATE question", "INSERT INTO question")) for one in seen) == 1
        assert version(ref) == before + 1
    assert counts[0] == counts[1] <= 20, counts


FRESH = itertools.count(1)


def ids_of(ref: str) -> dict[tuple[str, str], int]:
    """The id of every question, by its form and its code."""
    found = read(
        sa.select(Question.id, Section.form, Question.code)
        .join(Section, Section.id == Question.section_id)
        .join(Call, Call.id == Section.call_id)
        .where(Call.ref == ref)
    )
    return {(row.form, row.code): row.id for row in found}


@settings(
    max_examples=60, deadline=None, derandomize=True, phases=[Phase.generate],
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)  # fmt: skip
@given(first=documents(), second=documents())
def test_any_call_becomes_any_other(
    app: Flask, first: dict[str, Any], second: dict[str, Any]
) -> None:
    ref = f"CATF-H{next(FRESH)}"
    assert check_consistent(least(ref, **first)) == check_consistent(least(ref, **second)) == []
    service.create(SYSTEM, least(ref, **first))
    before, ids = now(ref), ids_of(ref)
    service.edit(SYSTEM, ref, lambda call: replace(call, **second), version=version(ref))
    assert now(ref) == settled(before, replace(before, **second))
    assert {name: n for name, n in ids_of(ref).items() if name in ids}.items() <= ids.items()
