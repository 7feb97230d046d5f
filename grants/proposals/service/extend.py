"""More time for one applicant."""

from datetime import datetime

from grants.audit.service import record
from grants.core import clock, operations
from grants.core.actor import Actor
from grants.core.db import db
from grants.core.messages import Link
from grants.mail.service import queue
from grants.proposals.models import Extension
from grants.proposals.queries.content import extension_until
from grants.proposals.queries.extension import find_for_extension
from grants.proposals.rules.deadline import deadline_of
from grants.proposals.rules.extension import check_extension
from grants.proposals.rules.team import title_or_words
from grants.proposals.service.move import team_addressees


def extend(
    actor: Actor, ref: str, *, until_at: datetime, reason: str, operation: str | None = None
) -> None:
    """One logged line: until when, why, by whom. The team is told."""
    operations.claim(operation, actor, "proposal:extend")
    found = find_for_extension(actor, ref, lock=True)
    proposal, now = found.proposal, clock.now()
    deadline = deadline_of(found.call, extension_until(proposal.id))
    check_extension(proposal.status, deadline, until_at, reason, now)
    row = Extension(
        proposal_id=proposal.id,
        until_at=until_at,
        reason=reason,
        by_id=actor.person_id,
        at=now,
        facts={"deadline_before": deadline.isoformat() if deadline else None},
    )
    db.session.add(row)
    db.session.flush()
    record(
        actor,
        "proposal:extend",
        proposal,
        old={"until": deadline.isoformat() if deadline else None},
        new={"extension": row.id, "until": until_at.isoformat()},
        reason=reason,
    )
    for to in team_addressees(proposal):
        queue(
            to,
            "proposal_extended",
            {
                "title": title_or_words(proposal.title),
                "until": until_at,
                "link": Link("proposals.tasks", {"ref": proposal.ref}),
            },
            about=proposal,
        )
    operations.keep(operation, actor, proposal.ref)
    db.session.commit()
