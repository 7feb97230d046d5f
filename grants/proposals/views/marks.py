"""How the answers of a full proposal stand to what its concept note said."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from grants.core.compare import Piece, word_changes
from grants.proposals.forms.words import in_words
from grants.proposals.queries.access import Access
from grants.proposals.queries.full import carried_to
from grants.proposals.rules.budget import Budget


@dataclass(frozen=True)
class Mark:
    """How an answer stands to that of the concept note; `pieces` are the words that differ."""

    is_same: bool
    pieces: tuple[Piece, ...]


def marks_of(found: Access, values: Mapping[str, Any]) -> dict[str, Mark]:
    """By question code, for the answers that came over; empty for a concept note."""
    carried = carried_to(found)
    if carried is None:
        return {}
    marks = {}
    for code, question in carried.questions.items():
        now = values.get(code)
        before = in_words(question, carried.values.get(code))
        after = in_words(question, list(now.lines) if isinstance(now, Budget) else now)
        if before:
            marks[code] = Mark(before == after, word_changes(before, after))
    return marks
