"""A text as the tokens that are indexed, and how often it says each."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence

from grants.proposals.rules.search.stems import token

WORD = re.compile(r"[^\W_]+")

# PostgreSQL keeps positions up to 16,383; what comes later could not be found in a phrase.
MOST_TOKENS = 16_000
MARK = "~"  # begins a token that says how densely another stands; no word holds it
# A word is dense at level 1, 2, 3 when at least so many of a thousand words are it.
DENSITIES = (1, 4, 12)
_LEAST_WORDS = 300  # a text of ten words is not dense with each of them


def tokens(text: str, language: str) -> list[str]:
    """Its words in their order, each in its one form, without those that carry no meaning."""
    found = [token(word, language) for word in WORD.findall(text)]
    return [one for one in found if one][:MOST_TOKENS]


def dense(found: Sequence[str]) -> Iterator[str]:
    """A marker for every token and every level of density that it reaches, from level 1."""
    words = max(len(found), _LEAST_WORDS)
    for one, n in Counter(found).items():
        for level, least in enumerate(DENSITIES, 1):
            if n > 1 and n * 1000 >= least * words:
                yield marked(one, level)


def marked(one: str, level: int) -> str:
    """The marker of a token."""
    return f"{MARK}{level}{one}"
