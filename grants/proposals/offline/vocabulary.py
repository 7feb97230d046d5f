"""The words by which answers are recognised: those of the file's language first, then the others.

Filled at the edge, where languages are known; used here as plain mappings from folded words.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from grants.core.messages import msg
from grants.core.text import clean_line, fold
from grants.proposals.offline.scalars import Unreadable


def key_of(text: str) -> str:
    """A word as it is compared: without case, accents and marks around it."""
    return fold(clean_line(text)).strip(" .,:;·*\"'“”«»")


def known_words(pairs: Iterable[tuple[str, str]]) -> dict[str, str]:
    """Values by their words; where two share a word the first stays."""
    found: dict[str, str] = {}
    for value, word in pairs:
        found.setdefault(key_of(word), value)
    return found


@dataclass(frozen=True)
class Column:
    """A column of an answer in rows: the word above it and what its cells hold.

    `kind` is one of text, number, money, date, choice, country, city_country, kind, category;
    `options` are the values of a choice by their words.
    """

    name: str
    head: str
    kind: str = "text"
    options: Mapping[str, str] | None = None


@dataclass(frozen=True)
class Vocabulary:
    """What a reader of one file of one call knows."""

    yes: frozenset[str]
    no: frozenset[str]
    countries: Mapping[str, str]  # code by folded name or code
    eligible: frozenset[str]  # codes of countries that may be answered; empty: any
    kinds: Mapping[str, str]  # of organisations
    categories: Mapping[str, str]  # of costs; empty: written freely
    months: Mapping[str, int]
    day_first: bool  # 3/4/2027 is the third of April
    columns: Mapping[str, Sequence[Column]]  # by question code

    def country(self, text: str) -> str:
        """The code of any country; "" for no text; raises Unreadable."""
        if not text.strip():
            return ""
        code = self.countries.get(key_of(text))
        if code is None:
            raise Unreadable(msg("“%(typed)s” is not a country we know.", typed=text[:60]))
        return code

    def city_country(self, text: str) -> str:
        """The same for a country that the call takes."""
        code = self.country(text)
        if code and self.eligible and code not in self.eligible:
            raise Unreadable(
                msg("“%(typed)s” is not among the countries of this call.", typed=text[:60])
            )
        return code

    def option(self, options: Mapping[str, str] | None, text: str) -> str:
        """The value behind the words of an option; "" for no text; raises Unreadable."""
        if not text.strip():
            return ""
        found: Any = (options or {}).get(key_of(text))
        if found is None:
            raise Unreadable(msg("“%(typed)s” is not one of the options.", typed=text[:60]))
        return str(found)
