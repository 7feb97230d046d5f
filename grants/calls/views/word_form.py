"""The whole form as a Word file, to be filled in together and without a connection."""

from typing import Any

from flask import Response

from grants.calls import queries, rules
from grants.calls.models import Call, FormKind, QuestionKind as K
from grants.calls.queries import CriterionView, QuestionView, SectionView
from grants.calls.rules import BudgetRules
from grants.calls.rules.templates import templates_of
from grants.calls.views import blueprint
from grants.calls.views.questions import Beside, asked, setting_words
from grants.core import i18n
from grants.core.access import current_actor, requires
from grants.core.i18n import chosen_text as text, gettext as _, ngettext
from grants.core.word import MEDIA_TYPE, WordFile
from grants.permissions import Permission

EMPTY_ROWS = 3  # of a table; more are added while writing
WORDS_A_LINE = 25  # an empty box is a quarter of what may be written into it
MOST_LINES = 16
BOX = "☐"


@blueprint.get("/calls/<ref>/form.docx")
@requires(Permission.PUBLIC_READ)
def form_word(ref: str) -> Response:
    """Every section, question, help and limit, in the reader's language."""
    call = queries.readable(current_actor(), ref)
    found = queries.form_of(call, FormKind.CONCEPT_NOTE)
    criteria = queries.criteria_of(call)
    about = asked(found.questions(), criteria)
    word = WordFile(_("All questions of the concept note"), i18n.locale().language, call.ref)
    _write_head(word, call, sum(q.max_words or 0 for q in found.questions()))
    for number, section in enumerate(found.sections, 1):
        _write_section(word, number, section, about, BudgetRules.parse(call.budget_rules))
    _write_declaration(word, len(found.sections) + 1)
    _write_criteria(word, criteria)
    response = Response(word.data(), mimetype=MEDIA_TYPE)
    name = f"{call.ref.lower()}-{i18n.locale().language}.docx"
    response.headers.set("Content-Disposition", "attachment", filename=name)
    return response


def _write_head(word: WordFile, call: Call, words: int) -> None:
    word.paragraph(text(call.title), strong=True)
    note = text(call.provenance.get("note"))
    if note:
        word.paragraph(note)
    if call.closes_at:
        closes = i18n.deadline(call.closes_at, call.zone)
        word.paragraph(_("The call closes on %(day)s.", day=closes))
    word.paragraph(
        _(
            "This file is for writing together. Proposals are submitted on the website: "
            "copy each answer into its question there."
        )
    )
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
    budget: BudgetRules,
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
        _write_answer(word, question, budget)


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


def _write_answer(word: WordFile, question: QuestionView, budget: BudgetRules) -> None:
    """The place to write an answer of this kind."""
    match question.kind:
        case K.SINGLE_CHOICE | K.MULTIPLE_CHOICE:
            word.bullets([text(option["label"]) for option in question.options], BOX)
        case K.YES_NO:
            word.bullets([_("Yes"), _("No")], BOX)
        case K.FILE:
            word.paragraph(_("Uploaded on the website."), quiet=True)
        case K.BUDGET:
            _write_budget(word, budget)
        case _:
            heads = _columns(question)
            if heads:
                one = question.kind in (K.CITY, K.ORGANISATION)
                rows = 1 if one else min(question.max_rows or EMPTY_ROWS, EMPTY_ROWS)
                word.table(heads, [[""] * len(heads)] * rows)
            else:
                lines = (question.max_words or 0) // WORDS_A_LINE
                word.box(max(1, min(lines, MOST_LINES)))


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
            return [_column(column) for column in question.config["columns"]]
    return []


def _column(column: dict[str, Any]) -> str:
    most = column.get("max_words")
    label = text(column["label"])
    if most is None:
        return label
    return f"{label} ({ngettext('Up to %(num)s word', 'Up to %(num)s words', most)})"


def _write_budget(word: WordFile, budget: BudgetRules) -> None:
    if budget.categories:
        word.paragraph(_("Categories:"))
        word.bullets([text(category.label) for category in budget.categories])
    paid = [_(rules.SOURCE_SHORT_LABELS[source]) for source in budget.sources]
    heads = [_("Category"), _("What it pays for"), *paid]
    word.table(heads, [[""] * len(heads)] * EMPTY_ROWS)


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
