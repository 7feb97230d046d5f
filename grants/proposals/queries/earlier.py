"""Every version of an answer there was, for the team that wrote them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from grants.calls.models import QuestionKind
from grants.calls.queries import QuestionView, SectionView
from grants.core.db import BIG, db, read
from grants.core.errors import NotFound
from grants.proposals.models import AnswerVersion as V
from grants.proposals.queries.access import Access
from grants.proposals.queries.content import KEPT_ELSEWHERE, Values
from grants.proposals.rules.budget import CostLine

AT_ONCE = 100  # versions of one question on one page
OF_EACH = 40  # versions of each question on the page of a section
MOST_ASIDE = 50
# Cost lines are in the history as every answer is; files and sponsors are kept elsewhere.
WITHOUT_VERSIONS = KEPT_ELSEWHERE - {QuestionKind.BUDGET}


@dataclass(frozen=True)
class Version:
    """One version of one answer: the n-th of its question, who wrote it and when.

    `restored_at` is when the version that this one brought back was written.
    """

    question_id: int
    n: int
    total: int
    at: datetime
    person_id: int | None
    is_aside: bool
    restored_at: datetime | None


@dataclass(frozen=True)
class Text:
    """A version with what it says, as `save_section` takes it."""

    id: int
    n: int
    at: datetime
    person_id: int | None
    is_aside: bool
    value: Any


@dataclass(frozen=True)
class Since:
    """What others did while a form was open: the answers of before, and which they changed."""

    before: Values
    changed: frozenset[str]


def as_stored(question: QuestionView, value: Any) -> Any:
    """An answer as the history keeps it."""
    if question.kind is QuestionKind.BUDGET:
        return [line.stored() for line in value or ()]
    return "" if value is None else value


def as_given(question: QuestionView, value: Any) -> Any:
    """An answer of the history as forms and services take it."""
    if question.kind is QuestionKind.BUDGET:
        return [CostLine(**line) for line in value or ()]
    return value


def keeps_versions(question: QuestionView) -> bool:
    """Documents and sponsors have a history of their own."""
    return question.kind not in WITHOUT_VERSIONS


def versions_in(found: Access, section: SectionView) -> list[Version]:
    """The newest versions of every question of a section, the newest first."""
    return _versions(found, [q.id for q in section.questions], _numbered.c.back <= OF_EACH)


def versions_of(found: Access, question: QuestionView, before: int | None = None) -> list[Version]:
    """The versions of one question, the newest first; `before` a number, for the next page."""
    older = sa.true() if before is None else _numbered.c.n < before
    return _versions(found, [question.id], older)


_restored = sa.orm.aliased(V)
_numbered = (
    sa.select(
        V.question_id,
        sa.func.row_number().over(partition_by=V.question_id, order_by=V.id).label("n"),
        sa.func.row_number().over(partition_by=V.question_id, order_by=V.id.desc()).label("back"),
        sa.func.count().over(partition_by=V.question_id).label("total"),
        V.saved_at.label("at"),
        V.saved_by_id.label("person_id"),
        V.is_aside,
        V.restored_id,
    )
    .where(
        V.proposal_id == sa.bindparam("proposal"),
        V.question_id.in_(sa.bindparam("questions", expanding=True)),
    )
    .subquery()
)


def _versions(
    found: Access, questions: Sequence[int], which: sa.ColumnElement[bool]
) -> list[Version]:
    check_of_team(found)
    c = _numbered.c
    rows = read(
        sa.select(
            c.question_id,
            c.n,
            c.total,
            c.at,
            c.person_id,
            c.is_aside,
            _restored.saved_at.label("restored_at"),
        )
        .outerjoin(_restored, _restored.id == c.restored_id)
        .where(which)
        .order_by(c.question_id, c.n.desc())
        .limit(AT_ONCE if len(questions) == 1 else OF_EACH * len(questions)),
        {"proposal": found.proposal.id, "questions": list(questions)},
    )
    return [Version(**row._mapping) for row in rows]


def version(found: Access, question: QuestionView, n: int) -> Text:
    """The n-th version of an answer, or NotFound."""
    check_of_team(found)
    rows = read(
        sa.select(V.id, V.saved_at, V.saved_by_id, V.is_aside, V.value)
        .where(V.proposal_id == found.proposal.id, V.question_id == question.id)
        .order_by(V.id)
        .limit(1)
        .offset(max(n, 1) - 1)
    )
    if not rows or n < 1:
        raise NotFound
    row = rows[0]
    return Text(
        row.id, n, row.saved_at, row.saved_by_id, row.is_aside, as_given(question, row.value)
    )


def check_of_team(found: Access) -> None:
    """What a team wrote and wrote over is for its members alone."""
    if found.role is None:
        raise NotFound


def since(proposal_id: int, section: SectionView, saves: int, version: int) -> Since | None:
    """What changed in a section in its last so many saves, seen from a form read before them.

    None when the form names a version that never was. Every save of a section that changed
    something stands in the history with one instant.
    """
    if saves < 0 or version < 0:
        return None
    of_section = sa.and_(
        V.proposal_id == proposal_id,
        V.question_id.in_([q.id for q in section.questions]),
        V.is_aside.is_(False),
    )
    then = db.session.scalar(
        sa.select(V.saved_at)
        .where(of_section)
        .distinct()
        .order_by(V.saved_at.desc())
        .limit(1)
        .offset(saves)
    )
    last = sa.func.max(V.saved_at)
    kept = sa.func.max(sa.case((V.saved_at <= then, V.id))) if then else sa.cast(None, BIG)
    runs = (
        sa.select(V.question_id, last.label("last"), kept.label("kept"))
        .where(of_section)
        .group_by(V.question_id)
        .subquery()
    )
    rows = read(
        sa.select(runs.c.question_id, runs.c.last, V.value).outerjoin(V, V.id == runs.c.kept)
    )
    asked = {q.id: q for q in section.questions}
    changed = [(asked[r.question_id], r.value) for r in rows if then is None or r.last > then]
    return Since(
        before={question.code: as_given(question, value) for question, value in changed},
        changed=frozenset(question.code for question, _ in changed),
    )


def set_aside_by(
    person_id: int | None, proposal_id: int, questions: Sequence[int]
) -> Mapping[int, list[Any]]:
    """What a person's texts say that were kept beside others, by question; the newest ones."""
    rows = read(
        sa.select(V.question_id, V.value)
        .where(
            V.proposal_id == proposal_id,
            V.question_id.in_(questions),
            V.is_aside.is_(True),
            V.saved_by_id == person_id,
        )
        .order_by(V.id.desc())
        .limit(MOST_ASIDE)
    )
    known: dict[int, list[Any]] = {}
    for row in rows:
        known.setdefault(row.question_id, []).append(row.value)
    return known
