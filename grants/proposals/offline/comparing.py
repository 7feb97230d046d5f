"""What a file that came back says otherwise, and where it was changed: online, in it, in both."""

import enum
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from grants.calls.queries import QuestionView
from grants.core.compare import Change, Piece, word_changes
from grants.proposals.offline.cleaned import cleaned
from grants.proposals.offline.marks import short_digest
from grants.proposals.rules.answers import is_empty

AROUND = 12  # words shown on either side of a change
LONGEST_SHOWN = 60  # words of a change once the page is full


class Side(enum.StrEnum):
    """Where an answer was changed since the file was made."""

    FILE = "file"
    ONLINE = "online"
    BOTH = "both"


@dataclass(frozen=True)
class Difference:
    """One answer that is stored otherwise than the file has it; both cleaned."""

    question: QuestionView
    stored: Any
    read: Any
    side: Side

    @property
    def empties(self) -> bool:
        """Taking it over would leave the question without an answer."""
        return is_empty(self.read)

    @property
    def is_preset(self) -> bool:
        """Only what nobody could miss: changed in the file alone, and not taken out of it."""
        return self.side is Side.FILE and not self.empties


def differences(
    questions: Iterable[QuestionView],
    stored: Mapping[str, Any],
    read: Mapping[str, Any],
    bases: Mapping[str, str],
) -> list[Difference]:
    """In the order of the form; `bases` are the digests of the answers when the file was made."""
    found = []
    for question in questions:
        if question.code not in read:
            continue
        here, there = cleaned(question, stored.get(question.code)), read[question.code]
        if here != there and not (is_empty(here) and is_empty(there)):
            base = bases.get(question.code, "")
            found.append(Difference(question, here, there, _side(base, here, there)))
    return found


def _side(base: str, stored: Any, read: Any) -> Side:
    if base == short_digest(stored):
        return Side.FILE
    return Side.ONLINE if base == short_digest(read) else Side.BOTH


@dataclass(frozen=True)
class Compared:
    """The pieces of two texts; `is_whole` when nothing was left out of them."""

    pieces: tuple[Piece, ...]
    is_whole: bool

    @property
    def size(self) -> int:
        return sum(len(piece.text) for piece in self.pieces)


def compared(earlier: str, later: str, *, whole: bool, most: int = LONGEST_SHOWN) -> Compared:
    """Word by word; unless `whole`, without what is the same far from any change.

    `most` is how many words of one change are shown.
    """
    pieces = word_changes(earlier, later)
    if whole:
        return Compared(pieces, is_whole=True)
    last = len(pieces) - 1
    short = tuple(
        _without_middle(piece, 0 if n == 0 else AROUND, 0 if n == last else AROUND)
        if piece.change is Change.SAME
        else _without_middle(piece, most, most // 4)
        for n, piece in enumerate(pieces)
    )
    return Compared(short, is_whole=short == pieces)


def _without_middle(piece: Piece, first: int, last: int) -> Piece:
    words = piece.text.split(" ")
    if len(words) <= first + last + 4:
        return piece
    end = words[-last:] if last else []
    return Piece(piece.change, " ".join([*words[:first], "…", *end]))
