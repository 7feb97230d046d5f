"""A city withdraws its proposal while it is before the board: the item falls away by itself."""

from typing import Any

import sqlalchemy as sa

from grants.audit.service import record
from grants.board.models import Decision, Item, ItemStatus
from grants.core import hooks
from grants.core.actor import Actor
from grants.core.db import db
from grants.proposals.models import Proposal
from grants.proposals.rules.moves import Move


def withdraw_items(proposal: Proposal, *, move: Move, actor: Actor, **_: Any) -> None:
    """Every item about the proposal that has no decision yet; in the same transaction.

    Of a remainder only the proposal falls out: its decision leaves out what is not with the board.
    """
    if move is not Move.WITHDRAW:
        return
    decided = sa.select(Decision.item_id)
    for item in db.session.scalars(
        sa.select(Item).where(
            Item.proposal_id == proposal.id,
            Item.status != ItemStatus.WITHDRAWN,
            Item.id.not_in(decided),
        )
    ):
        record(
            actor,
            "board:withdraw-item",
            item,
            old={"status": item.status.value},
            new={"status": ItemStatus.WITHDRAWN.value},
        )
        item.status = ItemStatus.WITHDRAWN


def attach() -> None:
    """Subscribe; called once by the application factory."""
    hooks.proposal_moved.connect(withdraw_items)
