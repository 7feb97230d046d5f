"""The ranking equals a computation made apart from it; frozen rankings never change."""

import random
from fractions import Fraction
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from grants.accounts.models import Role
from grants.audit.models import TrailEvent
from grants.calls.queries import criteria_of
from grants.core import clock
from grants.core.db import db
from grants.core.digest import sha256
from grants.core.errors import Conflict, NotFound, Refused
from grants.files.queries import readers
from grants.proposals.models import Proposal, ProposalStatus
from grants.reviews.models import Assignment, Ranking, RankingRow, Recommendation, Review, Score
from grants.reviews.queries.frozen import frozen
from grants.reviews.queries.letters import comments_for, seen_in
from grants.reviews.queries.moderation import panel_of
from grants.reviews.queries.ranking import ranking_of
from grants.reviews.queries.walls import may_read_files
from grants.reviews.rules.agreed import Agreed
from grants.reviews.rules.ranking import draw
from grants.reviews.rules.scores import Divergence
from grants.reviews.rules.slate import Departure
from grants.reviews.service import freeze, moderation
from grants.screening.models import Rescreen, RescreenSample
from tests import build
from tests.reviews import world as w


def scored(proposals: int, seed: int = 1, **call: Any) -> w.World:
    made = w.world(proposals=proposals, **call)
    w.publish(made)
    rnd = random.Random(seed)
    for proposal in made.proposals:
        for evaluator in made.evaluators[: rnd.choice([2, 3])]:
            points: list[int | None] = [rnd.randint(2, 5) for _ in range(3)]
            if rnd.random() < 0.2:
                points[rnd.randrange(3)] = None
            w.write(made, proposal, evaluator, points)
    return made


def by_hand(made: w.World) -> list[tuple[str, Fraction, bool]]:
    """(reference, mean, floors met) in order, from the rows of scores alone."""
    criteria = criteria_of(made.call)
    found = []
    for proposal in made.proposals:
        totals, given = [], {c.id: [] for c in criteria}  # type: ignore[var-annotated]
        rows = db.session.execute(
            sa.select(Review.id)
            .join(Assignment)
            .where(Assignment.proposal_id == proposal.id, Review.submitted_at.is_not(None))
        )
        for (review_id,) in rows.all():
            weight = points = 0
            for score in db.session.scalars(sa.select(Score).where(Score.review_id == review_id)):
                if score.points is not None:
                    criterion = next(c for c in criteria if c.id == score.criterion_id)
                    weight += criterion.weight
                    points += criterion.weight * score.points
                    given[criterion.id].append(score.points)
            exact = Fraction(points * 100_000, weight * 5)
            totals.append((2 * exact.numerator + exact.denominator) // (2 * exact.denominator))
        floors = all(
            c.floor is None or (given[c.id] and sum(given[c.id]) >= c.floor * len(given[c.id]))
            for c in criteria
        )
        found.append((proposal.ref, Fraction(sum(totals), len(totals)), floors))
    return sorted(found, key=lambda one: (-one[1], draw(made.call.ref, one[0])))


@pytest.mark.both_databases
def test_the_ranking_equals_a_computation_made_apart_from_it(app: Flask) -> None:
    made = scored(14)
    view = ranking_of(build.acting(made.lead), made.call.ref)
    expected = by_hand(made)
    assert [(r.ref, r.mean, not r.missed) for r in view.rows] == expected
    running = 0
    for row, (_, mean, floors) in zip(view.rows, expected, strict=True):
        if mean >= 60_000 and floors and view.order.line_after is not None:
            index = view.rows.index(row)
            if index <= view.order.line_after:
                running += row.asked_cents
    assert running == view.order.spent_cents <= view.order.room_cents == 200_000_000


def test_moderated_points_replace_the_mean_of_their_criterion_only(app: Flask) -> None:
    made = w.world(proposals=1)
    w.publish(made)
    proposal = made.proposals[0]
    for evaluator, points in zip(made.evaluators, ([2, 4, 4], [3, 4, 4], [3, 4, 4]), strict=True):
        w.write(made, proposal, evaluator, list(points))
    lead = build.acting(made.lead)
    row = ranking_of(lead, made.call.ref).rows[0]
    assert row.missed == ("A",)
    assert row.divergence is Divergence.FLOOR
    criterion = criteria_of(made.call)[0]
    nothing = moderation.seen_digest(panel_of(proposal.id))
    moderation.moderate(
        lead, made.call.ref, proposal.ref, {criterion.id: Agreed(3000, "All.")}, seen=nothing
    )
    row = ranking_of(lead, made.call.ref).rows[0]
    assert row.missed == ()
    assert row.mean == 72_000
    assert db.session.scalars(
        sa.select(Score.points).where(Score.criterion_id == criterion.id)
    ).all()
    with pytest.raises(Conflict):
        moderation.moderate(
            lead, made.call.ref, proposal.ref, {criterion.id: Agreed(4000, "No.")}, seen=nothing
        )


def agree(made: w.World, points: dict[int, int | None], **over: Any) -> None:
    """The lead sets agreed points of the first proposal, having seen what stands."""
    proposal = made.proposals[0]
    moderation.moderate(
        build.acting(made.lead),
        made.call.ref,
        proposal.ref,
        {criterion: Agreed(milli, "Talked over.") for criterion, milli in points.items()},
        **{"seen": moderation.seen_digest(panel_of(proposal.id)), **over},
    )


def test_agreed_points_can_be_taken_back_and_every_step_stays(app: Flask) -> None:
    made = scored(1)
    lead = build.acting(made.lead)
    before = ranking_of(lead, made.call.ref).rows[0].mean
    criterion = criteria_of(made.call)[0].id
    for points in (0, 5000, 5000, None):
        agree(made, {criterion: points})
    assert ranking_of(lead, made.call.ref).rows[0].mean == before
    panel = panel_of(made.proposals[0].id)
    assert [step.points_milli for step in panel.steps] == [None, 5000, 0]
    assert panel.points == {}
    assert [step.n for step in panel.earlier] == [2, 1]


def test_an_evaluator_stays_apart_until_they_join_the_panel(app: Flask) -> None:
    made = scored(1)
    proposal, eva = made.proposals[0], made.evaluators[0]
    criterion, ref = criteria_of(made.call)[0].id, made.ref_for(proposal, eva)
    agree(made, {criterion: 4000}, apart={ref: "The costs are not those of this city."})
    assert panel_of(proposal.id).apart == {eva.id: "The costs are not those of this city."}
    assert seen_in(proposal.id).apart == ("The costs are not those of this city.",)
    agree(made, {}, apart={ref: "  "})
    assert panel_of(proposal.id).apart == {eva.id: ""}
    assert seen_in(proposal.id).apart == ()
    with pytest.raises(NotFound):
        agree(made, {}, apart={"ELSEWHERE": "Not of this proposal."})


def test_agreed_points_need_a_reason_for_each_criterion(app: Flask) -> None:
    made = scored(1)
    proposal = made.proposals[0]
    one, other = criteria_of(made.call)[:2]
    with pytest.raises(Refused) as caught:
        moderation.moderate(
            build.acting(made.lead),
            made.call.ref,
            proposal.ref,
            {one.id: Agreed(3000, "Said."), other.id: Agreed(2000, "")},
            seen=moderation.seen_digest(panel_of(proposal.id)),
        )
    assert set(caught.value.fields) == {f"reason_{other.code}"}
    db.session.rollback()
    assert panel_of(proposal.id).steps == ()


def test_the_trail_tells_the_agreed_points_before_and_after_a_change(app: Flask) -> None:
    made = scored(1)
    one, other = (c.id for c in criteria_of(made.call)[:2])
    for points in ({one: 3000, other: 2000}, {one: 4000, other: None}):
        agree(made, dict(points))
    events = db.session.scalars(
        sa.select(TrailEvent).where(TrailEvent.action == "proposal:moderate").order_by("seq")
    )
    assert [(e.old, e.new) for e in events] == [
        ({}, {str(one): 3000, str(other): 2000}),
        ({str(one): 3000, str(other): 2000}, {str(one): 4000, str(other): None}),
    ]


def freeze_now(made: w.World, *departures: Departure, **over: Any) -> str:
    lead = build.acting(made.lead)
    seen = freeze.basis(freeze.freezable(lead, made.call.ref))
    return freeze.freeze(lead, made.call.ref, departures, "", **{"seen": seen, **over})


@pytest.mark.both_databases
def test_a_frozen_ranking_is_numbered_hashed_and_moves_everything_in_review(app: Flask) -> None:
    made = scored(4)
    lead = build.acting(made.lead)
    before = [r.ref for r in ranking_of(lead, made.call.ref).rows]
    ref = freeze_now(made)
    found = frozen(lead, ref)
    assert found.ranking.n == 1
    assert found.ranking.sha256 == sha256(found.ranking.content)
    assert [r.ref for r in found.rows] == before
    db.session.expire_all()
    assert {p.status for p in made.proposals} == {ProposalStatus.RANKED}
    content = freeze.content_of(found.ranking)
    reviews = sum(len(row["reviews"]) for row in content["rows"])
    assert reviews == db.session.scalar(sa.select(sa.func.count(Review.id)))
    assert content["seed"] == made.call.ref


@pytest.mark.both_databases
def test_the_database_refuses_to_change_a_frozen_ranking(app: Flask) -> None:
    made = scored(2)
    freeze_now(made)
    for statement in (
        sa.update(Ranking).values(content="{}"),
        sa.delete(RankingRow),
        sa.update(RankingRow).values(place=1),
    ):
        with pytest.raises(sa.exc.DatabaseError):
            db.session.execute(statement)
        db.session.rollback()


def test_a_slate_seen_before_a_score_changed_is_not_frozen(app: Flask) -> None:
    made = scored(2)
    lead = build.acting(made.lead)
    seen = freeze.basis(freeze.freezable(lead, made.call.ref))
    w.add_proposal(made, title="Late one", status=ProposalStatus.IN_REVIEW)
    with pytest.raises(Conflict):
        freeze_now(made, seen=seen)
    db.session.rollback()
    with pytest.raises(Refused, match="no submitted review"):
        freeze_now(made)
    db.session.rollback()
    assert db.session.scalar(sa.select(sa.func.count(Ranking.id))) == 0
    assert made.proposals[0].status is ProposalStatus.IN_REVIEW


def test_a_departure_is_kept_with_its_reason(app: Flask) -> None:
    made = w.world(proposals=2, envelope_cents=20_000_000)
    w.publish(made)
    for proposal, points in zip(made.proposals, (5, 4), strict=True):
        w.write(made, proposal, made.evaluators[0], [points] * 3)
    first, second = (p.ref for p in made.proposals)
    ref = freeze_now(
        made,
        Departure(first, Recommendation.RESERVE, None, "Funded elsewhere since."),
        Departure(second, Recommendation.RECOMMENDED, 15_000_000, "A smaller pilot is enough."),
    )
    rows = {r.ref: r for r in frozen(build.acting(made.lead), ref).rows}
    assert rows[first].recommendation is Recommendation.RESERVE
    assert rows[second].amount_cents == 15_000_000
    assert rows[second].reason == "A smaller pilot is enough."


def test_an_upheld_appeal_gives_a_second_ranking_and_leaves_the_first(app: Flask) -> None:
    made = scored(2)
    first = freeze_now(made)
    w.add_proposal(made, title="After its appeal")
    w.publish_one(made, made.proposals[-1])
    w.write(made, made.proposals[-1], made.evaluators[0], [5, 5, 5])
    second = freeze_now(made)
    lead = build.acting(made.lead)
    assert len(frozen(lead, first).rows) == 2
    assert (frozen(lead, second).ranking.n, len(frozen(lead, second).rows)) == (2, 3)


def test_a_lead_with_an_interest_sees_a_ranking_without_it_and_freezes_nothing(app: Flask) -> None:
    made = scored(3)
    body = build.organisation("City of Tamale")
    tied = build.person("Tia", Role.LEAD)
    build.affiliate(tied, body)
    made.proposals[0].proponent_id = body.id
    db.session.commit()
    actor = build.acting(tied)
    assert made.proposals[0].ref not in {r.ref for r in ranking_of(actor, made.call.ref).rows}
    with pytest.raises(Refused, match="another lead"):
        freeze.freezable(actor, made.call.ref)


def test_a_lead_who_has_still_to_check_blind_freezes_no_ranking_that_hides_it(app: Flask) -> None:
    made = scored(2)
    other = build.person("Blind", Role.LEAD)
    sample = RescreenSample(
        call_id=made.call.id,
        seed="x",
        decided=2,
        size=1,
        drawn_by_id=made.lead.id,
        drawn_at=clock.now(),
    )
    db.session.add(sample)
    db.session.flush()
    again = Rescreen(
        sample_id=sample.id,
        proposal_id=made.proposals[0].id,
        position=1,
        officer_id=other.id,
    )
    db.session.add(again)
    db.session.commit()
    with pytest.raises(Refused, match="check a proposal of this call again"):
        freeze.freezable(build.acting(other), made.call.ref)
    assert len(freeze.freezable(build.acting(made.lead), made.call.ref).rows) == 2
    again.done_at = clock.now()
    db.session.commit()
    assert len(freeze.freezable(build.acting(other), made.call.ref).rows) == 2


def test_only_leads_and_auditors_see_a_ranking(app: Flask) -> None:
    made = scored(1)
    for role in (Role.OFFICER, Role.EVALUATOR, Role.BOARD_MEMBER, Role.ADMINISTRATOR):
        with pytest.raises(NotFound):
            ranking_of(build.acting(build.person("X", role)), made.call.ref)
    assert ranking_of(build.acting(build.person("A", Role.AUDITOR)), made.call.ref).rows


def test_applicants_get_comments_without_what_is_for_the_committee(app: Flask) -> None:
    made = w.world(proposals=1)
    w.publish(made)
    w.write(made, made.proposals[0], made.evaluators[0], [5, None, 5], for_committee="PRIVATE")
    [words] = comments_for([made.proposals[0].id])[made.proposals[0].id]
    assert "PRIVATE" not in str(words)
    assert len(words.comments) == 2  # not the reason for abstaining


def test_documents_open_with_the_declaration_and_close_with_a_conflict(app: Flask) -> None:
    made = w.world(proposals=1)
    w.publish(made, declared=False)
    from grants.reviews.service import conflicts

    proposal, one = made.proposals[0], made.evaluators[0]
    actor, ref = build.acting(one), made.ref_for(proposal, one)
    assert may_read_files in readers["proposal"]
    assert not may_read_files(actor, proposal.id)
    conflicts.declare(actor, ref, has_conflict=False)
    assert may_read_files(actor, proposal.id)
    conflicts.declare(actor, ref, has_conflict=True, reason="I found one.")
    assert not may_read_files(actor, proposal.id)
    assert not may_read_files(build.acting(made.evaluators[1]), proposal.id)


def test_withdrawn_proposals_are_neither_ranked_nor_read(app: Flask) -> None:
    made = scored(2)
    gone = db.session.get_one(Proposal, made.proposals[0].id)
    gone.status = ProposalStatus.WITHDRAWN
    db.session.commit()
    rows = ranking_of(build.acting(made.lead), made.call.ref).rows
    assert [r.ref for r in rows] == [made.proposals[1].ref]
    assert not may_read_files(build.acting(made.evaluators[0]), gone.id)
