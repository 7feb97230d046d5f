"""More time for some applicants of a call."""

from collections.abc import Collection
from datetime import datetime

from grants.audit.service import record
from grants.calls.queries import for_office
from grants.core import clock, operations
from grants.core.actor import Actor
from grants.core.db import db
from grants.core.errors import Refused
from grants.core.messages import Link, msg
from grants.mail.service import Addressee, queue
from grants.proposals.models import Extension, Proposal
from grants.proposals.queries.extension import locked
from grants.proposals.rules.deadline import deadline_of
from grants.proposals.rules.extension import check_extension, check_reason
from grants.proposals.rules.full import schedule_of
from grants.proposals.rules.team import title_or_words
from grants.proposals.service.move import teams_addressees


def extend(
    actor: Actor,
    call_ref: str,
    refs: Collection[str],
    *,
    until_at: datetime,
    reason: str,
    operation: str | None = None,
) -> None:
    """All of them or none: a line on record for each, with until when, why and by whom.

    Each team is told. Refused, naming the first, when one of them can get no more time.
    """
    operations.claim(operation, actor, "proposal:extend")
    call = for_office(actor, call_ref)
    found = locked(actor, call, refs)
    if not found:
        raise Refused(msg("Choose at least one applicant. Nobody was given more time."))
    check_reason(reason)
    before = {one.id: deadline_of(schedule_of(call, one), until) for one, until in found}
    for proposal, _until in found:
        check_extension(proposal.ref, proposal.status, before[proposal.id], until_at, clock.now())
    teams = teams_addressees(list(before))
    for proposal, _until in found:
        _keep(actor, proposal, before[proposal.id], until_at, reason)
        _tell(proposal, teams.get(proposal.id, []), until_at, call.zone)
    operations.keep(operation, actor, call.ref)
    db.session.commit()


def _keep(
    actor: Actor, proposal: Proposal, before: datetime | None, until_at: datetime, reason: str
) -> None:
    was = before.isoformat() if before else None
    row = Extension(
        proposal_id=proposal.id,
        until_at=until_at,
        reason=reason,
        by_id=actor.person_id,
        at=clock.now(),
        facts={"deadline_before": was},
    )
    db.session.add(row)
    db.session.flush()
    record(
        actor,
        "proposal:extend",
        proposal,
        old={"until": was},
        new={"extension": row.id, "until": until_at.isoformat()},
        reason=reason,
    )


def _tell(proposal: Proposal, team: Collection[Addressee], until_at: datetime, zone: str) -> None:
    for to in team:
        queue(
            to,
            "proposal_extended",
            {
                "title": title_or_words(proposal.title),
                "until": until_at,
                "zone": zone,
                "link": Link("proposals.tasks", {"ref": proposal.ref}),
            },
            about=proposal,
        )
