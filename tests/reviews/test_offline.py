"""Review forms as a spreadsheet: what goes out comes back, and nothing newer is overwritten."""

import io
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest
from flask import Flask
from hypothesis import given, strategies as st

from grants.calls.queries import criteria_of
from grants.core.db import db
from grants.core.errors import NotFound, Refused
from grants.proposals.models import ProposalStatus
from grants.reviews.models import Advice, Confidence
from grants.reviews.offline_book import ANSWER, read_review_book, review_book
from grants.reviews.queries.work import held
from grants.reviews.rules.offline import (
    FilledCell,
    changes,
    code_of,
    fields_of,
    overlaid,
    parse_code,
    written,
)
from grants.reviews.rules.review import Given
from grants.reviews.rules.scores import Points
from grants.reviews.service import offline, review
from tests import build
from tests.browsing import Browser
from tests.reviews import world as w

Browse = Callable[..., Browser]


class Criterion:
    """What the rules ask of one."""

    weight, floor, min_comment_chars = 50, None, 0

    def __init__(self, n: int):
        self.id, self.code = n, "AB"[n]


GRID = (Criterion(0), Criterion(1))
TEXT = st.text(st.characters(codec="utf-8", exclude_categories=("Cs", "Cc")), max_size=20)
SCORE = st.builds(
    Points,
    st.none(),
    st.just(False),
    TEXT,
    st.booleans(),
    TEXT,
) | st.builds(Points, st.none() | st.integers(0, 5), st.just(False), TEXT)
GIVEN = st.builds(
    Given,
    st.fixed_dictionaries({0: SCORE, 1: SCORE}),
    TEXT, TEXT, TEXT, TEXT,
    st.none() | st.sampled_from(Advice),
    st.none() | st.sampled_from(Confidence),
)  # fmt: skip


@given(mine=GIVEN, before=GIVEN)
def test_a_file_says_what_the_review_said_that_it_was_made_of(mine: Given, before: Given) -> None:
    cells = [FilledCell(n, "R", 1, f, t) for n, (f, t) in enumerate(written(mine, GRID).items())]
    same, faults = overlaid(mine, cells, GRID)
    assert faults == []
    assert changes(mine, same, GRID) == []
    over, faults = overlaid(before, cells, GRID)
    assert faults == []
    for field, old, new in changes(mine, over, GRID):
        if old.strip() != new.strip():  # only what the file left empty stays as it was
            assert not old.strip(), field
            assert new == written(before, GRID)[field]


@pytest.mark.parametrize("text", ["6", "4.5", "35", "-1", "yes", "x"])
def test_points_that_are_none_are_told_by_line(text: str) -> None:
    _given, faults = overlaid(Given(), [FilledCell(7, "R", 1, "points_A", text)], GRID)
    assert [n for n, _ in faults] == [7]
    _given, faults = overlaid(Given(), [FilledCell(8, "R", 1, "points_Z", "3")], GRID)
    assert [n for n, _ in faults] == [8]


@pytest.mark.parametrize(("text", "points"), [("4", 4), (" 0 ", 0), ("5 – excellent", 5)])
def test_points_are_read_by_their_first_sign(text: str, points: int) -> None:
    found, faults = overlaid(Given(), [FilledCell(2, "R", 1, "points_A", text)], GRID)
    assert (found.scores[0].points, faults) == (points, [])


def test_a_code_is_read_back() -> None:
    assert parse_code(code_of("K7", 12, "comment_B1")) == ("K7", 12, "comment_B1")
    for wrong in ("", "K7", "K7/x/y", "//", "a/1/", "a/1/b/c"):
        assert parse_code(wrong) is None


@pytest.fixture
def made(app: Flask) -> w.World:
    found = w.world(proposals=2)
    w.publish(found)
    return found


def book_of(made: w.World, browser: Browser, path: str) -> openpyxl.Workbook:
    answer = browser.get(path)
    assert answer.status == 200
    return openpyxl.load_workbook(io.BytesIO(answer.response.data))


def send(browser: Browser, book: openpyxl.Workbook) -> object:
    content = io.BytesIO()
    book.save(content)
    page = browser.get("/reviews/offline")
    data = page.form("file").values()
    data.add("file", (io.BytesIO(content.getvalue()), "reviews.xlsx"))
    return browser.post("/reviews/offline", data)


def fill(book: openpyxl.Workbook, field: str, text: object, ref: str = "") -> None:
    sheet = book.worksheets[0]
    for row in sheet.iter_rows(min_row=2):
        code = parse_code(str(row[0].value))
        if code and code[2] == field and ref in ("", code[0]):
            row[ANSWER].value = text


def test_a_form_goes_away_is_filled_in_and_saved_after_a_look(
    made: w.World, browse: Browse
) -> None:
    me = made.evaluators[0]
    browser = browse(me)
    refs = [made.ref_for(p, me) for p in made.proposals]
    book = book_of(made, browser, "/reviews/offline.xlsx")
    assert book.worksheets[0].max_row == 1 + 2 * len(fields_of(criteria_of(made.call)))
    fill(book, "points_A", 4.0)
    fill(book, "comment_A", "<i>Line</i> one\nline two", refs[0])
    fill(book, "advice", "1 – Fund", refs[0])
    page = send(browser, book)
    assert page.heading == "What the file says"  # type: ignore[attr-defined]
    assert "<i>Line</i> one" in page.text  # type: ignore[attr-defined]
    actor = build.acting(me)
    assert held(actor, refs[0]).review is None  # nothing yet
    done = page.form("take").submit()  # type: ignore[attr-defined]
    assert "2 reviews are saved" in done.text
    saved = review.given_of(held(actor, refs[0]))
    first = criteria_of(made.call)[0].id
    assert saved.scores[first] == Points(4, False, "<i>Line</i> one\nline two")
    assert saved.advice is Advice.FUND
    assert not held(actor, refs[0]).is_submitted


def test_what_was_saved_here_later_is_not_ticked_and_can_still_be_replaced(
    made: w.World, browse: Browse
) -> None:
    me, proposal = made.evaluators[0], made.proposals[0]
    browser, ref, actor = browse(me), made.ref_for(proposal, me), build.acting(me)
    book = book_of(made, browser, f"/reviews/{ref}/offline.xlsx")
    fill(book, "strengths", "From the train.")
    review.save(actor, ref, w.given(made, [3, 3, 3], strengths="From the desk."), version=0)
    page = send(browser, book)
    assert "Saved here since the file was made" in page.text  # type: ignore[attr-defined]
    form = page.form("take")  # type: ignore[attr-defined]
    assert "take" not in form.values()
    value = f"{ref}/{held(actor, ref).version}"
    done = form.submit({"take": [value]})
    assert "1 review is saved" in done.text
    assert review.given_of(held(actor, ref)).strengths == "From the train."


def test_a_review_saved_between_the_look_and_the_press_is_left_alone(made: w.World) -> None:
    me, proposal = made.evaluators[0], made.proposals[0]
    actor, ref = build.acting(me), made.ref_for(proposal, me)
    key, _checked = offline.keep(actor, [FilledCell(2, ref, 0, "strengths", "File")])
    review.save(actor, ref, w.given(made, [3, 3, 3], strengths="Desk"), version=0)
    assert offline.take_over(actor, key, {ref: 0}) == ([], [proposal.title])
    assert review.given_of(held(actor, ref)).strengths == "Desk"


def test_a_file_reaches_nobody_elses_review(made: w.World, browse: Browse) -> None:
    me, other = made.evaluators[:2]
    theirs = made.ref_for(made.proposals[0], other)
    cells = [FilledCell(2, theirs, 0, "strengths", "Mine now")]
    key, checked = offline.keep(build.acting(me), cells)
    assert key == ""
    assert [n for n, _ in checked.faults] == [2]
    own, _checked = offline.keep(build.acting(other), cells)
    with pytest.raises(NotFound):
        offline.upload_of(build.acting(me), own)
    assert browse(me).get(f"/reviews/{theirs}/offline.xlsx").status == 404


def test_a_file_that_is_none_or_says_nothing_new_is_refused(
    made: w.World, browse: Browse, tmp_path: Path
) -> None:
    me = made.evaluators[0]
    actor, ref = build.acting(me), made.ref_for(made.proposals[0], me)
    with pytest.raises(Refused, match="nothing to change"):
        offline.keep(actor, [FilledCell(2, ref, 0, "strengths", " ")])
    db.session.rollback()
    path = tmp_path / "x"
    path.write_bytes(b"PK no")
    with pytest.raises(Refused):
        read_review_book(path)
    book = openpyxl.Workbook()
    book.save(path)
    with pytest.raises(Refused, match="No answer"):
        read_review_book(path)
    page = browse(me).get("/reviews/offline").form("file").submit()
    assert "Choose the spreadsheet" in page.text


def test_wrong_lines_are_told_and_nothing_is_kept(made: w.World, browse: Browse) -> None:
    me = made.evaluators[0]
    browser, ref = browse(me), made.ref_for(made.proposals[0], me)
    book = book_of(made, browser, f"/reviews/{ref}/offline.xlsx")
    fill(book, "points_A", "9")
    page = send(browser, book)
    assert "1 line is wrong" in page.text  # type: ignore[attr-defined]
    assert "none of 0 to 5" in page.text  # type: ignore[attr-defined]


def test_no_form_of_a_review_that_is_in_or_over(made: w.World, browse: Browse) -> None:
    me, proposal = made.evaluators[0], made.proposals[0]
    ref = made.ref_for(proposal, me)
    w.write(made, proposal, me, [3, 3, 3])
    assert browse(me).get(f"/reviews/{ref}/offline.xlsx").status == 404
    for one in made.proposals:
        one.status = ProposalStatus.RANKED
    db.session.commit()
    assert browse(me).get("/reviews/offline.xlsx").status == 404
    assert "No review is open" in browse(me).get("/reviews/offline").text
    assert len(review_book([])) > 0
