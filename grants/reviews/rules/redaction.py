"""A proposal without what tells who applies: pure functions over a submitted version.

Answers that name the city, the bodies and the people behind a proposal are left out altogether;
in every other text the Secretariat's words are blacked out, letter case and accents aside.
"""

import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

from grants.calls.models import QuestionKind as K
from grants.core.text import fold

BLACK = "█████"
# Questions that are nothing but an answer to who and where.
TELLING = frozenset({K.CITY, K.COUNTRY, K.ORGANISATION, K.ORGANISATIONS, K.PEOPLE, K.ENDORSEMENTS})
WRITTEN = frozenset({K.SHORT_TEXT, K.LONG_TEXT})
LONGEST_NAME = 4  # of a person, in words
LEAST_WORD = 3  # shorter, a surname would black out half the text


@dataclass(frozen=True)
class Redaction:
    """What is taken out of one submitted version.

    texts: by question, what is read instead; hidden: questions left out; files: by question, the
    digest of the file that is read instead (a document without one is left out).
    """

    title: str = ""
    words: tuple[str, ...] = ()
    texts: Mapping[str, str] = field(default_factory=dict)
    hidden: frozenset[str] = frozenset()
    files: Mapping[str, str] = field(default_factory=dict)

    def as_json(self) -> dict[str, Any]:
        return {**asdict(self), "hidden": sorted(self.hidden), "words": list(self.words)}

    @classmethod
    def parse(cls, found: Mapping[str, Any]) -> "Redaction":
        return cls(
            found["title"],
            tuple(found["words"]),
            found["texts"],
            frozenset(found["hidden"]),
            found["files"],
        )


def blackened(text: str, words: Iterable[str]) -> str:
    """The text with every whole mention of the words blacked out; a longer one goes first."""
    folded = {" ".join(fold(word).split()) for word in words} - {""}
    if not folded or not text:
        return text
    parts = sorted(folded, key=lambda word: (-len(word), word))
    either = "|".join(r"\s+".join(map(re.escape, word.split())) for word in parts)
    plain, places = _plain(text)
    kept, at = [], 0
    for found in re.finditer(rf"(?<!\w)(?:{either})(?!\w)", plain):
        start, end = places[found.start()], places[found.end() - 1] + 1
        while end < len(text) and unicodedata.combining(text[end]):
            end += 1
        kept += [text[at:start], BLACK]
        at = end
    return "".join([*kept, text[at:]])


def _plain(text: str) -> tuple[str, list[int]]:
    """Folded letter by letter, with where in the text each letter came from."""
    plain: list[str] = []
    places: list[int] = []
    for place, letter in enumerate(text):
        found = fold(letter)
        plain.append(found)
        places += [place] * len(found)
    return "".join(plain), places


def without_names(
    content: Mapping[str, Any], kinds: Mapping[str, K], redaction: Redaction
) -> dict[str, Any]:
    """A snapshot's content as evaluators read it: answers, budget, no documents, no endorsements.

    kinds: of the form's questions by code; an answer of an unknown kind is left out.
    """
    answers = {
        code: _answer(code, kinds[code], value, redaction)
        for code, value in (content.get("answers") or {}).items()
        if is_read(code, kinds, redaction)
    }
    budget = [_deep(line, redaction.words) for line in content.get("budget") or ()]
    return {**content, "answers": answers, "budget": budget, "documents": [], "endorsements": []}


def is_read(code: str, kinds: Mapping[str, K], redaction: Redaction) -> bool:
    """Is anything of this question left for evaluators?"""
    kind = kinds.get(code)
    if kind is None or kind in TELLING or code in redaction.hidden:
        return False
    return kind is not K.FILE or code in redaction.files


def _answer(code: str, kind: K, value: Any, redaction: Redaction) -> Any:
    if kind in WRITTEN and isinstance(value, str):
        return blackened(redaction.texts.get(code, value), redaction.words)
    return _deep(value, redaction.words) if kind is K.TABLE else value


def _deep(value: Any, words: tuple[str, ...]) -> Any:
    """Every text inside a value blacked out."""
    match value:
        case str():
            return blackened(value, words)
        case dict():
            return {key: _deep(part, words) for key, part in value.items()}
        case list() | tuple():
            return [_deep(part, words) for part in value]
    return value


def suggested_words(
    content: Mapping[str, Any], kinds: Mapping[str, K], names: Iterable[str]
) -> list[str]:
    """What names the applicant, for the Secretariat to begin with: bodies, the city, people with
    their surnames, and addresses; sorted, each once."""
    found: set[str] = set()
    for code, value in (content.get("answers") or {}).items():
        kind = kinds.get(code)
        if kind in TELLING and kind is not K.COUNTRY:
            found |= _names_in(value, kind)
    for endorsement in content.get("endorsements") or ():
        found |= {endorsement["organisation"], *_person(endorsement["representative"])}
    for name in names:
        found |= {name}
    return sorted({" ".join(one.split()) for one in found if len(one.strip()) >= LEAST_WORD})


def _names_in(value: Any, kind: K) -> set[str]:
    found: set[str] = set()
    for row in value if isinstance(value, list) else [value]:
        if not isinstance(row, dict):
            continue
        name = str(row.get("name") or "")
        found |= _person(name) if kind is K.PEOPLE else {name}
        for part in ("representative", "email", "acronym", "registration"):
            told = str(row.get(part) or "")
            found |= _person(told) if part == "representative" else {told}
    return found


def _person(name: str) -> set[str]:
    """The whole name, and the surname alone as texts use it; a desk or an office has none."""
    parts = name.split()
    is_person = 1 < len(parts) <= LONGEST_NAME and "," not in name
    return {name, parts[-1]} if is_person and len(parts[-1]) > LEAST_WORD else {name}
