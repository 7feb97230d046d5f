"""The register of decisions, as one reader may see it."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from grants.board.models import Decision, DecisionOutcome, Item, ItemKind, Meeting, Outcome
from grants.board.queries.blinders import Blinders, blinders
from grants.core.actor import Actor
from grants.core.db import db
from grants.core.errors import NotFound
from grants.funds.models import Entry, EntryKind
from grants.permissions import Permission
from grants.proposals.models import Proposal

PAGE = 50


@dataclass(frozen=True)
class DecisionRow:
    """One decision; of a hidden one only its number."""

    id: int
    number: str
    is_recused: bool
    words: str = ""
    kind: ItemKind | None = None
    adopted_at: datetime | None = None
    amount_cents: int | None = None
    currency: str = "USD"


@dataclass(frozen=True)
class DecisionPage:
    rows: list[DecisionRow]
    next_before: int | None
    is_first: bool


@dataclass(frozen=True)
class OutcomeRow:
    """What the decision means for one proposal."""

    title: str
    country: str | None
    outcome: Outcome
    amount_cents: int | None


@dataclass(frozen=True)
class DecisionFile:
    """One decision with everything frozen in it."""

    number: str
    is_recused: bool
    decision: Decision | None
    item: Item | None
    meeting_ref: str | None
    outcomes: list[OutcomeRow]
    entries: list[tuple[EntryKind, int, str]]
    hidden: frozenset[int] = frozenset()  # proposals the reader is recused from

    @property
    def facts(self) -> dict[str, Any]:
        return {} if self.decision is None else self.decision.facts

    @property
    def recused(self) -> list[dict[str, Any]]:
        """Who was recused; from a proposal that is hidden from the reader nobody is named."""
        return [row for row in self.facts.get("recused", []) if row["proposal"] not in self.hidden]


def _check(actor: Actor) -> None:
    if not actor.may(Permission.BOARD_READ):
        raise NotFound


def decisions(actor: Actor, text: str = "", before: int | None = None) -> DecisionPage:
    """Fifty decisions, newest first; a search leaves out what is hidden, whatever it says."""
    _check(actor)
    mine = blinders(actor)
    query = (
        sa.select(
            Decision.id,
            Decision.number,
            Decision.words,
            Decision.adopted_at,
            Item.id.label("item_id"),
            Item.kind,
            Item.proposal_id,
            Item.amount_cents,
            Item.currency,
        )
        .join(Item, Item.id == Decision.item_id)
        .order_by(Decision.id.desc())
        .limit(PAGE + 1)
    )
    if before is not None:
        query = query.where(Decision.id < before)
    if text.strip():
        wanted = text.strip()
        query = query.where(
            sa.or_(
                Decision.number.icontains(wanted, autoescape=True),
                Decision.words.icontains(wanted, autoescape=True),
            )
        )
        if mine:
            query = query.where(
                Item.id.not_in(mine.items),
                sa.or_(Item.proposal_id.is_(None), Item.proposal_id.not_in(mine.proposals)),
            )
    rows = db.session.execute(query).all()
    more = rows[PAGE - 1].id if len(rows) > PAGE else None
    return DecisionPage([_row(row, mine) for row in rows[:PAGE]], more, before is None)


def _row(row: Any, mine: Blinders) -> DecisionRow:
    if mine.hide(row.item_id, row.proposal_id):
        return DecisionRow(row.id, row.number, is_recused=True)
    return DecisionRow(
        row.id,
        row.number,
        False,
        row.words,
        row.kind,
        row.adopted_at,
        row.amount_cents,
        row.currency,
    )


def decision_file(actor: Actor, number: str) -> DecisionFile:
    """A decision by its number, or NotFound."""
    _check(actor)
    row = db.session.execute(
        sa.select(Decision, Item, Meeting.ref)
        .join(Item, Item.id == Decision.item_id)
        .join(Meeting, Meeting.id == Item.meeting_id)
        .where(Decision.number == number)
    ).one_or_none()
    if row is None:
        raise NotFound
    decision, item, meeting_ref = row
    mine = blinders(actor)
    if mine.hide(item.id, item.proposal_id):
        return DecisionFile(number, True, None, None, None, [], [])
    outcomes = [
        OutcomeRow(*found)
        for found in db.session.execute(
            sa.select(
                Proposal.title,
                Proposal.country,
                DecisionOutcome.outcome,
                DecisionOutcome.amount_cents,
            )
            .join(Proposal, Proposal.id == DecisionOutcome.proposal_id)
            .where(
                DecisionOutcome.decision_id == decision.id,
                Proposal.id.not_in(mine.proposals),
            )
            .order_by(DecisionOutcome.id)
        )
    ]
    entries = _entries(decision.id)
    return DecisionFile(
        number, False, decision, item, meeting_ref, outcomes, entries, mine.proposals
    )


def _entries(decision_id: int) -> list[tuple[EntryKind, int, str]]:
    rows = db.session.execute(
        sa.select(Entry.kind, Entry.amount_cents, Entry.ref)
        .where(Entry.cause_kind == "decision", Entry.cause_id == decision_id)
        .order_by(Entry.id)
    )
    return [(row.kind, row.amount_cents, row.ref) for row in rows]
