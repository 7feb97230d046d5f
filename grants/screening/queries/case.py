"""One proposal in its check, for one actor; somebody tied to it finds nothing."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from grants.accounts.models import Person
from grants.calls.models import Call, CheckMode
from grants.calls.queries import ChecklistItemView, checklist_of
from grants.core.actor import Actor
from grants.core.db import db
from grants.core.errors import NotFound
from grants.permissions import Permission
from grants.proposals.models import Proposal, Snapshot
from grants.proposals.queries.conflicts import free_of_conflict
from grants.proposals.queries.content import extension_until
from grants.proposals.queries.submission import standing_snapshot
from grants.proposals.rules import deadline as rules_deadline
from grants.screening.models import (
    Appeal,
    Check,
    CheckAnswer,
    Checker,
    Clarification,
    Rescreen,
    Screening,
)
from grants.screening.rules.finding import Item


@dataclass(frozen=True)
class Case:
    """A submitted proposal with its call and, once started, its check."""

    proposal: Proposal
    call: Call
    screening: Screening | None
    appeal: Appeal | None
    rescreen: Rescreen | None  # drawn to be checked again
    actor: Actor
    free: sa.ColumnElement[bool]  # of conflict: the condition that other proposals must meet too

    @property
    def started(self) -> Screening:
        """The check; NotFound when it has not begun."""
        if self.screening is None:
            raise NotFound
        return self.screening


def find(
    actor: Actor,
    ref: str,
    permission: Permission = Permission.SCREENING_READ,
    *,
    call_ref: str | None = None,
    lock: bool = False,
) -> Case:
    """The case behind a proposal's reference, or NotFound. Two queries.

    `lock` takes the proposal's row for the rest of the transaction.
    """
    if not actor.may(permission):
        raise NotFound
    if lock:
        # First by itself: a row joined to a locked one is read as it was before the wait.
        db.session.execute(sa.select(Proposal.id).where(Proposal.ref == ref).with_for_update())
    free = free_of_conflict(actor)
    query = (
        sa.select(Proposal, Call, Screening, Appeal, Rescreen)
        .join(Call, Call.id == Proposal.call_id)
        .outerjoin(Screening, Screening.proposal_id == Proposal.id)
        .outerjoin(Appeal, Appeal.proposal_id == Proposal.id)
        .outerjoin(Rescreen, Rescreen.proposal_id == Proposal.id)
        .where(
            Proposal.ref == ref,
            Proposal.submitted_at.is_not(None),
            free,
        )
    )
    if call_ref is not None:
        query = query.where(Call.ref == call_ref)
    if lock:
        query = query.execution_options(populate_existing=True)
    row = db.session.execute(query).one_or_none()
    if row is None:
        raise NotFound
    return Case(*row, actor=actor, free=free)


def rule_items(call: Call) -> list[Item]:
    """The checklist as the rules need it."""
    return [Item(i.code, i.curable, i.reason_code) for i in checklist_of(call)]


def checks_of(screening: Screening | None) -> dict[int, Check]:
    """Checks by the id of their item."""
    if screening is None:
        return {}
    rows = db.session.scalars(sa.select(Check).where(Check.screening_id == screening.id))
    return {row.item_id: row for row in rows}


def answers_of(
    items: tuple[ChecklistItemView, ...], checks: dict[int, Check]
) -> dict[str, CheckAnswer]:
    """Answers by the code of their item."""
    return {item.code: checks[item.id].answer for item in items if item.id in checks}


def checkers_of(screening: Screening) -> set[int]:
    """Ids of everybody who took part in the first check."""
    return set(
        db.session.scalars(sa.select(Checker.person_id).where(Checker.screening_id == screening.id))
    )


def took_part(screening: Screening) -> set[int]:
    """Ids of everybody who had a hand in the outcome: none of them decides an appeal."""
    also = (screening.officer_id, screening.confirmed_by_id, screening.returned_by_id)
    return checkers_of(screening) | {i for i in also if i is not None}


def deadline_of(call: Call, proposal_id: int) -> datetime | None:
    """The call's deadline, or the later one this applicant was given."""
    return rules_deadline.deadline_of(call, extension_until(proposal_id))


def clarifications_of(proposal_id: int) -> list[Clarification]:
    """Every question to the city, the first first."""
    return list(
        db.session.scalars(
            sa.select(Clarification)
            .where(Clarification.proposal_id == proposal_id)
            .order_by(Clarification.asked_at, Clarification.id)
        )
    )


def appeal_of(proposal_id: int) -> Appeal | None:
    return db.session.scalars(
        sa.select(Appeal).where(Appeal.proposal_id == proposal_id)
    ).one_or_none()


@dataclass(frozen=True)
class ItemState:
    """One checklist item with its answer, for a page."""

    item: ChecklistItemView
    answer: CheckAnswer | None
    note: str
    figures: dict[str, Any]
    by_id: int | None
    at: datetime | None

    @property
    def is_system(self) -> bool:
        return self.item.mode is CheckMode.SYSTEM


@dataclass(frozen=True)
class CaseFile:
    """Everything the page of one case shows besides the city's answers."""

    case: Case
    items: list[ItemState]
    snapshot: Snapshot | None
    clarifications: list[Clarification]
    checkers: set[int]
    names: dict[int, str] = field(default_factory=dict)

    @property
    def answers(self) -> dict[str, CheckAnswer]:
        return {s.item.code: s.answer for s in self.items if s.answer is not None}


def case_file(case: Case) -> CaseFile:
    """Four queries beside those that found the case, however many items and questions."""
    screening = case.screening
    checks = checks_of(screening)
    clarifications = clarifications_of(case.proposal.id)
    people: set[int | None] = {c.by_id for c in checks.values()}
    people |= {p for c in clarifications for p in (c.asked_by_id, c.answered_by_id)}
    if screening:
        people |= {
            screening.officer_id,
            screening.found_by_id,
            screening.confirmed_by_id,
            screening.returned_by_id,
        }
    if case.appeal:
        people |= {case.appeal.made_by_id, case.appeal.decided_by_id}
    checkers, named = _people(screening, {one for one in people if one is not None})
    return CaseFile(
        case=case,
        items=[_state(item, checks.get(item.id)) for item in checklist_of(case.call)],
        snapshot=standing_snapshot(case.proposal.id),
        clarifications=clarifications,
        checkers=checkers,
        names=named,
    )


def _people(screening: Screening | None, ids: set[int]) -> tuple[set[int], dict[int, str]]:
    """Who took part in the first check, and the names of these people. One query, or none where
    nobody did anything yet."""
    if screening is None and not ids:
        return set(), {}
    took_part = sa.select(Checker.person_id).where(
        Checker.screening_id == (screening.id if screening else 0)
    )
    rows = db.session.execute(
        sa.select(Person.id, Person.name, Person.id.in_(took_part)).where(
            sa.or_(Person.id.in_(ids), Person.id.in_(took_part))
        )
    ).all()
    return {row[0] for row in rows if row[2]}, {row[0]: row[1] for row in rows}


def _state(item: ChecklistItemView, check: Check | None) -> ItemState:
    if check is None:
        return ItemState(item, None, "", {}, None, None)
    return ItemState(item, check.answer, check.note, check.figures, check.by_id, check.at)
