"""The whole form as a Word file, to be filled in together and without a connection."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Protocol

from grants.calls import rules
from grants.calls.models import Call, QuestionKind as K
from grants.calls.paper.beside import Beside, asked, setting_words
from grants.calls.queries import CriterionView, FormView, QuestionView, SectionView
from grants.calls.rules import BudgetRules
from grants.calls.rules.templates import templates_of
from grants.core import i18n
from grants.core.i18n import chosen_text as text, gettext as _, ngettext
from grants.core.word import WordFile

EMPTY_ROWS = 3  # of a table; more are added while writing
WORDS_A_LINE = 25  # an empty box is a quarter of what may be written into it
MOST_LINES = 16
BOX = "☐"


class Pen(Protocol):
    """Writes what differs between an empty form and one that is already begun."""

    def head(self, word: WordFile) -> None:
        """What the file is for and how it comes back."""

    def answer(self, word: WordFile, question: QuestionView) -> None:
        """The place to write an answer of this kind, under its question."""


def write_form(
    word: WordFile,
    call: Call,
    form: FormView,
    criteria: tuple[CriterionView, ...],
    pen: Pen,
    until: str = "",
) -> None:
    """Every section, question, help and limit, in the reader's language.

    `until` says in a sentence by when answers are handed in.
    """
    about = asked(form.questions(), criteria)
    _write_head(word, call, sum(q.max_words or 0 for q in form.questions()), pen, until)
    for number, section in enumerate(form.sections, 1):
        _write_section(word, number, section, about, pen)
    _write_declaration(word, len(form.sections) + 1)
    _write_criteria(word, criteria)


def _write_head(word: WordFile, call: Call, words: int, pen: Pen, until: str) -> None:
    word.paragraph(text(call.title), strong=True)
    note = text(call.provenance.get("note"))
    if note:
        word.paragraph(note)
    if until:
        word.paragraph(until)
    pen.head(word)
    word.paragraph(
        _(
            "Words are counted as in a text processor: everything between two spaces is a word. A "
            "text over its limit is saved all the same; only submitting waits until it is shorter."
        ),
        quiet=True,
    )
    word.paragraph(
        _("All texts together: at most %(words)s words.", words=i18n.number(words)), quiet=True
    )


def _write_section(
    word: WordFile,
    number: int,
    section: SectionView,
    about: dict[str, Beside],
    pen: Pen,
) -> None:
    word.heading(f"{number}. {text(section.title)}")
    if section.intro:
        word.paragraph(text(section.intro))
    for question in section.questions:
        word.heading(text(question.label), 2)
        if question.help:
            word.paragraph(text(question.help))
        for line in _beside(question, about[question.code]):
            word.paragraph(line, quiet=True)
        pen.answer(word, question)


def _beside(question: QuestionView, about: Beside) -> list[str]:
    """What stands beside a question: its kind and limits, who scores it, why it is asked."""
    first = " · ".join(part for part in (about.required, about.kind, about.limit) if part)
    lines = [first]
    if offered := templates_of(question):
        lines.append(setting_words("templates", offered, question.kind))
    if about.scored_by:
        lines.append(_("Scored under: %(criteria)s", criteria=about.scored_by))
    if question.why:
        lines.append(f"{_('Why we ask:')} {text(question.why)}")
    return lines


def _write_declaration(word: WordFile, number: int) -> None:
    word.heading(f"{number}. {_('Declaration')}")
    word.paragraph(
        _(
            "Before submitting, the person who leads the proposal signs a declaration. It is not "
            "a question and takes no preparation."
        )
    )


def _write_criteria(word: WordFile, criteria: tuple[CriterionView, ...]) -> None:
    if not criteria:
        return
    word.heading(_("What earns each point"))
    for one in criteria:
        least = ""
        if one.floor is not None:
            least = " · " + _("at least %(floor)s of 5", floor=one.floor)
        word.heading(f"{text(one.name)} · {_('weight %(weight)s', weight=one.weight)}{least}", 2)
        rows = [
            [ngettext("%(num)s point", "%(num)s points", points), text(anchor)]
            for points, anchor in enumerate(one.anchors)
        ]
        word.table([_("Points"), _("What earns them")], rows)


@dataclass(frozen=True)
class EmptyForm:
    """The pen of a call's form: boxes, lists to tick and tables, all empty."""

    budget: BudgetRules

    def head(self, word: WordFile) -> None:
        word.paragraph(
            _(
                "This file is for writing together. Proposals are submitted on the website: "
                "copy each answer into its question there."
            )
        )

    def answer(self, word: WordFile, question: QuestionView) -> None:
        match question.kind:
            case K.SINGLE_CHOICE | K.MULTIPLE_CHOICE:
                word.bullets([text(option["label"]) for option in question.options], BOX)
            case K.YES_NO:
                word.bullets([_("Yes"), _("No")], BOX)
            case K.FILE:
                word.paragraph(_("Uploaded on the website."), quiet=True)
            case K.BUDGET:
                self._write_budget(word)
            case _:
                heads = _columns(question)
                if heads:
                    one = question.kind in (K.CITY, K.ORGANISATION)
                    rows = 1 if one else min(question.max_rows or EMPTY_ROWS, EMPTY_ROWS)
                    word.table(heads, [[""] * len(heads)] * rows)
                else:
                    word.box(box_lines(question))

    def _write_budget(self, word: WordFile) -> None:
        write_categories(word, self.budget)
        paid = source_heads(self.budget)
        heads = [_("Category"), _("What it pays for"), *paid]
        word.table(heads, [[""] * len(heads)] * EMPTY_ROWS)


def box_lines(question: QuestionView) -> int:
    """How many lines high an empty box is."""
    return max(1, min((question.max_words or 0) // WORDS_A_LINE, MOST_LINES))


def write_categories(word: WordFile, budget: BudgetRules) -> None:
    """The kinds of cost that a call names."""
    if budget.categories:
        word.paragraph(_("Categories:"))
        word.bullets([text(category.label) for category in budget.categories])


def source_heads(budget: BudgetRules) -> list[str]:
    """Who may pay, as heads of columns."""
    return [_(rules.SOURCE_SHORT_LABELS[source]) for source in budget.sources]


def _columns(question: QuestionView) -> list[str]:
    """The heads of an answer that is written in columns; [] for one that is not."""
    match question.kind:
        case K.CITY:
            return [_("City"), _("Country")]
        case K.ORGANISATION | K.ORGANISATIONS:
            return [_("Name of the organisation"), _("Kind of organisation"), _("Country")]
        case K.PEOPLE:
            return [_("Name"), _("Role"), _("E-mail address")]
        case K.ENDORSEMENTS:
            return [_("Sponsor"), _("Representative"), _("E-mail address")]
        case K.TABLE:
            return [column_head(column) for column in question.config["columns"]]
    return []


def column_head(column: Mapping[str, Any]) -> str:
    """The label of a table's column with its limit."""
    most = column.get("max_words")
    label = text(column["label"])
    if most is None:
        return label
    return f"{label} ({ngettext('Up to %(num)s word', 'Up to %(num)s words', most)})"
