"""What happens to a call is told to the teams of its proposals."""

from typing import Any

import sqlalchemy as sa

from grants.calls.models import Call
from grants.core import hooks
from grants.core.db import db
from grants.core.messages import Link
from grants.mail.service import queue
from grants.proposals.models import Proposal, ProposalStatus
from grants.proposals.queries.conflicts import counted
from grants.proposals.rules.team import title_or_words
from grants.proposals.service.move import team_addressees

OVER = (ProposalStatus.WITHDRAWN, ProposalStatus.INELIGIBLE)


def tell_cancelled(call: Call, **_given: Any) -> None:
    """Everybody with a draft or a submission; not those whose proposal was over before."""
    _tell(call, "call_cancelled", {"note": dict(call.provenance["cancelled"]["note"])})


def tell_extended(call: Call, **_given: Any) -> None:
    """The same people, of the later deadline."""
    _tell(call, "call_extended", {"closes_at": call.closes_at, "zone": call.zone})


def _tell(call: Call, kind: str, params: dict[str, Any]) -> None:
    found = db.session.scalars(
        sa.select(Proposal)
        .where(Proposal.call_id == call.id, Proposal.status.not_in(OVER), counted())
        .order_by(Proposal.id)
    )
    for proposal in found.all():
        for to in team_addressees(proposal):
            queue(
                to,
                kind,
                {
                    "call": dict(call.title),
                    "title": title_or_words(proposal.title),
                    "link": Link("proposals.tasks", {"ref": proposal.ref}),
                    **params,
                },
                about=proposal,
            )


def attach() -> None:
    """Subscribe; called once by the application factory."""
    hooks.call_cancelled.connect(tell_cancelled)
    hooks.call_extended.connect(tell_extended)
