"""What else the applicant has handed in, in this call and earlier ones."""

from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa

from grants.accounts.queries import same_as
from grants.calls.models import Call
from grants.core.db import db
from grants.proposals.models import Proposal, ProposalStatus
from grants.screening.queries.case import Case

MOST = 20


@dataclass(frozen=True)
class Earlier:
    """One other proposal of the same organisations."""

    call_ref: str
    ref: str
    title: str
    city: str
    status: ProposalStatus
    grant_cents: int
    currency: str
    submitted_at: datetime


def others_of(case: Case) -> list[Earlier]:
    """Proposals with the same proponent or recipient, or a proponent of the same name, the newest
    first; those the actor is tied to are left out. One query."""
    proposal = case.proposal
    bodies = [i for i in (proposal.proponent_id, proposal.recipient_id) if i is not None]
    of_them: list[sa.ColumnElement[bool]] = []
    if bodies:
        same = same_as(bodies)
        of_them = [Proposal.proponent_id.in_(same), Proposal.recipient_id.in_(same)]
    name = proposal.proponent_name.strip()
    if name:
        of_them.append(sa.func.lower(Proposal.proponent_name) == name.lower())
    if not of_them:
        return []
    rows = db.session.execute(
        sa.select(
            Call.ref.label("call_ref"),
            Proposal.ref,
            Proposal.title,
            Proposal.city,
            Proposal.status,
            Proposal.grant_cents,
            Call.currency,
            Proposal.submitted_at,
        )
        .join(Call, Call.id == Proposal.call_id)
        .where(
            Proposal.id != proposal.id,
            Proposal.submitted_at.is_not(None),
            case.free,
            sa.or_(*of_them),
        )
        .order_by(Proposal.submitted_at.desc(), Proposal.id.desc())
        .limit(MOST)
    )
    return [Earlier(**row._mapping) for row in rows]
