"""Writing, submitting and changing a review; what a late conflict does."""

import pytest
import sqlalchemy as sa
from flask import Flask

from grants.audit.models import TrailEvent
from grants.core.db import db
from grants.core.errors import Conflict, NotFound, Refused
from grants.mail.models import Mail
from grants.proposals.models import ProposalStatus
from grants.reviews.models import (
    Assignment,
    AssignmentStatus,
    ConflictKind,
    Review,
    ReviewStatus,
    Score,
)
from grants.reviews.queries.ranking import ranking_of
from grants.reviews.queries.work import held, submitted_reviews
from grants.reviews.rules.review import Given
from grants.reviews.rules.scores import Points
from grants.reviews.service import conflicts, review
from tests import build
from tests.reviews import world as w


@pytest.mark.both_databases
def test_a_draft_is_kept_however_incomplete_and_counts_nowhere(app: Flask) -> None:
    made = w.world(proposals=1)
    w.publish(made)
    eva, ref = build.acting(made.evaluators[0]), made.ref_for(made.proposals[0], made.evaluators[0])
    saved = review.save(eva, ref, Given(strengths="Only this."), version=0)
    assert saved.points_milli is None
    again = review.save(eva, ref, w.given(made, [5, None, 0], strengths=""), version=saved.version)
    assert again.points_milli == 66_667
    row = ranking_of(build.acting(made.lead), made.call.ref).rows[0]
    assert (row.tally.count, row.assigned, row.mean) == (0, 3, None)
    assert submitted_reviews(made.proposals[0].id, eva) == []


def test_submitting_needs_everything_and_says_what_is_missing(app: Flask) -> None:
    made = w.world(proposals=1)
    w.publish(made)
    eva, ref = build.acting(made.evaluators[0]), made.ref_for(made.proposals[0], made.evaluators[0])
    given = w.given(made, [5, None, 3], strengths=" ", advice=None)
    first = next(iter(given.scores))
    given = Given({**given.scores, first: Points(5, False, "Short")}, " ", "Weak.")
    saved = review.save(eva, ref, given, version=0)
    with pytest.raises(Refused) as refused:
        review.submit(eva, ref, version=saved.version)
    assert set(refused.value.fields) == {"comment_A", "strengths", "advice"}
    db.session.rollback()
    assert db.session.scalars(sa.select(Review.status)).one() is ReviewStatus.DRAFT


def test_whoever_abstains_from_everything_is_asked_to_declare(app: Flask) -> None:
    made = w.world(proposals=1)
    w.publish(made)
    eva, ref = build.acting(made.evaluators[0]), made.ref_for(made.proposals[0], made.evaluators[0])
    saved = review.save(eva, ref, w.given(made, [None, None, None]), version=0)
    with pytest.raises(Refused) as refused:
        review.submit(eva, ref, version=saved.version)
    assert set(refused.value.fields) == {"points_A"}


def test_a_second_window_is_told_and_overwrites_nothing(app: Flask) -> None:
    made = w.world(proposals=1)
    w.publish(made)
    eva, ref = build.acting(made.evaluators[0]), made.ref_for(made.proposals[0], made.evaluators[0])
    review.save(eva, ref, w.given(made, [3, 3, 3], strengths="First"), version=0)
    with pytest.raises(Conflict) as conflict:
        review.save(eva, ref, w.given(made, [1, 3, 3], strengths="Second"), version=0)
    assert conflict.value.mine["strengths"] == "Second"
    assert conflict.value.theirs["strengths"] == "First"
    assert (conflict.value.mine["points_A"], conflict.value.theirs["points_A"]) == ("1", "3")
    db.session.rollback()
    assert db.session.scalars(sa.select(Review.strengths)).one() == "First"


def test_nothing_can_be_read_or_written_before_the_declaration(app: Flask) -> None:
    made = w.world(proposals=1)
    w.publish(made, declared=False)
    eva, ref = build.acting(made.evaluators[0]), made.ref_for(made.proposals[0], made.evaluators[0])
    with pytest.raises(NotFound):
        review.save(eva, ref, w.given(made, [3, 3, 3]), version=0)
    db.session.rollback()
    conflicts.declare(eva, ref, has_conflict=False)
    review.save(eva, ref, w.given(made, [3, 3, 3]), version=0)


def test_a_submitted_review_changes_until_others_are_opened_and_then_never(app: Flask) -> None:
    made = w.world(proposals=1)
    w.publish(made)
    proposal, (one, two, _) = made.proposals[0], made.evaluators
    w.write(made, proposal, one, [3, 3, 3])
    w.write(made, proposal, two, [4, 4, 4])
    ref = made.ref_for(proposal, one)
    version = held(build.acting(one), ref).version
    saved = review.save(build.acting(one), ref, w.given(made, [4, 3, 3]), version=version)
    assert saved.points_milli == 68_000
    with pytest.raises(Refused):
        review.save(
            build.acting(one), ref, w.given(made, [4, 3, 3], weaknesses=""), version=saved.version
        )
    db.session.rollback()
    review.open_others(build.acting(two), made.ref_for(proposal, two))
    with pytest.raises(Refused, match="final"):
        review.save(build.acting(one), ref, w.given(made, [5, 5, 5]), version=saved.version)
    db.session.rollback()
    assert held(build.acting(one), ref).version == saved.version


def test_whoever_has_not_submitted_may_still_write_after_others_opened(app: Flask) -> None:
    made = w.world(proposals=1)
    w.publish(made)
    proposal, (one, two, three) = made.proposals[0], made.evaluators
    w.write(made, proposal, one, [3, 3, 3])
    w.write(made, proposal, two, [4, 4, 4])
    review.open_others(build.acting(two), made.ref_for(proposal, two))
    w.write(made, proposal, three, [2, 2, 2])
    assert len(submitted_reviews(proposal.id, build.acting(three))) == 3


def test_others_reviews_stay_closed_until_ones_own_is_in(app: Flask) -> None:
    made = w.world(proposals=1)
    w.publish(made)
    proposal, (one, two, _) = made.proposals[0], made.evaluators
    w.write(made, proposal, one, [3, 3, 3])
    with pytest.raises(NotFound):
        review.open_others(build.acting(two), made.ref_for(proposal, two))


@pytest.mark.both_databases
def test_a_late_conflict_keeps_the_review_on_record_and_takes_it_out_of_the_result(
    app: Flask,
) -> None:
    made = w.world(proposals=1)
    w.publish(made)
    proposal, (one, two, _) = made.proposals[0], made.evaluators
    w.write(made, proposal, one, [5, 5, 5])
    w.write(made, proposal, two, [3, 3, 3])
    ref = made.ref_for(proposal, one)
    lead = build.acting(made.lead)
    assert ranking_of(lead, made.call.ref).rows[0].mean_milli == 80_000
    conflicts.declare(build.acting(one), ref, has_conflict=True, reason="My sister leads it.")
    row = ranking_of(lead, made.call.ref).rows[0]
    assert (row.mean_milli, row.tally.count, row.assigned) == (60_000, 1, 2)
    status = db.session.scalars(sa.select(Assignment.status).where(Assignment.ref == ref)).one()
    assert status is AssignmentStatus.VOIDED
    assert db.session.scalar(sa.select(sa.func.count(Score.id))) == 6
    with pytest.raises(NotFound):
        held(build.acting(one), ref)
    assert db.session.scalar(
        sa.select(sa.func.count(Mail.id)).where(Mail.kind == "review_conflict")
    )


def test_stepping_aside_before_scoring_leaves_no_review(app: Flask) -> None:
    made = w.world(proposals=1)
    w.publish(made, declared=False)
    one = made.evaluators[0]
    ref = made.ref_for(made.proposals[0], one)
    with pytest.raises(Refused):
        conflicts.declare(build.acting(one), ref, has_conflict=True, reason=" ")
    db.session.rollback()
    conflicts.declare(build.acting(one), ref, has_conflict=True, reason="I advised them.")
    status = db.session.scalars(sa.select(Assignment.status).where(Assignment.ref == ref)).one()
    assert status is AssignmentStatus.CONFLICTED


def test_the_trail_holds_points_and_never_words(app: Flask) -> None:
    made = w.world(proposals=1)
    w.publish(made)
    w.write(made, made.proposals[0], made.evaluators[0], [5, 5, 5], strengths="UNIQUEWORDS")
    events = db.session.scalars(sa.select(TrailEvent)).all()
    submitted = [e for e in events if e.action == "review:submit"]
    assert len(submitted) == 1
    assert submitted[0].new["points_milli"] == 100_000
    assert not any("UNIQUEWORDS" in str((e.old, e.new)) for e in events)


def test_review_ends_with_the_state_of_the_proposal(app: Flask) -> None:
    made = w.world(proposals=1)
    w.publish(made)
    proposal, one = made.proposals[0], made.evaluators[0]
    w.write(made, proposal, one, [3, 3, 3])
    proposal.status = ProposalStatus.RANKED
    db.session.commit()
    ref = made.ref_for(proposal, one)
    with pytest.raises(Refused, match="ended"):
        review.save(build.acting(one), ref, w.given(made, [5, 5, 5]), version=2)
    db.session.rollback()
    with pytest.raises(NotFound):
        review.open_others(build.acting(one), ref)


def test_a_conflict_recorded_by_a_lead_binds_at_once(app: Flask) -> None:
    made = w.world(proposals=1)
    w.publish(made)
    proposal, one = made.proposals[0], made.evaluators[0]
    ref = made.ref_for(proposal, one)
    conflicts.record_conflict(
        build.acting(made.lead),
        made.call.ref,
        proposal.ref,
        one.ref,
        ConflictKind.NAMED_BY_SECRETARIAT,
        "Worked there until May.",
    )
    with pytest.raises(NotFound):
        held(build.acting(one), ref)


def test_only_weak_ties_are_waived_and_a_waived_one_no_longer_binds(app: Flask) -> None:
    made = w.world(proposals=1)
    lead, proposal, one = build.acting(made.lead), made.proposals[0], made.evaluators[0]
    weak = conflicts.record_conflict(
        lead, made.call.ref, proposal.ref, one.ref, ConflictKind.NAMED_BY_APPLICANT, "Named."
    )
    with pytest.raises(Refused):
        conflicts.waive(lead, made.call.ref, weak, " ")
    db.session.rollback()
    conflicts.waive(lead, made.call.ref, weak, "The city named the whole pool.")
    w.publish(made)
    assert held(build.acting(one), made.ref_for(proposal, one)).proposal.id == proposal.id
    fact = conflicts.exclude(lead, proposal.id, one.id, ConflictKind.IN_TEAM, "").ref
    db.session.commit()
    with pytest.raises(Refused, match="cannot be waived"):
        conflicts.waive(lead, made.call.ref, fact, "Please.")
