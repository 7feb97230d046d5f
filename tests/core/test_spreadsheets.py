"""Tables that leave the house hold texts and numbers, and nothing that runs."""

import csv
from io import BytesIO, StringIO

from hypothesis import given, strategies as st
from openpyxl import load_workbook

from grants.core.spreadsheets import DANGEROUS, book_of, csv_of

HEADS = ["Name", "Amount", "Count"]
texts = st.text(st.characters(codec="utf-8", exclude_categories=["C"]), max_size=20)
hostile = st.sampled_from(["=1+1", "+cmd", "-2", "@SUM(A1)", "\tx", "\ry", '"', "a;b", "مدينة"])


@given(st.lists(texts | hostile, max_size=8))
def test_no_cell_of_a_csv_begins_a_formula_and_none_stands_bare(names: list[str]) -> None:
    data = csv_of(HEADS, ([name, 1.5, 2] for name in names)).decode("utf-8-sig")
    rows = list(csv.reader(StringIO(data, newline="")))
    assert rows[0] == HEADS
    for name, row in zip(names, rows[1:], strict=True):
        assert not row[0].startswith(DANGEROUS)
        assert row == [f"'{name}" if name.startswith(DANGEROUS) else name, "1.5", "2"]
    assert all(line.startswith('"') for line in csv_of(HEADS, []).decode("utf-8-sig").splitlines())


@given(st.lists(texts | hostile, max_size=8))
def test_no_cell_of_a_book_is_a_formula_and_numbers_are_numbers(names: list[str]) -> None:
    data = book_of(
        "A sheet with a name too long for the format", HEADS, [[n, 1.5, 2] for n in names]
    )
    book = load_workbook(BytesIO(data))
    (sheet,) = book.worksheets
    assert len(sheet.title) <= 31
    rows = list(sheet.iter_rows(min_row=2))
    for name, (text, amount, count) in zip(names, rows, strict=True):
        assert text.data_type in ("s", "inlineStr", "n")
        assert (text.value or "").replace("_x000D_", "\r").strip() == name.strip()
        assert (amount.value, count.value) == (1.5, 2)
    book.close()
