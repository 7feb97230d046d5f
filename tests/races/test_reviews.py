"""Two windows, two presses at once: one effect, nobody overwritten, on both databases."""

from collections.abc import Callable
from datetime import timedelta
from threading import Barrier, Thread
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from grants.core import clock
from grants.core.actor import Actor
from grants.core.db import db
from grants.core.errors import Conflict, DomainError, Refused, Repeated
from grants.mail.models import Mail
from grants.reviews.models import Ranking, RankingChoice, Review, Score, ScoreOpening
from grants.reviews.service import assign, freeze, review, rule
from tests import build
from tests.reviews import world as w

pytestmark = pytest.mark.both_databases


def at_once(app: Flask, acts: list[Callable[[], Any]]) -> list[Any]:
    """Do all of these at the same time; each answer, or the error it raised."""
    barrier, answers = Barrier(len(acts)), [None] * len(acts)

    def run(n: int, act: Callable[[], Any]) -> None:
        with app.app_context():
            barrier.wait(20)
            try:
                answers[n] = act()
            except (DomainError, Repeated) as error:
                answers[n] = error
            except (sa.exc.IntegrityError, sa.orm.exc.StaleDataError) as error:
                answers[n] = error
            finally:
                db.session.remove()

    db.session.commit()
    threads = [Thread(target=run, args=(n, act)) for n, act in enumerate(acts)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    return answers


def saving(
    actor: Actor, ref: str, given: Any, version: int, operation: str | None = None
) -> Callable[[], Any]:
    return lambda: review.save(actor, ref, given, version=version, operation=operation)


def test_of_parallel_saves_one_wins_and_the_others_are_told(app: Flask) -> None:
    made = w.world(proposals=1)
    w.publish(made)
    one = made.evaluators[0]
    actor, ref = build.acting(one), made.ref_for(made.proposals[0], one)
    for version in (0, 1):
        givens = [w.given(made, [n % 6, 3, 3], strengths=f"Window {n}") for n in range(6)]
        answers = at_once(app, [saving(actor, ref, g, version) for g in givens])
        won = [n for n, answer in enumerate(answers) if isinstance(answer, review.Saved)]
        assert len(won) == 1
        assert all(isinstance(a, Conflict) for n, a in enumerate(answers) if n not in won)
        db.session.expire_all()
        stored = db.session.scalars(sa.select(Review)).one()
        assert stored.strengths == f"Window {won[0]}"
        assert stored.version == version + 1
        scores = db.session.scalars(sa.select(Score.points).order_by(Score.criterion_id)).all()
        assert scores == [won[0] % 6, 3, 3]


def test_a_save_sent_many_times_is_done_once(app: Flask) -> None:
    made = w.world(proposals=1)
    w.publish(made)
    one = made.evaluators[0]
    actor, ref = build.acting(one), made.ref_for(made.proposals[0], one)
    given = w.given(made, [3, 3, 3])
    answers = at_once(app, [saving(actor, ref, given, 0, "same-key")] * 6)
    assert sum(isinstance(a, review.Saved) for a in answers) == 1
    assert {a.result for a in answers if isinstance(a, Repeated)} == {"1"}


def test_changing_and_opening_at_once_never_shows_a_review_that_changes_later(app: Flask) -> None:
    made = w.world(proposals=1)
    w.publish(made)
    proposal, (one, two, _) = made.proposals[0], made.evaluators
    w.write(made, proposal, one, [3, 3, 3])
    w.write(made, proposal, two, [4, 4, 4])
    ref, other = made.ref_for(proposal, one), made.ref_for(proposal, two)
    opener = build.acting(two)
    changed, opened = at_once(
        app,
        [
            saving(build.acting(one), ref, w.given(made, [5, 5, 5]), 2),
            lambda: review.open_others(opener, other),
        ],
    )
    assert opened is None
    assert isinstance(changed, review.Saved | Refused)
    db.session.expire_all()
    mine = db.session.scalars(sa.select(Review).where(Review.opened_at.is_(None))).one()
    if isinstance(changed, review.Saved):
        theirs = db.session.scalars(sa.select(Review).where(Review.opened_at.is_not(None))).one()
        assert mine.saved_at <= theirs.opened_at


def test_of_parallel_publications_one_tells_the_evaluators(app: Flask) -> None:
    made = w.world(proposals=2)
    lead = build.acting(made.lead)
    assign.suggest(lead, made.call.ref)
    call_ref, due = made.call.ref, clock.now() + timedelta(days=9)
    answers = at_once(app, [lambda: assign.publish(lead, call_ref, due)] * 5)
    assert sorted(a for a in answers if isinstance(a, int)) == [3]
    mails = sa.select(sa.func.count(Mail.id)).where(Mail.kind == "assignment_published")
    assert db.session.scalar(mails) == 3


def test_of_parallel_freezes_one_is_kept(app: Flask) -> None:
    made = w.world(proposals=2)
    w.publish(made)
    for proposal in made.proposals:
        w.write(made, proposal, made.evaluators[0], [4, 4, 4])
    lead = build.acting(made.lead)
    seen = freeze.basis(freeze.freezable(lead, made.call.ref))
    call_ref = made.call.ref
    answers = at_once(
        app, [lambda: freeze.freeze(lead, call_ref, [], "", seen=seen, operation="k")] * 4
    )
    refs = [a for a in answers if isinstance(a, str)]
    assert len(refs) == 1
    assert {a.result for a in answers if isinstance(a, Repeated)} <= {refs[0]}
    assert db.session.scalar(sa.select(sa.func.count(Ranking.id))) == 1


def test_of_a_choice_and_an_opening_at_once_none_is_chosen_after_the_opening(app: Flask) -> None:
    made = w.world(proposals=0, evaluators=0)
    lead, ref = build.acting(made.lead), made.call.ref
    answers = at_once(
        app,
        [
            lambda: rule.choose(lead, ref, "median", "One far-off score should not decide."),
            lambda: rule.open_scores(lead, ref),
            lambda: rule.open_scores(lead, ref),
        ],
    )
    assert all(answer is None or isinstance(answer, Refused) for answer in answers), answers
    [opening] = db.session.scalars(sa.select(ScoreOpening))
    chosen = db.session.scalars(sa.select(RankingChoice)).all()
    assert len(chosen) == (answers[0] is None)
    assert all(one.at <= opening.at for one in chosen)
