"""Where two texts say the same: pure functions over texts, no database."""

import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from grants.core.text import fold

MIN_WORDS = 6
_WORD = re.compile(r"\w+")


@dataclass(frozen=True)
class Passage:
    """The same words in both texts: character spans (start, end) in each, and the word count."""

    first: tuple[int, int]
    second: tuple[int, int]
    words: int


def passages(first: str, second: str, *, least: int = MIN_WORDS, most: int = 20) -> list[Passage]:
    """Runs of at least `least` equal words, longest first, without overlaps in `first`.

    A moved paragraph is found where it went (difflib's alignment would lose it), in time linear
    in the words.
    """
    a, b = _words(first), _words(second)
    where: defaultdict[tuple[str, ...], list[int]] = defaultdict(list)
    for start in range(len(b) - least + 1):
        where[_run(b, start, least)].append(start)
    found = []
    i = 0
    while i <= len(a) - least:
        length, at = _longest(a, b, i, where.get(_run(a, i, least), ()), least)
        if length:
            found.append(
                Passage((a[i][1], a[i + length - 1][2]), (b[at][1], b[at + length - 1][2]), length)
            )
            i += length
        else:
            i += 1
    return sorted(found, key=lambda p: (-p.words, p.first))[:most]


_Word = tuple[str, int, int]
_MOST_STARTS = 50  # of one run in the second text: beyond that it is a refrain


def _words(text: str) -> list[_Word]:
    return [(fold(m[0]), m.start(), m.end()) for m in _WORD.finditer(text)]


def _run(words: Sequence[_Word], start: int, length: int) -> tuple[str, ...]:
    return tuple(word for word, _, _ in words[start : start + length])


def _longest(
    a: Sequence[_Word], b: Sequence[_Word], i: int, starts: Sequence[int], least: int
) -> tuple[int, int]:
    """Length and place in `b` of the longest run that begins at `a[i]`; (0, 0) when none."""
    best = (0, 0)
    for j in starts[:_MOST_STARTS]:
        n = least
        while i + n < len(a) and j + n < len(b) and a[i + n][0] == b[j + n][0]:
            n += 1
        if n > best[0]:
            best = (n, j)
    return best
