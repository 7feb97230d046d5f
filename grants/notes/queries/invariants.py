"""What must be true of every flag, for `flask check-invariants`."""

from collections.abc import Iterator

import sqlalchemy as sa
from sqlalchemy.orm import aliased

from grants.core.db import db
from grants.core.invariants import Breach, invariant
from grants.notes.models import Flag, FlagStep
from grants.notes.rules.flags import TO

FLAGS = "flags repeat their last steps, and no step is missing"


@invariant(FLAGS)
def flags_repeat_their_last_steps() -> Iterator[Breach]:
    """A flag stands where its last step left it, is for whom the last one that gave it names, and
    its steps are numbered without a gap."""
    last, given = aliased(FlagStep), aliased(FlagStep)
    count = (
        sa.select(sa.func.count(FlagStep.id))
        .where(FlagStep.flag_id == Flag.id)
        .correlate(Flag)
        .scalar_subquery()
    )
    last_given = (
        sa.select(sa.func.max(given.n))
        .where(given.flag_id == Flag.id, given.to_id.is_not(None))
        .correlate(Flag)
        .scalar_subquery()
    )
    to = (
        sa.select(given.to_id)
        .where(given.flag_id == Flag.id, given.n == last_given)
        .correlate(Flag)
        .scalar_subquery()
    )
    rows = db.session.execute(
        sa.select(Flag.id, Flag.status, Flag.to_id, Flag.last_n, last.act, to, count).outerjoin(
            last, sa.and_(last.flag_id == Flag.id, last.n == Flag.last_n)
        )
    )
    for flag_id, status, to_id, last_n, act, given_to, steps in rows:
        if act is None or TO[act] is not status or given_to != to_id or steps != last_n:
            facts = f"{status.value}, for {to_id}, ends at {last_n}, holds {steps}"
            yield Breach(FLAGS, f"flag {flag_id}", facts)
