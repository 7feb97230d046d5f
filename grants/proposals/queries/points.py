"""The quiz of a call beside a proposal: answers in an address, and the points still open."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

import sqlalchemy as sa

from grants.calls.models import Call
from grants.calls.queries import eligible_countries, quiz_of
from grants.calls.rules.quiz import QuizQuestion
from grants.core.db import read
from grants.proposals.models import Point, PointSaid
from grants.proposals.rules.carried import Carried, carried_from


@dataclass(frozen=True)
class OpenPoint:
    """Something to settle, with the question it comes from."""

    question: QuizQuestion
    said: PointSaid


def read_quiz(call: Call, given: Mapping[str, str]) -> Carried | None:
    """What a quiz answered in this address comes to; nothing of a visitor is stored."""
    countries = eligible_countries(call)
    return carried_from(quiz_of(call, countries), given, countries, call.applicant_kinds)


def open_points(proposal_id: int, call: Call) -> list[OpenPoint]:
    """In the order of the quiz; one query while nothing is open."""
    said = {row.code: row.said for row in read(_open(), {"proposal": proposal_id})}
    if not said:
        return []
    questions = quiz_of(call, eligible_countries(call))
    return [OpenPoint(q, said[q.code]) for q in questions if q.code in said]


@cache
def _open() -> sa.Select[*tuple[Any, ...]]:
    """Asked at every opening of a task list, so built once."""
    return sa.select(Point.code, Point.said).where(
        Point.proposal_id == sa.bindparam("proposal"), Point.settled_at.is_(None)
    )
