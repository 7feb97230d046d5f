"""What evaluators know a proposal by: where the call hides the applicant, not its own title."""

from typing import Protocol

import sqlalchemy as sa
from sqlalchemy.orm import aliased

from grants.calls.models import Call
from grants.core.db import db
from grants.proposals.models import Proposal
from grants.reviews.models import RedactedCopy


def released_id() -> sa.ScalarSelect[int | None]:
    """Of a proposal in the statement around it: the id of the copy that counts."""
    copy = aliased(RedactedCopy)
    return (
        sa.select(sa.func.max(copy.id))
        .where(copy.proposal_id == Proposal.id, copy.is_released)
        .correlate(Proposal)
        .scalar_subquery()
    )


def title_column() -> sa.ColumnElement[str]:
    """The title for evaluators, in a statement with Proposal and Call; its reference where no copy
    without names was released yet."""
    copy = aliased(RedactedCopy)
    released = sa.select(copy.title).where(copy.id == released_id()).scalar_subquery()
    return sa.case(
        (Call.applicant_hidden, sa.func.coalesce(released, Proposal.ref)), else_=Proposal.title
    )


class Titled(Protocol):
    """A proposal, or what a list knows of one."""

    @property
    def id(self) -> int: ...
    @property
    def ref(self) -> str: ...
    @property
    def title(self) -> str: ...


def shown_title(call: Call, proposal: Titled) -> str:
    """The same for one proposal; a query only where the call hides who applies."""
    if not call.applicant_hidden:
        return proposal.title
    found = db.session.scalar(
        sa.select(RedactedCopy.title)
        .where(RedactedCopy.proposal_id == proposal.id, RedactedCopy.is_released)
        .order_by(RedactedCopy.id.desc())
        .limit(1)
    )
    return found or proposal.ref
