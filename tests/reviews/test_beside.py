"""Beside the points: what does not apply, how sure one is, one's other scores, the city's view."""

from collections.abc import Callable

import pytest
import sqlalchemy as sa
from flask import Flask

from grants.calls.queries import criteria_of
from grants.core.db import db
from grants.reviews.models import Confidence, Review, Score
from grants.reviews.queries.letters import comments_for
from grants.reviews.queries.work import submitted_reviews
from grants.reviews.rules.review import Given, faults
from grants.reviews.rules.scores import Points, check_points, chosen_of, points_from, points_milli
from grants.reviews.rules.told import told
from grants.reviews.service import conflicts
from tests import build
from tests.browsing import Browser
from tests.counting import queries_of
from tests.reviews import world as w

Browse = Callable[..., Browser]


@pytest.fixture
def made(app: Flask) -> w.World:
    found = w.world(proposals=3)
    w.publish(found)
    return found


def test_what_does_not_apply_is_out_of_the_total_and_needs_a_reason(made: w.World) -> None:
    one, *rest = criteria_of(made.call)
    scores = {one.id: Points(not_applicable=True), **{c.id: Points(4) for c in rest}}
    assert points_milli(scores, criteria_of(made.call)) == 80_000
    assert check_points(scores[one.id], one) is not None
    assert check_points(Points(comment="No loan is asked for.", not_applicable=True), one) is None
    nothing = {c.id: Points(comment="So.", not_applicable=True) for c in (one, *rest)}
    assert f"points_{one.code}" in faults(Given(nothing), (one, *rest))


@pytest.mark.parametrize("chosen", ["0", "3", "5", "abstain", "not_applicable"])
def test_a_choice_is_read_back_as_it_was_written(chosen: str) -> None:
    assert chosen_of(points_from(chosen, "a", "b")) == chosen
    assert points_from("7") == points_from("") == Points()


@pytest.mark.both_databases
def test_no_criterion_is_left_out_for_two_reasons_or_with_points(made: w.World) -> None:
    w.write(made, made.proposals[0], made.evaluators[0], [3, None, 4])
    for values in (
        {"abstained": True, "not_applicable": True, "points": None},
        {"not_applicable": True, "points": 3},
    ):
        with pytest.raises(sa.exc.IntegrityError):
            db.session.execute(sa.update(Score).values(**values))
        db.session.rollback()


def test_the_applicant_is_told_neither_the_committees_words_nor_why_points_are_missing(
    made: w.World,
) -> None:
    a, b, c = (one.id for one in criteria_of(made.call))
    given = Given(
        {
            a: Points(4, False, " Well seen. ", False, "Between us."),
            b: Points(None, True, "I worked there."),
            c: Points(None, False, "No loan.", True),
        },
        "Strong.", "Weak.", "And then?", "Secret.", None, Confidence.LOW,
    )  # fmt: skip
    words = told(given)
    assert (words.strengths, words.comments) == ("Strong.", {a: "Well seen."})
    one, eva = made.proposals[0], made.evaluators[0]
    w.write(made, one, eva, [4, None, 3], confidence=Confidence.HIGH)
    letter = comments_for([one.id])[one.id]
    assert [set(one.comments) for one in letter] == [{a, c}]
    read = submitted_reviews(one.id, build.acting(made.lead), {})
    assert [one.confidence for one in read] == ["high"]


def test_an_evaluator_scores_looks_as_the_city_and_comes_back(
    made: w.World, browse: Browse
) -> None:
    ref = made.ref_for(made.proposals[0], made.evaluators[0])
    browser = browse(made.evaluators[0])
    page = browser.get(f"/reviews/{ref}")
    a, b, _c = criteria_of(made.call)
    looked = page.form("strengths").submit(
        {
            f"points_{a.code}": "4",
            f"comment_{a.code}": "<b>Clear</b> plan.",
            f"committee_{a.code}": "The mayor leaves in May.",
            f"points_{b.code}": "not_applicable",
            f"comment_{b.code}": "No partner is needed.",
            "confidence": "low",
            "strengths": "Its people.",
        },
        button="See what the city will read",
    )
    assert looked.heading == "What the city will read"
    assert "<b>Clear</b> plan." in looked.text
    assert "Its people." in looked.text
    for kept in ("The mayor leaves", "No partner is needed", "Eva 0", "4/5"):
        assert kept not in looked.text
    back = looked.click("Back to the review").form("strengths").values()
    assert back[f"committee_{a.code}"] == "The mayor leaves in May."
    assert back[f"points_{b.code}"] == "not_applicable"
    assert back["confidence"] == "low"
    row = db.session.scalars(sa.select(Review)).one()
    assert row.confidence is Confidence.LOW


def test_ones_other_scores_stand_beside_and_nobody_elses(made: w.World, browse: Browse) -> None:
    me, other = made.evaluators[:2]
    w.write(made, made.proposals[1], me, [4, 4, 2])
    w.write(made, made.proposals[2], me, [3, 4, 2])
    w.write(made, made.proposals[1], other, [0, 0, 0])
    ref = made.ref_for(made.proposals[0], me)
    page = browse(me).get(f"/reviews/{ref}")
    assert "Elsewhere you gave 4 · 3; the mean is 3.5" in page.text
    assert "0; the mean" not in page.text
    table = page.click("My scores in this call")
    assert made.proposals[1].title in table.text
    conflicts.declare(
        build.acting(me), made.ref_for(made.proposals[1], me), has_conflict=True, reason="Kin."
    )
    page = browse(me).get(f"/reviews/{ref}")
    assert "Elsewhere you gave 3; the mean is 3.0" in page.text
    assert made.proposals[1].title not in browse(me).get(f"/reviews/{ref}/my-scores").text


def test_the_page_asks_as_little_with_many_other_reviews(app: Flask, browse: Browse) -> None:
    counts = []
    for n in (2, 9):
        made = w.world(proposals=n)
        w.publish(made)
        me = made.evaluators[0]
        for proposal in made.proposals[1:]:
            w.write(made, proposal, me, [3, 3, 3])
        browser, ref = browse(me), made.ref_for(made.proposals[0], me)
        browser.get(f"/reviews/{ref}")
        counts.append(queries_of(browser, f"/reviews/{ref}"))
    assert counts[0] == counts[1], counts
    assert counts[0] <= 12, counts
