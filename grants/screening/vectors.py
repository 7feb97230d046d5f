"""Texts as vectors of word counts, and the cosine between them: pure functions, no database.

A stored vector is independent of all others: which words (hashed into BUCKETS places by CRC-32)
and how often. What a word weighs depends on how many texts hold it, and that is counted anew
whenever texts are compared: counting 10,000 vectors takes a tenth of a second, so nothing goes
stale and no vocabulary has to be kept. Weights and cosine are those of scikit-learn's
TfidfVectorizer(preprocessor=fold, sublinear_tf=True), which is the oracle of the tests.
"""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, cached_property, lru_cache
from typing import TYPE_CHECKING, Any
from zlib import crc32

from grants.core.text import fold

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

THRESHOLD = 0.5
# How vectors are made. Another number makes the worker write all of them anew.
SCHEME = 1
BUCKETS = 1 << 20
MOST_TIMES = 255  # of one word in a text: one byte each
BLOCK = 500  # texts compared with all others at a time
# Texts whose words are counted, or multiplied with one text's, at a time: what is made of them on
# the way stays in the processor's cache.
_COUNTED, _MULTIPLIED = 500, 250
# Words in more than this share of the texts are multiplied as a dense table, the rest as a sparse
# one: a sparse product costs the square of a word's frequency, a dense one the same for all.
COMMON_SHARE = 0.02
MOST_COMMON = 3000
_WORD = re.compile(r"\w\w+")


@dataclass(frozen=True)
class Packed:
    """One text's words: places (little-endian uint32, ascending) and how often (uint8) each."""

    words: bytes
    times: bytes


@dataclass(frozen=True)
class Pair:
    """Two texts by their place in the corpus, the first after the second, and their cosine."""

    first: int
    second: int
    cosine: float


def pack(text: str) -> Packed:
    """The vector of a text. About 1 ms for 3,000 words."""
    import numpy as np

    times: Counter[int] = Counter()
    for token, n in Counter(text.split()).items():
        for place in _places(token):
            times[place] += n
    places = sorted(times)
    counts = [min(times[place], MOST_TIMES) for place in places]
    return Packed(np.array(places, "<u4").tobytes(), np.array(counts, "u1").tobytes())


@lru_cache(maxsize=1 << 16)
def _places(token: str) -> tuple[int, ...]:
    """Where the words of a token go: none for a dash, two for “well-made”. Folding is what costs,
    and most tokens of a text have been seen before."""
    return tuple(crc32(word.encode()) % BUCKETS for word in _WORD.findall(fold(token)))


class Corpus:
    """Vectors of many texts, in the order given; texts without words are like nothing.

    One text is compared with all a chunk at a time, in little memory beside the vectors. Comparing
    many makes tables of all first: for 10,000 texts of 3,000 words (about 900 different ones each)
    80 MB kept, 200 MB while built.
    """

    def __init__(self, texts: Sequence[Packed]):
        import numpy as np

        self.size = len(texts)
        self._texts = texts
        self._frequency = np.zeros(BUCKETS, np.int64)
        for start in range(0, self.size, _COUNTED):
            words = _joined_words(texts[start : start + _COUNTED])
            self._frequency += np.bincount(words, minlength=BUCKETS)
        self._rarity = (np.log((1 + self.size) / (1 + self._frequency)) + 1).astype(np.float32)

    def likeness(self, index: int) -> "NDArray[np.float32]":
        """The cosine of one text with each, itself included; shape (size,)."""
        import numpy as np

        # A place's rarity and the text's weight side by side: fetched from memory at once, which
        # is what takes the time.
        table = np.zeros((BUCKETS, 2), np.float32)
        table[:, 0] = self._rarity
        words, weights = self._own(index)
        table[words, 1] = weights
        found = np.zeros(self.size, np.float32)
        for start in range(0, self.size, _MULTIPLIED):
            texts = self._texts[start : start + _MULTIPLIED]
            # `take` clips rather than checks: every place is in the table.
            both = table.take(_joined_words(texts), axis=0, mode="clip")
            weights = both[:, 0] * _damped()[_joined_times(texts)]
            starts = _starts(texts)
            norms = np.sqrt(_sums(weights * weights, starts))
            products = _sums(weights * both[:, 1], starts)
            found[start : start + len(texts)] = products / np.where(norms > 0, norms, 1)
        return found

    def cosine(self, first: int, second: int) -> float:
        """That of two texts."""
        import numpy as np

        words, weights = self._own(first)
        others, beside = self._own(second)
        _, mine, theirs = np.intersect1d(words, others, assume_unique=True, return_indices=True)
        return float(weights[mine] @ beside[theirs])

    def pairs(self, rows: Sequence[int], threshold: float = THRESHOLD) -> list[Pair]:
        """Every pair that holds one of `rows`, at most BLOCK of them at a time.

        About 220 MB beside the corpus for 10,000 texts: the dense table and the sparse one (twice,
        one turned), made once; and a block's product of BLOCK times `size` floats.
        """
        import numpy as np

        chosen = np.array(rows, np.int64)
        cosines = self._common[chosen] @ self._common.T
        cosines += (self._rare[chosen] @ self._rare_turned).toarray()
        first, second = np.nonzero(cosines >= threshold)
        likeness = cosines[first, second].tolist()
        found = {
            (max(a, b), min(a, b)): cosine
            for a, b, cosine in zip(chosen[first].tolist(), second.tolist(), likeness, strict=True)
            if a != b
        }
        return [Pair(*places, cosine) for places, cosine in sorted(found.items())]

    def pairs_of(self, index: int, threshold: float = THRESHOLD) -> list[Pair]:
        """The same for one text, without the tables that many need."""
        import numpy as np

        cosines = self.likeness(index)
        others = [i for i in np.flatnonzero(cosines >= threshold).tolist() if i != index]
        return [Pair(max(i, index), min(i, index), float(cosines[i])) for i in others]

    def _own(self, index: int) -> "tuple[NDArray[np.int32], NDArray[np.float32]]":
        """One text's words and their weights, of unit length together."""
        import numpy as np

        text = self._texts[index : index + 1]
        words = _joined_words(text)
        weights = _damped()[_joined_times(text)] * self._rarity[words]
        norm = np.float32(np.sqrt(weights @ weights))
        found: NDArray[np.float32] = weights / (norm if norm > 0 else np.float32(1))
        return words, found

    # -- tables of all texts, made when many are compared ------------------------------------

    @cached_property
    def _starts(self) -> "NDArray[np.int32]":
        """Where each text's words begin among all, and where the last ones end."""
        return _starts(self._texts)

    @cached_property
    def _words(self) -> "NDArray[np.int32]":
        return _joined_words(self._texts)

    @cached_property
    def _weights(self) -> "NDArray[np.float32]":
        """Not of unit length: `_norms` say how long each text's are."""
        weights = _damped().take(_joined_times(self._texts), mode="clip")
        weights *= self._rarity.take(self._words, mode="clip")
        found: NDArray[np.float32] = weights
        return found

    @cached_property
    def _norms(self) -> "NDArray[np.float32]":
        import numpy as np

        norms = np.sqrt(_sums(self._weights * self._weights, self._starts))
        return np.where(norms > 0, norms, 1).astype(np.float32)

    @cached_property
    def _is_common(self) -> "NDArray[np.bool_]":
        import numpy as np

        common = self._frequency > max(1, self.size * COMMON_SHARE)
        if common.sum() > MOST_COMMON:
            least = np.partition(self._frequency, -MOST_COMMON)[-MOST_COMMON]
            common &= self._frequency > least
        return common

    @cached_property
    def _common(self) -> "NDArray[np.float32]":
        """Weights of the common words; shape (size, at most MOST_COMMON)."""
        import numpy as np

        columns = np.cumsum(self._is_common) - 1
        held = self._is_common[self._words]
        dense = np.zeros((self.size, int(self._is_common.sum())), np.float32)
        rows = np.repeat(np.arange(self.size), np.diff(self._starts))
        dense[rows[held], columns[self._words[held]]] = self._weights[held]
        dense /= self._norms[:, None]
        return dense

    @cached_property
    def _rare(self) -> Any:
        """Weights of the other words, sparse; shape (size, BUCKETS)."""
        import numpy as np
        from scipy.sparse import csr_array

        held = ~self._is_common[self._words]
        norms = np.repeat(self._norms, np.diff(self._starts))
        ends = np.concatenate([[0], np.cumsum(held)])[self._starts]
        shape = (self.size, BUCKETS)
        return csr_array((self._weights[held] / norms[held], self._words[held], ends), shape=shape)

    @cached_property
    def _rare_turned(self) -> Any:
        return self._rare.T.tocsr()


def _joined_words(texts: Sequence[Packed]) -> "NDArray[np.int32]":
    import numpy as np

    return np.frombuffer(b"".join(text.words for text in texts), "<u4").view(np.int32)


def _joined_times(texts: Sequence[Packed]) -> "NDArray[np.uint8]":
    import numpy as np

    return np.frombuffer(b"".join(text.times for text in texts), np.uint8)


def _starts(texts: Sequence[Packed]) -> "NDArray[np.int32]":
    import numpy as np

    lengths = np.array([len(text.times) for text in texts], np.int64)
    return np.concatenate([[0], np.cumsum(lengths)]).astype(np.int32)


@cache
def _damped() -> "NDArray[np.float32]":
    """What a word weighs by how often a text says it."""
    import numpy as np

    damped = np.zeros(MOST_TIMES + 1, np.float32)
    damped[1:] = 1 + np.log(np.arange(1, MOST_TIMES + 1))
    return damped


def _sums(values: "NDArray[np.float32]", starts: "NDArray[np.int32]") -> "NDArray[np.float32]":
    """The sum of each text's values; texts without words have none."""
    import numpy as np

    found = np.zeros(len(starts) - 1, np.float32)
    filled = np.flatnonzero(np.diff(starts))
    if len(filled):
        found[filled] = np.add.reduceat(values, starts[filled])
    return found
