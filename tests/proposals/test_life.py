"""Any order of writing, submitting and withdrawing: one receipt per snapshot, the last counts."""

import json
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from datetime import timedelta

import hypothesis.strategies as st
import sqlalchemy as sa
from hypothesis import HealthCheck, Phase, settings
from hypothesis.stateful import (
    RuleBasedStateMachine,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from grants.audit.models import TrailEvent
from grants.core import clock
from grants.core.db import db, set_may_write
from grants.core.digest import sha256
from grants.core.errors import Refused
from grants.proposals.models import (
    Attempt,
    AttemptOutcome,
    ProposalStatus as S,
    Receipt,
    Snapshot,
)
from grants.proposals.queries.submission import standing_number
from grants.proposals.service.submit import NotSubmitted
from grants.proposals.service.withdraw import withdraw
from tests.conftest import Database
from tests.proposals import ready


class Life(RuleBasedStateMachine):
    """A team that does things in any order, and what must be true after each of them."""

    database: Database

    def __init__(self) -> None:
        super().__init__()
        self.stack = ExitStack()
        self.database.reset()
        clock.set_offset(timedelta(0))
        set_may_write(True)
        self.stack.enter_context(self.database.app.app_context())
        self.world = ready.complete()
        self.summary = str(ready.ANSWERS["summary"])
        self.sent: list[tuple[str, str]] = []  # receipt numbers with the summary they froze
        self.tries = 0
        self.status = S.DRAFT

    def teardown(self) -> None:
        db.session.remove()
        self.stack.close()

    @precondition(lambda self: self.status is not S.WITHDRAWN)
    @rule(text=st.sampled_from(["", "First", "Second", "word " * 201]))
    def edit(self, text: str) -> None:
        if text != self.summary:
            ready.write(self.world.proposal, "summary", text)
            self.summary = text

    @rule(again=st.booleans())
    def submit(self, again: bool) -> None:
        self.tries += 1
        is_new = self._is_new()
        if self.status is S.WITHDRAWN or (is_new and not self._is_complete()):
            with refused():
                ready.send(self.world)
            return
        number = ready.send(self.world)
        if is_new:
            assert number not in [n for n, _ in self.sent]
            self.sent.append((number, self.summary))
            self.status = S.SUBMITTED
        else:
            assert number == self.sent[-1][0]
        if again:
            self.tries += 1
            assert ready.send(self.world) == number

    @rule(seconds=st.integers(1, 10**6))
    def submit_late(self, seconds: int) -> None:
        assert self.world.call.closes_at is not None
        self.tries += 1
        with refused():
            ready.send(self.world, at=self.world.call.closes_at + timedelta(seconds=seconds))

    @rule()
    def withdraw(self) -> None:
        if self.status is S.SUBMITTED:
            withdraw(self.world.actor, self.world.ref)
            self.status = S.WITHDRAWN
            return
        with refused():
            withdraw(self.world.actor, self.world.ref)
        db.session.rollback()

    @invariant()
    def every_snapshot_has_one_receipt_and_one_accepted_try(self) -> None:
        rows = db.session.execute(
            sa.select(Receipt.number, Snapshot.content, Snapshot.sha256)
            .join(Snapshot, Snapshot.id == Receipt.snapshot_id)
            .order_by(Snapshot.n)
        ).all()
        frozen = [(r.number, json.loads(r.content)["answers"]["summary"]) for r in rows]
        assert frozen == self.sent
        assert all(sha256(r.content) == r.sha256 for r in rows)
        outcomes = list(db.session.scalars(sa.select(Attempt.outcome)))
        assert outcomes.count(AttemptOutcome.ACCEPTED) == len(self.sent)
        assert len(outcomes) == self.tries

    @invariant()
    def the_last_snapshot_in_time_stands(self) -> None:
        assert standing_number(self.world.proposal.id) == (self.sent[-1][0] if self.sent else None)
        assert self.world.proposal.status is self.status
        if self.status is S.SUBMITTED:
            assert self.world.proposal.has_unsent_changes is self._is_new()

    @invariant()
    def the_trail_tells_of_each_submission(self) -> None:
        told = db.session.scalar(
            sa.select(sa.func.count()).where(
                TrailEvent.action.in_(("proposal:submit", "proposal:resubmit"))
            )
        )
        assert told == len(self.sent)

    def _is_complete(self) -> bool:
        return 0 < len(self.summary.split()) <= 200

    def _is_new(self) -> bool:
        """Every edit counts as a change, also one that goes back to an earlier text."""
        return not self.sent or self.world.proposal.has_unsent_changes


@contextmanager
def refused() -> Iterator[None]:
    try:
        yield
    except (NotSubmitted, Refused):
        return
    raise AssertionError("this should have been refused")


def test_whatever_the_order_the_last_submission_in_time_stands(database: Database) -> None:
    run_state_machine_as_test(
        type("LifeHere", (Life,), {"database": database}),
        settings=settings(
            max_examples=10,
            stateful_step_count=12,
            deadline=None,
            database=None,
            phases=[Phase.generate],  # a failing run is short enough to read as it is
            suppress_health_check=list(HealthCheck),
        ),
    )
