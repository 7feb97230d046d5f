"""Inviting to the full proposal: a draft beside the concept note, with what carries over in it."""

import json
from collections.abc import Sequence
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from grants.audit.service import record
from grants.calls.models import Call, FormKind, QuestionKind
from grants.calls.queries import FormView, QuestionView, form_of
from grants.core import clock
from grants.core.actor import Actor
from grants.core.db import db
from grants.core.messages import Link
from grants.core.money import Amount
from grants.core.text import random_ref
from grants.files.queries import files_of
from grants.files.service import store_again
from grants.mail.service import queue
from grants.proposals.models import (
    Answer,
    AnswerVersion,
    BudgetLine,
    Collaborator,
    Document,
    Proposal,
    ProposalStatus,
    SectionState,
    Snapshot,
)
from grants.proposals.queries import content
from grants.proposals.queries.full import full_of, kept_questions
from grants.proposals.queries.submission import standing_snapshot
from grants.proposals.rules.full import due_at
from grants.proposals.rules.work import section_work
from grants.proposals.service.move import team_addressees

REPEATED = (
    "title", "country", "city", "city_id", "focus_area", "proponent_name", "proponent_kind",
    "proponent_id", "recipient_id", "months", "grant_cents", "cash_cents", "in_kind_cents",
)  # fmt: skip


def invite(actor: Actor, concept: Proposal, call: Call, *, ceiling_cents: int) -> Proposal | None:
    """The full proposal of an approved concept note, and a mail to its team; the caller commits.

    None when the call asks for none, or when there is one already (a result told twice invites
    once). What carries over is what was judged: the snapshot that counts, not a later draft.
    """
    form = form_of(call, FormKind.FULL_PROPOSAL)
    snapshot = standing_snapshot(concept.id)
    if not form.sections or not call.full_proposal_months or snapshot is None:
        return None
    if full_of(concept.id) is not None:
        return None
    now = clock.now()
    part = _begun(concept, call, ceiling_cents, now)
    db.session.add(part)
    db.session.flush()
    _take_the_team(concept, part, now)
    _carry_over(concept, part, call, form, snapshot, now)
    until = due_at(call, now).isoformat()
    facts = {"full_proposal": part.id, "due_at": until, "ceiling_cents": ceiling_cents}
    record(actor, "proposal:invite_full", concept, new=facts)
    record(actor, "proposal:begin_full", part, new={"concept_note": concept.id})
    _tell(concept, part, call, ceiling_cents)
    return part


def _begun(concept: Proposal, call: Call, ceiling_cents: int, now: datetime) -> Proposal:
    return Proposal(
        ref=random_ref(),
        call_id=call.id,
        status=ProposalStatus.DRAFT,
        status_at=now,
        started_by_id=concept.started_by_id,
        started_at=now,
        language=concept.language,
        concept_note_id=concept.id,
        due_at=due_at(call, now),
        ceiling_cents=ceiling_cents,
        **{name: getattr(concept, name) for name in REPEATED},
    )


def _take_the_team(concept: Proposal, part: Proposal, now: datetime) -> None:
    """Whoever works on the concept note now; from here on the two teams change by themselves."""
    team = db.session.execute(
        sa.select(Collaborator.person_id, Collaborator.role, Collaborator.added_by_id)
        .where(Collaborator.proposal_id == concept.id, Collaborator.removed_at.is_(None))
        .order_by(Collaborator.id)
    )
    for person_id, role, added_by_id in team:
        db.session.add(
            Collaborator(
                proposal_id=part.id,
                person_id=person_id,
                role=role,
                added_by_id=added_by_id,
                added_at=now,
            )
        )


def _carry_over(
    concept: Proposal, part: Proposal, call: Call, form: FormView, snapshot: Snapshot, now: datetime
) -> None:
    """Answers, cost lines and documents whose questions both forms ask, as they were judged."""
    judged = json.loads(snapshot.content)
    kept = kept_questions(call)
    answers = [
        _row(part, question, judged["answers"][question.code], snapshot.by_id, now)
        for question in kept
        if question.code in judged["answers"]
    ]
    if answers:
        db.session.execute(sa.insert(Answer), answers)
    budgets = [q for q in kept if q.kind is QuestionKind.BUDGET and judged["budget"]]
    for question in budgets:
        answers.append(_row(part, question, judged["budget"], snapshot.by_id, now))
        _carry_lines(part, judged["budget"])
    if answers:
        db.session.execute(sa.insert(AnswerVersion), answers)
    _carry_documents(concept, part, kept, judged["documents"])
    db.session.flush()
    _state_sections(part, call, form, {question.code for question in kept}, now)


def _row(
    part: Proposal, question: QuestionView, value: Any, by_id: int, now: datetime
) -> dict[str, Any]:
    return {
        "proposal_id": part.id,
        "question_id": question.id,
        "value": value,
        "saved_at": now,
        "saved_by_id": by_id,
    }


def _carry_lines(part: Proposal, lines: list[dict[str, Any]]) -> None:
    db.session.execute(
        sa.insert(BudgetLine),
        [{"proposal_id": part.id, "position": n, **line} for n, line in enumerate(lines, 1)],
    )


def _carry_documents(
    concept: Proposal, part: Proposal, kept: Sequence[QuestionView], named: list[dict[str, Any]]
) -> None:
    slots = {q.code: q for q in kept if q.kind is QuestionKind.FILE}
    wanted = {one["code"]: one["sha256"] for one in named if one["code"] in slots}
    stored = {file.sha256: file for file in files_of(concept)} if wanted else {}
    for code, sha256 in wanted.items():
        file = stored.get(sha256)
        if file is None or file.uploaded_by_id is None:
            continue
        db.session.add(
            Document(
                proposal_id=part.id,
                question_id=slots[code].id,
                n=1,
                file_id=store_again(file, part).id,
                uploaded_by_id=file.uploaded_by_id,
                uploaded_at=clock.now(),
            )
        )


def _state_sections(
    part: Proposal, call: Call, form: FormView, carried: set[str], now: datetime
) -> None:
    """Sections that something came over to are begun; the rest is not."""
    values = content.everything(part, call, form)
    for section in form.sections:
        if any(q.code in carried and values.get(q.code) for q in section.questions):
            db.session.add(
                SectionState(
                    proposal_id=part.id,
                    section_id=section.id,
                    work=section_work(section.questions, values),
                    saved_at=now,
                    saved_by_id=None,
                )
            )


def _tell(concept: Proposal, part: Proposal, call: Call, ceiling_cents: int) -> None:
    for to in team_addressees(part):
        queue(
            to,
            "full_proposal_invited",
            {
                "title": concept.title,
                "call": dict(call.title),
                "amount": Amount(ceiling_cents, call.currency),
                "due_at": part.due_at,
                "zone": call.zone,
                "link": Link("proposals.tasks", {"ref": part.ref}),
            },
            about=part,
        )
