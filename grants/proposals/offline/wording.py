"""How answers are worded in a file, and the words by which they are recognised when they return."""

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from babel import Locale
from babel.dates import get_month_names

from grants.accounts.models import OrganisationKind
from grants.accounts.rules.organisations import KIND_NAMES
from grants.calls.models import QuestionKind as K
from grants.calls.paper.word_form import column_head
from grants.calls.queries import FormView, QuestionView
from grants.calls.rules import SOURCE_SHORT_LABELS, BudgetRules
from grants.core import i18n
from grants.core.i18n import LANGUAGES, chosen_text, gettext as _, in_language
from grants.core.text import fold
from grants.proposals.offline.marks import numbered
from grants.proposals.offline.vocabulary import Column, Vocabulary, key_of, known_words

_IN_PARTS = frozenset({K.CITY, K.ORGANISATION, K.ORGANISATIONS, K.PEOPLE, K.TABLE, K.BUDGET})
_DAY_FIRST = frozenset({"fr", "es", "pt"})
_YES, _NO = ("yes", "y", "true", "1"), ("no", "n", "false", "0")


def columns_of(question: QuestionView, budget: BudgetRules) -> tuple[Column, ...]:
    """The parts of an answer, headed in the reader's language; () for one without parts."""
    match question.kind:
        case K.CITY:
            return (Column("name", _("City")), Column("country", _("Country"), "city_country"))
        case K.ORGANISATION | K.ORGANISATIONS:
            return (
                Column("name", _("Name of the organisation")),
                Column("kind", _("Kind of organisation"), "kind"),
                Column("country", _("Country"), "country"),
                Column("registration", _("Registration number")),
                Column("representative", _("Representative")),
                Column("email", _("E-mail address")),
            )
        case K.PEOPLE:
            heads = (("name", _("Name")), ("role", _("Role")), ("email", _("E-mail address")))
            return tuple(Column(name, head) for name, head in heads)
        case K.TABLE:
            return tuple(_table_column(column) for column in question.config["columns"])
        case K.BUDGET:
            return _cost_columns(budget)
    return ()


def _table_column(column: Mapping[str, Any]) -> Column:
    options = column.get("options", ())
    worded = [(o["value"], w) for o in options for w in (o["value"], *o["label"].values())]
    head = column_head(column)
    return Column(column["code"], head, column.get("kind", "text"), known_words(worded))


def _cost_columns(budget: BudgetRules) -> tuple[Column, ...]:
    return (
        Column("component", _("Component or activity")),
        Column("category", _("Category"), "category" if budget.categories else "text"),
        Column("description", _("What it pays for")),
        Column("note", _("Note")),
        *(
            Column(f"{source}_cents", _(SOURCE_SHORT_LABELS[source]), "money")
            for source in budget.sources
        ),
    )


def options_of(column: Column, question: QuestionView, budget: BudgetRules) -> dict[str, str]:
    """What a cell may be chosen from, in the reader's words by value."""
    match column.kind:
        case "kind":
            return {kind.value: _(name) for kind, name in KIND_NAMES.items()}
        case "category":
            return {c.code: chosen_text(c.label) for c in budget.categories}
        case "choice":
            asked = next(c for c in question.config["columns"] if c["code"] == column.name)
            return {o["value"]: chosen_text(o["label"]) for o in asked.get("options", ())}
    return {}


def in_cell(column: Column, value: Any, question: QuestionView, budget: BudgetRules) -> str:
    """A part of an answer as it is written into a file."""
    if value is None or value == "":
        return ""
    if column.kind in ("kind", "category", "choice"):
        return options_of(column, question, budget).get(value, str(value))
    return _WRITTEN.get(column.kind, str)(value)


def in_box(question: QuestionView, value: Any) -> str:
    """An answer without parts as it is written into its box."""
    if value is None or value == "":
        return ""
    kinds = {K.NUMBER: "number", K.MONEY: "money", K.COUNTRY: "country"}
    return _WRITTEN.get(kinds.get(question.kind, ""), str)(value)


# An amount of nothing is no amount in a cost line, but 0 in a table.
_WRITTEN: dict[str, Callable[[Any], str]] = {
    "money": i18n.plain_amount,
    "country": i18n.country,
    "city_country": i18n.country,
}


def vocabulary_of(
    form: FormView,
    budget: BudgetRules,
    *,
    language: str,
    countries: Iterable[str],
    eligible: Iterable[str],
) -> Vocabulary:
    """Every language's words, the file's own first; `countries` are all codes there are."""
    codes = tuple(countries)
    order = [language, *(code for code in LANGUAGES if code != language)]
    places: list[tuple[str, str]] = [(code, code) for code in codes]
    kinds: list[tuple[str, str]] = [(kind.value, kind.value) for kind in OrganisationKind]
    yes, no, months = list(_YES), list(_NO), dict[str, int]()
    for one in order:
        with in_language(one):
            places += [(code, i18n.country(code)) for code in codes]
            kinds += [(kind.value, _(name)) for kind, name in KIND_NAMES.items()]
            yes.append(_("Yes"))
            no.append(_("No"))
        for name, month in _months(one):
            months.setdefault(name, month)
    return Vocabulary(
        yes=frozenset(map(key_of, yes)),
        no=frozenset(map(key_of, no)),
        countries=known_words(places),
        eligible=frozenset(eligible),
        kinds=known_words(kinds),
        categories=known_words(
            (c.code, word) for c in budget.categories for word in (c.code, *c.label.values())
        ),
        months=months,
        day_first=language in _DAY_FIRST,
        columns=_columns(form, budget, language),
    )


def _columns(form: FormView, budget: BudgetRules, language: str) -> dict[str, tuple[Column, ...]]:
    """The columns of every answer of several parts, by question code."""
    with in_language(language):
        return {
            question.code: columns_of(question, budget)
            for question in numbered(form).values()
            if question.kind in _IN_PARTS
        }


def _months(language: str) -> Iterable[tuple[str, int]]:
    """Full and short names of months, folded."""
    for width in ("wide", "abbreviated"):
        for number, name in get_month_names(width, locale=Locale(language)).items():
            yield fold(name).strip("."), number
