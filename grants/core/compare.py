"""Where two versions of a text differ, word by word, for a person who must choose."""

import re
from collections.abc import Iterator
from difflib import SequenceMatcher
from enum import StrEnum
from itertools import pairwise
from typing import NamedTuple

_EDGE = re.compile(r"(?<=\S)(?=\s)|(?<=\s)(?=\S)")


class Change(StrEnum):
    """What happened to a piece between the earlier and the later text."""

    SAME = "same"
    REMOVED = "removed"
    ADDED = "added"


class Piece(NamedTuple):
    """A run of words with the same fate; pieces joined give the texts back."""

    change: Change
    text: str


def word_changes(earlier: str, later: str) -> tuple[Piece, ...]:
    """The pieces of both texts in reading order, removed words before added ones.

    Joining what is not added gives `earlier`; joining what is not removed gives `later`.
    """
    old, new = _words(earlier), _words(later)
    matcher = SequenceMatcher(None, old, new)
    return tuple(_pieces(matcher, old, new))


class Run(NamedTuple):
    """A run of words of one text; `own` when the other text does not have them there."""

    own: bool
    text: str


class Sides(NamedTuple):
    """Two texts whole, each as runs that joined give it back."""

    earlier: tuple[Run, ...]
    later: tuple[Run, ...]


def word_sides(earlier: str, later: str) -> Sides:
    """Both texts for reading side by side; words changed next to each other are one run."""
    pieces = word_changes(earlier, later)
    return Sides(
        _runs(pieces, Change.REMOVED, Change.ADDED), _runs(pieces, Change.ADDED, Change.REMOVED)
    )


def _runs(pieces: tuple[Piece, ...], own: Change, left_out: Change) -> tuple[Run, ...]:
    runs: list[Run] = []
    for change, text in pieces:
        if change is left_out:
            continue
        is_own = change is own
        # A space between two changed words belongs to them.
        if is_own and len(runs) > 1 and runs[-2].own and not runs[-1].text.strip():
            text = runs.pop(-2).text + runs.pop().text + text
        runs.append(Run(is_own, text))
    return tuple(runs)


def _pieces(matcher: "SequenceMatcher[str]", old: list[str], new: list[str]) -> Iterator[Piece]:
    for tag, old_from, old_to, new_from, new_to in matcher.get_opcodes():
        if tag == "equal":
            yield Piece(Change.SAME, "".join(old[old_from:old_to]))
            continue
        if old_to > old_from:
            yield Piece(Change.REMOVED, "".join(old[old_from:old_to]))
        if new_to > new_from:
            yield Piece(Change.ADDED, "".join(new[new_from:new_to]))


def _words(text: str) -> list[str]:
    """Words and the spaces between them, each a token, so that nothing is lost."""
    cuts = [0, *(edge.start() for edge in _EDGE.finditer(text)), len(text)]
    return [text[start:end] for start, end in pairwise(cuts) if end > start]
