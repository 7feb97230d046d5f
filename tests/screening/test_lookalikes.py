"""Look-alikes: recall on planted pairs of real project texts, passages, and the job."""

import csv
import random
from pathlib import Path
from types import SimpleNamespace

import pytest
import sqlalchemy as sa
from flask import Flask
from hypothesis import given, settings, strategies as st

from grants.core import jobs
from grants.core.db import db
from grants.proposals.models import Proposal
from grants.screening import service
from grants.screening.lookalikes import MIN_WORDS, THRESHOLD, alike, passages
from grants.screening.models import LookAlike, LookAlikeVerdict
from grants.screening.rules.texts import long_text
from tests import build
from tests.screening import cases

PROJECTS = Path(__file__).parent / "data" / "projects.csv"


@pytest.fixture(scope="module")
def texts() -> list[str]:
    with PROJECTS.open(encoding="utf-8") as file:
        return [f"{row['title']}\n\n{row['description']}" for row in csv.DictReader(file)]


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
        pairs = {one.index for one in alike(reworded(texts[i], dice), texts)}
        hits += i in pairs
        false += len(pairs - {i} - _truly_alike(texts, i))
        found += 1
    assert hits / found >= 0.93
    assert false == 0


def _truly_alike(texts: list[str], i: int) -> set[int]:
    """Real projects that are phases of one another share their text as published."""
    return {one.index for one in alike(texts[i], texts) if one.index != i}


def test_texts_of_different_projects_stay_below_the_threshold() -> None:
    first = "Residents upgrade three settlements with water, lanes and a land register."
    second = "A bus line will connect the harbour with the university and reduce accidents."
    assert alike(first, [second]) == []
    (same,) = alike(first, [second, first])
    assert (same.index, round(same.cosine, 6)) == (1, 1.0)


@pytest.mark.parametrize("empty", ["", "   ", "a", "…"])
def test_texts_without_words_are_like_nothing(empty: str) -> None:
    assert alike(empty, ["some words here", empty]) == []
    assert alike("some words here", [empty]) == []
    assert alike("some words here", []) == []


WORDS = st.lists(
    st.sampled_from(["one", "two", "three", "four", "five", "six", "seven"]), max_size=40
)


@settings(max_examples=60)
@given(a=WORDS, b=WORDS)
def test_every_passage_stands_in_both_texts_and_never_overlaps(a: list[str], b: list[str]) -> None:
    first, second = " ".join(a), "  ".join(b)
    at = -1
    for p in sorted(passages(first, second, most=1000), key=lambda p: p.first):
        mine = first[slice(*p.first)].split()
        assert mine == second[slice(*p.second)].split()
        assert len(mine) == p.words >= MIN_WORDS
        assert p.first[0] > at
        at = p.first[1]


def test_a_moved_paragraph_is_found_where_it_went() -> None:
    moved = "the register of land is kept by the residents themselves"
    first = f"{moved}. We build lanes and drains first of all."
    second = f"Elsewhere we plant trees along every road. {moved.upper()}!"
    (found,) = passages(first, second)
    assert second[slice(*found.second)] == moved.upper()


def test_passages_of_long_repetitive_texts_take_no_time() -> None:
    found = passages(
        "the same words again and again " * 500, "the same words again and again " * 500
    )
    assert found[0].words == 3000


def test_short_answers_are_not_compared() -> None:
    content = {"answers": {"title": "T", "summary": "word " * 20, "city": {"name": "X"}, "a": "x"}}
    assert long_text(content) == "T\n\n" + "word " * 20


def pairs() -> list[tuple[int, int]]:
    return sorted(
        (row.proposal_id, row.other_id) for row in db.session.scalars(sa.select(LookAlike))
    )


def with_text(text: str, **over: object) -> Proposal:
    answers = {**cases.ANSWERS, "summary": text, "title": text[:20]}
    return cases.submitted(cases.closed_call(), content={"answers": answers}, **over)


SAME = "Residents and newcomers map every house together and agree on the lanes. " * 3
OTHER = "A bus line will connect the harbour with the university and fewer people are hurt. " * 3


def test_a_submission_asks_for_its_look_alikes_once(app: Flask) -> None:
    row = with_text(SAME)
    for _ in range(2):
        service.on_submitted(row, snapshot=SimpleNamespace(n=1), actor=None)
    db.session.commit()
    assert db.session.scalar(sa.select(sa.func.count()).select_from(jobs.Job)) == 1
    assert jobs.work_once()
    assert db.session.scalars(sa.select(jobs.Job)).one().last_error is None


def test_pairs_over_calls_are_flagged_once_and_unlike_ones_taken_off(app: Flask) -> None:
    first, second, third = with_text(SAME), with_text(SAME), with_text(OTHER)
    for row in (second, first, third, second):
        service.find_lookalikes({"proposal_id": row.id})
    assert pairs() == [(second.id, first.id)]
    likeness = db.session.scalars(sa.select(LookAlike)).one()
    assert likeness.likeness_pct > THRESHOLD * 100
    likeness.other_id = third.id
    db.session.commit()
    service.find_lookalikes({"proposal_id": third.id})
    assert (second.id, third.id) not in pairs()


def test_a_judged_pair_stays_on_record(app: Flask) -> None:
    first, second, third = with_text(SAME), with_text(SAME), with_text(OTHER)
    service.find_lookalikes({"proposal_id": second.id})
    ref = db.session.scalars(sa.select(LookAlike.ref)).one()
    officer = build.acting(cases.officer())
    service.judge(officer, ref, LookAlikeVerdict.BOILERPLATE, "General words.")
    row = db.session.scalars(sa.select(LookAlike)).one()
    row.other_id = third.id
    db.session.commit()
    service.find_lookalikes({"proposal_id": third.id})
    assert (second.id, third.id) in pairs()
    assert first.id


def test_test_proposals_are_not_compared(app: Flask) -> None:
    with_text(SAME, is_test=True)
    row = with_text(SAME)
    service.find_lookalikes({"proposal_id": row.id})
    assert pairs() == []
