"""The chair confirms: each adopted item becomes a numbered decision, with its money, at once.

Locks are taken in one order: the meeting, the number series, money, proposals, the trail.
"""

from dataclasses import dataclass

import sqlalchemy as sa

from grants.accounts.queries import names
from grants.audit.service import record
from grants.board.models import (
    Decision,
    Item,
    ItemKind,
    ItemStatus,
    Meeting,
    MeetingStatus,
)
from grants.board.queries.blinders import blinders
from grants.board.queries.meetings import meeting_by_ref
from grants.board.queries.positions import Floor, floor
from grants.board.rules.numbering import decision_series
from grants.board.service.carry import carry
from grants.board.service.closing import row_results, settle
from grants.board.service.deciding import decide
from grants.board.service.notice import tell_moved
from grants.board.service.prepare import check
from grants.board.service.recusals import find_recusals
from grants.board.service.series import hold
from grants.core import clock, operations
from grants.core.actor import Actor
from grants.core.db import db, savepoint
from grants.core.errors import Refused
from grants.core.messages import Message, msg
from grants.core.packing import pack
from grants.permissions import Permission

_UNDECIDED = (
    ItemStatus.ADOPTED,
    ItemStatus.REJECTED,
    ItemStatus.MOVED,
    ItemStatus.NO_QUORUM,
)


@dataclass(frozen=True)
class Report:
    """What became of one item."""

    n: int
    number: str | None = None
    moved: bool = False
    refusal: Message | None = None


def confirm(actor: Actor, meeting_ref: str, *, operation: str | None = None) -> list[Report]:
    """Decide every item that is ready; one that the money refuses stays, the rest goes on."""
    check(actor, Permission.BOARD_CONFIRM)
    operations.claim(operation, actor, "board:confirm")
    meeting = meeting_by_ref(actor, meeting_ref, lock=True)
    closer = closed_by(meeting)
    _check_may_confirm(actor, meeting, closer)
    hold(decision_series(meeting.kind, meeting.year, meeting.number))
    items = waiting_items(meeting)
    find_recusals(items)
    mine = blinders(actor)
    said = floor(meeting, meeting.closed_at or clock.now())
    reports = []
    for item in items:
        if mine.hide(item.id, item.proposal_id):
            reports.append(Report(item.n, refusal=msg("You are recused: another chair confirms.")))
            continue
        settle(actor, item, said)
        reports.append(_confirm_item(actor, meeting, item, said, closer))
    if not waiting_items(meeting):
        meeting.status = MeetingStatus.CONFIRMED
        meeting.confirmed_by_id = actor.person_id
        meeting.confirmed_at = clock.now()
        record(actor, "board:confirm", meeting, old={"status": "closed"}, new={"status": "done"})
    operations.keep(operation, actor, meeting.ref)
    db.session.commit()
    return reports


def closed_by(meeting: Meeting) -> int:
    """The first of the two people: who closed, or who opened what the clock closed."""
    return meeting.closed_by_id or meeting.opened_by_id or meeting.prepared_by_id


def _check_may_confirm(actor: Actor, meeting: Meeting, closer: int) -> None:
    if meeting.status is not MeetingStatus.CLOSED:
        raise Refused(
            msg("Only a closed procedure can be confirmed, and only once; nothing was changed.")
        )
    if actor.person_id == closer:
        known = names([closer]).get(closer, "")
        raise Refused(
            msg(
                "A decision needs two people: %(name)s closed this procedure, "
                "so somebody else must confirm it.",
                name=known,
            )
        )


def waiting_items(meeting: Meeting) -> list[Item]:
    """Closed items that are neither decided nor carried on, in order."""
    carried = sa.select(Item.moved_from_id).where(Item.moved_from_id.is_not(None))
    return list(
        db.session.scalars(
            sa.select(Item)
            .outerjoin(Decision, Decision.item_id == Item.id)
            .where(
                Item.meeting_id == meeting.id,
                Item.status.in_(_UNDECIDED),
                Decision.id.is_(None),
                Item.id.not_in(carried),
                sa.or_(
                    Item.status != ItemStatus.REJECTED,
                    Item.kind.in_([ItemKind.PROPOSAL, ItemKind.REMAINDER]),
                ),
            )
            .order_by(Item.n)
        )
    )


def _confirm_item(actor: Actor, meeting: Meeting, item: Item, said: Floor, closer: int) -> Report:
    rejected_award = item.status is ItemStatus.REJECTED and item.kind is ItemKind.PROPOSAL
    if item.status is not ItemStatus.ADOPTED and not rejected_award:
        carry(actor, item, meeting, reason=item.status.value)
        tell_moved(meeting, item)
        return Report(item.n, moved=True)
    adopted, rest = _split(item, said)
    try:
        with savepoint():
            decision = decide(actor, meeting, item, said, closer, adopted)
            if rest:
                carry(actor, item, meeting, reason="part of the item", rows=rest)
    except Refused as refusal:
        db.session.refresh(item)
        item.facts = {**item.facts, "refusal": pack(refusal.message)}
        return Report(item.n, refusal=refusal.message)
    if rest:
        tell_moved(meeting, item)
    return Report(item.n, number=decision.number, moved=bool(rest))


def _split(item: Item, said: Floor) -> tuple[set[int], set[int]]:
    """Of a remainder: the proposals that are decided, and those that are not."""
    results = row_results(item, said)
    adopted = {pid for pid, status in results.items() if status is ItemStatus.ADOPTED}
    return adopted, set(results) - adopted
