"""What stands beside an award on its paper: sponsors, documents, costs; in one query."""

from dataclasses import dataclass
from functools import cache
from typing import Any

import sqlalchemy as sa

from grants.accounts.models import Organisation
from grants.core.db import BIG, read
from grants.files.models import File
from grants.proposals.models import BudgetLine, Document, Endorsement, EndorsementStatus


@dataclass(frozen=True)
class PaperFile:
    """A document of the proposal."""

    ref: str
    name: str


@dataclass(frozen=True)
class Beside:
    """What stands beside an award."""

    sponsors: list[str]
    documents: list[PaperFile]
    costs: list[tuple[str, int, int]]  # by category: grant, cash of others, in cents


def beside_of(proposal_id: int) -> Beside:
    """Sponsors by name, documents in the order they came, the largest cost first; one query."""
    of: dict[str, list[sa.Row[*tuple[Any, ...]]]] = {"sponsor": [], "document": [], "cost": []}
    for row in read(_kept_beside(), {"proposal": proposal_id}):
        of[row.kind].append(row)
    return Beside(
        sponsors=[row.text for row in sorted(of["sponsor"], key=lambda row: str(row.mark))],
        documents=[
            PaperFile(row.mark, row.text)
            for row in sorted(of["document"], key=lambda row: int(row.first))
        ],
        costs=[
            (row.mark, int(row.first), int(row.second))
            for row in sorted(of["cost"], key=lambda row: -int(row.first))
        ],
    )


@cache
def _kept_beside() -> sa.CompoundSelect[*tuple[Any, ...]]:
    """The three in one shape: a kind, a mark to order or find it by, a text, two numbers."""
    proposal: sa.BindParameter[int] = sa.bindparam("proposal")
    zero, nothing = sa.cast(0, BIG), sa.literal("")
    sponsors = (
        _row("sponsor", Organisation.folded_name, Organisation.name, zero, zero)
        .select_from(Endorsement)
        .join(Organisation, Organisation.id == Endorsement.organisation_id)
    )
    documents = _row("document", File.ref, File.name, Document.id, zero).select_from(Document)
    others = (
        BudgetLine.recipient_cents
        + BudgetLine.partner_cents
        + BudgetLine.member_cents
        + BudgetLine.other_cents
    )
    costs = _row(
        "cost",
        BudgetLine.category,
        nothing,
        sa.cast(sa.func.sum(BudgetLine.grant_cents), BIG),
        sa.cast(sa.func.sum(others), BIG),
    )
    return sa.union_all(
        sponsors.where(
            Endorsement.proposal_id == proposal, Endorsement.status == EndorsementStatus.CONFIRMED
        ),
        documents.join(File, File.id == Document.file_id).where(
            Document.proposal_id == proposal, Document.removed_at.is_(None)
        ),
        costs.where(BudgetLine.proposal_id == proposal).group_by(BudgetLine.category),
    )


def _row(
    kind: str,
    mark: sa.SQLColumnExpression[str],
    text: sa.SQLColumnExpression[str],
    first: sa.SQLColumnExpression[int],
    second: sa.SQLColumnExpression[int],
) -> sa.Select[*tuple[Any, ...]]:
    return sa.select(
        sa.literal(kind).label("kind"),
        mark.label("mark"),
        text.label("text"),
        first.label("first"),
        second.label("second"),
    )
