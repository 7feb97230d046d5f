"""Who was in a team, or may do less in it than before."""

from dataclasses import dataclass

import sqlalchemy as sa

from grants.calls.models import Call
from grants.calls.queries import FormView, form_of
from grants.core.actor import Actor
from grants.core.db import db
from grants.proposals.models import Collaborator, Proposal


@dataclass(frozen=True)
class FormerPlace:
    """A person's last place in a team, and the questions they answered there.

    Nothing of the proposal itself: of that, who was removed learns no more.
    """

    call: Call
    form: FormView
    is_removed: bool


def former_place(actor: Actor, ref: str) -> FormerPlace | None:
    """None for who was never in the team, as for a proposal that does not exist."""
    row = db.session.execute(
        sa.select(Call, Proposal, Collaborator.removed_at)
        .select_from(Collaborator)
        .join(Proposal, Proposal.id == Collaborator.proposal_id)
        .join(Call, Call.id == Proposal.call_id)
        .where(Proposal.ref == ref, Collaborator.person_id == (actor.person_id or 0))
        .order_by(Collaborator.removed_at.is_not(None), Collaborator.id.desc())
        .limit(1)
    ).one_or_none()
    if row is None:
        return None
    call, proposal, removed_at = row
    return FormerPlace(call, form_of(call, proposal.form), removed_at is not None)
