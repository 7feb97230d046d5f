"""How even a draft is: proposals by how well they are served, evaluators by load.

Everything is worked out anew from what stands, over the proposals the actor may see.
"""

from dataclasses import dataclass

import sqlalchemy as sa

from grants.calls.models import Call
from grants.core.actor import Actor
from grants.core.db import db
from grants.proposals.models import Proposal
from grants.reviews.assignment import Shortfall, shortfalls
from grants.reviews.models import Assignment, AssignmentStatus
from grants.reviews.queries.assignment import ASSIGNABLE, PAGE, Reviewed, proposals_by_id
from grants.reviews.queries.drafting import (
    FIRST_ROUND,
    Profile,
    Wanted,
    need_of,
    reader_of,
    rules_and_version,
)
from grants.reviews.queries.pool import Member
from grants.reviews.queries.walls import unbarred
from grants.reviews.rules.work import STANDING


@dataclass(frozen=True)
class Load:
    """What an evaluator has: how many proposals, how many of them drafts, and the mean fit."""

    given: int
    drafts: int
    fit: float | None
    unread: int  # in a language they do not read


NOTHING = Load(0, 0, None, 0)


def _fit() -> sa.ColumnElement[float]:
    kept: sa.ColumnElement[float] = Assignment.why["fit"].as_float()
    return kept


def worst_served(
    actor: Actor, call: Call, *, page: int = 1
) -> tuple[list[tuple[Reviewed, float | None]], int]:
    """One page of proposals, the worst served first, with the mean fit of their places (0 to 100;
    an empty place is 0, None where nobody was given yet), and how many there are. Four queries."""
    shown = [
        Proposal.call_id == call.id,
        Proposal.status.in_(ASSIGNABLE),
        unbarred(actor),
    ]
    total = db.session.scalar(sa.select(sa.func.count(Proposal.id)).where(*shown)) or 0
    here = sa.and_(
        Assignment.proposal_id == Proposal.id,
        Assignment.status.in_(STANDING),
        Assignment.stage == FIRST_ROUND,
    )
    places = sa.case(
        (sa.func.count(Assignment.id) > call.evaluators, sa.func.count(Assignment.id)),
        else_=max(call.evaluators, 1),
    )
    served = sa.func.coalesce(sa.func.sum(_fit()), 0.0) / places
    rows = db.session.execute(
        sa.select(Proposal.id, served.label("served"), sa.func.count(Assignment.id).label("n"))
        .outerjoin(Assignment, here)
        .where(*shown)
        .group_by(Proposal.id, Proposal.title)
        .order_by(served, Proposal.title, Proposal.id)
        .limit(PAGE)
        .offset((page - 1) * PAGE)
    ).all()
    found = {one.id: one for one in proposals_by_id(actor, call, [row.id for row in rows])}
    listed = [(found[row.id], float(row.served) if row.n else None) for row in rows]
    return listed, total


def lacks_of(
    rows: list[Reviewed], call: Call, pool: list[Member], known: dict[int, Profile]
) -> dict[int, Shortfall]:
    """What each of these proposals falls short of now, by id; one query."""
    rules, _ = rules_and_version(call)
    needs = [need_of(row, call, Wanted()) for row in rows]
    readers = [reader_of(member, known[member.person_id]) for member in pool]
    return {short.need: short for short in shortfalls(needs, readers, rules, [])}


def loads(actor: Actor, call: Call, pool: list[Member]) -> dict[int, Load]:
    """Each evaluator's load by person id; one query."""
    rows = db.session.execute(
        sa.select(
            Assignment.person_id,
            Proposal.language,
            sa.func.count(Assignment.id).label("given"),
            sa.func.count(sa.case((Assignment.status == AssignmentStatus.DRAFT, 1))).label(
                "drafts"
            ),
            sa.func.sum(_fit()).label("fit"),
            sa.func.count(_fit()).label("known"),
        )
        .join(Proposal, Proposal.id == Assignment.proposal_id)
        .where(
            Proposal.call_id == call.id,
            Proposal.status.in_(ASSIGNABLE),
            Assignment.status.in_(STANDING),
            unbarred(actor),
        )
        .group_by(Assignment.person_id, Proposal.language)
    ).all()
    found = {}
    for member in pool:
        mine = [row for row in rows if row.person_id == member.person_id]
        known = sum(row.known for row in mine)
        found[member.person_id] = Load(
            given=sum(row.given for row in mine),
            drafts=sum(row.drafts for row in mine),
            fit=sum(row.fit or 0.0 for row in mine) / known if known else None,
            unread=sum(row.given for row in mine if row.language not in member.languages),
        )
    return found
