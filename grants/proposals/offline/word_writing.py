"""A proposal's answers in the Word file of its call, to be filled without a connection."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from grants.calls.models import QuestionKind as K
from grants.calls.paper.word_form import EMPTY_ROWS, box_lines, write_categories, write_form
from grants.calls.queries import CriterionView, FormView, QuestionView
from grants.calls.rules import BudgetRules
from grants.core import i18n
from grants.core.i18n import chosen_text as text, gettext as _
from grants.core.word import WordFile
from grants.core.word_frames import FramedWordFile
from grants.proposals.offline.cleaned import cleaned
from grants.proposals.offline.marks import FileMark, SlotMark, numbered, short_digest
from grants.proposals.offline.vocabulary import Column
from grants.proposals.offline.wording import columns_of, in_box, in_cell

MOST_COLUMNS_UPRIGHT = 6  # wider tables lie on their side


def word_of(
    call: Any,
    form: FormView,
    criteria: tuple[CriterionView, ...],
    mark: FileMark,
    answers: Mapping[str, Any],
    title: str,
    until: str = "",
) -> bytes:
    """The file as bytes, in the reader's language; `answers` by question code.

    `until` says in a sentence by when they are handed in.
    """
    budget = BudgetRules.parse(call.budget_rules)
    word = FramedWordFile(title, i18n.locale().language, mark.proposal, str(mark))
    write_form(word, call, form, criteria, _Answers(word, form, budget, answers), until)
    return word.data()


@dataclass(frozen=True)
class _Answers:
    """The pen of a proposal: each answer in a frame with its code."""

    frames: FramedWordFile
    form: FormView
    budget: BudgetRules
    answers: Mapping[str, Any]

    def head(self, word: WordFile) -> None:
        word.paragraph(
            _(
                "This file belongs to one proposal. Write into the frames and leave their small "
                "grey rows as they are: the code in them tells which answer is whose."
            )
        )
        word.paragraph(
            _(
                "Save it as .docx and upload it on the page where you downloaded it. You are shown "
                "every difference before anything is taken over."
            )
        )

    def answer(self, word: WordFile, question: QuestionView) -> None:
        if question.kind is K.FILE:
            word.paragraph(_("Uploaded on the website."), quiet=True)
            return
        if question.kind is K.ENDORSEMENTS:
            word.paragraph(_("Sponsors are asked on the website."), quiet=True)
            return
        value = cleaned(question, self.answers.get(question.code))
        mark = str(self._mark(question, value))
        columns = columns_of(question, self.budget)
        match question.kind:
            case K.SINGLE_CHOICE | K.MULTIPLE_CHOICE | K.YES_NO:
                self._options(question, mark, value)
            case K.CITY | K.ORGANISATION:
                fields = [(c.head, self._cell(c, value.get(c.name), question)) for c in columns]
                self.frames.frame_fields(mark, _("Write on the right"), fields)
            case _ if columns:
                self._table(question, mark, columns, value)
            case _:
                note = _("Write in the frame below")
                if question.kind is K.DATE:
                    note = _("Write the day like 2027-01-15")
                self.frames.frame_text(mark, note, in_box(question, value), box_lines(question))

    def _mark(self, question: QuestionView, value: Any) -> SlotMark:
        number = next(n for n, q in numbered(self.form).items() if q.code == question.code)
        return SlotMark(number, short_digest(value))

    def _options(self, question: QuestionView, mark: str, value: Any) -> None:
        if question.kind is K.YES_NO:
            options = [(_("Yes"), value is True), (_("No"), value is False)]
        else:
            chosen = value if isinstance(value, list) else [value]
            options = [(text(o["label"]), str(o["value"]) in chosen) for o in question.options]
        self.frames.frame_options(mark, _("Tick the box, or put an x in its place"), options)

    def _table(
        self, question: QuestionView, mark: str, columns: tuple[Column, ...], value: Any
    ) -> None:
        rows = [[self._cell(c, row.get(c.name), question) for c in columns] for row in value]
        rows += [[""] * len(columns)] * EMPTY_ROWS
        heads = [column.head for column in columns]
        note = _("Add rows at the end as you need them")
        if question.kind is K.BUDGET:
            write_categories(self.frames, self.budget)
        if len(columns) <= MOST_COLUMNS_UPRIGHT:
            self.frames.frame_table(mark, note, heads, rows)
            return
        with self.frames.landscape():
            self.frames.frame_table(mark, note, heads, rows)

    def _cell(self, column: Column, value: Any, question: QuestionView) -> str:
        if question.kind is K.BUDGET and value == 0:
            return ""
        return in_cell(column, value, question, self.budget)
