"""What a city answered anew, laid over what it had submitted, for the checks the system makes."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from grants.calls.models import QuestionKind as K
from grants.core.text import fold


class Opened(Protocol):
    """A question of the form, as far as this asks."""

    @property
    def code(self) -> str: ...
    @property
    def kind(self) -> K: ...
    @property
    def options(self) -> Sequence[Mapping[str, Any]]: ...


@dataclass(frozen=True)
class Said:
    """The answer to one opened question: words, or a document as a snapshot names it."""

    code: str
    words: str = ""
    document: Mapping[str, Any] | None = None


def with_anew(
    content: Mapping[str, Any],
    questions: Iterable[Opened],
    said: Iterable[Said],
    countries: Mapping[str, str],
) -> dict[str, Any]:
    """A copy of a snapshot's content in which new answers stand for the old.

    `countries` are codes by folded name. Words that do not read as an answer of their question's
    kind change nothing here: an officer reads them.
    """
    kinds = {question.code: question for question in questions}
    answers = dict(content.get("answers") or {})
    documents = [dict(one) for one in content.get("documents") or ()]
    for one in said:
        question = kinds.get(one.code)
        if question is None:
            continue
        if one.document is not None and question.kind is K.FILE:
            documents = [d for d in documents if d["code"] != one.code]
            documents.append({**one.document, "code": one.code})
        value = _value(question, one.words.strip(), answers.get(one.code), countries)
        if value is not None:
            answers[one.code] = value
    return {**content, "answers": answers, "documents": documents}


def _value(question: Opened, words: str, before: Any, countries: Mapping[str, str]) -> Any:
    """The words as a value of the question's kind; None when they are none."""
    if not words:
        return None
    match question.kind:
        case K.SHORT_TEXT | K.LONG_TEXT:
            return words
        case K.NUMBER:
            return int(words) if words.isascii() and words.isdigit() else None
        case K.SINGLE_CHOICE:
            return _option(question.options, words)
        case K.COUNTRY:
            return countries.get(fold(words))
        case K.CITY:
            country = countries.get(fold(words.rpartition(",")[2].strip()))
            return {**before, "country": country} if country and isinstance(before, dict) else None
    return None


def _option(options: Sequence[Mapping[str, Any]], words: str) -> str | None:
    wanted = fold(words)
    for option in options:
        labels = [str(option["value"]), *map(str, option["label"].values())]
        if wanted in map(fold, labels):
            return str(option["value"])
    return None
