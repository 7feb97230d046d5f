"""From a frozen ranking to decisions with their money: in writing and in a meeting."""

from collections.abc import Callable

import pytest
import sqlalchemy as sa
from flask import Flask

from grants.board.models import (
    Choice,
    Decision,
    DecisionOutcome,
    Item,
    ItemKind,
    ItemStatus,
    MeetingKind,
    MeetingStatus,
    Outcome,
    Recusal,
    RecusalCause,
    Vote,
)
from grants.board.service import (
    adoption,
    attendance,
    closing,
    interests,
    opening,
    prepare,
    slate,
    voice,
)
from grants.board.service.clockwork import close_due
from grants.core.actor import SYSTEM
from grants.core.db import db
from grants.core.errors import Conflict, Forbidden, NotFound, Refused
from grants.funds import queries as funds_queries
from grants.funds.models import Entry, EntryKind, Envelope
from grants.mail.models import Mail
from grants.proposals.models import Proposal, ProposalStatus
from tests.board import world as w

Later = Callable[..., None]
REASON = "The budget is not clear enough for us to agree."


def _statuses(ref: str) -> list[ItemStatus]:
    return [item.status for item in w.items(ref)]


@pytest.mark.both_databases
def test_silence_for_fourteen_days_adopts_numbers_reserves_and_moves(
    app: Flask, later: Later
) -> None:
    of = w.world()
    ref = w.opened(of, w.proposed(of, w.ranked(of)))
    assert [p.status for p in of.proposals] == [ProposalStatus.WITH_BOARD] * 4
    later(days=15)
    assert close_due() == 1
    reports = w.confirmed(of, ref)
    year = w.meeting(ref).year
    assert [r.number for r in reports] == [f"CATF/MB{year}/ED0{n}" for n in (1, 2, 3)]
    assert w.meeting(ref).status is MeetingStatus.CONFIRMED
    outcomes = list(db.session.scalars(sa.select(DecisionOutcome.outcome).order_by("id")))
    assert outcomes == [Outcome.APPROVED, Outcome.APPROVED, Outcome.RESERVE, Outcome.REJECTED]
    assert {p.status for p in db.session.scalars(sa.select(Proposal))} == {ProposalStatus.DECIDED}
    assert db.session.scalars(sa.select(Envelope.reserved_cents)).one() == 40_000_000
    labels = db.session.scalars(
        sa.select(Entry.cause_label).where(Entry.kind == EntryKind.RESERVATION)
    )
    assert set(labels) == {r.number for r in reports[:2]}
    first = db.session.scalars(sa.select(Decision.words).order_by("id")).first()
    assert first == (
        "The Management Board approves in principle the proposal “Award 0 of Tamale”, "
        "with a grant of up to US$200,000."
    )
    assert funds_queries.check_invariants() == []


def test_a_procedure_cannot_be_closed_before_its_last_second(app: Flask, later: Later) -> None:
    of = w.world()
    ref = w.opened(of, w.proposed(of, w.ranked(of)))
    with pytest.raises(Refused, match="closes by itself"):
        w.closed(of, ref)
    db.session.rollback()
    assert close_due() == 0
    later(days=15)
    w.closed(of, ref)
    assert set(_statuses(ref)) == {ItemStatus.ADOPTED}
    with pytest.raises(Refused, match="closed already"):
        w.closed(of, ref)


def test_one_reasoned_objection_moves_its_item_to_a_meeting_and_the_rest_goes_on(
    app: Flask, later: Later
) -> None:
    of = w.world()
    ref = w.opened(of, w.proposed(of, w.ranked(of)))
    voice.object_to(of.acting(of.members[3]), ref, 1, REASON)
    later(days=15)
    w.closed(of, ref)
    assert _statuses(ref) == [ItemStatus.MOVED, ItemStatus.ADOPTED, ItemStatus.ADOPTED]
    reports = w.confirmed(of, ref)
    assert [r.moved for r in reports] == [True, False, False]
    carried = db.session.scalars(sa.select(Item).where(Item.moved_from_id.is_not(None))).one()
    assert carried.title == "Award 0 of Tamale"
    there = w.meeting(ref)
    assert there.status is MeetingStatus.CONFIRMED
    moved = list(db.session.scalars(sa.select(Mail).where(Mail.kind == "item_moved")))
    assert len(moved) == 12


def test_an_objection_needs_a_reason_and_a_seat(app: Flask) -> None:
    of = w.world()
    ref = w.opened(of, w.proposed(of, w.ranked(of)))
    with pytest.raises(Refused, match="Say why"):
        voice.object_to(of.acting(of.members[0]), ref, 1, "No.")
    db.session.rollback()
    with pytest.raises(Refused, match="no seat"):
        voice.object_to(of.acting(of.chair), ref, 1, REASON)
    db.session.rollback()
    with pytest.raises(Forbidden):
        voice.object_to(of.acting(of.secretary), ref, 1, REASON)


def test_a_voice_after_the_last_second_is_refused(app: Flask, later: Later) -> None:
    of = w.world()
    ref = w.opened(of, w.proposed(of, w.ranked(of)))
    later(days=15)
    with pytest.raises(Refused, match="too late"):
        voice.object_to(of.acting(of.members[0]), ref, 1, REASON)


def test_money_that_is_short_keeps_its_item_back_and_the_rest_goes_on(
    app: Flask, later: Later
) -> None:
    of = w.world(envelope=45_000_000)
    ref = w.opened(of, w.proposed(of, w.ranked(of, recommended=3)))
    later(days=15)
    w.closed(of, ref)
    reports = w.confirmed(of, ref)
    assert [bool(r.number) for r in reports] == [True, True, False, True]
    assert "has US$50,000 left; this needs US$200,000" in str(reports[2].refusal)
    assert w.meeting(ref).status is MeetingStatus.CLOSED
    third = db.session.get_one(Proposal, of.proposals[2].id)
    assert third.status is ProposalStatus.WITH_BOARD
    numbers = [r.number or "" for r in reports]
    assert numbers[3].endswith("ED03"), "a refused item uses no number"
    again = w.confirmed(of, ref)
    assert [r.n for r in again] == [3]
    assert funds_queries.check_invariants() == []


def test_who_closed_cannot_confirm(app: Flask, later: Later) -> None:
    from grants.accounts.models import Role, RoleGrant
    from grants.core import clock

    of = w.world()
    ref = w.opened(of, w.proposed(of, w.ranked(of)))
    db.session.add(
        RoleGrant(person_id=of.secretary.id, role=Role.BOARD_CHAIR, starts_at=clock.now())
    )
    db.session.commit()
    later(days=15)
    w.closed(of, ref)
    with pytest.raises(Refused, match="two people"):
        adoption.confirm(of.acting(of.secretary), ref)
    db.session.rollback()
    with pytest.raises(Forbidden):
        adoption.confirm(of.acting(of.lead), ref)
    db.session.rollback()
    assert w.confirmed(of, ref)


def test_the_database_wants_two_people_and_never_changes_a_decision(
    app: Flask, later: Later
) -> None:
    of = w.world()
    ref = w.opened(of, w.proposed(of, w.ranked(of)))
    later(days=15)
    w.closed(of, ref)
    w.confirmed(of, ref)
    for statement in (
        "UPDATE decision SET words = 'other'",
        "DELETE FROM decision",
        "UPDATE decision_outcome SET outcome = 'rejected'",
        "DELETE FROM decision_outcome",
    ):
        with pytest.raises(Exception, match="append-only"):
            db.session.execute(sa.text(statement))
        db.session.rollback()
    item = w.items(ref)[0]
    db.session.add(
        Decision(
            number="X/1",
            item_id=item.id + 1000,
            words="",
            conditions=[],
            facts={},
            adopted_at=w.meeting(ref).closed_at,
            adopted_by_id=of.chair.id,
            confirmed_by_id=of.chair.id,
        )
    )
    with pytest.raises(sa.exc.IntegrityError, match=r"two_people|FOREIGN"):
        db.session.flush()
    db.session.rollback()


def test_a_second_confirmation_finds_nothing_to_confirm(app: Flask, later: Later) -> None:
    of = w.world()
    ref = w.opened(of, w.proposed(of, w.ranked(of)))
    later(days=15)
    w.closed(of, ref)
    w.confirmed(of, ref)
    with pytest.raises(Refused, match="only once"):
        w.confirmed(of, ref)


# -- recusal ------------------------------------------------------------------------------------


def test_a_seat_whose_organisation_sponsors_is_recused_and_gets_no_mail_of_the_item(
    app: Flask,
) -> None:
    of = w.world()
    ranking = w.ranked(of, recommended=2, reserve=0, rest=0)
    w.sponsor(of.proposals[0], of.bodies[4], of.city)
    ref = w.opened(of, w.proposed(of, ranking))
    found = list(db.session.scalars(sa.select(Recusal)))
    assert [(r.seat_id, r.cause) for r in found] == [(of.seats[4].id, RecusalCause.SPONSOR)]
    mails = {
        m.person_id: str(m.params)
        for m in db.session.scalars(sa.select(Mail).where(Mail.kind == "board_opened"))
    }
    assert len(mails) == 12
    assert "Award 0" not in mails[of.members[4].id]
    assert "Award 1" in mails[of.members[4].id]
    assert all("Award 0" in text for p, text in mails.items() if p != of.members[4].id)
    with pytest.raises(NotFound):
        voice.object_to(of.acting(of.members[4]), ref, 1, REASON)


def test_an_interest_declared_late_recuses_and_voids_what_the_seat_had_said(
    app: Flask, later: Later
) -> None:
    of = w.world()
    ranking = w.ranked(of)
    w.sponsor(of.proposals[0], extra := _outsider(), of.city)
    ref = w.opened(of, w.proposed(of, ranking))
    voice.object_to(of.acting(of.members[2]), ref, 1, REASON)
    interests.declare(of.acting(of.members[2]), extra.ref, "I sit on its council.")
    later(days=15)
    w.closed(of, ref)
    assert _statuses(ref)[0] is ItemStatus.ADOPTED
    reports = w.confirmed(of, ref)
    decision = db.session.scalars(
        sa.select(Decision).where(Decision.number == reports[0].number)
    ).one()
    assert [r["cause"] for r in decision.facts["recused"]] == ["sponsor"]


def _outsider():  # type: ignore[no-untyped-def]
    from tests import build

    return build.member("An outside sponsor")


def test_an_item_whose_recusals_break_the_quorum_stays_undecided_and_passes_to_a_meeting(
    app: Flask, later: Later
) -> None:
    of = w.world()
    ranking = w.ranked(of)
    for body in of.bodies[:6]:
        w.sponsor(of.proposals[0], body, of.city)
    ref = w.opened(of, w.proposed(of, ranking))
    later(days=15)
    w.closed(of, ref)
    assert _statuses(ref) == [ItemStatus.NO_QUORUM, ItemStatus.ADOPTED, ItemStatus.ADOPTED]
    w.confirmed(of, ref)
    carried = db.session.scalars(sa.select(Item).where(Item.moved_from_id.is_not(None))).one()
    there = db.session.get_one(w.Meeting, carried.meeting_id)
    assert there.kind is MeetingKind.MEETING
    w.opened(of, there.ref)
    _attend(of, there.ref, of.members[6:10])
    w.closed(of, there.ref)
    reports = w.confirmed(of, there.ref)
    decision = db.session.scalars(
        sa.select(Decision).where(Decision.number == reports[0].number)
    ).one()
    assert decision.number == f"CATF/MB{there.number}/D01"
    assert decision.facts["verdict"]["passed_to_rest"] is True


def test_a_tie_to_one_proposal_of_the_remainder_leaves_the_seat_in_the_rest(
    app: Flask, later: Later
) -> None:
    of = w.world()
    ranking = w.ranked(of, recommended=1, reserve=1, rest=2)
    for body in of.bodies[:6]:
        w.sponsor(of.proposals[3], body, of.city)
    ref = w.opened(of, w.proposed(of, ranking))
    later(days=15)
    w.closed(of, ref)
    w.confirmed(of, ref)
    decided = set(db.session.scalars(sa.select(DecisionOutcome.proposal_id)))
    assert decided == {p.id for p in of.proposals[:3]}
    carried = db.session.scalars(sa.select(Item).where(Item.moved_from_id.is_not(None))).one()
    assert carried.kind is ItemKind.REMAINDER
    assert [r["proposal_id"] for r in carried.facts["rows"]] == [of.proposals[3].id]


# -- meetings -----------------------------------------------------------------------------------


def _attend(of: w.World, ref: str, people: list) -> None:  # type: ignore[type-arg]
    ids = {p.id for p in people}
    refs = {s.ref for s, m in zip(of.seats, of.members, strict=True) if m.id in ids}
    attendance.record_attendance(of.acting(of.secretary), ref, refs)


def _meeting(of: w.World, **ranking: int) -> str:
    ref = w.a_meeting(of)
    frozen = w.ranked(of, **ranking)
    slate.propose_slate(of.acting(of.lead), frozen.ref, ref)
    return w.opened(of, ref)


def test_a_meeting_decides_by_simple_majority_of_present_seats(app: Flask) -> None:
    of = w.world()
    ref = _meeting(of, recommended=3, reserve=0, rest=0)
    _attend(of, ref, of.members[:8])
    for n, member in enumerate(of.members[:5]):
        voice.vote(of.acting(member), ref, 1, Choice.FOR if n < 2 else Choice.AGAINST)
        voice.vote(of.acting(member), ref, 2, Choice.FOR if n < 2 else Choice.ABSTAIN)
    with pytest.raises(Refused, match="present"):
        voice.vote(of.acting(of.members[11]), ref, 1, Choice.FOR)
    db.session.rollback()
    w.closed(of, ref)
    assert _statuses(ref) == [ItemStatus.REJECTED, ItemStatus.ADOPTED, ItemStatus.ADOPTED]
    reports = w.confirmed(of, ref)
    assert all(r.number for r in reports), "a no to a proposal is a decision too"
    outcomes = list(db.session.scalars(sa.select(DecisionOutcome.outcome).order_by("id")))
    assert outcomes == [Outcome.REJECTED, Outcome.APPROVED, Outcome.APPROVED]
    assert db.session.scalars(sa.select(Envelope.reserved_cents)).one() == 40_000_000


def test_a_vote_changed_in_time_counts_once(app: Flask) -> None:
    of = w.world()
    ref = _meeting(of, recommended=1, reserve=0, rest=0)
    _attend(of, ref, of.members[:7])
    member = of.acting(of.members[0])
    voice.vote(member, ref, 1, Choice.AGAINST)
    voice.vote(member, ref, 1, Choice.FOR)
    assert list(db.session.scalars(sa.select(Vote.choice))) == [Choice.FOR]


def test_a_late_recusal_voids_a_vote_and_the_result_follows_even_after_closing(app: Flask) -> None:
    of = w.world()
    ref = _meeting(of, recommended=1, reserve=0, rest=0)
    _attend(of, ref, of.members[:9])
    voice.vote(of.acting(of.members[0]), ref, 1, Choice.FOR)
    voice.vote(of.acting(of.members[1]), ref, 1, Choice.FOR)
    voice.vote(of.acting(of.members[2]), ref, 1, Choice.AGAINST)
    w.closed(of, ref)
    assert _statuses(ref) == [ItemStatus.ADOPTED]
    voice.declare_recusal(of.acting(of.members[1]), ref, 1, "My sister works there.")
    w.confirmed(of, ref)
    assert _statuses(ref) == [ItemStatus.REJECTED]
    votes = list(db.session.scalars(sa.select(Vote).where(Vote.voided_at.is_not(None))))
    assert [v.seat_id for v in votes] == [of.seats[1].id]


def test_a_meeting_without_quorum_decides_nothing(app: Flask) -> None:
    of = w.world()
    ref = _meeting(of, recommended=1, reserve=0, rest=0)
    _attend(of, ref, of.members[:6])
    w.closed(of, ref)
    assert _statuses(ref) == [ItemStatus.NO_QUORUM]


def test_allocations_and_transfers_are_decisions_with_entries(app: Flask) -> None:
    of = w.world()
    ref = w.a_meeting(of)
    secretary = of.acting(of.secretary)
    plan = prepare.AllocationPlan("country_programmes", 2026, 70_000_000)
    prepare.add_allocation(secretary, ref, plan)
    source = db.session.scalars(sa.select(w.db.metadata.tables["allocation"].c.ref)).first()
    prepare.add_note(secretary, ref, "Agenda", "The agenda is adopted.")
    w.opened(of, ref)
    _attend(of, ref, of.members)
    w.closed(of, ref)
    reports = w.confirmed(of, ref)
    assert all(r.number for r in reports)
    entry = db.session.scalars(sa.select(Entry).where(Entry.cause_kind == "decision")).one()
    assert (entry.kind, entry.amount_cents, entry.cause_label) == (
        EntryKind.ALLOCATION,
        70_000_000,
        reports[0].number,
    )
    second = w.a_meeting(of)
    target = db.session.get_one(w.funds.allocation.Allocation, entry.allocation_id)
    prepare.add_transfer(secretary, second, target.ref, source or "", 20_000_000)
    w.opened(of, second)
    _attend(of, second, of.members)
    w.closed(of, second)
    assert all(r.number for r in w.confirmed(of, second))
    assert funds_queries.check_invariants() == []


# -- what else may happen -----------------------------------------------------------------------


def test_a_proposal_withdrawn_by_its_city_falls_off_the_agenda(app: Flask, later: Later) -> None:
    from grants.board.service import withdrawal
    from grants.core import hooks
    from grants.proposals.rules.moves import Move
    from grants.proposals.service.move import move

    of = w.world()
    ref = w.opened(of, w.proposed(of, w.ranked(of)))
    withdrawal.attach()
    try:
        for proposal in (of.proposals[0], of.proposals[3]):
            move(SYSTEM, db.session.get_one(Proposal, proposal.id), Move.WITHDRAW)
        db.session.commit()
    finally:
        hooks.proposal_moved.disconnect(withdrawal.withdraw_items)
    later(days=15)
    w.closed(of, ref)
    w.confirmed(of, ref)
    assert _statuses(ref) == [ItemStatus.WITHDRAWN, ItemStatus.ADOPTED, ItemStatus.ADOPTED]
    decided = set(db.session.scalars(sa.select(DecisionOutcome.proposal_id)))
    assert decided == {of.proposals[1].id, of.proposals[2].id}


def test_a_ranking_is_put_before_the_board_once(app: Flask) -> None:
    of = w.world()
    ranking = w.ranked(of)
    w.proposed(of, ranking)
    with pytest.raises(Refused, match="before the board already"):
        w.proposed(of, ranking)


def test_a_stale_page_does_not_open_a_changed_procedure(app: Flask) -> None:
    of = w.world()
    ref = w.proposed(of, w.ranked(of))
    with pytest.raises(Conflict):
        opening.open_meeting(of.acting(of.secretary), ref, w.meeting(ref).version + 1)


def test_an_empty_procedure_cannot_be_opened(app: Flask) -> None:
    of = w.world()
    with pytest.raises(Refused, match="at least one item"):
        w.opened(of, w.a_meeting(of))


def test_closing_by_the_clock_leaves_who_opened_as_the_first_of_two(
    app: Flask, later: Later
) -> None:
    of = w.world()
    ref = w.opened(of, w.proposed(of, w.ranked(of, recommended=1, reserve=0, rest=0)))
    later(days=15)
    closing.close_by_clock(w.meeting(ref).id)
    w.confirmed(of, ref)
    decision = db.session.scalars(sa.select(Decision)).one()
    assert (decision.adopted_by_id, decision.confirmed_by_id) == (of.secretary.id, of.chair.id)
