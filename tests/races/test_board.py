"""The board under pressure, on both databases: decided once, never beyond the money."""

from collections.abc import Callable

import pytest
import sqlalchemy as sa
from flask import Flask

from grants.board.models import (
    Choice,
    Decision,
    DecisionOutcome,
    ItemKind,
    MeetingKind,
    Vote,
)
from grants.board.queries.invariants import check_decisions, check_numbers, check_voices
from grants.board.service import adoption, attendance, closing, prepare, release, voice
from grants.core.db import db
from grants.core.errors import Refused
from grants.funds import queries as funds_queries
from grants.funds.models import Envelope
from grants.mail.models import Mail
from grants.proposals.models import ProposalStatus
from tests import build
from tests.board import world as w
from tests.races.rounds import all_at_once

Later = Callable[..., None]


def _sound() -> None:
    checks = (funds_queries.check_invariants, check_voices, check_decisions, check_numbers)
    assert [str(breach) for check in checks for breach in check()] == []


@pytest.mark.both_databases
def test_of_thirty_adoptions_at_once_with_room_for_ten_exactly_ten_are_decided(
    app: Flask, later: Later
) -> None:
    of = w.world(envelope=200_000_000, seats=6)
    refs = [_one_award(of, n) for n in range(30)]
    later(days=15)
    for ref in refs:
        w.closed(of, ref)
    chair = of.acting(of.chair)
    results = all_at_once(app, [lambda ref=ref: adoption.confirm(chair, ref) for ref in refs])
    assert not [r for r in results if isinstance(r, Exception)]
    reports = [report for done in results for report in done]
    assert sum(1 for r in reports if r.number) == 10
    refused = [str(r.refusal) for r in reports if r.refusal is not None]
    assert len(refused) == 20
    assert all("has US$0 left; this needs US$200,000" in text for text in refused)
    assert db.session.scalars(sa.select(Envelope.reserved_cents)).one() == 200_000_000
    assert db.session.scalar(sa.select(sa.func.count(DecisionOutcome.id))) == 10
    _sound()


def _one_award(of: w.World, n: int) -> str:
    """An open written procedure with one award."""
    secretary = of.acting(of.secretary)
    plan = prepare.Plan(
        MeetingKind.WRITTEN, f"Procedure {n}", quorum_members=1, quorum_constituencies=1
    )
    ref = prepare.prepare(secretary, plan)
    proposal = build.proposal(
        of.call, of.city, status=ProposalStatus.RANKED, grant_cents=20_000_000
    )
    prepare.new_item(
        w.meeting(ref),
        ItemKind.PROPOSAL,
        proposal.title,
        proposal_id=proposal.id,
        call_id=of.call.id,
        amount_cents=20_000_000,
    )
    db.session.commit()
    return w.opened(of, ref)


@pytest.mark.both_databases
def test_a_procedure_confirmed_by_eight_at_once_is_decided_once(app: Flask, later: Later) -> None:
    of = w.world(seats=12)
    ref = w.opened(of, w.proposed(of, w.ranked(of)))
    later(days=15)
    w.closed(of, ref)
    chair = of.acting(of.chair)
    results = all_at_once(app, [lambda: adoption.confirm(chair, ref)] * 8)
    assert sum(1 for r in results if isinstance(r, list)) == 1
    assert sum(1 for r in results if isinstance(r, Refused)) == 7
    assert db.session.scalar(sa.select(sa.func.count(Decision.id))) == 3
    _sound()


@pytest.mark.both_databases
def test_two_closings_at_once_are_one(app: Flask, later: Later) -> None:
    of = w.world(seats=12)
    ref = w.opened(of, w.proposed(of, w.ranked(of)))
    later(days=15)
    meeting_id = w.meeting(ref).id
    secretary = of.acting(of.secretary)

    def by_hand() -> bool:
        closing.close(secretary, ref)
        return True

    acts = [by_hand, lambda: closing.close_by_clock(meeting_id)] * 4
    results = all_at_once(app, acts)
    assert sum(1 for r in results if r is True) == 1
    assert all(r is True or r is False or isinstance(r, Refused) for r in results)
    _sound()


@pytest.mark.both_databases
def test_every_vote_that_was_accepted_beside_a_closing_is_counted(app: Flask) -> None:
    of = w.world(seats=12)
    ref = w.a_meeting(of)
    secretary = of.acting(of.secretary)
    prepare.add_note(secretary, ref, "Agenda", "")
    w.opened(of, ref)
    attendance.record_attendance(secretary, ref, {s.ref for s in of.seats})
    actors = [of.acting(member) for member in of.members]

    def cast(actor: object) -> str:
        voice.vote(actor, ref, 1, Choice.FOR)  # type: ignore[arg-type]
        return "voted"

    acts = [lambda a=a: cast(a) for a in actors]
    acts.insert(5, lambda: closing.close(secretary, ref))
    results = all_at_once(app, acts)
    voted = results.count("voted")
    stored = db.session.scalar(sa.select(sa.func.count(Vote.id)))
    tally = w.items(ref)[0].facts["verdict"]["tally"]
    assert voted == stored == tally["for"]


@pytest.mark.both_databases
def test_results_released_by_six_at_once_are_told_once(app: Flask, later: Later) -> None:
    of = w.world(seats=12)
    ref = w.opened(of, w.proposed(of, w.ranked(of)))
    later(days=15)
    w.closed(of, ref)
    w.confirmed(of, ref)
    release.prepare_release(of.acting(of.lead), of.call.ref)
    version = db.session.scalars(sa.select(release.Release.version)).one()
    other, call_ref = of.acting(of.other_lead), of.call.ref
    results = all_at_once(app, [lambda: release.release(other, call_ref, version)] * 6)
    assert [r for r in results if isinstance(r, int)] == [4]
    assert all(isinstance(r, int | Refused) for r in results)
    told = db.session.scalar(sa.select(sa.func.count(Mail.id)).where(Mail.kind.like("release_%")))
    assert told == 4
