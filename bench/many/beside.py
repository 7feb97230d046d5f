"""What stands beside a proposal and is counted in lists: cost lines, sponsors, documents, tags,
flags, the check with its officer, questions, objections."""

from datetime import timedelta
from typing import Any

import sqlalchemy as sa

from bench.many.filling import Filling
from grants.core.db import Base, db
from grants.core.digest import sha256
from grants.core.text import random_ref
from grants.files.models import File
from grants.notes.models import Flag, FlagAct, FlagStatus, FlagStep, ProposalTag
from grants.proposals.models import (
    BudgetLine,
    Document,
    Endorsement,
    EndorsementStatus,
    Proposal,
    ProposalStatus as S,
)
from grants.screening.models import (
    Appeal,
    AppealStatus,
    Clarification,
    ClarificationStatus,
    Finding,
    Screening,
)

LINES = 6  # of a budget
Rows = dict[type[Base], list[dict[str, Any]]]


def insert_beside(filling: Filling, made: list[Proposal], slots: list[int]) -> None:
    """For each proposal, its rows of every kind; one statement for each kind."""
    rows: Rows = {}
    for one in made:
        _costs(rows, one)
        _sponsors(filling, rows, one)
        _tags(filling, rows, one)
        _check(filling, rows, one)
    _documents(filling, rows, made, slots)
    _flags(filling, rows, made)
    for model, values in rows.items():
        db.session.execute(sa.insert(model), values)


def _add(rows: Rows, model: type[Base], **values: Any) -> None:
    rows.setdefault(model, []).append(values)


def _next(model: Any) -> int:
    return int(db.session.scalar(sa.select(sa.func.coalesce(sa.func.max(model.id), 0))) or 0) + 1


def _costs(rows: Rows, one: Proposal) -> None:
    """The budget's sums are those of the proposal's columns; what does not divide is dropped."""
    parts = {
        "grant_cents": one.grant_cents // LINES,
        "recipient_cents": one.cash_cents // LINES // 2,
        "partner_cents": one.cash_cents // LINES // 2,
        "in_kind_cents": one.in_kind_cents // LINES,
    }
    for n in range(LINES):
        _add(
            rows, BudgetLine, proposal_id=one.id, position=n, component=f"Part {n}",
            category="works", description="", note="", member_cents=0, other_cents=0, **parts,
        )  # fmt: skip


def _sponsors(filling: Filling, rows: Rows, one: Proposal) -> None:
    """None to three, most of whom said yes."""
    dice = filling.dice
    for body_id, name in dice.sample(filling.bodies, dice.randrange(4)):
        status = dice.choice((EndorsementStatus.CONFIRMED, EndorsementStatus.ASKED))
        ref, at = random_ref(), one.submitted_at
        _add(
            rows, Endorsement, ref=ref, proposal_id=one.id, organisation_id=body_id,
            representative=f"Mayor of {name}", email=f"mayor@{ref.lower()}.example",
            digest=sha256(ref), status=status, asked_by_id=one.started_by_id, asked_at=at,
            position="", role="", reason="", version=1,
        )  # fmt: skip


def _tags(filling: Filling, rows: Rows, one: Proposal) -> None:
    """None to two."""
    dice = filling.dice
    for tag_id in dice.sample(filling.tags, dice.randrange(3)):
        values = {"by_id": filling.officers[0], "at": filling.now}
        _add(rows, ProposalTag, proposal_id=one.id, tag_id=tag_id, **values)


def _documents(filling: Filling, rows: Rows, made: list[Proposal], slots: list[int]) -> None:
    """One in each slot of the call, of what the demonstration has on disk."""
    file_id = _next(File)
    for one in made:
        who, at = one.started_by_id, one.submitted_at
        for slot in slots:
            blob_id = filling.dice.choice(filling.blobs)
            _add(
                rows, File, id=file_id, ref=random_ref(), blob_id=blob_id, name="letter.pdf",
                owner_kind="proposal", owner_id=one.id, uploaded_by_id=who, uploaded_at=at,
            )  # fmt: skip
            _add(
                rows, Document, proposal_id=one.id, question_id=slot, n=1, file_id=file_id,
                uploaded_by_id=who, uploaded_at=at,
            )  # fmt: skip
            file_id += 1


def _flags(filling: Filling, rows: Rows, made: list[Proposal]) -> None:
    """One in twenty is somebody's to see to."""
    flag_id = _next(Flag)
    for one in made:
        if filling.dice.random() > 0.05:
            continue
        by, to = filling.dice.sample(filling.officers, 2)
        _add(
            rows, Flag, id=flag_id, ref=random_ref(), proposal_id=one.id, status=FlagStatus.OPEN,
            to_id=to, raised_by_id=by, raised_at=filling.now, last_n=1, version=1,
        )  # fmt: skip
        _add(
            rows, FlagStep, flag_id=flag_id, n=1, act=FlagAct.RAISED, by_id=by, to_id=to,
            words="Is this the river project of before?", at=filling.now,
        )  # fmt: skip
        flag_id += 1


def _check(filling: Filling, rows: Rows, one: Proposal) -> None:
    """The check as its state says it; some were asked a question, some object."""
    if one.status in (S.SUBMITTED, S.WITHDRAWN):
        return
    officer = filling.dice.choice(filling.officers)
    second = next(other for other in filling.officers if other != officer)
    at = (one.submitted_at or filling.now) + timedelta(days=1)
    is_found = one.status not in (S.SCREENING, S.CLARIFICATION)
    is_refused = one.status is S.INELIGIBLE
    found = Finding.INELIGIBLE if is_refused else Finding.ELIGIBLE
    _add(
        rows, Screening, proposal_id=one.id, officer_id=officer, started_at=at,
        finding=found if is_found else None,
        reason_codes=["B5-no"] if is_refused else [],
        sentence="The theme is another one." if is_refused else "",
        found_by_id=officer if is_found else None, found_at=at if is_found else None,
        confirmed_by_id=second if is_refused else None, confirmed_at=at if is_refused else None,
        returned_words="", version=1,
    )  # fmt: skip
    if one.status is S.CLARIFICATION or filling.dice.random() < 0.1:
        _question(filling, rows, one, officer, is_open=one.status is S.CLARIFICATION)
    if is_refused and filling.dice.random() < 0.2:
        _add(
            rows, Appeal, ref=random_ref(), proposal_id=one.id, words="The theme is yours.",
            made_by_id=one.started_by_id, made_at=at, status=AppealStatus.OPEN, decision="",
            version=1,
        )  # fmt: skip


def _question(filling: Filling, rows: Rows, one: Proposal, by: int, *, is_open: bool) -> None:
    asked = (one.submitted_at or filling.now) + timedelta(days=2)
    status = ClarificationStatus.OPEN if is_open else ClarificationStatus.ANSWERED
    _add(
        rows, Clarification, ref=random_ref(), proposal_id=one.id, items=["B2"], opened=[],
        question="The letter?", asked_by_id=by, asked_at=asked,
        due_at=filling.now + timedelta(days=5) if is_open else asked + timedelta(days=7),
        days_off=[], status=status, answer="" if is_open else "Here it is.",
        answered_by_id=None if is_open else one.started_by_id,
        answered_at=None if is_open else asked + timedelta(days=3), version=1,
    )  # fmt: skip
