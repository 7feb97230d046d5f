"""What is checked of calls from outside."""

from datetime import timedelta
from pathlib import Path

import sqlalchemy as sa
from flask import Flask

from grants.calls import service
from grants.calls.models import Call, CallStatus
from grants.calls.queries.invariants import statuses_are_on_the_trail
from grants.core import clock
from grants.core.actor import SYSTEM
from grants.core.db import db

FILE = Path(__file__).parents[2] / "grants" / "calls" / "data" / "catf-2015.yaml"


def test_a_status_changed_behind_the_trails_back_is_found(app: Flask) -> None:
    now = clock.now()
    service.rehearse_call(
        SYSTEM,
        FILE.read_text(encoding="utf-8"),
        FILE.name,
        opens_at=now + timedelta(days=1),
        closes_at=now + timedelta(days=2),
    )
    service.advance(now + timedelta(days=3))
    assert list(statuses_are_on_the_trail()) == []
    db.session.execute(sa.update(Call).values(status=CallStatus.ARCHIVED))
    db.session.commit()
    assert [str(b.what) for b in statuses_are_on_the_trail()] == [
        "stored archived, on the trail closed"
    ]
