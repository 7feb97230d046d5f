"""Ended checks to compare, the sample that is checked again, and what came of it.

Every loader leaves out proposals the reader is tied to, also in counts and in agreement.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from grants.accounts.models import Role
from grants.accounts.queries import people_with
from grants.calls.models import Call, ChecklistItem
from grants.calls.queries import checklist_of
from grants.core.actor import Actor
from grants.core.db import db
from grants.core.errors import NotFound
from grants.permissions import Permission
from grants.proposals.models import Proposal
from grants.proposals.queries.conflicts import (
    conflicted_people,
    free_of_conflict,
)
from grants.screening.models import (
    Appeal,
    Check,
    CheckAnswer,
    Finding,
    Rescreen,
    RescreenCheck,
    RescreenSample,
    Screening,
)
from grants.screening.queries.blind import own_too
from grants.screening.queries.case import (
    Case,
    ItemState,
    checks_of,
    took_part,
)
from grants.screening.rules.even_handed import Decided
from grants.screening.rules.rescreen import Agreement, agreement

PROOF_MISSING = "proof_missing"  # a blind outcome without a finding


def decided_in(actor: Actor, call: Call) -> list[Decided]:
    """Every ended check of a call; one query beside those for the reader's ties."""
    rows = db.session.execute(_decided(actor, call, *_COLUMNS).order_by(Screening.id))
    return [
        Decided(
            is_eligible=row.finding is Finding.ELIGIBLE,
            reason_codes=tuple(row.reason_codes or ()),
            officer_id=row.found_by_id,
            country=row.country or "",
            language=row.language,
            started_at=row.started_at,
            found_at=row.found_at,
        )
        for row in rows
    ]


_COLUMNS = (
    Screening.finding,
    Screening.reason_codes,
    Screening.found_by_id,
    Screening.started_at,
    Screening.found_at,
    Proposal.country,
    Proposal.language,
)


def _decided(actor: Actor, call: Call, *columns: Any) -> sa.Select[Any]:
    if not actor.may(Permission.SCREENING_READ):
        raise NotFound
    ended = sa.or_(
        Screening.finding == Finding.ELIGIBLE,
        sa.and_(Screening.finding == Finding.INELIGIBLE, Screening.confirmed_at.is_not(None)),
    )
    return (
        sa.select(*columns)
        .join_from(Screening, Proposal, Proposal.id == Screening.proposal_id)
        .where(
            Proposal.call_id == call.id,
            ended,
            free_of_conflict(actor),
        )
    )


def refs_decided(actor: Actor, call: Call) -> list[str]:
    """What a sample is drawn from: ended checks that who draws is not tied to."""
    return list(db.session.scalars(_decided(actor, call, Proposal.ref)))


def sample_of(call: Call) -> RescreenSample | None:
    return db.session.scalars(
        sa.select(RescreenSample).where(RescreenSample.call_id == call.id)
    ).one_or_none()


def who_may_check_again(refs: Sequence[str]) -> dict[str, set[int]]:
    """By reference: people of the Secretariat who took no part in the check, its confirmation or
    an appeal, and are not tied to the proposal. A handful of queries a proposal, of a few."""
    office = {p for role in (Role.OFFICER, Role.LEAD) for p, _name in people_with(role)}
    rows = db.session.execute(
        sa.select(Proposal, Screening, Appeal.decided_by_id)
        .join(Screening, Screening.proposal_id == Proposal.id)
        .outerjoin(Appeal, Appeal.proposal_id == Proposal.id)
        .where(Proposal.ref.in_(refs))
    ).all()
    return {
        proposal.ref: office - took_part(screening) - {decided_by} - conflicted_people(proposal)
        for proposal, screening, decided_by in rows
    }


@dataclass(frozen=True)
class SampleRow:
    """One drawn proposal and how its two checks stand."""

    ref: str
    title: str
    position: int
    officer_id: int | None
    done_at: datetime | None
    blind: Finding | None
    first: Finding | None


def sample_rows(actor: Actor, call: Call) -> list[SampleRow]:
    """The drawn proposals that the reader is not tied to, in the order drawn; one query beside
    those for ties. Of one the reader has to check again the first finding is left out."""
    hidden = sa.and_(Rescreen.done_at.is_(None), Rescreen.officer_id == (actor.person_id or 0))
    rows = db.session.execute(
        sa.select(
            Proposal.ref,
            Proposal.title,
            Rescreen.position,
            Rescreen.officer_id,
            Rescreen.done_at,
            Rescreen.finding,
            sa.case((hidden, None), else_=Screening.finding),
        )
        .select_from(Rescreen)
        .join(Proposal, Proposal.id == Rescreen.proposal_id)
        .join(Screening, Screening.proposal_id == Proposal.id)
        .where(Proposal.call_id == call.id, own_too(actor))
        .order_by(Rescreen.position)
    )
    return [SampleRow(*row) for row in rows]


@dataclass(frozen=True)
class Compared:
    """How far first and blind checks agree, on outcomes, on all items and on each."""

    outcome: Agreement
    overall: Agreement
    by_item: list[tuple[str, Agreement]]


def compared(actor: Actor, call: Call, rows: Sequence[SampleRow]) -> Compared:
    """Over finished blind checks; items that people answered both times. One query beside those
    for ties."""
    found = db.session.execute(
        sa.select(ChecklistItem.code, Check.answer, RescreenCheck.answer)
        .select_from(RescreenCheck)
        .join(Rescreen, Rescreen.id == RescreenCheck.rescreen_id)
        .join(Proposal, Proposal.id == Rescreen.proposal_id)
        .join(Screening, Screening.proposal_id == Proposal.id)
        .join(
            Check,
            sa.and_(Check.screening_id == Screening.id, Check.item_id == RescreenCheck.item_id),
        )
        .join(ChecklistItem, ChecklistItem.id == RescreenCheck.item_id)
        .where(
            Proposal.call_id == call.id,
            Rescreen.done_at.is_not(None),
            Check.by_id.is_not(None),
            free_of_conflict(actor),
        )
        .order_by(ChecklistItem.position, ChecklistItem.id)
    ).all()
    items: dict[str, list[tuple[str, str]]] = {}
    for code, first, again in found:
        items.setdefault(code, []).append((first.value, again.value))
    outcomes = [
        (row.first.value if row.first else "", row.blind.value if row.blind else PROOF_MISSING)
        for row in rows
        if row.done_at is not None
    ]
    return Compared(
        agreement(outcomes),
        agreement([pair for pairs in items.values() for pair in pairs]),
        [(code, agreement(pairs)) for code, pairs in items.items()],
    )


@dataclass(frozen=True)
class Again:
    """A proposal checked again. While `is_blind` its page must show nothing of the first check."""

    case: Case
    rescreen: Rescreen
    own: dict[int, RescreenCheck]
    first: dict[int, Check]

    @property
    def is_blind(self) -> bool:
        return self.rescreen.done_at is None

    def states(self) -> list[ItemState]:
        """The items as the blind officer has them: system items as the system answered them, with
        their figures; the officer's own answers; of the first officer nothing."""
        return [self._state(item) for item in checklist_of(self.case.call)]

    def _state(self, item: Any) -> ItemState:
        own, first = self.own.get(item.id), self.first.get(item.id)
        state = ItemState(item, None, "", {}, None, None)
        is_system = state.is_system and first is not None
        figures = dict(first.figures) if is_system and first is not None else {}
        if own is not None:
            return ItemState(item, own.answer, own.note, figures, self.rescreen.officer_id, None)
        if not is_system or first is None:
            return state
        # Only what the system found curable is ever closed by a person.
        answer = first.answer if first.by_id is None else CheckAnswer.CURABLE
        return ItemState(item, answer, "", figures, None, None)

    def answers(self) -> dict[str, CheckAnswer]:
        return {s.item.code: s.answer for s in self.states() if s.answer is not None}


def again(
    actor: Actor,
    call_ref: str,
    ref: str,
    permission: Permission = Permission.SCREENING_READ,
    *,
    lock: bool = False,
) -> Again:
    """A drawn proposal: for the officer who checks it again, and once that is done for everybody
    who may read checks. NotFound for others. Three queries beside those for the reader's ties."""
    case = _case(actor, call_ref, ref, permission, lock=lock)
    row = case.rescreen
    if row is None or (row.done_at is None and row.officer_id != actor.person_id):
        raise NotFound
    own = db.session.scalars(sa.select(RescreenCheck).where(RescreenCheck.rescreen_id == row.id))
    return Again(case, row, {one.item_id: one for one in own}, checks_of(case.screening))


def _case(actor: Actor, call_ref: str, ref: str, permission: Permission, *, lock: bool) -> Case:
    """As `case.find`, which finds nothing of what the actor has still to check again."""
    if not actor.may(permission):
        raise NotFound
    if lock:
        # First by itself: a row joined to a locked one is read as it was before the wait.
        db.session.execute(sa.select(Proposal.id).where(Proposal.ref == ref).with_for_update())
    row = db.session.execute(
        sa.select(Proposal, Call, Screening, Appeal, Rescreen)
        .join(Call, Call.id == Proposal.call_id)
        .join(Screening, Screening.proposal_id == Proposal.id)
        .outerjoin(Appeal, Appeal.proposal_id == Proposal.id)
        .join(Rescreen, Rescreen.proposal_id == Proposal.id)
        .where(Proposal.ref == ref, Call.ref == call_ref, own_too(actor))
        .execution_options(populate_existing=lock)
    ).one_or_none()
    if row is None:
        raise NotFound
    return Case(*row, actor=actor, free=free_of_conflict(actor))
