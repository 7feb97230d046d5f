"""The paper of one item: what a member reads before deciding."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import aliased

from grants.accounts.models import Organisation
from grants.board.models import Item, Meeting
from grants.board.queries.beside import PaperFile, beside_of
from grants.board.queries.blinders import Blinders, blinders
from grants.board.queries.meetings import looks_at_drafts, visible
from grants.calls.models import Call
from grants.core.actor import Actor
from grants.core.db import db, read
from grants.core.errors import NotFound
from grants.core.text import Block, blocks
from grants.funds.models import Envelope
from grants.proposals.models import (
    Endorsement,
    EndorsementStatus,
    Proposal,
    Snapshot,
)
from grants.proposals.queries.access import Access
from grants.proposals.queries.submission import present
from grants.reviews.models import RankingRow
from grants.reviews.queries.letters import Seen, seen_in

# What of the concept note stands on the one page, in this order.
SUMMARY = ("summary", "innovation")


@dataclass(frozen=True)
class ItemFile:
    """An item as one reader may see it; of a hidden one only that it is hidden."""

    meeting: Meeting
    n: int
    is_recused: bool
    item: Item | None
    blinders: Blinders
    previous: int | None
    following: int | None


@dataclass(frozen=True)
class Paper:
    """The facts of an award: the shortlist row, the scores, the money, the summary."""

    proposal_id: int
    ref: str
    title: str
    country: str | None
    city: str
    proponent: str
    months: int | None
    asked_cents: int
    cash_cents: int
    in_kind_cents: int
    sponsors: list[str]
    place: int | None
    of: int | None
    mean_milli: int | None
    spread_milli: int | None
    reviews: int | None
    departure: str
    seen: Seen  # by the evaluators
    left_cents: int | None  # in the envelope, before this meeting
    texts: list[tuple[str, tuple[Block, ...]]]
    documents: list[PaperFile]
    costs: list[tuple[Mapping[str, str], int, int]]  # label of a category, grant, cash of others

    @property
    def total_cents(self) -> int:
        return self.asked_cents + self.cash_cents


def item_file(actor: Actor, meeting_ref: str, n: int) -> ItemFile:
    """One item of a meeting, with its neighbours; NotFound when there is none. Two queries."""
    query = _with_neighbours(drafts=looks_at_drafts(actor))
    row = db.session.execute(query, {"meeting": meeting_ref, "n": n}).one_or_none()
    if row is None:
        raise NotFound
    meeting, item, previous, following = row
    mine = blinders(actor)
    hidden = mine.hide(item.id, item.proposal_id)
    return ItemFile(meeting, n, hidden, None if hidden else item, mine, previous, following)


@cache
def _with_neighbours(*, drafts: bool) -> sa.Select[Meeting, Item, int | None, int | None]:
    """An item of a meeting with the numbers beside it. Here and below: built once, asked often."""
    other = aliased(Item)
    beside = sa.select(sa.func.max(other.n)).where(
        other.meeting_id == Item.meeting_id, other.n < Item.n
    )
    after = sa.select(sa.func.min(other.n)).where(
        other.meeting_id == Item.meeting_id, other.n > Item.n
    )
    return (
        sa.select(Meeting, Item, beside.scalar_subquery(), after.scalar_subquery())
        .join(Item, Item.meeting_id == Meeting.id)
        .where(
            visible(drafts=drafts),
            Meeting.ref == sa.bindparam("meeting"),
            Item.n == sa.bindparam("n"),
        )
    )


def award_paper(item: Item, mine: Blinders) -> Paper:
    """The paper of an award; its place in the ranking and the envelope are left out for a reader
    who is recused from something, which would show there by its absence. Three queries."""
    values = {"proposal": item.proposal_id, "ranking": item.ranking_id, "call": item.call_id}
    [found] = read(_award(), values)
    beside = beside_of(found.id)
    shows_place = found.is_ranked and not mine
    labels = _labels(found.budget_rules)
    return Paper(
        proposal_id=found.id,
        ref=found.ref,
        title=item.title,
        country=found.country,
        city=found.city,
        proponent=found.proponent_name,
        months=found.months,
        asked_cents=found.grant_cents,
        cash_cents=found.cash_cents,
        in_kind_cents=found.in_kind_cents,
        sponsors=beside.sponsors,
        place=found.place if shows_place else None,
        of=found.places if shows_place else None,
        mean_milli=found.mean_milli,
        spread_milli=found.spread_milli,
        reviews=found.reviews,
        departure=found.reason or "",
        seen=seen_in(found.id) if found.is_ranked else Seen(),
        left_cents=None if mine else found.left,
        texts=_texts(json.loads(found.frozen).get("answers", {}) if found.frozen else {}),
        documents=beside.documents,
        costs=_named(beside.costs, labels),
    )


def trial_paper(found: Access) -> Paper:
    """The paper on a test proposal, as it would be, were it submitted now: it has no scores."""
    proposal, call = found.proposal, found.call
    beside = beside_of(proposal.id)
    labels = _labels(call.budget_rules)
    return Paper(
        proposal_id=proposal.id,
        ref=proposal.ref,
        title=proposal.title,
        country=proposal.country,
        city=proposal.city,
        proponent=proposal.proponent_name,
        months=proposal.months,
        asked_cents=proposal.grant_cents,
        cash_cents=proposal.cash_cents,
        in_kind_cents=proposal.in_kind_cents,
        sponsors=[],
        place=None,
        of=None,
        mean_milli=None,
        spread_milli=None,
        reviews=None,
        departure="",
        seen=Seen(),
        left_cents=None,
        texts=_texts(present(proposal, call).content.get("answers", {})),
        documents=beside.documents,
        costs=_named(beside.costs, labels),
    )


def _labels(rules: Mapping[str, Any] | None) -> dict[str, Mapping[str, str]]:
    return {one["code"]: one["label"] for one in (rules or {}).get("categories", ())}


def _named(
    costs: list[tuple[str, int, int]], labels: Mapping[str, Mapping[str, str]]
) -> list[tuple[Mapping[str, str], int, int]]:
    return [(labels.get(code) or {"en": code}, granted, others) for code, granted, others in costs]


@cache
def _award() -> sa.Select[*tuple[Any, ...]]:
    """The proposal, its row in the ranking of so many, its snapshot, what the envelope has left."""
    proposal: sa.BindParameter[int] = sa.bindparam("proposal")
    ranking: sa.BindParameter[int] = sa.bindparam("ranking")
    of = sa.select(sa.func.count(RankingRow.id)).where(RankingRow.ranking_id == ranking)
    newest = sa.select(Snapshot.content).order_by(Snapshot.n.desc()).limit(1)
    content = newest.where(Snapshot.proposal_id == proposal)
    left = Envelope.amount_cents - Envelope.reserved_cents - Envelope.committed_cents
    ranked = sa.and_(RankingRow.proposal_id == Proposal.id, RankingRow.ranking_id == ranking)
    return (
        sa.select(
            Proposal.id,
            Proposal.ref,
            Proposal.country,
            Proposal.city,
            Proposal.proponent_name,
            Proposal.months,
            Proposal.grant_cents,
            Proposal.cash_cents,
            Proposal.in_kind_cents,
            RankingRow.id.is_not(None).label("is_ranked"),
            RankingRow.place,
            RankingRow.mean_milli,
            RankingRow.spread_milli,
            RankingRow.reviews,
            RankingRow.reason,
            of.scalar_subquery().label("places"),
            content.scalar_subquery().label("frozen"),
            left.label("left"),
            Call.budget_rules,
        )
        .select_from(Proposal)
        .outerjoin(RankingRow, ranked)
        .outerjoin(Call, Call.id == sa.bindparam("call"))
        .outerjoin(Envelope, Envelope.id == Call.envelope_id)
        .where(Proposal.id == proposal)
    )


def _texts(answers: dict[str, Any]) -> list[tuple[str, tuple[Block, ...]]]:
    return [
        (code, tuple(blocks(answers[code])))
        for code in SUMMARY
        if isinstance(answers.get(code), str)
    ]


def sponsors_of(proposal_ids: list[int]) -> dict[int, list[str]]:
    """Names of the members that confirmed their endorsement."""
    found: dict[int, list[str]] = {}
    for row in read(_confirmed_sponsors(), {"proposals": proposal_ids}):
        found.setdefault(row.proposal_id, []).append(row.name)
    return found


@cache
def _confirmed_sponsors() -> sa.Select[int, str]:
    return (
        sa.select(Endorsement.proposal_id, Organisation.name)
        .join(Organisation, Organisation.id == Endorsement.organisation_id)
        .where(
            Endorsement.proposal_id.in_(sa.bindparam("proposals", expanding=True)),
            Endorsement.status == EndorsementStatus.CONFIRMED,
        )
        .order_by(Organisation.folded_name)
    )
