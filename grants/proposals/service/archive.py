"""Proposals from before this system: facts entered by a lead into an archived call."""

from dataclasses import dataclass
from datetime import datetime

from grants.accounts.models import Organisation, Person
from grants.audit.service import record
from grants.calls.models import Call, CallStatus
from grants.core import clock
from grants.core.actor import Actor
from grants.core.db import db
from grants.core.errors import Forbidden, Refused
from grants.core.messages import msg
from grants.core.text import clean_line, random_ref
from grants.permissions import Permission
from grants.proposals.models import Collaborator, Proposal, ProposalStatus, TeamRole
from grants.proposals.rules.moves import FINAL
from grants.proposals.service.search_index import index_past


@dataclass(frozen=True)
class PastProposal:
    """What is known of it; what was not seen stays empty, not zero."""

    title: str
    status: ProposalStatus
    country: str | None = None
    city: str = ""
    proponent: str = ""
    grant_cents: int = 0
    language: str = "en"


def enter_past(
    actor: Actor,
    call: Call,
    past: PastProposal,
    *,
    entered_for: Person,
    recipient: Organisation | None = None,
    lead: Person | None = None,
) -> str:
    """A proposal of an archived call with its known outcome; `lead` may read it as theirs.

    It is marked as imported: it has no snapshot, no receipt and no ledger entry here.
    """
    if not actor.may(Permission.CALL_MANAGE):
        raise Forbidden
    if call.status is not CallStatus.ARCHIVED:
        raise Refused(msg("Only an archived call takes proposals from before this system."))
    if past.status not in FINAL:
        raise Refused(msg("A proposal from before this system has a final state."))
    now = clock.now()
    proposal = _imported(call, past, entered_for, recipient, now)
    db.session.add(proposal)
    db.session.flush()
    if lead is not None:
        db.session.add(
            Collaborator(
                proposal_id=proposal.id,
                person_id=lead.id,
                role=TeamRole.LEAD,
                added_by_id=actor.person_id,
                added_at=now,
            )
        )
    index_past(proposal)
    record(actor, "proposal:enter_past", proposal, new={"status": past.status.value})
    ref = proposal.ref
    db.session.commit()
    return ref


def _imported(
    call: Call,
    past: PastProposal,
    entered_for: Person,
    recipient: Organisation | None,
    now: datetime,
) -> Proposal:
    """Its row: the days come from the call, for the proposal's own are not known."""
    return Proposal(
        ref=random_ref(),
        call_id=call.id,
        status=past.status,
        status_at=call.closes_at or now,
        started_by_id=entered_for.id,
        started_at=call.opens_at or now,
        submitted_at=call.closes_at,
        language=past.language,
        is_imported=True,
        title=clean_line(past.title)[:300],
        country=past.country,
        city=past.city,
        proponent_name=past.proponent,
        recipient_id=recipient.id if recipient else None,
        grant_cents=past.grant_cents,
    )
