"""Pairs of proposals with much alike texts, and the texts themselves."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import aliased

from grants.calls.models import Call
from grants.core.actor import Actor
from grants.core.db import db
from grants.core.errors import NotFound
from grants.permissions import Permission
from grants.proposals.models import Proposal, Snapshot
from grants.proposals.queries.conflicts import free_of_conflict
from grants.screening.models import LookAlike, LookAlikeVerdict
from grants.screening.queries.case import Case
from grants.screening.rules.texts import long_text


@dataclass(frozen=True)
class PairRow:
    """One pair as seen from one of its proposals."""

    ref: str
    likeness_pct: int
    verdict: LookAlikeVerdict
    is_changed: bool
    note: str
    title: str
    city: str
    proponent: str
    proposal_ref: str
    call_ref: str


@dataclass(frozen=True)
class Side:
    """One of two texts beside each other."""

    proposal_id: int
    proposal_ref: str
    call_ref: str
    title: str
    city: str
    country: str | None
    proponent: str
    submitted_at: datetime
    text: str


@dataclass(frozen=True)
class Pair:
    """Two texts and what was said of them, the one submitted last first."""

    row: LookAlike
    newer: Side
    older: Side

    @property
    def later(self) -> Side:
        """The side whose proposal was begun last, which the pair names first."""
        return self.newer if self.newer.proposal_id == self.row.proposal_id else self.older

    @property
    def earlier(self) -> Side:
        return self.older if self.later is self.newer else self.newer


def pairs_of(case: Case) -> list[PairRow]:
    """Look-alikes of a proposal, the most alike first; pairs with one the actor must not see
    are left out."""
    proposal_id = case.proposal.id
    other = aliased(Proposal, name="other")
    free = sa.select(Proposal.id).where(case.free)
    rows = db.session.execute(
        sa.select(
            LookAlike.ref,
            LookAlike.likeness_pct,
            LookAlike.verdict,
            changed_since().label("is_changed"),
            LookAlike.note,
            other.title,
            other.city,
            other.proponent_name.label("proponent"),
            other.ref.label("proposal_ref"),
            Call.ref.label("call_ref"),
        )
        .join(
            other,
            sa.or_(
                sa.and_(LookAlike.proposal_id == proposal_id, other.id == LookAlike.other_id),
                sa.and_(LookAlike.other_id == proposal_id, other.id == LookAlike.proposal_id),
            ),
        )
        .join(Call, Call.id == other.call_id)
        .where(other.id.in_(free))
        .order_by(LookAlike.likeness_pct.desc(), LookAlike.id)
    )
    return [PairRow(**row._mapping) for row in rows]


def pair(
    actor: Actor,
    ref: str,
    permission: Permission = Permission.SCREENING_READ,
    *,
    lock: bool = False,
) -> Pair:
    """One pair with both texts; NotFound when either proposal is not for this actor.

    Three queries, four for an actor who works for somebody. `lock` takes the pair's row for the
    rest of the transaction.
    """
    if not actor.may(permission):
        raise NotFound
    query = sa.select(LookAlike).where(LookAlike.ref == ref)
    if lock:
        query = query.with_for_update().execution_options(populate_existing=True)
    row = db.session.scalars(query).one_or_none()
    if row is None:
        raise NotFound
    sides = [_side(found) for found in _sides(actor, (row.proposal_id, row.other_id))]
    if len(sides) < len({row.proposal_id, row.other_id}):
        raise NotFound
    newer, older = sorted(sides, key=lambda s: (s.submitted_at, s.proposal_id), reverse=True)
    return Pair(row, newer, older)


def changed_since() -> sa.ColumnElement[bool]:
    """A condition on LookAlike: a text has changed since somebody judged the two."""
    return sa.and_(
        LookAlike.judged_texts.is_not(None),
        LookAlike.texts.is_not(None),
        LookAlike.judged_texts != LookAlike.texts,
    )


def both_among(seen: sa.Select[int]) -> sa.ColumnElement[bool]:
    """A condition on LookAlike: both its proposals are among these.

    The sum keeps a database from going through every pair there could be of them, and asking of
    each whether it is one of the few that are much alike.
    """
    return sa.and_((LookAlike.proposal_id + 0).in_(seen), (LookAlike.other_id + 0).in_(seen))


def waits() -> sa.ColumnElement[bool]:
    """A condition on LookAlike: somebody has still, or again, to say what the two are."""
    return sa.or_(LookAlike.verdict == LookAlikeVerdict.OPEN, changed_since())


def _last_n() -> sa.ScalarSelect[Any]:
    newer = aliased(Snapshot)
    return (
        sa.select(sa.func.max(newer.n))
        .where(newer.proposal_id == Snapshot.proposal_id)
        .correlate(Snapshot)
        .scalar_subquery()
    )


def _sides(actor: Actor, ids: tuple[int, int]) -> list[sa.Row[Any]]:
    return list(
        db.session.execute(
            sa.select(
                Proposal.id,
                Proposal.ref,
                Call.ref.label("call_ref"),
                Proposal.title,
                Proposal.city,
                Proposal.country,
                Proposal.proponent_name,
                Proposal.submitted_at,
                Snapshot.content,
            )
            .join(Call, Call.id == Proposal.call_id)
            .join(Snapshot, Snapshot.proposal_id == Proposal.id)
            .where(
                Proposal.id.in_(ids),
                Proposal.submitted_at.is_not(None),
                Snapshot.n == _last_n(),
                free_of_conflict(actor),
            )
        )
    )


def _side(row: Any) -> Side:
    content: Mapping[str, Any] = json.loads(row.content)
    return Side(
        row.id,
        row.ref,
        row.call_ref,
        row.title,
        row.city,
        row.country,
        row.proponent_name,
        row.submitted_at,
        long_text(content),
    )
