"""Statements as people read them: figures, entries, decisions, spreadsheets."""

from collections.abc import Callable
from datetime import UTC, date, datetime
from io import BytesIO

import openpyxl
import pytest
from flask import Flask

from grants.accounts.models import Role
from grants.core import clock
from grants.core.actor import SYSTEM
from grants.core.db import db
from grants.funds import queries, service
from grants.funds.models import Source
from grants.funds.queries.past import end_of
from grants.funds.queries.veil import register_veil
from tests import build
from tests.browsing import Browser


def _money(n_entries: int = 1, year: int = 2026) -> int:
    cause = service.Cause("test", year, "Opening balance")
    allocation = service.allocate(
        SYSTEM, service.Purpose(build.line().id, year), 100_000_000, cause
    )
    envelope = service.open_envelope(SYSTEM, allocation.id, "=Call 2026", 90_000_000, cause)
    for n in range(n_entries):
        service.reserve(SYSTEM, envelope.id, 1_000_000, service.Cause("other", n, f"CATF/{n:02d}"))
    db.session.commit()
    return envelope.id


def test_the_lines_show_what_is_available_this_year(
    app: Flask, browse: Callable[..., Browser]
) -> None:
    _money()
    page = browse(build.person("Finance", Role.FINANCE)).get("/funds/?year=2026")
    assert page.status == 200
    for words in ("Catalytic Fund", "Country Programmes", "$1,000,000", "$990,000"):
        assert words in page.text.replace("\xa0", "")


def test_until_a_year_has_money_the_last_one_that_has_some_is_shown(
    app: Flask, browse: Callable[..., Browser]
) -> None:
    _money(year=2024)
    page = browse(build.person("Finance", Role.FINANCE)).get("/funds/")
    assert page.heading == "Funds in 2024"


def test_a_statement_pages_through_every_entry_with_equal_queries(
    app: Flask, browse: Callable[..., Browser]
) -> None:
    _money(60)
    browser = browse(build.person("Finance", Role.FINANCE))
    first = browser.get("/funds/catalytic_fund/2026")
    assert "CATF/59" in first.text
    assert "CATF/05" not in first.text
    second = first.click("Older entries")
    assert "CATF/05" in second.text
    assert "Opening balance" in second.text


def test_a_decision_is_a_link_only_for_those_who_may_read_decisions(
    app: Flask, browse: Callable[..., Browser]
) -> None:
    envelope = _money(0)
    service.reserve(SYSTEM, envelope, 1_000_000, service.Cause("decision", 1, "CATF/MB2026/ED01"))
    db.session.commit()
    for role, is_link in ((Role.FINANCE, False), (Role.AUDITOR, True)):
        page = browse(build.person("Reader", role)).get("/funds/catalytic_fund/2026")
        assert "CATF/MB2026/ED01" in page.text
        assert ("CATF/MB2026/ED01" in page.links()) is is_link


def test_a_statement_of_an_unknown_line_is_missing(
    app: Flask, browse: Callable[..., Browser]
) -> None:
    browser = browse(build.person("Finance", Role.FINANCE))
    assert browser.get("/funds/no_such_line/2026").status == 404
    assert browser.get("/funds/catalytic_fund/2031").status == 200


def test_applicants_have_no_statements(app: Flask, browse: Callable[..., Browser]) -> None:
    _money()
    assert browse(build.person("City")).get("/funds/").status == 403


def test_the_spreadsheet_holds_strings_and_numbers_but_never_a_formula(
    app: Flask, browse: Callable[..., Browser]
) -> None:
    _money(3)
    answer = browse(build.person("Finance", Role.FINANCE)).get(
        "/funds/catalytic_fund/2026/statement.xlsx"
    )
    book = openpyxl.load_workbook(BytesIO(answer.response.data))
    cells = [cell for sheet in book for line in sheet.iter_rows() for cell in line if cell.value]
    assert {cell.data_type for cell in cells} == {"s", "n"}
    assert "=Call 2026" in [cell.value for cell in cells]
    assert 10_000.0 in [cell.value for cell in cells]


def test_what_is_veiled_leaves_neither_entry_nor_difference(app: Flask) -> None:
    _money(2)
    reader = build.acting(build.person("Member", Role.BOARD_MEMBER))
    whole = queries.statement(queries.scope(reader, "catalytic_fund", 2026))
    register_veil("other", lambda actor: frozenset({1}) if actor == reader else frozenset())
    try:
        part = queries.statement(queries.scope(reader, "catalytic_fund", 2026))
        page = queries.entries(queries.scope(reader, "catalytic_fund", 2026))
        glance = queries.glance(reader, 2026)
    finally:
        register_veil("other", lambda actor: frozenset())
    assert whole.totals["USD"].reserved - part.totals["USD"].reserved == 1_000_000
    assert part.envelopes[0].figures.reserved == 1_000_000
    assert next(g for g in glance if g.code == "catalytic_fund").figures.reserved == 1_000_000
    assert [row.cause_label for row in page.rows if row.cause_kind == "other"] == ["CATF/00"]


def _three_days() -> None:
    """Money given on 1 March, a decision on 5 March, an agreement on 9 March."""
    for day, kind in ((1, "give"), (5, "reserve"), (9, "commit")):
        clock.set_offset(datetime(2026, 3, day, 22, 30, tzinfo=UTC) - datetime.now(UTC))
        if kind == "give":
            envelope = _money(0)
        else:
            act = {"reserve": service.reserve, "commit": service.commit}[kind]
            act(SYSTEM, envelope, 20_000_000, service.Cause("decision", day, f"D{day}"))
            db.session.commit()


@pytest.mark.both_databases
def test_a_past_statement_knows_nothing_of_what_came_later(app: Flask) -> None:
    _three_days()
    reader = build.acting(build.person("Finance", Role.FINANCE))
    seen = {}
    for day in (date(2026, 2, 28), date(2026, 3, 4), date(2026, 3, 5), date(2026, 3, 9), None):
        of = queries.scope(reader, "catalytic_fund", 2026, day=day)
        found = queries.statement(of)
        totals = found.totals.get("USD")
        seen[day] = (
            (totals.amount, totals.reserved, totals.committed) if totals else None,
            [one.figures.reserved for one in found.envelopes],
            [one.cause_label for one in queries.entries(of).rows],
        )
    given = ["Opening balance"] * 2
    assert seen == {
        date(2026, 2, 28): (None, [], []),
        date(2026, 3, 4): ((100_000_000, 0, 0), [0], given),
        date(2026, 3, 5): ((100_000_000, 20_000_000, 0), [20_000_000], ["D5", *given]),
        date(2026, 3, 9): ((100_000_000, 0, 20_000_000), [0], ["D9", "D5", *given]),
        None: ((100_000_000, 0, 20_000_000), [0], ["D9", "D5", *given]),
    }


def test_a_day_ends_at_midnight_in_brussels(app: Flask) -> None:
    assert end_of(date(2026, 3, 4)) == datetime(2026, 3, 4, 23, tzinfo=UTC)
    assert end_of(date(2026, 7, 4)) == datetime(2026, 7, 4, 22, tzinfo=UTC)


def test_every_figure_leads_to_the_entries_behind_it(
    app: Flask, browse: Callable[..., Browser]
) -> None:
    _three_days()
    browser = browse(build.person("Finance", Role.FINANCE))
    page = browser.get("/funds/catalytic_fund/2026")
    behind = browser.get(
        next(href for text, href in page.links().items() if text.endswith("entries"))
    )
    assert "Entries behind “Allocated”" in behind.text
    past = browser.get("/funds/catalytic_fund/2026?as_of=2026-03-05&figure=reserved")
    assert "D5" in past.text
    assert "D9" not in past.text
    assert "Later entries are left out" in past.text
    every = past.click("Show every entry")
    assert "Opening balance" in every.text
    assert "D9" not in every.text
    empty = browser.get("/funds/catalytic_fund/2026?as_of=2026-01-01")
    assert "Nothing was allocated to this line by then" in empty.text
    for wrong in ("as_of=yesterday", "figure=none", "source=NOWHERE"):
        assert browser.get(f"/funds/catalytic_fund/2026?{wrong}").status == 200
    book = browser.get("/funds/catalytic_fund/2026/statement.xlsx?as_of=2026-03-05")
    sheets = openpyxl.load_workbook(BytesIO(book.response.data))
    assert sheets.worksheets[0]["A1"].value == "Catalytic Fund 2026 (2026-03-05)"
    assert sheets.worksheets[2].max_row == 3 + 3


def test_two_currencies_are_never_added_up(app: Flask, browse: Callable[..., Browser]) -> None:
    _money()
    cause = service.Cause("test", 9, "Euros")
    purpose = service.Purpose(build.line().id, 2026, currency="EUR")
    service.allocate(SYSTEM, purpose, 5_000_000, cause)
    db.session.commit()
    page = browse(build.person("Finance", Role.FINANCE)).get("/funds/?year=2026")
    assert "€50,000" in page.text.replace("\xa0", "")
    assert "1,050,000" not in page.text


@pytest.mark.both_databases
def test_what_one_donor_gives_for_two_purposes_is_two_allocations(app: Flask) -> None:
    def give(n: int, restriction: str) -> int:
        purpose = service.Purpose(
            build.line().id, 2026, Source.EARMARKED, "SIDA", restriction=restriction
        )
        return service.allocate(SYSTEM, purpose, 1_000_000, service.Cause("test", n, f"T{n}")).id

    drains, roads, more = give(1, "Drains only"), give(2, "Roads only"), give(3, "Drains only")
    db.session.commit()
    assert drains == more != roads
    reader = build.acting(build.person("Finance", Role.FINANCE))
    found = queries.statement(queries.scope(reader, "catalytic_fund", 2026))
    assert [(one.restriction, one.figures.amount) for one in found.holdings] == [
        ("Drains only", 2_000_000),
        ("Roads only", 1_000_000),
    ]
