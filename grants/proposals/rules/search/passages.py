"""The places of a text that answer a search, cut to some thirty words, with what was found marked.

A passage is runs of text with a flag, never HTML: whoever shows it escapes the text.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache

from grants.core.text import fold
from grants.proposals.rules.search.fields import BETWEEN
from grants.proposals.rules.search.stems import STOP_WORDS, token
from grants.proposals.rules.search.tokens import WORD
from grants.proposals.rules.search.typed import Term, Terms

MOST_PASSAGES = 2
WORDS = 30  # of a passage
_MOST_TRIES = 6  # windows looked at: of a text that repeats itself, not each one
_MOST_PLACES = 400  # of a text that are looked at

Run = tuple[bool, str]


@dataclass(frozen=True)
class Passage:
    """Runs of the text in its own spelling, True where a term was found."""

    runs: tuple[Run, ...]
    is_cut_before: bool = False
    is_cut_after: bool = False


@dataclass(frozen=True)
class Found:
    """What a result shows: its title, and where the terms stand."""

    title: tuple[Run, ...]
    passages: tuple[Passage, ...]


def found_in(title: str, lines: Iterable[str], body: str, terms: Terms, language: str) -> Found:
    """The title with its hits, and at most two passages: from the answers, else from the lines
    (organisations, places, numbers) that have a hit."""
    marks = runs_of(title, terms, language)
    chosen = best_passages(body, terms, language)
    if len(chosen) < MOST_PASSAGES:
        each = (runs_of(line, terms, language) for text in lines for line in text.splitlines())
        chosen += [Passage(runs) for runs in each if any(hit for hit, _ in runs)]
    return Found(marks, tuple(_once(chosen)[:MOST_PASSAGES]))


def _once(found: Iterable[Passage]) -> list[Passage]:
    """Each text once, whatever its capitals and ends: a country is named by every organisation."""
    return list({_plain(one.runs): one for one in reversed(list(found))}.values())[::-1]


def _plain(runs: Iterable[Run]) -> str:
    return " ".join("".join(text for _, text in runs).casefold().split()).strip(" .,;:!?…")


def runs_of(text: str, terms: Terms, language: str) -> tuple[Run, ...]:
    """The whole of a short text, with its hits."""
    return _marked(text, 0, len(text), [span for span, _ in hits(text, terms, language)])


Span = tuple[int, int]


def hits(text: str, terms: Terms, language: str) -> list[tuple[Span, int]]:
    """Where wanted terms stand: character spans in their order, with the index of the term."""
    known = {word: token(word, language) for word in _that_may_answer(text, terms)}
    patterns = [
        (n, pattern)
        for n, term in enumerate(terms.wanted)
        if (pattern := _pattern(term, known)) is not None
    ]
    found = [(span, n) for n, pattern in patterns for span in _places(pattern, text)]
    return sorted(found)


def _that_may_answer(text: str, terms: Terms) -> set[str]:
    """The words of a text that begin with a fitting letter. Ends of other words may be among them,
    which nothing is marked for: a place must be a whole word."""
    wanted = _initials(terms)
    letters = [one for one in set(text) if one.isalnum() and _initial(one) in wanted]
    if not letters:
        return set()
    return set(_beginning_with("".join(sorted(letters))).findall(text))


@lru_cache(maxsize=512)
def _beginning_with(letters: str) -> re.Pattern[str]:
    return re.compile(rf"[{re.escape(letters)}][^\W_]*")


def _initials(terms: Terms) -> set[str]:
    """With which letters the words begin that may answer the terms: an ending comes off a word, its
    first letter stays."""
    tokens = (one for term in terms.wanted for way in term.ways for one in way)
    beginnings = (term.beginning for term in terms.wanted)
    return {one[0] for one in (*tokens, *beginnings) if one}


@cache
def _initial(letter: str) -> str:
    return fold(letter)[:1]


def _places(pattern: re.Pattern[str], text: str) -> Iterator[Span]:
    """Where the pattern stands as whole words.

    What comes before a word is looked at here: a pattern that began by looking back could not skip
    to the letters it may begin with, which is what takes the time.
    """
    at, left = 0, _MOST_PLACES
    while left and (match := pattern.search(text, at)):
        start, at = match.span()
        if start and WORD.match(text[start - 1]):
            at = start + 1
        else:
            left -= 1
            yield start, at


def best_passages(text: str, terms: Terms, language: str) -> list[Passage]:
    """At most two windows without overlap: most different terms first, then most hits, then the
    earlier; shown in the order of the text. A window that says what another says is passed over."""
    found = hits(text, terms, language)
    chosen: list[Span] = []
    taken: list[Span] = []
    said: set[str] = set()
    for _ in range(_MOST_TRIES):
        free = [hit for hit in found if all(_apart(hit[0], window) for window in taken)]
        if not free or len(chosen) == MOST_PASSAGES:
            break
        start, end = _best(free)
        window = _clear_of(taken, _around(text, start, end), start, end)
        taken.append(window)
        words = _plain([(False, text[slice(*window)])])
        if words not in said:
            said.add(words)
            chosen.append(window)
    spans = [span for span, _ in found]
    return [_passage(text, start, end, spans) for start, end in sorted(chosen)]


def _apart(one: Span, other: Span) -> bool:
    return one[1] <= other[0] or other[1] <= one[0]


_REACH = 200  # characters of some thirty words that hits of one window may lie apart


def _best(found: Sequence[tuple[Span, int]]) -> Span:
    """From the first to the last hit of the best window."""
    best = (0, 0, 0, found[0][0])
    last = 0
    for first, ((start, _), _n) in enumerate(found):
        last = max(last, first + 1)
        while last < len(found) and found[last][0][1] <= start + _REACH:
            last += 1
        inside = found[first:last]
        score = (len({n for _, n in inside}), len(inside), -first)
        if score > best[:3]:
            best = (*score, (start, max(span[1] for span, _ in inside)))
    return best[3]


def _clear_of(others: Iterable[Span], wide: Span, start: int, end: int) -> Span:
    """A window cut where another begins or ends; its hits, `start` to `end`, are in none."""
    low, high = wide
    for left, right in others:
        if right <= start:
            low = max(low, right)
        elif left >= end:
            high = min(high, left)
    return low, high


def _around(text: str, start: int, end: int) -> Span:
    """Whole words on both sides until there are thirty, within the answer."""
    low = text.rfind(BETWEEN, 0, start)
    low = 0 if low < 0 else low + len(BETWEEN)
    high = text.find(BETWEEN, end)
    high = len(text) if high < 0 else high
    spare = max(0, WORDS - len(text[start:end].split()))
    before = [m.start() for m in re.finditer(r"\S+", text[max(low, start - 400) : start])]
    after = [m.end() for m in re.finditer(r"\S+", text[end : min(high, end + 400)])]
    left = min(len(before), max(spare // 2, spare - len(after)))
    right = min(len(after), spare - left)
    begin = max(low, start - 400) + before[-left] if left else start
    return begin, end + after[right - 1] if right else end


def _passage(text: str, start: int, end: int, spans: Sequence[Span]) -> Passage:
    runs = _marked(text, start, end, spans)
    cut_before = start > 0 and not text[:start].endswith(BETWEEN)
    cut_after = end < len(text) and not text[end:].startswith(BETWEEN)
    return Passage(runs, cut_before, cut_after)


def _marked(text: str, start: int, end: int, spans: Sequence[Span]) -> tuple[Run, ...]:
    """The text between two places as runs; hits that overlap are one."""
    runs: list[Run] = []
    at = start
    for left, right in spans:
        left, right = max(left, at), min(right, end)
        if left >= right:
            continue
        if left > at:
            runs.append((False, text[at:left]))
        runs.append((True, text[left:right]))
        at = right
    if at < end:
        runs.append((False, text[at:end]))
    return tuple(runs)


def _pattern(term: Term, known: dict[str, str]) -> re.Pattern[str] | None:
    """The very words of this text that answer the term, as a pattern; None when there are none.

    Between the words of a phrase may stand what is not indexed.
    """
    each = [
        [[w for w, one in known.items() if one == wanted] for wanted in way] for way in term.ways
    ]
    if term.beginning is not None:
        each.append([[w for w, one in known.items() if one.startswith(term.beginning)]])
    if len(term.words) == 1:
        each = [[[word for places in each for word in places[0]]]]
    best = [_BETWEEN_WORDS.join(map(_one_of, places)) for places in each if all(places)]
    return re.compile(rf"(?:{'|'.join(best)})(?![^\W_])") if best else None


def _one_of(words: Iterable[str]) -> str:
    return "(?:" + "|".join(map(re.escape, sorted(set(words), key=len, reverse=True))) + ")"


_STOPS = "|".join(sorted(STOP_WORDS, key=len, reverse=True))
_BETWEEN_WORDS = rf"[\W_]+(?:(?i:{_STOPS})[\W_]+)*"
