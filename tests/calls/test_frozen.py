"""From the moment a call opens, the database itself keeps its rules."""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from grants.calls.models import (
    Call,
    CallStatus,
    ChecklistItem,
    Criterion,
    Question,
    Section,
)
from grants.core.db import Base, db
from grants.places.models import CountryList, CountryListEntry
from tests import build

pytestmark = pytest.mark.both_databases

REFUSAL = "a call that has opened is frozen"
TABLES: tuple[type[Base], ...] = (
    Call, Section, Question, ChecklistItem, Criterion, CountryList, CountryListEntry,
)  # fmt: skip
# What may still change: wording, and what the life of a call needs.
FREE = {
    "call": {
        "title", "theme", "summary", "guidance", "status", "closes_at", "envelope_id", "provenance",
        "version",
    },
    "section": {"group", "title", "intro"},
    "question": {"label", "help", "why"},
    "checklist_item": {"text", "reason"},
    "criterion": {"name", "anchors"},
    "country_list": {"name", "valid_to", "source"},
    "country_list_entry": set(),
}  # fmt: skip


def frozen_columns() -> Iterator[tuple[sa.Table, sa.Column[Any]]]:
    for model in TABLES:
        table = db.metadata.tables[model.__tablename__]
        for column in table.columns:
            if column.name not in FREE[table.name]:
                yield table, column


def another(column: sa.Column[Any], now: Any) -> Any:
    """Any other value than the one that is there, of the column's type."""
    if isinstance(column.type, sa.Enum):
        words = [word for word in column.type.enums if word != now]
        return column.type.enum_class(words[0]) if column.type.enum_class else words[0]
    match now:
        case bool():
            return not now
        case int():
            return now + 1
        case str():
            return f"{now}x"[-column.type.length :] if column.type.length else f"{now}x"  # type: ignore[attr-defined]
        case dict():
            return {**now, "another": 1}
        case list():
            return [*now, "another"]
        case None if column.name in ("required_when", "quiz"):
            return {"another": 1}
        case None:
            return 4
        case _:
            return now + timedelta(days=1)


def row_of(table: sa.Table, call: Call) -> Any:
    """One row of the call in the table."""
    conditions = {
        "call": table.c.get("id") == call.id,
        "question": table.c.get("section_id")
        == sa.select(sa.func.min(Section.id)).where(Section.call_id == call.id).scalar_subquery(),
        "country_list": table.c.get("id") == call.country_list_id,
        "country_list_entry": table.c.get("list_id") == call.country_list_id,
    }
    found = conditions.get(table.name)
    condition = table.c.call_id == call.id if found is None else found
    return db.session.execute(sa.select(table).where(condition)).first()


def same(table: sa.Table, row: Any) -> sa.ColumnElement[bool]:
    return sa.and_(*(c == getattr(row, c.name) for c in table.primary_key.columns))


def refused(statement: sa.Executable | str, values: Any = None) -> bool:
    """Does the database refuse it, and because the call has opened? Nothing stays of it."""
    if isinstance(statement, str):
        statement = sa.text(statement)
    try:
        with db.session.begin_nested():
            db.session.execute(statement, values or {})
            raise _Passed
    except _Passed:
        return False
    except sa.exc.DBAPIError as error:
        return REFUSAL in str(error)


class _Passed(Exception):
    """The statement was carried out; it is taken back."""


def drafted() -> Call:
    return build.call("CATF-F", status=CallStatus.DRAFT)


def opened(status: CallStatus = CallStatus.OPEN) -> Call:
    return build.call("CATF-F", status=status)


def changes(call: Call) -> Iterator[tuple[str, sa.Executable]]:
    """A change of every column that is a rule, one by one."""
    for table, column in frozen_columns():
        row = row_of(table, call)
        value = another(column, row._mapping[column.name])
        yield (
            f"{table.name}.{column.name}",
            sa.update(table).where(same(table, row)).values({column.name: value}),
        )


@pytest.mark.parametrize("status", [s for s in CallStatus if s not in ("draft", "published")])
def test_no_rule_of_a_call_that_has_opened_can_be_changed(app: Flask, status: CallStatus) -> None:
    call = opened(status)
    passed = [where for where, statement in changes(call) if not refused(statement)]
    assert passed == []


@pytest.mark.parametrize("status", [CallStatus.DRAFT, CallStatus.PUBLISHED])
def test_before_it_opens_every_rule_can_be_changed(app: Flask, status: CallStatus) -> None:
    call = build.call("CATF-F", status=status)
    assert [where for where, statement in changes(call) if refused(statement)] == []


def test_wording_and_what_its_life_needs_can_be_changed_after_opening(app: Flask) -> None:
    call = opened()
    stopped = []
    for name, columns in FREE.items():
        table = db.metadata.tables[name]
        row = row_of(table, call)
        for column in columns - {"envelope_id"}:
            value = another(table.c[column], row._mapping[column])
            if column == "valid_to":
                value = date(2030, 1, 1)
            if column == "status":
                value = CallStatus.CLOSED
            changed = sa.update(table).where(same(table, row)).values({column: value})
            if refused(changed):
                stopped.append(f"{name}.{column}")
    assert stopped == []
    call.envelope_id = build.envelope().id
    db.session.commit()


@pytest.mark.parametrize("model", TABLES)
def test_nothing_of_a_call_that_has_opened_can_be_deleted(app: Flask, model: type[Base]) -> None:
    call = opened()
    table = db.metadata.tables[model.__tablename__]
    row = row_of(table, call)
    assert refused(sa.delete(table).where(same(table, row)))
    assert refused(sa.delete(table))


@pytest.mark.parametrize("model", [Section, Question, ChecklistItem, Criterion])
def test_before_it_opens_its_parts_can_be_deleted_and_added(app: Flask, model: type[Base]) -> None:
    call = drafted()
    table = db.metadata.tables[model.__tablename__]
    if model is Section:
        db.session.execute(sa.delete(Question))
    row = row_of(table, call)
    assert not refused(sa.delete(table).where(same(table, row)))
    assert not refused(sa.insert(table), {**row._mapping, "id": 9999, **copied(table)})


@pytest.mark.parametrize("model", [Section, Question, ChecklistItem, Criterion, CountryListEntry])
def test_nothing_can_be_added_to_a_call_that_has_opened(app: Flask, model: type[Base]) -> None:
    call = opened()
    table = db.metadata.tables[model.__tablename__]
    row = row_of(table, call)
    values = {**row._mapping, **({"id": 9999} if "id" in table.c else {}), **copied(table)}
    assert refused(sa.insert(table), values)


def copied(table: sa.Table) -> dict[str, Any]:
    """What makes a copy of a row another row."""
    if table.name == "country_list_entry":
        return {"country": "FR"}
    return {"slug": "another"} if table.name == "section" else {"code": "another"}


def test_a_part_cannot_be_moved_into_or_out_of_a_call_that_has_opened(app: Flask) -> None:
    shut, free = opened(), build.call(status=CallStatus.DRAFT)
    for model in (Section, ChecklistItem, Criterion):
        table = db.metadata.tables[model.__tablename__]
        for of, to in ((shut, free), (free, shut)):
            row = row_of(table, of)
            moved = sa.update(table).where(same(table, row))
            assert refused(moved.values(call_id=to.id, **copied(table))), table.name
    there = [row_of(db.metadata.tables["question"], of) for of in (shut, free)]
    for row, to in zip(there, reversed(there), strict=True):
        moved = sa.update(Question).where(Question.id == row.id)
        assert refused(moved.values(section_id=to.section_id, code="another"))


def test_no_row_is_written_over_by_another_and_no_table_emptied(app: Flask) -> None:
    call = opened()
    criterion = row_of(db.metadata.tables["criterion"], call)
    other = build.call(status=CallStatus.DRAFT)
    if db.engine.dialect.name == "sqlite":
        over = sa.insert(Criterion).prefix_with("OR REPLACE")
        values = {**criterion._mapping, "call_id": other.id, "code": "another"}
        assert refused(over, values)
        return
    for model in TABLES:
        assert refused(f'TRUNCATE "{model.__tablename__}" CASCADE')


@pytest.mark.parametrize("status", [CallStatus.DRAFT, CallStatus.PUBLISHED])
def test_a_call_that_has_opened_cannot_be_taken_back_to_be_changed(
    app: Flask, status: CallStatus
) -> None:
    for was in (CallStatus.OPEN, CallStatus.ARCHIVED, CallStatus.CANCELLED):
        call = build.call(status=was)
        assert refused(sa.update(Call).where(Call.id == call.id).values(status=status))


def test_a_deadline_moves_only_later(app: Flask) -> None:
    call = opened()
    assert call.closes_at is not None
    for at in (call.closes_at - timedelta(seconds=1), None):
        assert refused(sa.update(Call).where(Call.id == call.id).values(closes_at=at))
    later = call.closes_at + timedelta(seconds=1)
    assert not refused(sa.update(Call).where(Call.id == call.id).values(closes_at=later))


def test_an_open_call_changed_through_its_objects_is_refused_too(app: Flask) -> None:
    call = opened()
    call.pass_points = 1
    with pytest.raises(sa.exc.DBAPIError, match=REFUSAL):
        db.session.commit()
    db.session.rollback()
    assert db.session.get_one(Call, call.id).pass_points == 60
