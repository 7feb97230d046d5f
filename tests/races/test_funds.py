"""Money under pressure, on both databases: never exceeded, and the counters equal the ledger."""

from random import Random

import pytest
from flask import Flask
from hypothesis import HealthCheck, Phase, given, settings, strategies as st

from grants.core.actor import SYSTEM
from grants.core.db import db
from grants.core.errors import Refused
from grants.funds import queries, service
from grants.funds.models import Allocation, Entry, EntryKind, Envelope
from grants.funds.rules import figures_of
from tests import build
from tests.races.rounds import all_at_once


def _envelope(cents: int, allocated: int | None = None) -> int:
    """An envelope with its ledger."""
    purpose = service.Purpose(build.line().id, 2026)
    cause = service.Cause("test", 1, "T1")
    allocation = service.allocate(SYSTEM, purpose, allocated or cents, cause)
    envelope = service.open_envelope(SYSTEM, allocation.id, "Call", cents, cause)
    db.session.commit()
    return envelope.id


@pytest.mark.both_databases
def test_of_thirty_reservations_with_room_for_ten_exactly_ten_succeed(app: Flask) -> None:
    envelope_id = _envelope(10_000)

    def reserve(n: int) -> str:
        service.reserve(SYSTEM, envelope_id, 1_000, service.Cause("decision", n, f"D{n}"))
        db.session.commit()
        return "done"

    results = all_at_once(app, [lambda n=n: reserve(n) for n in range(30)])
    assert results.count("done") == 10
    refused = [r for r in results if isinstance(r, Refused)]
    assert len(refused) == 20
    assert all("has US$0 left; this needs US$10" in str(r) for r in refused)
    assert db.session.get_one(Envelope, envelope_id).reserved_cents == 10_000
    assert queries.check_invariants() == []


@pytest.mark.both_databases
def test_payments_never_pass_what_their_own_envelope_committed(app: Flask) -> None:
    """Though the allocation, which holds another envelope too, has committed enough."""
    one = _envelope(10_000, allocated=50_000)
    allocation_id = db.session.get_one(Envelope, one).allocation_id
    cause = service.Cause("test", 2, "T2")
    other = service.open_envelope(SYSTEM, allocation_id, "Other", 20_000, cause).id
    for n, (envelope_id, cents) in enumerate(((one, 10_000), (other, 20_000)), 10):
        service.reserve(SYSTEM, envelope_id, cents, service.Cause("decision", n, f"D{n}"))
        service.commit(SYSTEM, envelope_id, cents, service.Cause("agreement", n, f"A{n}"))
    db.session.commit()

    def pay(n: int) -> str:
        service.disburse(SYSTEM, one, 1_000, service.Cause("payment", n, f"P{n}"))
        db.session.commit()
        return "done"

    results = all_at_once(app, [lambda n=n: pay(n) for n in range(15)])
    assert results.count("done") == 10
    assert all("owes US$0" in str(r) for r in results if r != "done")
    assert queries.check_invariants() == []


@pytest.mark.both_databases
def test_the_same_cause_is_posted_once_however_often_it_is_tried(app: Flask) -> None:
    envelope_id = _envelope(100_000)

    def reserve() -> str:
        service.reserve(SYSTEM, envelope_id, 1_000, service.Cause("decision", 7, "D7"))
        db.session.commit()
        return "done"

    results = all_at_once(app, [reserve] * 12)
    assert results.count("done") == 1
    assert all(isinstance(r, Refused) for r in results if r != "done")
    assert db.session.get_one(Envelope, envelope_id).reserved_cents == 1_000
    assert queries.check_invariants() == []


@pytest.mark.both_databases
def test_transfers_in_both_directions_at_once_lose_nothing_and_never_wait_for_each_other(
    app: Flask,
) -> None:
    one = service.allocate(
        SYSTEM, service.Purpose(build.line().id, 2026), 10_000, service.Cause("test", 1, "T")
    ).id
    other = service.allocate(
        SYSTEM,
        service.Purpose(build.line("country_programmes").id, 2026),
        10_000,
        service.Cause("test", 2, "T"),
    ).id
    db.session.commit()

    def move(n: int) -> str:
        there, back = (one, other) if n % 2 else (other, one)
        service.transfer(SYSTEM, there, back, 700, service.Cause("decision", n, f"D{n}"))
        db.session.commit()
        return "done"

    results = all_at_once(app, [lambda n=n: move(n) for n in range(20)])
    assert not [r for r in results if r != "done" and not isinstance(r, Refused)]
    amounts = [db.session.get_one(Allocation, i).amount_cents for i in (one, other)]
    assert sum(amounts) == 20_000
    assert min(amounts) >= 0
    assert queries.check_invariants() == []


@pytest.mark.both_databases
def test_adding_to_an_allocation_that_nobody_made_yet_makes_one(app: Flask) -> None:
    purpose = service.Purpose(build.line().id, 2030)

    def allocate(n: int) -> str:
        service.allocate(SYSTEM, purpose, 500, service.Cause("decision", n, f"D{n}"))
        db.session.commit()
        return "done"

    assert all_at_once(app, [lambda n=n: allocate(n) for n in range(8)]) == ["done"] * 8
    rows = list(db.session.scalars(db.select(Allocation).where(Allocation.fiscal_year == 2030)))
    assert [row.amount_cents for row in rows] == [4_000]
    assert queries.check_invariants() == []


@pytest.mark.both_databases
def test_the_database_refuses_to_change_or_delete_an_entry(app: Flask) -> None:
    _envelope(1_000)
    for statement in ("UPDATE entry SET amount_cents = 1", "DELETE FROM entry"):
        with pytest.raises(Exception, match="append-only"):
            db.session.execute(db.text(statement))
        db.session.rollback()
    assert db.session.scalar(db.select(db.func.count(Entry.id))) == 2


@pytest.mark.both_databases
@settings(
    max_examples=3,
    deadline=None,
    derandomize=True,
    phases=[Phase.generate],
    suppress_health_check=list(HealthCheck),
)
@given(seed=st.integers(0, 2**32))
def test_counters_equal_the_ledger_after_every_one_of_five_hundred_random_actions(
    app: Flask, seed: int
) -> None:
    random = Random(seed)
    lines = [build.line(c).id for c in ("catalytic_fund", "country_programmes")]
    envelopes: list[int] = []
    done = 0
    try:
        for n in range(500):
            kind, pick = random.choice(list(EntryKind)), random.randrange(3)
            cents = random.randint(-5, 4_000)
            cause = service.Cause("random", n, f"R{n}")
            try:
                _act(kind, pick, cents, cause, lines, envelopes)
                done += 1
            except Refused:
                pass
            assert queries.check_invariants() == []
            _check_limits()
        assert done > 100
    finally:
        db.session.rollback()


def _act(
    kind: EntryKind,
    pick: int,
    cents: int,
    cause: service.Cause,
    lines: list[int],
    envelopes: list[int],
) -> None:
    purposes = [service.Purpose(line, 2026) for line in lines]
    rows = list(db.session.scalars(db.select(Allocation.id).order_by(Allocation.id)))
    match kind:
        case EntryKind.ALLOCATION:
            service.allocate(SYSTEM, purposes[pick % 2], cents, cause)
        case EntryKind.TRANSFER_IN if rows:
            service.supplement(SYSTEM, rows[pick % len(rows)], cents, cause)
        case EntryKind.TRANSFER_OUT if len(rows) > 1:
            service.transfer(SYSTEM, rows[pick % 2], rows[(pick + 1) % 2], cents, cause)
        case EntryKind.ENVELOPE if rows:
            made = service.open_envelope(SYSTEM, rows[pick % len(rows)], "E", cents, cause)
            envelopes.append(made.id)
        case _ if envelopes:
            act = {
                EntryKind.RESERVATION: service.reserve,
                EntryKind.RELEASE: service.release,
                EntryKind.COMMITMENT: service.commit,
                EntryKind.DISBURSEMENT: service.disburse,
            }.get(kind, service.reserve)
            act(SYSTEM, envelopes[pick % len(envelopes)], cents, cause)


def _check_limits() -> None:
    for row in db.session.scalars(db.select(Allocation)):
        figures = figures_of(row)
        assert figures.available >= 0
        assert figures.movable >= 0
        assert figures.disbursed <= figures.committed
    paid = db.select(Entry.envelope_id, db.func.sum(Entry.amount_cents).label("cents"))
    of_kind = paid.where(Entry.kind == EntryKind.DISBURSEMENT).group_by(Entry.envelope_id)
    for row in db.session.execute(of_kind):
        assert row.cents <= db.session.get_one(Envelope, row.envelope_id).committed_cents
