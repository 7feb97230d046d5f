"""What of a submission is searched: its title, organisations, places, numbers and answers."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from babel import Locale

from grants.calls.models import QuestionKind as Kind
from grants.calls.rules.questions import Asked
from grants.proposals.rules.search.stems import STEMS

BETWEEN = "\n\n"  # answers; a passage never goes over it
_CHOICES = (Kind.SINGLE_CHOICE, Kind.MULTIPLE_CHOICE)
_ELSEWHERE = (Kind.BUDGET, Kind.FILE, Kind.ENDORSEMENTS)  # frozen beside the answers


@dataclass(frozen=True)
class Fields:
    """The words of one proposal, as people wrote them."""

    language: str
    title: str
    organisations: str
    places: str
    numbers: str
    body: str = ""


def fields_of(
    content: Mapping[str, Any], questions: Iterable[Asked], *, numbers: Iterable[str]
) -> Fields:
    """The words of a snapshot's content, in the order of its form.

    `numbers` are what people quote: references and the receipt's number. A choice is told by its
    words in the language of the proposal, a country by its names in every language. The
    declaration is not searched: it names ties between people.
    """
    language = str(content.get("language") or "")
    answers = content.get("answers") or {}
    found: dict[str, list[str]] = {"organisations": [], "places": [], "body": []}
    title = ""
    for question in questions:
        value = answers.get(question.code)
        if value is None or question.kind in _ELSEWHERE:
            continue
        if question.code == "title" and isinstance(value, str):
            title = value
        elif question.kind in (Kind.CITY, Kind.COUNTRY):
            found["places"] += _places(value)
        elif question.kind in (Kind.ORGANISATION, Kind.ORGANISATIONS):
            for body in value if isinstance(value, list) else [value]:
                found["organisations"] += _strings([body.get("name")])
                found["body"].append(_joined(_beside_name(body)))
        elif question.kind in _CHOICES:
            found["body"].append(", ".join(_chosen(question, value, language)))
        else:
            found["body"].append(_joined(value))
    found["organisations"] += [e["organisation"] for e in content.get("endorsements") or ()]
    found["body"] += _beside(content)
    lines = {name: "\n".join(dict.fromkeys(filter(None, found[name]))) for name in _LINES}
    body = BETWEEN.join(filter(None, found["body"]))
    return Fields(language, title, **lines, numbers="\n".join(numbers), body=body)


def names_of(country: str | None) -> list[str]:
    """A country's name in the four languages; none for a code that is not known."""
    found = (_territories(language).get(country or "") for language in STEMS)
    return [name for name in found if name]


_LINES = ("organisations", "places")


@cache
def _territories(language: str) -> Mapping[str, str]:
    return dict(Locale.parse(language).territories)


def _places(value: Any) -> list[str]:
    if isinstance(value, Mapping):
        return [*_strings([value.get("name")]), *names_of(value.get("country"))]
    return names_of(value) if isinstance(value, str) else []


def _beside_name(body: Mapping[str, Any]) -> dict[str, Any]:
    """The rest of an organisation, its country by name; its kind is a code of ours."""
    rest = {key: value for key, value in body.items() if key not in ("name", "kind")}
    return {**rest, "country": names_of(body.get("country"))}


def _chosen(question: Asked, value: Any, language: str) -> list[str]:
    chosen = value if isinstance(value, list) else [value]
    labels = [option["label"] for option in question.options if option["value"] in chosen]
    return [label.get(language) or label.get("en", "") for label in labels]


def _beside(content: Mapping[str, Any]) -> list[str]:
    """Cost lines, names of documents, and who signs for a sponsor."""
    budget = ("component", "description", "note")
    found = [_joined([line.get(part) for part in budget]) for line in content.get("budget") or ()]
    found += [document["name"] for document in content.get("documents") or ()]
    for one in content.get("endorsements") or ():
        found.append(_joined([one.get("representative"), one.get("position")]))
    return found


def _joined(value: Any) -> str:
    return ", ".join(_strings(value))


def _strings(value: Any) -> Iterator[str]:
    """Every text and number in an answer, however it is nested."""
    walk: dict[type, Callable[[Any], Iterable[Any]]] = {list: iter, dict: dict.values}
    if isinstance(value, str):
        if value.strip():
            yield value.strip()
    elif type(value) in walk:
        for inner in walk[type(value)](value):
            yield from _strings(inner)
    elif isinstance(value, int) and not isinstance(value, bool):
        yield str(value)
