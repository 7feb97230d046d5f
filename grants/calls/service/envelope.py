"""Cutting a call's envelope from the allocation of its business line and year."""

import sqlalchemy as sa

from grants.audit.service import record
from grants.calls import queries
from grants.calls.models import Call
from grants.calls.service.exchange import check_may_manage
from grants.core import operations
from grants.core.actor import Actor
from grants.core.db import db
from grants.core.errors import Refused
from grants.core.messages import msg
from grants.funds.models import Allocation, Envelope, Source
from grants.funds.service import Cause, open_envelope


def cut_envelope(actor: Actor, ref: str, *, operation: str | None = None) -> Envelope:
    """Set the planned amount aside from the line's core allocation of the call's year.

    Refused, with the figures, when the allocation is missing or has too little left.
    """
    check_may_manage(actor)
    operations.claim(operation, actor, "call:cut-envelope")
    call = queries.for_office(actor, ref)
    if call.envelope_id is not None:
        raise Refused(msg("This call has its envelope already; nothing was changed."))
    if not call.envelope_cents:
        raise Refused(msg("Plan an envelope for this call first; nothing was changed."))
    allocation = allocation_for(call)
    if allocation is None:
        raise Refused(
            msg(
                "The board has not yet allocated money to this business line for %(year)s. "
                "Nothing was changed.",
                year=call.fiscal_year,
            )
        )
    cause = Cause("call", call.id, call.ref)
    envelope = open_envelope(actor, allocation.id, call.ref, call.envelope_cents, cause)
    call.envelope_id = envelope.id
    record(actor, "call:cut-envelope", call, new={"envelope": envelope.id})
    operations.keep(operation, actor, call.ref)
    db.session.commit()
    return envelope


def allocation_for(call: Call) -> Allocation | None:
    """The core allocation of the call's line, year and currency."""
    return db.session.scalars(
        sa.select(Allocation).where(
            Allocation.line_id == call.line_id,
            Allocation.fiscal_year == call.fiscal_year,
            Allocation.source == Source.CORE,
            Allocation.currency == call.currency,
        )
    ).first()
