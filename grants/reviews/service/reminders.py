"""Reminding evaluators of what is due: by a lead at a press, by the worker on its own."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa

from grants.accounts.queries import addressees
from grants.calls.models import Call
from grants.core import clock, operations
from grants.core.actor import Actor
from grants.core.db import db
from grants.core.errors import Refused
from grants.core.messages import Link, msg, nmsg
from grants.mail.service import queue
from grants.proposals.models import Proposal, ProposalStatus
from grants.proposals.queries.conflicts import counted
from grants.reviews.models import Assignment, Review, ReviewStatus
from grants.reviews.queries.pool import call_for
from grants.reviews.rules.work import OPEN_TO_EVALUATOR

SOON = timedelta(days=3)


def remind(actor: Actor, call_ref: str, *, operation: str | None = None) -> int:
    """Mail everybody who still owes a review in the call; how many were told."""
    operations.claim(operation, actor, "reviews:remind")
    call = call_for(actor, call_ref)
    rows = _owing(Proposal.call_id == call.id)
    if not rows:
        raise Refused(msg("Every review that was asked for is in; nobody was reminded."))
    # One press an hour is enough, however many leads press.
    told = _tell(rows, f"{clock.now():%Y%m%d%H}")
    operations.keep(operation, actor, str(told))
    db.session.commit()
    return told


def remind_due(now: datetime) -> int:
    """The worker's part: once three days before, once when late. Commits."""
    soon = _owing(Assignment.due_at > now, Assignment.due_at <= now + SOON)
    late = _owing(Assignment.due_at <= now)
    told = _tell(soon, "soon") + _tell(late, "late")
    db.session.commit()
    return told


def _owing(*conditions: sa.ColumnElement[bool]) -> list[Any]:
    return list(
        db.session.execute(
            sa.select(
                Assignment.person_id,
                Proposal.call_id,
                sa.func.count(Assignment.id).label("n"),
                sa.func.min(Assignment.due_at).label("due_at"),
            )
            .join(Proposal, Proposal.id == Assignment.proposal_id)
            .outerjoin(Review, Review.assignment_id == Assignment.id)
            .where(
                Assignment.status.in_(OPEN_TO_EVALUATOR),
                Proposal.status == ProposalStatus.IN_REVIEW,
                counted(),
                sa.or_(Review.id.is_(None), Review.status == ReviewStatus.DRAFT),
                *conditions,
            )
            .group_by(Assignment.person_id, Proposal.call_id)
            .order_by(Assignment.person_id)
        )
    )


def _tell(rows: Iterable[Any], occasion: str) -> int:
    rows = list(rows)
    to = {one.person_id: one for one in addressees(row.person_id for row in rows)}
    calls = {row.call_id for row in rows}
    titles = {
        row.id: row.title
        for row in db.session.execute(sa.select(Call.id, Call.title).where(Call.id.in_(calls)))
    }
    told = 0
    for row in rows:
        if row.person_id not in to:
            continue
        told += 1
        queue(
            to[row.person_id],
            "review_reminder",
            {
                "call": titles[row.call_id],
                "count": nmsg("%(n)s review", "%(n)s reviews", row.n),
                "due_at": row.due_at,
                "link": Link("reviews.desk"),
            },
            dedupe=f"review_reminder:{row.call_id}:{row.person_id}:{row.due_at:%Y%m%d}:{occasion}",
        )
    return told
