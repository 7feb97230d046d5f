"""Assignments as a spreadsheet: what comes back is checked whole and shown before it counts."""

from collections.abc import Callable
from io import BytesIO
from pathlib import Path

import openpyxl
import pytest
import sqlalchemy as sa
from flask import Flask

from grants.core.db import db
from grants.core.errors import Refused
from grants.core.spreadsheets import book_of
from grants.reviews.models import Assignment, AssignmentStatus, ConflictKind
from grants.reviews.service import assign, conflicts, sheet
from grants.reviews.sheet import Line, read_sheet
from tests import build
from tests.browsing import Browser
from tests.reviews import world as w

Browse = Callable[..., Browser]


def given() -> set[tuple[int, int]]:
    rows = db.session.execute(sa.select(Assignment.proposal_id, Assignment.person_id))
    return {(row.proposal_id, row.person_id) for row in rows}


def test_a_sheet_is_read_by_position_and_line(tmp_path: Path) -> None:
    path = tmp_path / "sheet"
    rows = [["AB12", "Eva@Example.org", "A title"], ["", "", ""], ["CD34", "", ""]]
    path.write_bytes(book_of("Assignments", ["Reference", "E-mail", "Title"], rows))
    assert read_sheet(path) == [Line(2, "AB12", "eva@example.org"), Line(4, "CD34", "")]
    path.write_bytes(b"no workbook")
    with pytest.raises(Refused):
        read_sheet(path)


def test_every_wrong_line_is_named_and_nothing_changes(app: Flask) -> None:
    made = w.world(proposals=3, evaluators=3)
    lead, (first, second, _third) = build.acting(made.lead), made.proposals
    one, two, full = made.evaluators
    conflicts.exclude(lead, first.id, two.id, ConflictKind.NAMED_BY_SECRETARIAT, "Kin.")
    w.member_of(made.call, full).most = 1
    db.session.commit()
    lines = [
        Line(2, "nowhere", one.email),
        Line(3, first.ref, "stranger@example.org"),
        Line(4, first.ref, two.email),
        Line(5, first.ref, one.email),
        Line(6, first.ref, one.email),
        Line(7, first.ref, full.email),
        Line(8, second.ref, full.email),
    ]
    ref, checked = sheet.plan(lead, made.call.ref, lines)
    assert ref == ""
    assert [fault.n for fault in checked.faults] == [2, 3, 4, 6, 8]
    assert given() == set()


@pytest.mark.both_databases
def test_a_sheet_counts_when_confirmed_once_and_only_while_it_fits(app: Flask) -> None:
    made = w.world(proposals=3, evaluators=4)
    lead, (first, second, third) = build.acting(made.lead), made.proposals
    people = made.evaluators
    member = w.member_of(made.call, people[3]).ref
    for proposal in (first, third):
        assign.assign(lead, made.call.ref, proposal.ref, [member])
    lines = [Line(2, first.ref, people[0].email), Line(3, second.ref, people[1].email)]
    ref, checked = sheet.plan(lead, made.call.ref, lines)
    assert len(checked.changes) == 3
    before = given()
    assert sheet.carry_out(lead, made.call.ref, ref) == 3
    assert given() - before == {(first.id, people[0].id), (second.id, people[1].id)}
    assert before - given() == {(first.id, people[3].id)}  # the third was not in the file
    with pytest.raises(Refused, match="already"):
        sheet.carry_out(lead, made.call.ref, ref)
    db.session.rollback()
    with pytest.raises(Refused, match="nothing to change"):
        sheet.plan(lead, made.call.ref, lines)
    db.session.rollback()
    ref, _checked = sheet.plan(lead, made.call.ref, [Line(2, first.ref, people[2].email)])
    conflicts.exclude(lead, first.id, people[2].id, ConflictKind.NAMED_BY_SECRETARIAT, "Kin.")
    db.session.commit()
    with pytest.raises(Refused, match="Send it again"):
        sheet.carry_out(lead, made.call.ref, ref)


def test_what_was_published_stays_whatever_the_file_says(app: Flask) -> None:
    made = w.world(proposals=1, evaluators=3)
    w.publish(made)
    lead = build.acting(made.lead)
    with pytest.raises(Refused):
        sheet.plan(lead, made.call.ref, [Line(2, made.proposals[0].ref, "")])
    db.session.rollback()
    assert len(given()) == 3


def test_taken_away_changed_and_sent_back(app: Flask, browse: Browse) -> None:
    made = w.world(proposals=2, evaluators=3)
    assign.suggest(build.acting(made.lead), made.call.ref)
    browser = browse(made.lead)
    path = f"/reviews/calls/{made.call.ref}/assignment/spreadsheet"
    content = browser.get(f"{path}.xlsx").response.data
    book = openpyxl.load_workbook(BytesIO(content))
    rows = list(book.worksheets[0].iter_rows(values_only=True))
    assert len(rows) == 7
    assert {row[0] for row in rows[1:]} == {p.ref for p in made.proposals}
    book.worksheets[0].delete_rows(2)
    changed = BytesIO()
    book.save(changed)
    form = browser.get(path).form("operation")
    page = form.submit({"file": (BytesIO(b"text"), "list.csv")})
    assert page.status == 422
    page = page.form("operation").submit({"file": (BytesIO(changed.getvalue()), "back.xlsx")})
    assert "1 draft is removed" in page.text
    assert len(given()) == 6
    done = page.form("operation").submit()
    assert "1 draft was changed" in done.text
    assert len(given()) == 5
    statuses = db.session.scalars(sa.select(Assignment.status)).all()
    assert set(statuses) == {AssignmentStatus.DRAFT}
