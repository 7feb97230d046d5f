"""Long texts that are as various as real ones: the words of real descriptions, and rarer ones.

Words follow the law of Zipf and Mandelbrot, by language; half of a text is about its two subjects,
of sixty in each language, and some words are its own. 3,000 words hold about 900 different ones,
as concept notes do. The commonest are those of the real project descriptions in their order; the
rarer ones are put together from the beginnings and ends of real words.
"""

import random
import re
from collections import Counter
from collections.abc import Sequence
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from grants.core.text import fold
from grants.demo.world.notes import invented_answers, language_of, real_projects

LANGUAGES = ("en", "es", "pt")
WORDS = 30_000  # of a language
SUBJECTS, SUBJECT_WORDS = 60, 1_200
OWN_WORDS = 40
SHARES = (0.64, 0.22, 0.10, 0.04)  # general, first subject, second subject, own
_WORD = re.compile(r"[^\W\d_]{2,}")


class Language:
    """The words of one language and how often each is used."""

    def __init__(self, code: str, seed: int):
        dice = random.Random(f"{seed}:{code}")
        self.words = _words(code, dice)
        self._numbers = np.random.default_rng([seed, LANGUAGES.index(code)])
        self._general = _cumulated(len(self.words), 1.25, 2.7)
        self._of_subject = _cumulated(SUBJECT_WORDS, 0.9, 5)
        rare = np.arange(300, len(self.words))
        self._subjects = [
            self._numbers.choice(rare, SUBJECT_WORDS, replace=False) for _ in range(SUBJECTS)
        ]

    def text(self, length: int) -> list[str]:
        """So many words about two subjects."""
        draw = self._numbers
        first, second = draw.choice(SUBJECTS, 2, replace=False)
        own = draw.integers(2_000, len(self.words), OWN_WORDS)
        parts = [
            np.searchsorted(self._general, draw.random(int(length * SHARES[0]))),
            self._subjects[first][_drawn(self._of_subject, draw, int(length * SHARES[1]))],
            self._subjects[second][_drawn(self._of_subject, draw, int(length * SHARES[2]))],
        ]
        drawn = sum(map(len, parts))
        parts.append(own[draw.integers(0, OWN_WORDS, length - drawn)])
        places = np.concatenate(parts)
        draw.shuffle(places)
        words = self.words
        return [words[place] for place in places.tolist()]


class Author:
    """Texts in three languages; the same seed writes the same ones."""

    def __init__(self, seed: int = 2026):
        self.seed = seed
        self._dice = random.Random(seed)

    @cached_property
    def _languages(self) -> dict[str, Language]:
        return {code: Language(code, self.seed) for code in LANGUAGES}

    def words(self, language: str, length: int) -> list[str]:
        return self._languages[language].text(length)

    def reworded(self, language: str, words: Sequence[str], kept: float) -> list[str]:
        """Another applicant's version: paragraphs moved, and of the words the share `kept` stays;
        what goes is replaced by words about other subjects."""
        dice, anew = self._dice, iter(self.words(language, len(words)))
        parts = [list(words[at : at + 60]) for at in range(0, len(words), 60)]
        dice.shuffle(parts)
        return [word if dice.random() < kept else next(anew) for part in parts for word in part]


def prose(words: Sequence[str], dice: random.Random) -> str:
    """Sentences of 8 to 24 words, in paragraphs of some sentences."""
    paragraphs: list[list[str]] = [[]]
    at = 0
    while at < len(words):
        run = words[at : at + dice.randrange(8, 25)]
        at += len(run)
        paragraphs[-1].append(f"{run[0].capitalize()} {' '.join(run[1:])}.")
        if len(paragraphs[-1]) > 4:
            paragraphs.append([])
    return "\n\n".join(" ".join(sentences) for sentences in paragraphs if sentences)


def _words(code: str, dice: random.Random) -> list[str]:
    """Real words, the most used first, then made ones."""
    real = [f"{r['title']} {r['description']}" for r in real_projects() if language_of(r) == code]
    answers = [text for texts in invented_answers()[code].values() for text in texts]
    used = Counter(word.lower() for word in _WORD.findall(" ".join([*real, *answers])))
    words = [word for word, _ in used.most_common()]
    long = [word for word in words if len(word) > 5]
    there = set(map(fold, words))
    while len(words) < WORDS:
        begin, end = dice.choice(long), dice.choice(long)
        made = begin[: dice.randrange(2, len(begin) - 1)] + end[-dice.randrange(2, len(end) - 1) :]
        if fold(made) not in there:
            there.add(fold(made))
            words.append(made)
    return words


def _cumulated(size: int, exponent: float, shift: float) -> NDArray[np.float64]:
    shares = 1 / (np.arange(1, size + 1) + shift) ** exponent
    cumulated: NDArray[np.float64] = np.cumsum(shares) / shares.sum()
    cumulated[-1] = 1
    return cumulated


def _drawn(
    cumulated: NDArray[np.float64], draw: np.random.Generator, size: int
) -> NDArray[np.int64]:
    return np.searchsorted(cumulated, draw.random(size))
