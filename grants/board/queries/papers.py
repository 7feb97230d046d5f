"""The paper of one item: what a member reads before deciding."""

from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from grants.accounts.models import Organisation
from grants.board.models import Item, ItemKind, Meeting, Outcome
from grants.board.queries.blinders import Blinders, blinders
from grants.board.queries.meetings import meeting_by_ref
from grants.board.queries.stakes import frozen
from grants.calls.models import Call
from grants.core.actor import Actor
from grants.core.db import db
from grants.core.errors import NotFound
from grants.core.text import Block, blocks
from grants.files.models import File
from grants.files.queries import StoredFile, by_ids
from grants.funds.models import Envelope
from grants.proposals.models import (
    BudgetLine,
    Document,
    Endorsement,
    EndorsementStatus,
    Proposal,
)
from grants.reviews.models import RankingRow

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
    texts: list[tuple[str, tuple[Block, ...]]]
    documents: list[StoredFile]

    @property
    def total_cents(self) -> int:
        return self.asked_cents + self.cash_cents


@dataclass(frozen=True)
class RemainderRow:
    """One proposal of the reserve list, or one not recommended."""

    outcome: Outcome
    proposal_id: int
    title: str
    country: str | None
    city: str
    proponent: str
    asked_cents: int
    mean_milli: int | None
    sponsors: list[str]


def item_file(actor: Actor, meeting_ref: str, n: int) -> ItemFile:
    """One item of a meeting, with its neighbours; NotFound when there is none."""
    meeting = meeting_by_ref(actor, meeting_ref)
    numbers = list(
        db.session.scalars(sa.select(Item.n).where(Item.meeting_id == meeting.id).order_by(Item.n))
    )
    if n not in numbers:
        raise NotFound
    at = numbers.index(n)
    item = db.session.scalars(
        sa.select(Item).where(Item.meeting_id == meeting.id, Item.n == n)
    ).one()
    mine = blinders(actor)
    hidden = mine.hide(item.id, item.proposal_id)
    return ItemFile(
        meeting,
        n,
        hidden,
        None if hidden else item,
        mine,
        numbers[at - 1] if at else None,
        numbers[at + 1] if at + 1 < len(numbers) else None,
    )


def award_paper(item: Item, mine: Blinders) -> Paper:
    """The paper of an award; its place in the ranking is left out for a reader who is recused
    from another proposal, whose place would show by its absence."""
    proposal_id = item.proposal_id or 0
    row = db.session.execute(
        sa.select(Proposal, RankingRow)
        .outerjoin(
            RankingRow,
            sa.and_(
                RankingRow.proposal_id == Proposal.id, RankingRow.ranking_id == item.ranking_id
            ),
        )
        .where(Proposal.id == proposal_id)
    ).one()
    proposal: Proposal = row[0]
    rank: RankingRow | None = row[1]
    places = None
    if rank is not None and not mine:
        places = db.session.scalar(
            sa.select(sa.func.count(RankingRow.id)).where(RankingRow.ranking_id == item.ranking_id)
        )
    content = frozen([proposal_id]).get(proposal_id, {})
    return Paper(
        proposal_id=proposal.id,
        ref=proposal.ref,
        title=item.title,
        country=proposal.country,
        city=proposal.city,
        proponent=proposal.proponent_name,
        months=proposal.months,
        asked_cents=proposal.grant_cents,
        cash_cents=proposal.cash_cents,
        in_kind_cents=proposal.in_kind_cents,
        sponsors=sponsors_of([proposal.id]).get(proposal.id, []),
        place=rank.place if rank is not None and not mine else None,
        of=places,
        mean_milli=rank.mean_milli if rank is not None else None,
        spread_milli=rank.spread_milli if rank is not None else None,
        reviews=rank.reviews if rank is not None else None,
        departure=rank.reason if rank is not None else "",
        texts=_texts(content.get("answers", {})),
        documents=_documents(proposal.id),
    )


def _texts(answers: dict[str, Any]) -> list[tuple[str, tuple[Block, ...]]]:
    return [
        (code, tuple(blocks(answers[code])))
        for code in SUMMARY
        if isinstance(answers.get(code), str)
    ]


def _documents(proposal_id: int) -> list[StoredFile]:
    ids = list(
        db.session.scalars(
            sa.select(Document.file_id)
            .join(File, File.id == Document.file_id)
            .where(Document.proposal_id == proposal_id, Document.removed_at.is_(None))
            .order_by(Document.id)
        )
    )
    found = by_ids(ids)
    return [found[i] for i in ids if i in found]


def sponsors_of(proposal_ids: list[int]) -> dict[int, list[str]]:
    """Names of the members that confirmed their endorsement."""
    found: dict[int, list[str]] = {}
    for row in db.session.execute(
        sa.select(Endorsement.proposal_id, Organisation.name)
        .join(Organisation, Organisation.id == Endorsement.organisation_id)
        .where(
            Endorsement.proposal_id.in_(proposal_ids),
            Endorsement.status == EndorsementStatus.CONFIRMED,
        )
        .order_by(Organisation.folded_name)
    ):
        found.setdefault(row.proposal_id, []).append(row.name)
    return found


def remainder_rows(item: Item, mine: Blinders) -> list[RemainderRow]:
    """The reserve list in its order and what is not recommended, without anything hidden."""
    order = {row["proposal_id"]: n for n, row in enumerate(item.facts.get("rows", []))}
    outcomes = {row["proposal_id"]: row["outcome"] for row in item.facts.get("rows", [])}
    shown = [pid for pid in order if pid not in mine.proposals]
    sponsors = sponsors_of(shown)
    rows = [
        RemainderRow(
            Outcome(outcomes[row.id]),
            row.id,
            row.title,
            row.country,
            row.city,
            row.proponent_name,
            row.grant_cents,
            row.mean_milli,
            sponsors.get(row.id, []),
        )
        for row in db.session.execute(
            sa.select(
                Proposal.id,
                Proposal.title,
                Proposal.country,
                Proposal.city,
                Proposal.proponent_name,
                Proposal.grant_cents,
                RankingRow.mean_milli,
            )
            .outerjoin(
                RankingRow,
                sa.and_(
                    RankingRow.proposal_id == Proposal.id,
                    RankingRow.ranking_id == item.ranking_id,
                ),
            )
            .where(Proposal.id.in_(shown))
        )
    ]
    return sorted(rows, key=lambda row: order[row.proposal_id])


@dataclass(frozen=True)
class Budget:
    """What the call's envelope has, before anything of this meeting."""

    name: str
    amount_cents: int
    held_cents: int
    currency: str

    @property
    def left_cents(self) -> int:
        return self.amount_cents - self.held_cents


def envelope_of(item: Item, mine: Blinders) -> Budget | None:
    """The envelope an award comes from; None for a reader whom its figures would tell of an item
    they are recused from."""
    if item.kind is not ItemKind.PROPOSAL or mine:
        return None
    row = db.session.execute(
        sa.select(
            Envelope.name,
            Envelope.amount_cents,
            (Envelope.reserved_cents + Envelope.committed_cents).label("held"),
            Call.currency,
        )
        .join(Call, Call.envelope_id == Envelope.id)
        .where(Call.id == item.call_id)
    ).one_or_none()
    return None if row is None else Budget(*row)


def cost_lines(proposal_id: int) -> list[tuple[str, int, int]]:
    """The budget by category: (category, grant, cash of others), in cents."""
    rows = db.session.execute(
        sa.select(
            BudgetLine.category,
            sa.func.sum(BudgetLine.grant_cents),
            sa.func.sum(
                BudgetLine.recipient_cents
                + BudgetLine.partner_cents
                + BudgetLine.member_cents
                + BudgetLine.other_cents
            ),
        )
        .where(BudgetLine.proposal_id == proposal_id)
        .group_by(BudgetLine.category)
        .order_by(sa.func.sum(BudgetLine.grant_cents).desc())
    )
    return [(row[0], int(row[1]), int(row[2])) for row in rows]
