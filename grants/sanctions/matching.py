"""How much a name is like a listed one: pure functions over names, no database.

A name is taken apart into words: accents, case, punctuation, legal forms, articles and small words
go, other scripts are read in Latin letters. Each word of the shorter name is paired with its best
in the longer one, in any order, so one or two names in the middle may be missing; a single word
never matches a part of a longer name. Points run from 0 to 100. What they find is a hint for a
person, never a decision.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache

from rapidfuzz import fuzz, process

from grants.sanctions.letters import consonants, is_arabic, latin, sound

# Our own default: on planted variants of invented names it finds more than 95 of 100, and of
# names that mean somebody else it stops fewer than 1 of 100 (tests/sanctions/test_matching.py).
THRESHOLD = 85
MISSING = 5  # points for each word the shorter name lacks
MOST_MISSING = 2
LEAST_LETTERS = 6  # of the shorter name, where words are missing
LEAST_CONSONANTS = 5  # of a name read from Arabic
PAIR = 74  # below this two words are different ones
BY_SOUND, BY_CONSONANTS, WRITTEN_TOGETHER = 99, 96, 92  # the most such a likeness can give
LEAST_WEIGHT = 12  # of two words that differ: a short one changes a name as well
LOOSE = 75  # likeness of whole names that is worth a closer look


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


_LEGAL = _words(
    "ltd limited inc incorporated llc plc co company corp corporation sa sarl srl sas spa gmbh ag "
    "bv nv oy ab as kg ooo oao zao pjsc ojsc pte pty lda ltda eurl asbl aisbl vzw ev ong ngo osc "
    "foundation fondation fundacion fundacao stiftung vakfi association asociacion associacao "
    "organisation organization organizacion organizacao trust group"
)
_SMALL = _words(
    "the of and for a an in de du des d la le les l et pour da do das dos e para del los las el y "
    "di della van von der den und fur al ul bin ibn ben bint mr mrs ms dr sheikh shaykh haji hajji "
    "hadji"
)
_DOTTED = re.compile(r"\b(?:\w\.){2,}")
_WORD = re.compile(r"[^\W_]+")
_SERVANT = re.compile("^(?:abdu?l|abdel|abdou?l|abdur|abdu|abd)(?=.{3})")
_SERVANTS = _words("abd abdul abdal abdel abdoul abdou abdur abdu")
_ARTICLES = _words("al ul el ar as ash at ad an az er es")


@dataclass(frozen=True)
class Name:
    """A name taken apart: its words sorted, as written, as they sound, and their consonants."""

    text: str
    words: tuple[str, ...]
    sounds: tuple[str, ...]
    bones: tuple[str, ...]
    from_arabic: bool


@dataclass(frozen=True)
class Like:
    """One of the listed names, by its index, and how much the name is like it."""

    index: int
    points: int


@lru_cache(maxsize=65_536)
def name_of(text: str) -> Name:
    """Taken apart; no words at all when the text holds neither letters nor digits."""
    plain = _DOTTED.sub(lambda found: found[0].replace(".", ""), latin(text))
    found = _servants(_WORD.findall(plain))
    telling = [word for word in found if word not in _SMALL]
    kept = [word for word in telling if word not in _LEGAL] or telling or found
    return Name(
        text=text,
        words=tuple(sorted(kept)),
        sounds=tuple(sorted(map(sound, kept))),
        bones=tuple(sorted(map(consonants, kept))),
        from_arabic=is_arabic(text),
    )


def _servants(words: Sequence[str]) -> list[str]:
    """“Abd al-Rahman”, “Abdul Rahman” and “Abdurrahman” as one word."""
    found: list[str] = []
    waits = False
    for word in words:
        if word in _SERVANTS:
            waits = True
        elif waits and word in _ARTICLES:
            continue
        elif waits:
            found.append(f"abd{word}")
            waits = False
        else:
            found.append(_SERVANT.sub("abd", word))
    return [*found, "abd"] if waits else found


def points(one: Name, other: Name) -> int:
    """How much two names are alike, 0 to 100; the same either way round."""
    if not one.words or not other.words:
        return 0
    if one.words == other.words:
        return 100
    best = max(
        _paired(one.words, other.words),
        _paired(one.sounds, other.sounds) * BY_SOUND / 100,
        _together(one, other),
    )
    if one.from_arabic or other.from_arabic:
        best = max(best, _by_consonants(one.bones, other.bones))
    return round(best)


def _paired(one: Sequence[str], other: Sequence[str]) -> float:
    """The mean likeness of the words of the shorter name to their best in the longer one."""
    short, long = sorted((one, other), key=lambda words: (len(words), words))
    missing = len(long) - len(short)
    letters = sum(map(len, short))
    if missing and (
        len(short) < 2 or missing > min(MOST_MISSING, len(short)) or letters < LEAST_LETTERS
    ):
        return 0
    pairs = sorted(
        (
            (ratio, i, j)
            for i, a in enumerate(short)
            for j, b in enumerate(long)
            if (ratio := _likeness(a, b)) >= PAIR
        ),
        key=lambda pair: (-pair[0], pair[1:]),
    )
    left, right = set(range(len(short))), set(range(len(long)))
    total = weight = 0.0
    for ratio, i, j in pairs:
        if i in left and j in right:
            left.remove(i)
            right.remove(j)
            total += ratio * (len(short[i]) + len(long[j]))
            weight += len(short[i]) + len(long[j])
    return total / (weight + _alone(short, left, long, right)) - MISSING * missing


def _alone(short: Sequence[str], left: set[int], long: Sequence[str], right: set[int]) -> float:
    """What words without a partner weigh; those that the shorter name lacks cost points instead."""
    if not left:
        return 0
    mean = sum(len(long[j]) for j in right) / len(right)
    return sum(max(len(short[i]) + mean, LEAST_WEIGHT) for i in left)


def _likeness(a: str, b: str) -> float:
    """Of two words; initials and other very short ones must be the same."""
    if a == b:
        return 100
    return fuzz.ratio(a, b, score_cutoff=PAIR) if min(len(a), len(b)) > 2 else 0


def _together(one: Name, other: Name) -> float:
    """“Al Qaramat” and “Alqaramat”: the same letters, cut into words elsewhere."""
    if len(one.words) == len(other.words):
        return 0
    a, b = (_whole(name) for name in (one, other))
    ratio = fuzz.ratio(a, b) if min(len(a), len(b)) >= LEAST_LETTERS else 0
    return ratio * BY_SOUND / 100 if ratio >= WRITTEN_TOGETHER else 0


def _whole(name: Name) -> str:
    return sound("".join(sorted(_WORD.findall(latin(name.text)))))


def _by_consonants(one: Sequence[str], other: Sequence[str]) -> float:
    if min(sum(map(len, one)), sum(map(len, other))) < LEAST_CONSONANTS:
        return 0
    short, long = sorted((one, other), key=lambda words: (len(words), words))
    rest = list(long)
    for word in short:
        if word not in rest:
            return 0
        rest.remove(word)
    missing = len(rest)
    if missing and (len(short) < 2 or missing > 1):
        return 0
    return BY_CONSONANTS - MISSING * missing


class Listed:
    """Names of a list, made ready to be asked about many others."""

    def __init__(self, texts: Iterable[str]):
        self.names = [name_of(text) for text in texts]
        self._wholes = [" ".join(name.sounds) for name in self.names]
        self._by_sound: defaultdict[str, list[int]] = defaultdict(list)
        self._by_bone: defaultdict[str, list[int]] = defaultdict(list)
        self._arabic_by_bone: defaultdict[str, list[int]] = defaultdict(list)
        for n, name in enumerate(self.names):
            for word in set(name.sounds):
                self._by_sound[word].append(n)
            for word in set(name.bones):
                self._by_bone[word].append(n)
                if name.from_arabic:
                    self._arabic_by_bone[word].append(n)

    def like(self, text: str, threshold: int = THRESHOLD) -> list[Like]:
        """The listed names whose points reach the threshold, the most alike first."""
        asked = name_of(text)
        if not asked.words:
            return []
        found = [
            Like(n, given)
            for n in self._worth_a_look(asked)
            if (given := points(asked, self.names[n])) >= threshold
        ]
        return sorted(found, key=lambda one: (-one.points, one.index))

    def _worth_a_look(self, asked: Name) -> set[int]:
        """Those much like the whole name, and those that share a word with it."""
        whole = " ".join(asked.sounds)
        near = process.extract(
            whole, self._wholes, scorer=fuzz.ratio, score_cutoff=LOOSE, limit=None, processor=None
        )
        found = {n for _, _, n in near}
        shared = {n for word in asked.sounds for n in self._by_sound.get(word, ())} - found
        if shared:
            some = {n: self._wholes[n] for n in shared}
            found |= {
                n
                for _, _, n in process.extract(
                    whole,
                    some,
                    scorer=fuzz.token_set_ratio,
                    score_cutoff=LOOSE,
                    limit=None,
                    processor=None,
                )
            }
        postings = self._by_bone if asked.from_arabic else self._arabic_by_bone
        return found | {n for word in asked.bones for n in postings.get(word, ())}
