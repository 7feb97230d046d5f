"""What a person types into the search, read kindly: no text of theirs is an error.

water board         both words, in any order, each with its endings
"right to the city" these words one after the other
-dam  -"water board"  not in the proposal
inond*              words that begin so
CATF-2026  R-7KQ2M-XW4HT   a reference or a receipt's number, whole
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from grants.core.text import clean_line
from grants.proposals.rules.search.stems import STEMS, STOP_WORDS, form, forms
from grants.proposals.rules.search.tokens import WORD

LONGEST = 200  # characters that are read
MOST_TERMS = 12
MOST_WORDS = 12  # of one phrase
LEAST_BEGINNING = 2  # letters before the star

_QUOTES = '"“”„«»'
_PIECE = re.compile(rf"([-−–]?)(?:[{_QUOTES}]([^{_QUOTES}]*)[{_QUOTES}]?|([^\s{_QUOTES}]+))")


@dataclass(frozen=True)
class Term:
    """One thing to find: a word, or words one after the other; the last may be a beginning."""

    words: tuple[str, ...]
    is_beginning: bool = False

    @cached_property
    def ways(self) -> tuple[tuple[str, ...], ...]:
        """The tokens it may have in a text, whatever its language; each way once."""
        if len(self.words) == 1:
            return tuple((one,) for one in forms(self.words[0]))
        codes = ("", *STEMS)
        return tuple(dict.fromkeys(tuple(form(w, c) for w in self.words) for c in codes))

    @property
    def beginning(self) -> str | None:
        """What a word must begin with, folded; None when it is whole."""
        return form(self.words[0], "") if self.is_beginning else None


@dataclass(frozen=True)
class Terms:
    """What is asked for: all of `wanted` and none of `unwanted`.

    `is_cut` says that more was typed than is searched for; `dropped` are words left out because
    they stand in every text.
    """

    wanted: tuple[Term, ...] = ()
    unwanted: tuple[Term, ...] = ()
    is_cut: bool = False
    dropped: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.wanted or self.unwanted)


def terms_of(typed: str) -> Terms:
    """Read what was typed; nothing asked for is falsy.

    Words without a meaning (the, de, para) are left out beside others; alone they are searched for,
    as names may be made of them.
    """
    text = clean_line(typed)
    read = list(_pieces(text[:LONGEST]))
    full = [(without, term) for without, term in read if _has_meaning(term)]
    dropped = tuple(term.words[0] for _, term in read if not _has_meaning(term)) if full else ()
    chosen = list(dict.fromkeys(full or read))
    kept = chosen[:MOST_TERMS]
    return Terms(
        wanted=tuple(term for without, term in kept if not without),
        unwanted=tuple(term for without, term in kept if without),
        is_cut=len(text) > LONGEST or len(chosen) > MOST_TERMS,
        dropped=tuple(dict.fromkeys(dropped)),
    )


def _pieces(text: str) -> Iterator[tuple[bool, Term]]:
    for minus, phrase, word in _PIECE.findall(text):
        found = WORD.findall(phrase or word)[:MOST_WORDS]
        if not found:
            continue
        if len(found) == 1:
            starred = word.rstrip(".,;:)").endswith(("*", "…"))
            yield bool(minus), Term(tuple(found), starred and len(found[0]) >= LEAST_BEGINNING)
        else:
            told = [one for one in found if one.lower() not in STOP_WORDS]
            yield bool(minus), Term(tuple(told or found))


def _has_meaning(term: Term) -> bool:
    return term.is_beginning or any(one.lower() not in STOP_WORDS for one in term.words)
