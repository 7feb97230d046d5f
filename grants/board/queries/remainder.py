"""The item that decides the rest of a ranking: the reserve list and what is not recommended."""

from dataclasses import dataclass

import sqlalchemy as sa

from grants.board.models import Item, Outcome
from grants.board.queries.blinders import Blinders
from grants.board.queries.papers import sponsors_of
from grants.core.db import db
from grants.core.errors import NotFound
from grants.proposals.models import Proposal
from grants.reviews.models import RankingRow


@dataclass(frozen=True)
class RemainderRow:
    """One proposal of the reserve list, or one not recommended."""

    outcome: Outcome
    proposal_id: int
    ref: str
    title: str
    country: str | None
    city: str
    proponent: str
    asked_cents: int
    mean_milli: int | None
    sponsors: list[str]


def remainder_rows(item: Item, mine: Blinders) -> list[RemainderRow]:
    """The reserve list in its order and what is not recommended, without anything hidden."""
    order = {row["proposal_id"]: n for n, row in enumerate(item.facts.get("rows", []))}
    outcomes = {row["proposal_id"]: row["outcome"] for row in item.facts.get("rows", [])}
    shown = [pid for pid in order if pid not in mine.proposals]
    sponsors = sponsors_of(shown)
    ranked = sa.and_(
        RankingRow.proposal_id == Proposal.id, RankingRow.ranking_id == item.ranking_id
    )
    rows = [
        RemainderRow(
            Outcome(outcomes[row.id]),
            row.id,
            row.ref,
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
                Proposal.ref,
                Proposal.title,
                Proposal.country,
                Proposal.city,
                Proposal.proponent_name,
                Proposal.grant_cents,
                RankingRow.mean_milli,
            )
            .outerjoin(RankingRow, ranked)
            .where(Proposal.id.in_(shown))
        )
    ]
    return sorted(rows, key=lambda row: order[row.proposal_id])


def remainder_row(item: Item, mine: Blinders, ref: str) -> RemainderRow:
    """One proposal of a remainder by its reference; NotFound when it is hidden or not there."""
    found = next((row for row in remainder_rows(item, mine) if row.ref == ref), None)
    if found is None:
        raise NotFound
    return found


def proposal_of_row(ref: str) -> int:
    """The id behind a reference, for a service that checks the rest; 0 when there is none."""
    return db.session.scalar(sa.select(Proposal.id).where(Proposal.ref == ref)) or 0
