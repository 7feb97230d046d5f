"""What a call that is cancelled means for its proposals: their teams are told."""

from typing import Any

import sqlalchemy as sa

from grants.calls.models import Call
from grants.core import hooks
from grants.core.db import db
from grants.core.messages import Link
from grants.mail.service import queue
from grants.proposals.models import Proposal, ProposalStatus
from grants.proposals.rules.team import title_or_words
from grants.proposals.service.move import team_addressees

OVER = (ProposalStatus.WITHDRAWN, ProposalStatus.INELIGIBLE)


def tell_teams(call: Call, **_given: Any) -> None:
    """Everybody with a draft or a submission; not those whose proposal was over before."""
    found = db.session.scalars(
        sa.select(Proposal)
        .where(Proposal.call_id == call.id, Proposal.status.not_in(OVER))
        .order_by(Proposal.id)
    )
    for proposal in found.all():
        for to in team_addressees(proposal):
            queue(
                to,
                "call_cancelled",
                {
                    "call": dict(call.title),
                    "note": dict(call.provenance["cancelled"]["note"]),
                    "title": title_or_words(proposal.title),
                    "link": Link("proposals.tasks", {"ref": proposal.ref}),
                },
                about=proposal,
            )


def attach() -> None:
    """Subscribe; called once by the application factory."""
    hooks.call_cancelled.connect(tell_teams)
