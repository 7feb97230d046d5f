"""A frozen ranking as the slate it makes, and what became of it."""

from collections.abc import Collection
from dataclasses import dataclass

import sqlalchemy as sa

from grants.board.models import Item, ItemKind, ItemStatus, Meeting
from grants.board.queries.meetings import code_of, may_see
from grants.calls.models import Call
from grants.core.actor import Actor
from grants.core.db import db
from grants.core.errors import NotFound
from grants.core.messages import Link
from grants.funds.models import Envelope
from grants.permissions import Permission
from grants.proposals.models import Proposal, ProposalStatus
from grants.reviews.models import Ranking, RankingRow, Recommendation
from grants.reviews.queries.onward import Onward, register_onward

_BEFORE_BOARD = (ItemStatus.OPEN, ItemStatus.ADOPTED)


@dataclass(frozen=True)
class SlateRow:
    place: int
    title: str
    country: str | None
    recommendation: Recommendation
    amount_cents: int
    reason: str


@dataclass(frozen=True)
class Slate:
    """What will be put before the board, against what the envelope has left."""

    ranking_id: int
    ranking_ref: str
    n: int
    call_ref: str
    call_title: dict[str, str]
    currency: str
    left_cents: int | None
    rows: list[SlateRow]

    def of(self, recommendation: str) -> list[SlateRow]:
        return [row for row in self.rows if row.recommendation.value == recommendation]

    @property
    def recommended_cents(self) -> int:
        return sum(row.amount_cents for row in self.of("recommended"))


def slate_of(actor: Actor, ranking_ref: str) -> Slate:
    """A ranking by its reference, or NotFound."""
    if not actor.may(Permission.BOARD_PROPOSE):
        raise NotFound
    left = Envelope.amount_cents - Envelope.reserved_cents - Envelope.committed_cents
    head = db.session.execute(
        sa.select(Ranking.id, Ranking.n, Call.ref, Call.title, Call.currency, left)
        .join(Call, Call.id == Ranking.call_id)
        .outerjoin(Envelope, Envelope.id == Call.envelope_id)
        .where(Ranking.ref == ranking_ref)
    ).one_or_none()
    if head is None:
        raise NotFound
    rows = db.session.execute(
        sa.select(
            RankingRow.place,
            Proposal.title,
            Proposal.country,
            RankingRow.recommendation,
            RankingRow.amount_cents,
            RankingRow.reason,
        )
        .join(Proposal, Proposal.id == RankingRow.proposal_id)
        .where(RankingRow.ranking_id == head[0])
        .order_by(RankingRow.place)
    )
    return Slate(head[0], ranking_ref, *head[1:6], [SlateRow(*row) for row in rows])


def before_board(proposal_ids: Collection[int]) -> set[int]:
    """Of these proposals, those that an item asks the board about now."""
    wanted = set(proposal_ids)
    found: set[int] = set()
    for item in db.session.scalars(
        sa.select(Item).where(
            Item.status.in_(_BEFORE_BOARD),
            sa.or_(Item.proposal_id.in_(wanted), Item.kind == ItemKind.REMAINDER),
        )
    ):
        found |= wanted.intersection(item.proposal_ids)
    return found


def what_became_of(actor: Actor, ranking_id: int) -> Onward:
    """The meetings and procedures that hold a ranking's items; and whether it may be put there.

    Judged by its items: proposals that are not before the board may keep their status for good.
    What was taken off an agenda before it was opened may be put there again. Three queries.
    """
    items = db.session.execute(
        sa.select(Item, Meeting)
        .join(Meeting, Meeting.id == Item.meeting_id)
        .where(Item.ranking_id == ranking_id)
        .order_by(Meeting.id)
    ).all()
    kept = {meeting for item, meeting in items if item.status is not ItemStatus.WITHDRAWN}
    taken_off = {
        pid for item, _ in items if item.status is ItemStatus.WITHDRAWN for pid in item.proposal_ids
    }
    waiting = _waiting(ranking_id)
    is_free = bool(waiting) and not before_board(waiting)
    return Onward(
        was_put=bool(kept),
        places=tuple(
            (code_of(meeting), Link("board.meeting", {"ref": meeting.ref}))
            for meeting in sorted(kept, key=lambda one: one.id)
            if may_see(actor, meeting)
        ),
        may_be_put=is_free and (not kept or waiting <= taken_off),
    )


def _waiting(ranking_id: int) -> set[int]:
    """The ranking's proposals that are still in the race and not with the board."""
    return set(
        db.session.scalars(
            sa.select(Proposal.id)
            .join(RankingRow, RankingRow.proposal_id == Proposal.id)
            .where(RankingRow.ranking_id == ranking_id, Proposal.status == ProposalStatus.RANKED)
        )
    )


register_onward(what_became_of)
