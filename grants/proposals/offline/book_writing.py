"""The budget and the tables of a proposal as an Excel file: a sheet for each question.

Every cell that holds what somebody wrote is text or a number, never a formula; the formulas are our
own sums. Marks stand above the heads, so that columns are found wherever they are moved.
"""

from collections.abc import Mapping, Sequence
from io import BytesIO
from typing import Any

from grants.calls.models import QuestionKind as K
from grants.calls.paper.beside import asked
from grants.calls.queries import FormView, QuestionView
from grants.calls.rules import BudgetRules
from grants.core.i18n import chosen_text as text, gettext as _
from grants.core.spreadsheets import new_book
from grants.proposals.offline.cleaned import cleaned
from grants.proposals.offline.marks import IN_ROWS, FileMark, SlotMark, numbered, short_digest
from grants.proposals.offline.vocabulary import Column
from grants.proposals.offline.wording import columns_of, in_cell, options_of

TITLE, HELP, LIMITS, SUMS, MARKS, HEADS, FIRST = range(7)  # rows of a sheet
PREPARED = 200  # rows with lists to choose from
LONGEST_CELL = 32_000  # characters; the format ends at 32,767
_SUMMED = frozenset({"money"})


def has_tables(form: FormView) -> bool:
    """Is anything asked that belongs into a spreadsheet?"""
    return any(question.kind in IN_ROWS for question in form.questions())


def book_of(
    form: FormView,
    budget: BudgetRules,
    mark: FileMark,
    answers: Mapping[str, Any],
    title: str,
    countries: Mapping[str, str],
    eligible: Mapping[str, str],
) -> bytes:
    """The file as bytes, in the reader's language; countries by code are what cells offer."""
    content = BytesIO()
    book = new_book(content)
    made = _Book(book, budget, {"country": countries, "city_country": eligible})
    made.about(title, mark)
    beside = asked(form.questions(), ())
    for number, question in numbered(form).items():
        if question.kind in IN_ROWS:
            one = beside[question.code]
            limits = " · ".join(part for part in (one.required, one.kind, one.limit) if part)
            made.sheet(number, question, cleaned(question, answers.get(question.code)), limits)
    made.lists()
    book.close()
    return content.getvalue()


class _Book:
    """The sheets of one workbook; what cells may be chosen from stands on the last one."""

    def __init__(self, book: Any, budget: BudgetRules, countries: Mapping[str, Mapping[str, str]]):
        self.book, self.budget, self.countries = book, budget, countries
        self.offered: dict[tuple[str, ...], int] = {}
        self.strong = book.add_format({"bold": True, "text_wrap": True, "valign": "top"})
        self.quiet = book.add_format({"font_color": "#4F5D59", "font_size": 9})
        self.code = book.add_format({"font_color": "#8A9491", "font_size": 7})
        self.head = book.add_format({"bold": True, "bg_color": "#EEF3F1", "border": 1})
        self.cell = book.add_format({"text_wrap": True, "valign": "top"})
        self.amount = book.add_format({"num_format": "#,##0.00", "valign": "top"})
        self.sum = book.add_format({"num_format": "#,##0.00", "bold": True})

    def about(self, title: str, mark: FileMark) -> None:
        sheet = self.book.add_worksheet(_("Read first")[:31])
        sheet.set_column(0, 0, 100)
        lines = [
            _(
                "This file belongs to one proposal. Each sheet holds the answer to one question: "
                "write under the heads, add rows at the end."
            ),
            _(
                "Leave the small grey row above the heads as it is. What you write beside the "
                "columns or on sheets of your own is not read."
            ),
            _(
                "Save it as .xlsx and upload it on the page where you downloaded it. You are shown "
                "every difference before anything is taken over."
            ),
        ]
        sheet.write_string(0, 0, title, self.strong)
        for n, line in enumerate(lines, 2):
            sheet.write_string(n, 0, line, self.cell)
        sheet.write_string(len(lines) + 3, 0, str(mark), self.code)

    def sheet(self, number: int, question: QuestionView, rows: Any, limits: str) -> None:
        columns = columns_of(question, self.budget)
        mark = SlotMark(number, short_digest(rows))
        sheet = self.book.add_worksheet(f"Q{number:02d}")
        sheet.write_string(TITLE, 0, text(question.label)[:LONGEST_CELL], self.strong)
        sheet.write_string(HELP, 0, text(question.help)[:LONGEST_CELL], self.quiet)
        sheet.write_string(LIMITS, 0, limits, self.quiet)
        sheet.set_column(0, len(columns) - 1, 22)
        if _is_too_long(rows):
            words = _("An answer here is too long for a spreadsheet: use the Word file.")
            sheet.write_string(HEADS, 0, words, self.strong)
            return
        sheet.freeze_panes(FIRST, 0)
        for n, column in enumerate(columns):
            here = SlotMark(mark.number, mark.digest, n + 1)
            sheet.write_string(MARKS, n, str(here), self.code)
            sheet.write_string(HEADS, n, column.head, self.head)
            self._prepare(sheet, n, column, question)
            for at, row in enumerate(rows, FIRST):
                self._write(sheet, at, n, column, row.get(column.name), question)
        if any(column.kind in _SUMMED for column in columns):
            self._totals(sheet, columns, rows)

    def _write(
        self, sheet: Any, at: int, n: int, column: Column, value: Any, question: QuestionView
    ) -> None:
        if value is None or value == "" or (question.kind is K.BUDGET and value == 0):
            return
        if column.kind == "money":
            sheet.write_number(at, n, value / 100, self.amount)
        elif column.kind == "number":
            sheet.write_number(at, n, value)
        else:
            words = in_cell(column, value, question, self.budget)
            sheet.write_string(at, n, words, self.cell)

    def _totals(self, sheet: Any, columns: Sequence[Column], rows: Sequence[Any]) -> None:
        """Our own sums above the columns of amounts."""
        from xlsxwriter.utility import xl_col_to_name

        last = FIRST + PREPARED + len(rows)
        sheet.write_string(SUMS, 0, _("Sums"), self.strong)
        for n, column in enumerate(columns):
            if column.kind in _SUMMED:
                letter = xl_col_to_name(n)
                formula = f"=SUM({letter}{FIRST + 1}:{letter}{last})"
                total = sum(row.get(column.name) or 0 for row in rows) / 100
                sheet.write_formula(SUMS, n, formula, self.sum, total)

    def _prepare(self, sheet: Any, n: int, column: Column, question: QuestionView) -> None:
        """Lists to choose from; what is typed instead is read leniently, so nothing is refused."""
        offered = self.countries.get(column.kind) or options_of(column, question, self.budget)
        if not offered:
            return
        words = tuple(offered.values())
        place = self.offered.setdefault(words, len(self.offered))
        from xlsxwriter.utility import xl_col_to_name

        letter = xl_col_to_name(place)
        source = f"='{_lists_name()}'!${letter}$1:${letter}${len(words)}"
        rule = {"validate": "list", "source": source, "error_type": "information"}
        sheet.data_validation(FIRST, n, FIRST + PREPARED, n, rule)

    def lists(self) -> None:
        """The sheet that the lists stand on."""
        if not self.offered:
            return
        sheet = self.book.add_worksheet(_lists_name())
        for words, column in self.offered.items():
            for row, word in enumerate(words):
                sheet.write_string(row, column, word)


def _lists_name() -> str:
    return _("Lists")[:31].replace("'", " ")


def _is_too_long(rows: Any) -> bool:
    return any(isinstance(v, str) and len(v) > LONGEST_CELL for row in rows for v in row.values())
