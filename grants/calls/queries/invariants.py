"""What must be true of every call, for `flask check-invariants`."""

from collections.abc import Iterator

import sqlalchemy as sa

from grants.audit.models import TrailEvent
from grants.calls.models import Call
from grants.core.db import db
from grants.core.invariants import Breach, invariant

STATUSES = "calls: statuses = trail"


@invariant(STATUSES)
def statuses_are_on_the_trail() -> Iterator[Breach]:
    """The status of a call is the last one the trail says it was given."""
    events = db.session.execute(
        sa.select(TrailEvent.subject_id, TrailEvent.new)
        .where(TrailEvent.subject_kind == Call.__tablename__)
        .order_by(TrailEvent.seq)
    )
    told = {row.subject_id: row.new["status"] for row in events if "status" in (row.new or {})}
    for row in db.session.execute(sa.select(Call.id, Call.ref, Call.status)):
        if told.get(row.id) != row.status.value:
            what = f"stored {row.status.value}, on the trail {told.get(row.id, 'nothing')}"
            yield Breach(STATUSES, row.ref, what)
