"""What each kind of question has of its own, and what of it stays when a question changes its kind.

Its code and texts, when it is needed, who scores it and whether it carries over stay always.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from grants.calls.models import QuestionKind as K
from grants.calls.rules.document import QuestionText

WITH_WORDS = frozenset({K.SHORT_TEXT, K.LONG_TEXT})
WITH_OPTIONS = frozenset({K.SINGLE_CHOICE, K.MULTIPLE_CHOICE})
WITH_ROWS = frozenset({K.ORGANISATIONS, K.PEOPLE, K.TABLE, K.BUDGET, K.ENDORSEMENTS})
LIMITED = frozenset({K.NUMBER, K.MONEY, K.DATE})
# What a kind may take from the settings of the call instead of its own.
FROM_CALL: dict[K, str] = {
    K.SINGLE_CHOICE: "focus_areas",
    K.MULTIPLE_CHOICE: "focus_areas",
    K.NUMBER: "max_months",
}
GREATEST = 1_000_000_000  # of a number, or of cents
CENTS = 100
# The kinds of each setting; the settings stand in the order in which people are told of them.
HOLDERS: dict[str, frozenset[K]] = {
    "max_words": WITH_WORDS,
    "max_rows": WITH_ROWS,
    "min": LIMITED,
    "max": LIMITED | {K.MULTIPLE_CHOICE},
    "from_call": frozenset(FROM_CALL),
    "options": WITH_OPTIONS,
    "columns": frozenset({K.TABLE}),
    "accept": frozenset({K.FILE}),
    "templates": frozenset({K.FILE}),
}
OF_LIMITS, OF_CONFIG = ("min", "max"), ("from_call", "columns", "accept", "templates")


@dataclass(frozen=True)
class Conversion:
    """A question of another kind; its settings that stay, as they are then, and those that go."""

    question: QuestionText
    kept: Mapping[str, Any]
    lost: Mapping[str, Any]


def settings_of(question: QuestionText) -> dict[str, Any]:
    """What a question has beside what every kind has; without what says nothing."""
    found = {
        **{name: getattr(question, name) for name in ("max_words", "max_rows", "options")},
        **question.limits,
        **question.config,
    }
    order = (*HOLDERS, *(name for name in found if name not in HOLDERS))
    return {name: found[name] for name in order if found.get(name) not in (None, (), [], "")}


def converted(question: QuestionText, kind: K) -> Conversion:
    """The question as one of this kind."""
    before = settings_of(question)
    after = {name: _as(name, value, question.kind, kind) for name, value in before.items()}
    kept = {name: value for name, value in after.items() if value is not None}
    new = replace(
        question,
        kind=kind,
        max_words=kept.get("max_words"),
        max_rows=kept.get("max_rows"),
        options=kept.get("options", ()),
        limits={name: kept[name] for name in OF_LIMITS if name in kept},
        config={name: kept[name] for name in OF_CONFIG if name in kept},
    )
    return Conversion(
        new, kept, {name: value for name, value in before.items() if after[name] is None}
    )


def _as(name: str, value: Any, kind: K, new: K) -> Any:
    """A setting of one kind as another has it; None when it goes."""
    if new not in HOLDERS.get(name, ()):
        return None
    if name == "from_call":
        return value if FROM_CALL[new] == value else None
    return _limit(value, kind, new) if name in OF_LIMITS else value


def _limit(value: Any, kind: K, new: K) -> Any:
    """A number becomes as many dollars and back; a day or a count of answers becomes neither."""
    if {kind, new} != {K.NUMBER, K.MONEY}:
        return value if kind is new else None
    if new is K.NUMBER:
        return None if value % CENTS else value // CENTS
    return value * CENTS if 0 <= value * CENTS <= GREATEST else None
