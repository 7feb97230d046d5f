"""Putting a frozen ranking before the board: an item per recommended proposal, one for the rest."""

import sqlalchemy as sa

from grants.audit.service import record
from grants.board.models import Item, ItemKind, Meeting, MeetingKind, Outcome
from grants.board.queries.slate import before_board
from grants.board.rules.amounts import check_award
from grants.board.service.prepare import Plan, check, draft, new_item, new_meeting
from grants.board.service.recusals import find_recusals
from grants.calls.models import BoardProcedure, Call
from grants.core import operations
from grants.core.actor import Actor
from grants.core.db import db
from grants.core.errors import NotFound, Refused
from grants.core.messages import msg, nmsg
from grants.permissions import Permission
from grants.proposals.models import Proposal, ProposalStatus
from grants.reviews.models import Ranking, RankingRow, Recommendation

_OUTCOME = {
    Recommendation.RESERVE: Outcome.RESERVE,
    Recommendation.NOT_RECOMMENDED: Outcome.REJECTED,
}


def propose_slate(
    actor: Actor,
    ranking_ref: str,
    meeting_ref: str | None = None,
    *,
    operation: str | None = None,
) -> str:
    """Items from a frozen ranking, in its order; answers the meeting's reference.

    Without a meeting, a new one of the call's procedure is prepared for the secretary to open.
    """
    check(actor, Permission.BOARD_PROPOSE)
    operations.claim(operation, actor, "board:propose")
    ranking = db.session.scalars(
        sa.select(Ranking).where(Ranking.ref == ranking_ref).with_for_update()
    ).one_or_none()
    if ranking is None:
        raise NotFound
    call = db.session.get_one(Call, ranking.call_id)
    if call.envelope_id is None:
        raise Refused(
            msg("This call has no envelope yet: cut one from an allocation before the board meets.")
        )
    rows = _rows(ranking)
    _check_not_before_board([proposal.id for _, proposal in rows])
    meeting = draft(actor, meeting_ref) if meeting_ref else new_meeting(actor, _plan(call))
    items = _items(meeting, ranking, call, rows)
    find_recusals(items)
    record(actor, "board:propose", meeting, new={"ranking": ranking.id, "items": len(items)})
    operations.keep(operation, actor, meeting.ref)
    db.session.commit()
    return meeting.ref


def _rows(ranking: Ranking) -> list[tuple[RankingRow, Proposal]]:
    """The ranking's proposals that are still in the race."""
    rows = [
        (row[0], row[1])
        for row in db.session.execute(
            sa.select(RankingRow, Proposal)
            .join(Proposal, Proposal.id == RankingRow.proposal_id)
            .where(RankingRow.ranking_id == ranking.id, Proposal.status == ProposalStatus.RANKED)
            .order_by(RankingRow.place)
        )
    ]
    if not rows:
        raise Refused(msg("No proposal of this ranking waits for the board any more."))
    return rows


def _check_not_before_board(proposal_ids: list[int]) -> None:
    found = before_board(proposal_ids)
    if found:
        raise Refused(
            nmsg(
                "%(n)s proposal of this ranking is before the board already; nothing was changed.",
                "%(n)s proposals of this ranking are before the board already; "
                "nothing was changed.",
                len(found),
            )
        )


def _plan(call: Call) -> Plan:
    written = call.board_procedure is BoardProcedure.NO_OBJECTION
    return Plan(
        kind=MeetingKind.WRITTEN if written else MeetingKind.MEETING,
        title=call.title.get("en") or call.ref,
        days=call.no_objection_days,
        quorum_members=call.quorum_members,
        quorum_constituencies=call.quorum_constituencies,
    )


def _items(
    meeting: Meeting, ranking: Ranking, call: Call, rows: list[tuple[RankingRow, Proposal]]
) -> list[Item]:
    common = {"ranking_id": ranking.id, "call_id": call.id, "currency": call.currency}
    items, rest = [], []
    for row, proposal in rows:
        if row.recommendation is not Recommendation.RECOMMENDED:
            rest.append(row)
            continue
        check_award(
            row.amount_cents,
            asked=proposal.grant_cents,
            least=min(call.min_cents, proposal.grant_cents),
            most=call.max_cents,
            currency=call.currency,
        )
        award = {"proposal_id": proposal.id, "amount_cents": row.amount_cents, "paper": row.reason}
        items.append(new_item(meeting, ItemKind.PROPOSAL, proposal.title, **award, **common))
    if rest:
        facts = {"rows": _remainder(rest)}
        title = "Reserve list and proposals not recommended"
        items.append(new_item(meeting, ItemKind.REMAINDER, title, facts=facts, **common))
    return items


def _remainder(rows: list[RankingRow]) -> list[dict[str, object]]:
    """The reserve list first, with its places; then what is not recommended, in its order."""
    reserve = [row for row in rows if _OUTCOME[row.recommendation] is Outcome.RESERVE]
    places = {row.proposal_id: place for place, row in enumerate(reserve, 1)}
    ordered = reserve + [row for row in rows if row.proposal_id not in places]
    return [
        {
            "proposal_id": row.proposal_id,
            "outcome": _OUTCOME[row.recommendation].value,
            "reserve_place": places.get(row.proposal_id),
        }
        for row in ordered
    ]
