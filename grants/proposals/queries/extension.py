"""A proposal as the Secretariat sees it when it gives more time: not what is in it."""

import sqlalchemy as sa

from grants.calls.models import Call
from grants.core.actor import Actor
from grants.core.db import db
from grants.core.errors import NotFound
from grants.permissions import Permission
from grants.proposals.models import Proposal
from grants.proposals.queries.access import Access
from grants.proposals.queries.conflicts import conflicted_people


def find_for_extension(actor: Actor, ref: str, *, lock: bool = False) -> Access:
    """The proposal behind a reference the applicant gave, drafts too; NotFound for anybody else,
    and for a lead who belongs to the applicant."""
    if not actor.may(Permission.PROPOSAL_EXTEND):
        raise NotFound
    query = (
        sa.select(Proposal, Call).join(Call, Call.id == Proposal.call_id).where(Proposal.ref == ref)
    )
    if lock:
        query = query.with_for_update(of=Proposal).execution_options(populate_existing=True)
    row = db.session.execute(query).one_or_none()
    if row is None or actor.person_id in conflicted_people(row[0]):
        raise NotFound
    return Access(row[0], row[1], None, actor)
