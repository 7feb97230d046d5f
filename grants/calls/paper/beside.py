"""What stands beside a question: its kind, when it must be answered, its limits, who scores it."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Protocol

from grants.calls.models import QuestionKind, Requirement
from grants.calls.rules.labels import FROM_CALL_WORDS, QUESTION_WORDS, REQUIREMENT_WORDS
from grants.calls.rules.questions import Asked, Scored
from grants.core import i18n
from grants.core.i18n import gettext as _, ngettext
from grants.files.rules.kinds import ACCEPTED, MAX_BYTES, MEGABYTE, Kind


class Scoring(Protocol):
    """A criterion, as far as it is named."""

    @property
    def code(self) -> str: ...
    @property
    def name(self) -> Mapping[str, str]: ...


@dataclass(frozen=True)
class Beside:
    """The same for the page with all questions, in words."""

    kind: str
    limit: str
    required: str
    scored_by: str


def asked(questions: Iterable[Scored], criteria: Iterable[Scoring]) -> dict[str, Beside]:
    """What stands beside each question of a form, by its code."""
    questions = tuple(questions)
    needed = required_words(questions)
    names = {c.code: i18n.chosen_text(c.name) for c in criteria}
    return {
        question.code: Beside(
            kind=_(QUESTION_WORDS[question.kind]),
            limit=_limit(question),
            required=needed[question.code],
            scored_by=", ".join(names[code] for code in names if code in question.criteria),
        )
        for question in questions
    }


def required_words(questions: Iterable[Asked]) -> dict[str, str]:
    """When each question of a form must be answered, by its code."""
    known = {question.code: question for question in questions}
    return {code: _needed(question, known) for code, question in known.items()}


def _needed(question: Asked, known: Mapping[str, Asked]) -> str:
    words = REQUIREMENT_WORDS[question.required]
    if question.required is not Requirement.WHEN:
        return _(words)
    when = question.required_when or {}
    other = known.get(when.get("question", ""))
    answer = when.get("equals")
    return _(
        words,
        question=i18n.chosen_text(other.label) if other else when.get("question", ""),
        answer=_answer(other, answer) if other else answer,
    )


def _answer(question: Asked, value: Any) -> str:
    """An answer as the form words it."""
    if question.kind is QuestionKind.YES_NO:
        return _("Yes") if value in (True, "yes") else _("No")
    for option in question.options:
        if option["value"] == value:
            return i18n.chosen_text(option["label"])
    return str(value)


def _limit(question: Scored) -> str:
    """Every limit of an answer: words, amounts, rows, files."""
    found = [_range(question.kind, question.limits)]
    for name in ("max_words", "max_rows"):
        if (most := getattr(question, name)) is not None:
            found.append(setting_words(name, most, question.kind))
    if question.kind is QuestionKind.FILE:
        kinds = _files(question.config.get("accept") or list(Kind))
        most = MAX_BYTES // MEGABYTE
        found.append(_("%(kinds)s, up to %(most)s MB", kinds=kinds, most=most))
    return " · ".join(words for words in found if words)


def setting_words(name: str, value: Any, kind: QuestionKind) -> str:
    """One setting of a question of this kind; `name` as in calls.rules.kinds."""
    match name:
        case "max_words":
            return ngettext("Up to %(num)s word", "Up to %(num)s words", value)
        case "max_rows":
            return ngettext("Up to %(num)s row", "Up to %(num)s rows", value)
        case "min" | "max":
            return _range(kind, {name: value})
        case "from_call":
            return _(FROM_CALL_WORDS[value])
        case "accept":
            return _("Kinds of files: %(kinds)s", kinds=_files(value))
        case "templates":
            names = ", ".join(one["name"] for one in value)
            return _("Files to fill in: %(names)s", names=names)
        case "columns":
            return _("Columns: %(columns)s", columns=_labels(value))
        case "options":
            return _("Answers: %(answers)s", answers=_labels(value))
    return name


def _files(kinds: Iterable[str]) -> str:
    return ", ".join(_(ACCEPTED[Kind(kind)].label) for kind in kinds)


def _labels(rows: Iterable[Mapping[str, Any]]) -> str:
    return ", ".join(i18n.chosen_text(row["label"]) for row in rows)


def _range(kind: QuestionKind, limits: Mapping[str, Any]) -> str:
    low, high = limits.get("min"), limits.get("max")
    if kind is QuestionKind.MULTIPLE_CHOICE and high is not None:
        return ngettext("%(num)s answer at most", "%(num)s answers at most", high)
    write = _WRITTEN.get(kind, i18n.number)
    if low is not None and high is not None:
        return _("From %(low)s to %(high)s", low=write(low), high=write(high))
    if low is not None:
        return _("At least %(low)s", low=write(low))
    return _("At most %(high)s", high=write(high)) if high is not None else ""


_WRITTEN: dict[QuestionKind, Callable[[Any], str]] = {
    QuestionKind.MONEY: i18n.money,
    QuestionKind.DATE: lambda value: i18n.day(date.fromisoformat(str(value))),
}
