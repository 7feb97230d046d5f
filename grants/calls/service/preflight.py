"""What must be so before a call is published, beyond what the call itself says."""

from grants.calls import queries
from grants.calls.models import Call
from grants.calls.rules.document import CallDocument
from grants.calls.rules.publishing import Finding, check_publishable, check_staffed
from grants.calls.service.envelope import allocation_for
from grants.core.messages import msg
from grants.core.money import Amount


def findings_of(call: Call, document: CallDocument) -> list[Finding]:
    """Everything that stops a stored call from being published; empty when it may be."""
    staffed = check_staffed(len(queries.leads_of(call)))
    return [*check_publishable(document), *staffed, *uncovered(call)]


def uncovered(call: Call) -> list[Finding]:
    """A planned envelope larger than what its allocation has left; one set aside is covered."""
    if call.envelope_id is not None or not call.envelope_cents:
        return []
    allocation = allocation_for(call)
    if allocation is None:
        return [
            Finding(
                "envelope_usd",
                msg(
                    "is not covered: the board has allocated nothing to this business line for "
                    "%(year)s",
                    year=call.fiscal_year,
                ),
            )
        ]
    left = allocation.amount_cents - allocation.enveloped_cents
    if call.envelope_cents <= left:
        return []
    return [
        Finding(
            "envelope_usd",
            msg(
                "is more than the business line has left for %(year)s: %(left)s",
                year=call.fiscal_year,
                left=Amount(left, allocation.currency),
            ),
        )
    ]
