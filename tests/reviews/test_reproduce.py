"""A frozen ranking is made again from its record alone, to the last digit."""

import copy
import json

import sqlalchemy as sa
from flask import Flask

from grants.calls.queries import criteria_of
from grants.core.db import db
from grants.reviews.models import Assignment, AssignmentStatus, Ranking, Recommendation, Review
from grants.reviews.queries.frozen import frozen
from grants.reviews.queries.moderation import panel_of
from grants.reviews.queries.ranking import ranking_of
from grants.reviews.rules.agreed import Agreed
from grants.reviews.rules.reproduce import again
from grants.reviews.service import conflicts, freeze, moderation, rule
from tests import build
from tests.reviews import world as w
from tests.reviews.test_ranking import Departure, freeze_now
from tests.reviews.test_rule import scored


def frozen_world(chosen: str = "calibrated") -> tuple[w.World, str]:
    """Ordered by that rule, one criterion agreed by a panel, one departure."""
    made = scored(envelope_cents=90_000_000)
    lead = build.acting(made.lead)
    rule.choose(lead, made.call.ref, chosen, "Few evaluators read everything.")
    agreed = {criteria_of(made.call)[0].id: Agreed(3_500, "Talked over.")}
    moderation.moderate(
        lead,
        made.call.ref,
        made.proposals[3].ref,
        agreed,
        seen=moderation.seen_digest(panel_of(made.proposals[3].id)),
    )
    departure = Departure(made.proposals[5].ref, Recommendation.RESERVE, None, "Funded elsewhere.")
    return made, freeze_now(made, departure)


def test_the_command_makes_every_figure_again_under_each_rule(app: Flask) -> None:
    for chosen in ("calibrated", "mean", "median"):
        made, ref = frozen_world(chosen)
        found = app.test_cli_runner().invoke(args=["reviews", "reproduce", ref])
        assert found.exit_code == 0, found.output
        assert f"rule {chosen}, 8 proposals" in found.output
        assert "every figure is as frozen" in found.output
        text = db.session.scalars(sa.select(Ranking.content).where(Ranking.ref == ref)).one()
        assert not any(person.name in text for person in made.evaluators)


def test_any_figure_that_was_changed_is_named(app: Flask) -> None:
    _, ref = frozen_world()
    content = json.loads(
        db.session.scalars(sa.select(Ranking.content).where(Ranking.ref == ref)).one()
    )
    assert again(content).differences == ()
    first = content["rows"][0]
    changes = {
        "mean": lambda c: c["rows"][0].update(mean=[1, 2]),
        "place": lambda c: c["rows"][0].update(place=2),
        "estimate": lambda c: c["rows"][0]["estimate"].update(milli=1),
        "review": lambda c: c["rows"][0]["reviews"][0].update(points_milli=1),
        "evaluator": lambda c: c["calibration"]["evaluators"][0].update(low_milli=7),
        "estimate ": lambda c: c["calibration"].update(seed=1),
    }
    for name, change in changes.items():
        other = copy.deepcopy(content)
        change(other)
        wrong = [str(one) for one in again(other).differences]
        assert any(name.strip() in line for line in wrong), (name, wrong)
    assert first["reviews"][0]["evaluator"].startswith("E")


def test_a_record_of_the_first_format_is_made_again_too(app: Flask) -> None:
    _, ref = frozen_world("mean")
    content = json.loads(
        db.session.scalars(sa.select(Ranking.content).where(Ranking.ref == ref)).one()
    )
    for name in ("format", "rule", "calibration"):
        content.pop(name)
    for row in content["rows"]:
        row.pop("estimate")
        row.pop("preferred")
        for review in row["reviews"]:
            review.pop("evaluator")
    assert again(content).differences == ()


def test_an_unknown_ranking_is_an_error_in_words(app: Flask) -> None:
    found = app.test_cli_runner().invoke(args=["reviews", "reproduce", "NONE"])
    assert found.exit_code == 1
    assert "there is no frozen ranking NONE" in found.output


def test_removing_a_reviewer_takes_them_from_the_result_and_nothing_from_the_record(
    app: Flask,
) -> None:
    made, ref = frozen_world()
    lead = build.acting(made.lead)
    before = db.session.scalars(sa.select(Ranking.content).where(Ranking.ref == ref)).one()
    reviews = db.session.scalar(sa.select(sa.func.count(Review.id)))
    one = made.evaluators[0]
    task = db.session.scalars(sa.select(Assignment).where(Assignment.person_id == one.id)).first()
    conflicts.declare(build.acting(one), task.ref, has_conflict=True, reason="Related.")
    db.session.expire_all()
    assert task.status in (AssignmentStatus.CONFLICTED, AssignmentStatus.VOIDED)
    given = ranking_of(lead, made.call.ref).basis.reviews
    assert task.ref not in {found.review for found in given}
    assert db.session.scalar(sa.select(sa.func.count(Review.id))) == reviews
    assert frozen(lead, ref).ranking.content == before
    assert freeze.is_genuine(frozen(lead, ref).ranking)
