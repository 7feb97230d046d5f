"""What the names check says of a proposal, in a few figures for another page."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import aliased

from grants.core import clock
from grants.core.actor import Actor
from grants.core.db import db
from grants.core.messages import Message
from grants.permissions import Permission
from grants.proposals.models import Proposal
from grants.sanctions.models import NamesCheck, NamesList
from grants.sanctions.queries.lists import newest_kept
from grants.sanctions.queries.newest import FLAGGED, HITS, IS_CURRENT, TO_JUDGE, last_check
from grants.sanctions.rules.age import age_days, blocks_due_diligence, is_old, today
from grants.sanctions.rules.results import Result, result_of


@dataclass(frozen=True)
class Panel:
    """The newest check of a proposal and the list in force; dates are None when there is none."""

    result: Result
    hits: int
    to_judge: int
    checked_at: datetime | None
    list_dated_on: date | None  # of the list that was compared
    in_force_on: date | None
    now: datetime

    @property
    def age(self) -> int | None:
        """Days of the list in force."""
        return age_days(self.in_force_on, today(self.now)) if self.in_force_on else None

    @property
    def is_old(self) -> bool:
        return self.in_force_on is not None and is_old(self.in_force_on, today(self.now))

    @property
    def blocks(self) -> Message | None:
        """Why due diligence must wait."""
        return blocks_due_diligence(self.in_force_on, today(self.now), self.result)


def panel_of(actor: Actor, proposal_id: int) -> Panel | None:
    """For pages that have loaded the proposal for this actor: ties are not asked for again. None
    for whom checks are not open. One query."""
    if not actor.may(Permission.NAMES_READ):
        return None
    compared, now_listed = aliased(NamesList), aliased(NamesList)
    query: sa.Select[*tuple[Any, ...]] = (
        sa.select(
            HITS.label("hits"),
            TO_JUDGE.label("to_judge"),
            FLAGGED.label("flagged"),
            IS_CURRENT.label("is_current"),
            NamesCheck.checked_at,
            compared.dated_on.label("list_dated_on"),
            now_listed.dated_on.label("in_force_on"),
        )
        .select_from(Proposal)
        .outerjoin(
            NamesCheck,
            sa.and_(NamesCheck.proposal_id == Proposal.id, NamesCheck.id == last_check()),
        )
        .outerjoin(compared, compared.id == NamesCheck.list_id)
        .outerjoin(now_listed, now_listed.id == newest_kept())
        .where(Proposal.id == proposal_id)
    )
    row = db.session.execute(query).one_or_none()
    if row is None:
        return None
    return Panel(
        result=result_of(
            is_current=row.is_current, hits=row.hits, to_judge=row.to_judge, flagged=row.flagged
        ),
        hits=row.hits,
        to_judge=row.to_judge,
        checked_at=row.checked_at,
        list_dated_on=row.list_dated_on,
        in_force_on=row.in_force_on,
        now=clock.now(),
    )
