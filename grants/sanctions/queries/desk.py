"""Calls and proposals with what their names need; whatever the actor is tied to is left out."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

import sqlalchemy as sa

from grants.calls.models import Call
from grants.core.actor import Actor
from grants.core.db import db
from grants.core.errors import NotFound
from grants.permissions import Permission
from grants.proposals.models import Proposal
from grants.sanctions.models import NamesCheck, NamesRun
from grants.sanctions.queries.newest import FLAGGED, HITS, IS_CURRENT, TO_JUDGE, visible
from grants.sanctions.rules.results import Result, result_of

PAGE = 50


class View(StrEnum):
    """Which proposals of a call to see."""

    OPEN = "open"
    FLAGGED = "flagged"
    JUDGED = "judged"
    CLEAR = "clear"
    NOT_CHECKED = "not_checked"
    ALL = "all"


@dataclass(frozen=True)
class CallRow:
    """One call with what waits in the check of its names."""

    ref: str
    title: Mapping[str, str]
    closes_at: datetime | None
    submitted: int
    checked: int
    to_judge: int
    flagged: int


@dataclass(frozen=True)
class ProposalRow:
    """One proposal with what the check of its names says."""

    ref: str
    title: str
    city: str
    country: str | None
    proponent_name: str
    checked_at: datetime | None
    hits: int
    to_judge: int
    flagged: int
    is_current: bool

    @property
    def result(self) -> Result:
        return result_of(
            is_current=self.is_current,
            hits=self.hits,
            to_judge=self.to_judge,
            flagged=self.flagged,
        )


def _condition(view: View) -> sa.ColumnElement[bool]:
    match view:
        case View.OPEN:
            return sa.and_(IS_CURRENT, TO_JUDGE > 0)
        case View.FLAGGED:
            return sa.and_(IS_CURRENT, FLAGGED > 0)
        case View.JUDGED:
            return sa.and_(IS_CURRENT, HITS > 0, TO_JUDGE == 0)
        case View.CLEAR:
            return sa.and_(IS_CURRENT, HITS == 0)
        case View.NOT_CHECKED:
            return sa.not_(IS_CURRENT)
    return sa.true()


def _sum(value: sa.ColumnElement[Any]) -> sa.Function[int]:
    return sa.func.coalesce(sa.func.sum(value), 0)


def _times(condition: sa.ColumnElement[bool]) -> sa.Function[int]:
    return _sum(sa.case((condition, 1), else_=0))


def calls_with_names(actor: Actor) -> list[CallRow]:
    """Every call that has submitted proposals, the latest deadline first. One query, beside those
    that tell the actor's ties."""
    if not actor.may(Permission.NAMES_READ):
        raise NotFound
    query = (
        visible(
            actor,
            sa.select(
                Call.ref,
                Call.title,
                Call.closes_at,
                sa.func.count().label("submitted"),
                _times(IS_CURRENT).label("checked"),
                _sum(sa.case((IS_CURRENT, TO_JUDGE), else_=0)).label("to_judge"),
                _times(_condition(View.FLAGGED)).label("flagged"),
            ),
        )
        .join(Call, Call.id == Proposal.call_id)
        .group_by(Call.id)
        .order_by(Call.closes_at.desc(), Call.id.desc())
    )
    return [CallRow(**row._mapping) for row in db.session.execute(query)]


def counts(actor: Actor, call: Call) -> dict[View, int]:
    """How many proposals each view of a call holds. One query, beside those for the ties."""
    row = db.session.execute(
        visible(actor, sa.select(*(_times(_condition(view)) for view in View))).where(
            Proposal.call_id == call.id
        )
    ).one()
    return {view: int(row[i]) for i, view in enumerate(View)}


def rows(actor: Actor, call: Call, view: View, *, start: int = 0) -> list[ProposalRow]:
    """A page of a view: most to judge first, then as they came in. One query, beside those for the
    ties."""
    query = (
        visible(
            actor,
            sa.select(
                Proposal.ref,
                Proposal.title,
                Proposal.city,
                Proposal.country,
                Proposal.proponent_name,
                NamesCheck.checked_at,
                HITS.label("hits"),
                TO_JUDGE.label("to_judge"),
                FLAGGED.label("flagged"),
                IS_CURRENT.label("is_current"),
            ),
        )
        .where(Proposal.call_id == call.id, _condition(view))
        .order_by(TO_JUDGE.desc(), Proposal.submitted_at, Proposal.id)
        .offset(start)
        .limit(PAGE)
    )
    return [ProposalRow(**row._mapping) for row in db.session.execute(query)]


def run_of(call: Call) -> NamesRun | None:
    """The last time somebody asked to check the whole call. One query."""
    return db.session.scalars(
        sa.select(NamesRun).where(NamesRun.call_id == call.id).order_by(NamesRun.id.desc()).limit(1)
    ).one_or_none()
