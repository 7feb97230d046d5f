"""Starting a proposal."""

from datetime import datetime

from grants.audit.service import record
from grants.calls.models import Call
from grants.calls.queries import by_ref
from grants.core import clock, operations
from grants.core.actor import Actor
from grants.core.db import db
from grants.core.errors import Forbidden, Refused
from grants.core.messages import msg
from grants.core.text import random_ref
from grants.permissions import Permission
from grants.proposals.models import Collaborator, Proposal, ProposalStatus, TeamRole
from grants.proposals.queries.access import Access
from grants.proposals.rules.carried import Carried
from grants.proposals.rules.deadline import accepts
from grants.proposals.service.points import take_along


def start(
    actor: Actor,
    call_ref: str,
    language: str,
    *,
    received_at: datetime,
    operation: str | None = None,
    carried: Carried | None = None,
) -> str:
    """A new draft led by the actor; its reference. Pressed twice, there is one draft.

    `carried` are the answers to the quiz it was started from.
    """
    return operations.outcome(
        lambda: _start(actor, call_ref, language, received_at, operation, carried)
    )


def _start(
    actor: Actor,
    call_ref: str,
    language: str,
    received_at: datetime,
    operation: str | None,
    carried: Carried | None,
) -> str:
    if not actor.may(Permission.PROPOSAL_START):
        raise Forbidden
    operations.claim(operation, actor, "proposal:start")
    call = by_ref(call_ref)
    if not accepts(call, None, received_at):
        raise Refused(msg("This call is not open now, so no proposal was started."))
    if language not in call.languages:
        words = msg("Choose one of the languages this call takes")
        raise Refused(words, {"language": words})
    proposal = begun(actor, call, language)
    if carried is not None:
        take_along(Access(proposal, call, TeamRole.LEAD, actor), carried)
    record(actor, "proposal:start", proposal, new={"call": call.id, "language": language})
    operations.keep(operation, actor, proposal.ref)
    ref = proposal.ref
    db.session.commit()
    return ref


def begun(actor: Actor, call: Call, language: str, *, is_test: bool = False) -> Proposal:
    """An empty draft that the actor leads; the caller records and commits."""
    now = clock.now()
    proposal = Proposal(
        ref=random_ref(),
        call_id=call.id,
        status=ProposalStatus.DRAFT,
        status_at=now,
        started_by_id=actor.person_id,
        started_at=now,
        language=language,
        is_test=is_test,
    )
    db.session.add(proposal)
    db.session.flush()
    db.session.add(
        Collaborator(
            proposal_id=proposal.id,
            person_id=actor.person_id,
            role=TeamRole.LEAD,
            added_by_id=actor.person_id,
            added_at=now,
        )
    )
    return proposal
