"""One person stands for each relation, and the world holds what the walk needs to be seen."""

from collections.abc import Callable

import pytest
import sqlalchemy as sa

from grants.accounts.models import Person, Role
from grants.accounts.queries import actor_of, roles_of, seat_of
from grants.board.models import Item, ItemKind, Meeting, MeetingStatus, Objection, Recusal
from grants.board.queries.positions import floor
from grants.board.rules.quorum import QuorumState
from grants.calls.queries import asks_full_proposals, for_office
from grants.core import clock
from grants.core.actor import SYSTEM
from grants.core.db import db
from grants.demo.cast import CAST
from grants.demo.world.calls import NEXT, OPEN, SCORED
from grants.funds.models import Allocation, BusinessLine
from grants.permissions import Relation
from grants.proposals.models import (
    Collaborator,
    Endorsement,
    EndorsementStatus,
    Proposal,
    ProposalStatus as S,
    TeamRole,
)
from grants.reviews.models import (
    Assignment,
    AssignmentStatus,
    Conflict,
    ConflictKind,
    Review,
    ReviewStatus,
)
from grants.reviews.queries.ranking import ranking_of
from grants.screening.models import (
    Appeal,
    AppealStatus,
    Clarification,
    ClarificationStatus,
    LookAlike,
)

Who = Callable[[str], Person]


def count(model: type, *conditions: sa.ColumnElement[bool]) -> int:
    query = sa.select(sa.func.count()).select_from(model).where(*conditions)
    return db.session.scalar(query) or 0


def states_led_by(person: Person) -> set[S]:
    return set(
        db.session.scalars(
            sa.select(Proposal.status)
            .join(Collaborator, Collaborator.proposal_id == Proposal.id)
            .where(Collaborator.person_id == person.id, Collaborator.role == TeamRole.LEAD)
        )
    )


@pytest.mark.parametrize(
    ("key", "state"),
    [
        ("amina", S.DRAFT),
        ("thandi", S.CLARIFICATION),
        ("rosa", S.SUBMITTED),
        ("nadia", S.REJECTED),
        ("carlos", S.APPROVED),
        ("joao", S.INELIGIBLE),
        ("lucia", S.WITH_BOARD),
    ],
)
def test_an_applicant_has_a_proposal_in_this_state(who: Who, key: str, state: S) -> None:
    assert states_led_by(who(key)) == {state}


@pytest.mark.parametrize(("key", "role"), [("samuel", TeamRole.EDITOR), ("grace", TeamRole.VIEWER)])
def test_a_draft_has_an_editor_and_a_viewer(who: Who, key: str, role: TeamRole) -> None:
    row = db.session.scalars(
        sa.select(Collaborator).where(Collaborator.person_id == who(key).id)
    ).one()
    assert (row.role, row.removed_at) == (role, None)


def test_a_collaborator_was_removed(who: Who) -> None:
    row = db.session.scalars(
        sa.select(Collaborator).where(Collaborator.person_id == who("kofi").id)
    ).one()
    assert row.removed_at is not None


def test_a_sponsor_was_asked_and_has_not_answered(who: Who) -> None:
    assert count(
        Endorsement,
        Endorsement.email == who("ingrid").email,
        Endorsement.status == EndorsementStatus.ASKED,
    )


def test_an_evaluator_has_a_conflict_one_has_none_and_one_has_reviews_to_do(who: Who) -> None:
    def conflicts(key: str) -> int:
        return count(Conflict, Conflict.person_id == who(key).id)

    def owed(key: str) -> int:
        return count(
            Assignment,
            Assignment.person_id == who(key).id,
            Assignment.status.in_([AssignmentStatus.PUBLISHED, AssignmentStatus.DECLARED]),
            ~sa.exists().where(
                Review.assignment_id == Assignment.id, Review.status == ReviewStatus.SUBMITTED
            ),
        )

    assert conflicts("elena") >= 1
    assert conflicts("wanjiru") == 0
    assert owed("ahmed") >= 1


def test_somebody_is_evaluator_and_applicant_at_once(who: Who) -> None:
    mariam = who("mariam")
    assert Role.EVALUATOR in {row.role for row in roles_of(mariam.id)}
    assert states_led_by(mariam) == {S.DRAFT}


def test_a_member_is_recused_one_is_plain_and_one_chairs(who: Who) -> None:
    def recusals(key: str) -> int:
        seat = seat_of(who(key).id)
        assert seat is not None
        return count(Recusal, Recusal.seat_id == seat.id)

    assert recusals("beth") >= 1
    assert actor_of(who("hans").id).is_(Relation.BOARD_MEMBER)
    assert actor_of(who("clara").id).is_(Relation.BOARD_CHAIR)
    assert actor_of(who("sylvie").id).is_(Relation.BOARD_SECRETARY)


@pytest.mark.parametrize("role", [Role.OFFICER, Role.LEAD, Role.ADMINISTRATOR])
def test_what_needs_two_people_has_two(who: Who, role: Role) -> None:
    holders = [c for c in CAST if role in {row.role for row in roles_of(who(c.key).id)}]
    assert len(holders) == 2


def test_an_account_is_disabled(who: Who) -> None:
    assert who("daniel").disabled_at is not None


@pytest.mark.parametrize("role", list(Role))
def test_every_role_has_somebody(who: Who, role: Role) -> None:
    assert any(role in {row.role for row in roles_of(who(c.key).id)} for c in CAST)


# -- what must be there to be seen ---------------------------------------------------------------


def test_there_are_three_conflicts_of_interest_both_declared_and_found(world: None) -> None:
    kinds = list(db.session.scalars(sa.select(Conflict.kind)))
    assert len(kinds) >= 3
    assert ConflictKind.DECLARED in kinds
    assert set(kinds) - {ConflictKind.DECLARED}


def test_two_proposals_have_reviews_far_apart(who: Who) -> None:
    view = ranking_of(actor_of(who("helena").id), SCORED)
    assert sum(1 for row in view.rows if row.divergence is not None) >= 2


def test_two_proposals_tie_where_the_money_ends(who: Who) -> None:
    rows = ranking_of(actor_of(who("helena").id), SCORED).rows
    line = ranking_of(actor_of(who("helena").id), SCORED).order.line_after
    assert line is not None
    assert rows[line].placed.tied
    assert rows[line].mean == rows[line + 1].mean


def test_two_texts_are_much_alike(world: None) -> None:
    assert count(LookAlike) >= 1


def test_a_clarification_was_answered_late_and_another_waits(world: None) -> None:
    for status in (ClarificationStatus.ANSWERED_LATE, ClarificationStatus.OPEN):
        assert count(Clarification, Clarification.status == status) >= 1


def test_an_ineligible_is_under_appeal(world: None) -> None:
    states = set(
        db.session.scalars(
            sa.select(Proposal.status)
            .join(Appeal, Appeal.proposal_id == Proposal.id)
            .where(Appeal.status == AppealStatus.OPEN)
        )
    )
    assert states == {S.INELIGIBLE}


def test_recusals_break_the_quorum_of_exactly_one_item_of_the_open_procedure(world: None) -> None:
    meeting = db.session.scalars(
        sa.select(Meeting).where(Meeting.status == MeetingStatus.OPEN)
    ).one()
    said = floor(meeting, clock.now())
    items = db.session.scalars(
        sa.select(Item.id).where(Item.meeting_id == meeting.id, Item.kind == ItemKind.PROPOSAL)
    )
    states = [said.verdict(item).quorum.state for item in items]
    assert states.count(QuorumState.BROKEN_BY_RECUSAL) == 1


def test_a_member_objects_to_an_item(world: None) -> None:
    assert count(Objection, Objection.voided_at.is_(None)) >= 1


def test_the_four_lines_have_money_and_one_call_is_open(world: None) -> None:
    funded = set(
        db.session.scalars(
            sa.select(BusinessLine.code).join(Allocation, Allocation.line_id == BusinessLine.id)
        )
    )
    assert len(funded) == 4
    assert count(Proposal, Proposal.status == S.DRAFT) >= 10
    assert OPEN != SCORED


def test_every_round_that_goes_on_asks_for_a_full_proposal(world: None) -> None:
    assert all(asks_full_proposals(for_office(SYSTEM, ref)) for ref in (SCORED, OPEN, NEXT))
