"""Withdrawing a submitted proposal."""

from grants.core import operations
from grants.core.actor import Actor
from grants.core.db import db
from grants.core.messages import Link
from grants.permissions import Permission
from grants.proposals.queries.access import find
from grants.proposals.rules.moves import Move
from grants.proposals.rules.withdrawal import check_withdrawal
from grants.proposals.service.move import move


def withdraw(actor: Actor, ref: str, *, reason: str = "", operation: str | None = None) -> None:
    """Out of the competition for good; the reason is optional and stands in the trail."""
    operations.claim(operation, actor, "proposal:withdraw")
    found = find(actor, ref, Permission.PROPOSAL_SUBMIT, lock=True)
    proposal, contact = found.proposal, found.call.contact_email
    check_withdrawal(proposal.status, contact, is_full=proposal.is_full)
    call = Link("calls.show", {"ref": found.call.ref})
    words = {"reason": reason, "call": call}
    move(actor, found.proposal, Move.WITHDRAW, reason=reason, words=words)
    operations.keep(operation, actor, found.proposal.ref)
    db.session.commit()
