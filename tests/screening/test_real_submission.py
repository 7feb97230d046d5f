"""From what submitting freezes to a check: the two ends must fit."""

from collections.abc import Callable
from datetime import timedelta

import sqlalchemy as sa
from flask import Flask

from grants.calls.models import CallStatus
from grants.core import clock, jobs
from grants.core.db import db
from grants.proposals.models import ProposalStatus
from grants.screening import service
from grants.screening.models import Check, CheckAnswer
from grants.screening.queries import case as queries
from grants.screening.queries.reading import submitted_version
from grants.screening.rules.checks import SYSTEM_CHECKS
from tests import build
from tests.proposals import ready
from tests.screening import cases


def test_a_good_submission_passes_every_system_check(
    app: Flask, later: Callable[..., None]
) -> None:
    world = ready.complete(status=CallStatus.PUBLISHED)
    for n, rule in enumerate(sorted(SYSTEM_CHECKS)):
        if rule not in ("amount_in_range", "country_on_list"):
            cases.system_item(world.call, f"S{n}", rule)
    world.call.max_months -= 1  # a new version: rules of an open call are read once for each
    db.session.commit()
    ready.send(world)
    assert world.call.closes_at is not None
    later(seconds=(world.call.closes_at + timedelta(seconds=2) - clock.now()).total_seconds())
    officer = cases.officer()
    service.start(build.acting(officer), world.ref)
    checks = db.session.scalars(sa.select(Check)).all()
    assert len(checks) == len(SYSTEM_CHECKS)
    assert {c.answer for c in checks} == {CheckAnswer.YES}, [
        (c.figures, c.answer) for c in checks if c.answer is not CheckAnswer.YES
    ]
    case = queries.find(build.acting(officer), world.ref)
    snapshot = queries.case_file(case).snapshot
    assert snapshot is not None
    rows = {r.code: r for s in submitted_version(case, snapshot) for r in s.rows}
    assert rows["sponsors"].backers[0].organisation == "Slum Dwellers International"
    assert rows["budget"].budget is not None
    assert rows["budget"].budget.sums.grant == 20_000_000
    assert case.proposal.status is ProposalStatus.SCREENING


def test_submitting_asks_the_worker_for_look_alikes(app: Flask) -> None:
    ready.send(ready.complete(status=CallStatus.PUBLISHED))
    kinds = db.session.scalars(sa.select(jobs.Job.kind)).all()
    assert kinds.count("lookalikes") == 1
