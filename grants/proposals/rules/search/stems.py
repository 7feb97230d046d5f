"""Words brought to one form: without accents, endings or case. Pure; the same on every database.

The rules are light on purpose: number and gender, the commonest endings of verbs, nothing that
changes what a word means. They follow, on letters without accents:
English: steps 1a to 1c of M. F. Porter, "An algorithm for suffix stripping" (1980), without what
they put back, and a final "e" off.
French, Spanish, Portuguese: J. Savoy, "Light stemming approaches for the French, Portuguese,
German and Hungarian languages" (SAC 2006), and his light rules for Spanish (CLEF 2001).
They go by what is left of a word rather than by its length, so that both numbers of a short word
meet (agua, aguas).
"""

import re
from collections.abc import Callable
from functools import lru_cache

from grants.core.text import fold

LONGEST = 60  # characters of a token: no word of the four languages has more
_VOWEL = re.compile("[aeiouy]")
_DIGIT = re.compile(r"\d")

# Words that carry no meaning in any of the four languages. Those that mean something in one of them
# are not here (sur, son, car, mais, est, once, sin, or, como).
_STOP_WORDS = """
    the of and to in is are was were that for with on by this these those from at an be been has
    have had it its their they we our which who will would not also such than
    le la les l d de des du et un une pour dans qui que dont au aux ce cette ces par avec sont leur
    leurs il elle ils elles nous vous ont qu n s c j à
    el los las del y en una unos unas para por con se su sus lo al este esta estos estas es más
    o os as da do dos das um uma uns umas em no na nos nas ao aos com pelo pela sua seu suas seus é
    são e
    a on
    """
STOP_WORDS = frozenset(_STOP_WORDS.split())


@lru_cache(maxsize=50_000)
def token(word: str, language: str) -> str:
    """The one form of a word of a text in `language` (a code); "" for one that is not kept.

    An accent keeps a word that has no meaning without it: the state of Pará is found.
    """
    lower = word.lower()
    return "" if lower in STOP_WORDS else form(lower, language)


def form(word: str, language: str) -> str:
    """The same, whatever the word means. In a language without rules: folded only."""
    folded = fold(word)[:LONGEST]
    if _DIGIT.search(folded) or language not in STEMS:
        return folded
    return STEMS[language](folded)


def forms(word: str) -> tuple[str, ...]:
    """Every form a word may have in a text of any language, each once, in a fixed order."""
    return tuple(dict.fromkeys((form(word, ""), *(form(word, code) for code in STEMS))))


def _english(w: str) -> str:
    w = _english_plural(w)
    for ending in ("ing", "ed"):
        stem = w.removesuffix(ending)
        if stem != w and len(stem) > 2 and _VOWEL.search(stem) and not w.endswith("eed"):
            w = _single(stem)
            break
    if len(w) > 3 and w[-1] == "y" and w[-2] not in "aeiou":
        return w[:-1] + "i"
    return w[:-1] if len(w) > 3 and w[-1] == "e" else w


def _english_plural(w: str) -> str:
    if len(w) < 4 or w[-1] != "s" or w.endswith(("ss", "us", "is")):
        return w
    if w.endswith("sses"):
        return w[:-2]
    return w[:-2] if w.endswith("ies") else w[:-1]


def _french(w: str) -> str:
    if w.endswith("aux") and not w.endswith("eaux") and len(w) > 4:
        w = w[:-2] + "l"
    elif len(w) > 3 and (w[-1] == "s" or w.endswith("ux")):
        w = w[:-1]
    for ending in ("r", "e", "e"):
        if len(w) > 4 and w[-1] == ending:
            w = w[:-1]
    return _single(w)


def _spanish(w: str) -> str:
    if len(w) > 4 and w.endswith("ces"):
        return w[:-3] + "z"
    if len(w) > 4 and w.endswith("eses"):
        return w[:-2]
    if len(w) > 4 and w.endswith(("os", "as", "es")):
        return w[:-2]
    return w[:-1] if len(w) > 3 and w[-1] in "oae" else w


_PORTUGUESE = (("ns", "m"), ("eis", "el"), ("ais", "al"), ("ois", "ol"), ("oes", "ao"),
               ("aes", "ao"), ("is", "il"))  # fmt: skip


def _portuguese(w: str) -> str:
    if len(w) > 7:
        w = w.removesuffix("mente")
    w = _portuguese_plural(w)
    return w[:-1] if len(w) > 3 and w[-1] in "oae" else w


def _portuguese_plural(w: str) -> str:
    if len(w) < 4 or w[-1] != "s":
        return w
    if len(w) > 4:
        if w.endswith("es") and w[-3] in "rslz":
            return w[:-2]
        for ending, singular in _PORTUGUESE:
            if w.endswith(ending):
                return w[: -len(ending)] + singular
    return w[:-1]


def _single(w: str) -> str:
    """Without a doubled last letter: planning, ville."""
    return w[:-1] if len(w) > 3 and w[-1] == w[-2] and w[-1] not in "aeiou" else w


STEMS: dict[str, Callable[[str], str]] = {
    "en": _english,
    "fr": _french,
    "es": _spanish,
    "pt": _portuguese,
}
