"""Vectors of texts: the weights of scikit-learn, recall on planted pairs, one way as the other."""

import csv
import random
from itertools import combinations
from pathlib import Path

import pytest
from hypothesis import given, settings, strategies as st

from grants.core.text import fold
from grants.screening.vectors import MOST_TIMES, THRESHOLD, Corpus, pack

PROJECTS = Path(__file__).parent / "data" / "projects.csv"


@pytest.fixture(scope="module")
def texts() -> list[str]:
    with PROJECTS.open(encoding="utf-8") as file:
        return [f"{row['title']}\n\n{row['description']}" for row in csv.DictReader(file)]


def corpus(texts: list[str]) -> Corpus:
    return Corpus([pack(text) for text in texts])


def alike(text: str, others: list[str]) -> dict[int, float]:
    """The others by their place and how much alike they are."""
    found = corpus([*others, text]).pairs_of(len(others))
    return {pair.second: pair.cosine for pair in found}


def reworded(text: str, dice: random.Random) -> str:
    """Another applicant's version: sentences moved, one word in five gone, words put in."""
    sentences = text.replace("\n", " ").split(". ")
    dice.shuffle(sentences)
    words = [w for w in ". ".join(sentences).split() if dice.random() > 0.2]
    for _ in range(len(words) // 10):
        words.insert(dice.randrange(len(words) + 1), dice.choice(["urban", "local", "ciudad"]))
    return " ".join(words)


def test_planted_pairs_are_found_and_nothing_else(texts: list[str]) -> None:
    dice = random.Random(7)
    long = [i for i, text in enumerate(texts) if len(text.split()) >= 25]
    assert len(long) >= 20
    found = hits = false = 0
    for i in long:
        pairs = set(alike(reworded(texts[i], dice), texts))
        hits += i in pairs
        false += len(pairs - {i} - _truly_alike(texts, i))
        found += 1
    assert hits / found >= 0.93
    assert false == 0


def _truly_alike(texts: list[str], i: int) -> set[int]:
    """Real projects that are phases of one another share their text as published."""
    others = [text if n != i else "" for n, text in enumerate(texts)]
    return set(alike(texts[i], others))


def test_the_weights_are_those_of_scikit_learn(texts: list[str]) -> None:
    from sklearn.feature_extraction.text import TfidfVectorizer

    vectors = TfidfVectorizer(preprocessor=fold, sublinear_tf=True).fit_transform(texts)
    oracle = (vectors @ vectors.T).toarray()
    of = corpus(texts)
    for i in range(len(texts)):
        assert of.likeness(i) == pytest.approx(oracle[i], abs=0.03)  # words may share a place
    assert of.cosine(0, 5) == pytest.approx(oracle[0, 5], abs=0.03)


@pytest.mark.parametrize("share", [0.0, 0.02, 2.0], ids=["all common", "both", "all rare"])
def test_many_at_a_time_find_what_one_by_one_finds(
    texts: list[str], share: float, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("grants.screening.vectors.COMMON_SHARE", share)
    dice = random.Random(3)
    many = [*texts, "", *(reworded(text, dice) for text in texts[:20])]
    of = corpus(many)
    one_by_one = {(p.first, p.second): p.cosine for i in range(len(many)) for p in of.pairs_of(i)}
    at_once = {(p.first, p.second): p.cosine for p in of.pairs(range(len(many)))}
    assert len(at_once) >= 20
    assert at_once == pytest.approx(one_by_one, abs=1e-5)
    some = {(p.first, p.second) for p in of.pairs([50, 60])}
    assert some == {both for both in one_by_one if 50 in both or 60 in both}


def test_texts_of_different_projects_stay_below_the_threshold() -> None:
    first = "Residents upgrade three settlements with water, lanes and a land register."
    second = "A bus line will connect the harbour with the university and reduce accidents."
    assert alike(first, [second]) == {}
    assert alike(first, [second, first]) == pytest.approx({1: 1.0}, abs=1e-5)


@pytest.mark.parametrize("empty", ["", "   ", "a", "…", "– –"])
def test_texts_without_words_are_like_nothing(empty: str) -> None:
    assert alike(empty, ["some words here", empty]) == {}
    assert alike("some words here", [empty]) == {}
    assert alike("some words here", []) == {}
    assert corpus([empty, empty]).pairs([0, 1]) == []


def test_accents_and_capitals_make_no_difference() -> None:
    assert alike("REHABILITACIÓN del BARRIO", ["rehabilitacion del barrio"]) == pytest.approx(
        {0: 1.0}, abs=1e-5
    )


def test_a_word_said_more_often_than_a_byte_counts_is_kept() -> None:
    packed = pack("water " * 1000 + "lanes")
    assert sorted(packed.times) == [1, MOST_TIMES]


@settings(max_examples=50)
@given(
    st.lists(
        st.lists(st.sampled_from(["aa", "bb", "cc", "dd", "ee", "ff", "gg", "hh"]), max_size=12),
        min_size=2,
        max_size=8,
    )
)
def test_likeness_is_symmetric_and_at_most_one(words: list[list[str]]) -> None:
    of = corpus([" ".join(text) for text in words])
    for i, j in combinations(range(len(words)), 2):
        assert -1e-5 <= of.cosine(i, j) <= 1 + 1e-5
        assert of.cosine(i, j) == pytest.approx(of.cosine(j, i), abs=1e-5)
        is_pair = any((p.first, p.second) == (j, i) for p in of.pairs([i]))
        if abs(of.cosine(i, j) - THRESHOLD) > 1e-4:
            assert is_pair == (of.cosine(i, j) >= THRESHOLD)


@given(st.text(max_size=200))
def test_any_text_can_be_packed(text: str) -> None:
    packed = pack(text)
    assert len(packed.words) == 4 * len(packed.times)
    assert 0 not in packed.times
