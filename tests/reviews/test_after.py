"""A review once it is in: versions stay, it can go back to its author, the office rates it."""

from collections.abc import Callable

import pytest
import sqlalchemy as sa
from flask import Flask

from grants.accounts.models import Role
from grants.core.db import db
from grants.core.errors import NotFound, Refused
from grants.mail.models import Mail
from grants.reviews.models import (
    Assignment,
    Review,
    ReviewRating,
    ReviewReturn,
    ReviewStatus,
    ReviewVersion,
    ScoreOpening,
)
from grants.reviews.queries.ranking import ranking_of
from grants.reviews.queries.work import held, submitted_reviews
from grants.reviews.service import after, freeze, review as service, rule
from tests import build
from tests.browsing import Browser
from tests.reviews import world as w

Browse = Callable[..., Browser]
NOTE = "The comment on the first criterion is about another city."


@pytest.fixture
def made(app: Flask) -> w.World:
    found = w.world(proposals=1)
    w.publish(found)
    for evaluator in found.evaluators[:2]:
        w.write(found, found.proposals[0], evaluator, [4, 4, 4])
    rule.open_scores(build.acting(found.lead), found.call.ref)
    return found


def ref_of(made: w.World, n: int = 0) -> str:
    query = sa.select(Assignment.ref).where(Assignment.person_id == made.evaluators[n].id)
    return db.session.scalars(query).one()


def counts(made: w.World) -> int:
    return ranking_of(build.acting(made.lead), made.call.ref).rows[0].tally.count


def versions() -> list[int]:
    return list(db.session.scalars(sa.select(ReviewVersion.n).order_by(ReviewVersion.id)))


@pytest.mark.both_databases
def test_sent_back_a_review_counts_for_nothing_until_it_is_in_again(made: w.World) -> None:
    lead, ref = build.acting(made.lead), ref_of(made)
    assert counts(made) == 2
    with pytest.raises(Refused, match="not sent back"):
        after.send_back(lead, made.call.ref, ref, " ")
    after.send_back(lead, made.call.ref, ref, NOTE)
    assert counts(made) == 1
    mail = db.session.scalars(sa.select(Mail).where(Mail.kind == "review_sent_back")).one()
    assert mail.person_id == made.evaluators[0].id
    with pytest.raises(NotFound):
        after.send_back(lead, made.call.ref, ref, NOTE)
    author = build.acting(made.evaluators[0])
    found = held(author, ref)
    assert found.review is not None
    assert found.review.status is ReviewStatus.DRAFT
    given = service.given_of(found)
    assert given.strengths  # what was written is as its author left it
    service.submit(author, ref, version=found.version)
    assert counts(made) == 2
    assert versions() == [1, 1, 2]


@pytest.mark.both_databases
def test_no_version_return_or_rating_is_ever_changed(made: w.World) -> None:
    lead, ref = build.acting(made.lead), ref_of(made)
    after.rate(lead, made.call.ref, ref, "thin", "Two lines")
    after.send_back(lead, made.call.ref, ref, NOTE)
    for model in (ReviewVersion, ReviewReturn, ReviewRating):
        for act in (sa.delete(model), sa.update(model).values(id=model.id + 1000)):
            with pytest.raises(sa.exc.DatabaseError):
                db.session.execute(act)
            db.session.rollback()


def test_each_change_after_submitting_is_a_version_that_author_and_lead_may_read(
    made: w.World, browse: Browse
) -> None:
    ref = ref_of(made)
    page = browse(made.evaluators[0]).get(f"/reviews/{ref}")
    page.form("strengths").submit(
        {"strengths": "Now with the bus lanes."}, button="Submit the changes"
    )
    assert versions() == [1, 1, 2]
    own = browse(made.evaluators[0]).get(f"/reviews/{ref}/versions")
    assert "Version 2" in own.text
    assert "Now with the bus lanes." in own.text
    lead = browse(made.lead).get(f"/reviews/calls/{made.call.ref}/reviews/{ref}/versions")
    assert "Version 1" in lead.text
    assert browse(made.evaluators[1]).get(f"/reviews/{ref}/versions").status == 404


def test_the_lead_sends_back_on_a_page_and_the_author_reads_why(
    made: w.World, browse: Browse
) -> None:
    lead, url = browse(made.lead), f"/reviews/calls/{made.call.ref}/proposals/"
    page = lead.get(url + made.proposals[0].ref).click("Send back to its author")
    assert "It counts for nothing until" in page.text
    again = page.form("note").submit({"note": ""})
    assert again.status == 422
    again.form("note").submit({"note": NOTE})
    evaluator = next(e for n, e in enumerate(made.evaluators[:2]) if _is_draft(ref_of(made, n)))
    ref = ref_of(made, made.evaluators.index(evaluator))
    page = browse(evaluator).get(f"/reviews/{ref}")
    assert NOTE in page.text
    assert "Sent back to you" in page.text


def _is_draft(ref: str) -> bool:
    query = sa.select(Review.status).join(Assignment).where(Assignment.ref == ref)
    return db.session.scalars(query).one() is ReviewStatus.DRAFT


def test_a_rating_is_for_the_office_alone(made: w.World, browse: Browse) -> None:
    ref = ref_of(made)
    url = f"/reviews/calls/{made.call.ref}/reviews/{ref}/rate"
    page = browse(made.lead).get(url)
    assert page.form("words").submit({"words": "x"}).status == 422
    page = page.form("quality").submit({"quality": "off_topic", "words": "About roads only"})
    assert "Off the topic" in page.text
    assert "About roads only" in page.text
    assert browse(made.evaluators[0]).get(url).status in (403, 404)
    assert "About roads only" not in browse(made.evaluators[0]).get(f"/reviews/{ref}").text
    auditor = browse(build.person("Aud", Role.AUDITOR))
    seen = auditor.get(f"/reviews/calls/{made.call.ref}/proposals/{made.proposals[0].ref}")
    assert "About roads only" not in seen.text


def test_after_the_ranking_is_frozen_nothing_goes_back(made: w.World) -> None:
    lead = build.acting(made.lead)
    view = freeze.freezable(lead, made.call.ref)
    freeze.freeze(lead, made.call.ref, [], "", seen=freeze.basis(view))
    with pytest.raises(Refused, match="has ended"):
        after.send_back(lead, made.call.ref, ref_of(made), NOTE)


def test_no_version_is_read_before_the_scores_are_opened(app: Flask, browse: Browse) -> None:
    found = w.world(proposals=1)
    w.publish(found)
    w.write(found, found.proposals[0], found.evaluators[0], [4, 4, 4])
    assert db.session.scalars(sa.select(ScoreOpening)).all() == []
    url = f"/reviews/calls/{found.call.ref}/reviews/{ref_of(found)}/versions"
    assert browse(found.lead).get(url).status == 404


def test_evaluators_see_each_other_by_letters_that_stay(made: w.World) -> None:
    reader = build.acting(made.evaluators[0])
    before = {one.ref: one.evaluator for one in submitted_reviews(made.proposals[0].id, reader)}
    w.write(made, made.proposals[0], made.evaluators[2], [2, 2, 2])
    after_it = {one.ref: one.evaluator for one in submitted_reviews(made.proposals[0].id, reader)}
    assert before.items() <= after_it.items()
    assert sorted(after_it.values()) == ["A", "B", "C"]
    assert [*after_it.values()] == ["A", "B", "C"]  # not in the order they came in


def test_the_desk_gives_the_due_dates_as_a_calendar(made: w.World, browse: Browse) -> None:
    page = browse(made.evaluators[2]).get("/reviews/dates.ics")
    assert page.status == 200
    assert "BEGIN:VEVENT" in page.source
    assert made.proposals[0].title[:20] in page.source.replace("\r\n ", "")
    assert "BEGIN:VEVENT" not in browse(made.evaluators[0]).get("/reviews/dates.ics").source
