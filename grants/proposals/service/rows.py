"""Writing answers, cost lines and section states; the use cases that call this commit.

The proposal's row is locked by the caller, so a version read before is still the present one.
"""

from collections.abc import Set
from datetime import datetime
from functools import cache
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite

from grants.calls.models import QuestionKind
from grants.calls.queries import FormView, SectionView
from grants.core import clock
from grants.core.db import db
from grants.proposals.models import Answer, AnswerVersion, BudgetLine, SectionState, SectionWork
from grants.proposals.queries import content, earlier, sections
from grants.proposals.queries.access import Access
from grants.proposals.queries.content import Values
from grants.proposals.queries.sections import SectionContent
from grants.proposals.rules.budget import CostLine
from grants.proposals.rules.work import section_work


def write_answers(
    found: Access,
    section: SectionView,
    changed: Values,
    now: datetime,
    restores: int | None = None,
) -> None:
    """Store changed answers by question code, each with its place in the history.

    `restores` is the earlier version that is brought back.
    """
    answers, history = [], []
    for question in section.questions:
        if question.code not in changed:
            continue
        value = changed[question.code]
        if question.kind is QuestionKind.BUDGET:
            _write_lines(found.proposal.id, value)
            value = [line.stored() for line in value]
        row = {
            "proposal_id": found.proposal.id,
            "question_id": question.id,
            "value": value,
            "saved_at": now,
            "saved_by_id": found.actor.person_id,
        }
        history.append({**row, "is_aside": False, "restored_id": restores})
        if question.kind is not QuestionKind.BUDGET:
            answers.append(row)
    if answers:
        _upsert(answers)
    db.session.execute(_ADD_TO_HISTORY, history)


def write_aside(found: Access, section: SectionView, typed: Values, now: datetime) -> None:
    """Keep in the history what was typed and never stood; the same text once."""
    asked = {q.id: q for q in section.questions if q.code in typed}
    known = earlier.set_aside_by(found.actor.person_id, found.proposal.id, list(asked))
    rows = [
        {
            "proposal_id": found.proposal.id,
            "question_id": question.id,
            "value": earlier.as_stored(question, typed[question.code]),
            "saved_at": now,
            "saved_by_id": found.actor.person_id,
            "is_aside": True,
            "restored_id": None,
        }
        for question in asked.values()
    ]
    fresh = [row for row in rows if row["value"] not in known.get(row["question_id"], ())]
    if fresh:
        db.session.execute(_ADD_TO_HISTORY, fresh)


# Tables, not classes: a section is saved every few seconds, and the session holds none of these.
_ADD_TO_HISTORY = sa.insert(AnswerVersion.__table__)  # type: ignore[arg-type]
_STATES: Any = SectionState.__table__


def _upsert(answers: list[dict[str, Any]]) -> None:
    db.session.execute(_put_answer(db.engine.dialect.name), answers)


@cache
def _put_answer(dialect: str) -> Any:
    insert: Any = postgresql.insert if dialect == "postgresql" else sqlite.insert
    statement = insert(Answer.__table__)
    new = statement.excluded
    return statement.on_conflict_do_update(
        index_elements=["proposal_id", "question_id"],
        set_={"value": new.value, "saved_at": new.saved_at, "saved_by_id": new.saved_by_id},
    )


def _write_lines(proposal_id: int, lines: list[CostLine]) -> None:
    db.session.execute(sa.delete(BudgetLine).where(BudgetLine.proposal_id == proposal_id))
    if lines:
        db.session.execute(
            sa.insert(BudgetLine),
            [
                {"proposal_id": proposal_id, "position": position, **line.stored()}
                for position, line in enumerate(lines, 1)
            ],
        )


def write_state(
    found: Access,
    section: SectionView,
    stored: SectionContent,
    work: SectionWork,
    now: datetime,
    *,
    is_changed: bool,
) -> int:
    """Keep how far the section is; the version its form must carry from now on."""
    by = found.actor.person_id
    if stored.state_id is None:
        db.session.execute(
            sa.insert(SectionState).values(
                proposal_id=found.proposal.id,
                section_id=section.id,
                work=work,
                saved_at=now,
                saved_by_id=by,
                version=1,
            )
        )
        return 1
    change: dict[str, Any] = {"work": work}
    version = stored.version
    if is_changed:
        version += 1
        change |= {"saved_at": now, "saved_by_id": by, "version": version}
    elif stored.work is work:
        return version
    db.session.execute(sa.update(_STATES).where(_STATES.c.id == stored.state_id).values(**change))
    return version


def with_material(found: Access, form: FormView, section: SectionView, values: Values) -> Values:
    """The values with what the section's own budget, sponsors and files amount to.

    A budget may stand in `values` as cost lines.
    """
    full = dict(values)
    rest = set()
    for question in section.questions:
        if question.kind not in content.KEPT_ELSEWHERE:
            continue
        if question.kind is QuestionKind.BUDGET and question.code in values:
            full[question.code] = content.budget_under(
                found.call, tuple(values[question.code]), found.terms
            )
        else:
            rest.add(question.kind)
    return content.with_material(full, found.proposal, found.call, rest, form) if rest else full


def restate_dependents(
    found: Access, form: FormView, saved: SectionView, changed: Set[str], values: Values
) -> None:
    """Where a changed answer makes another one required, state anew how far its section is."""
    for section in form.sections:
        depends = any((q.required_when or {}).get("question") in changed for q in section.questions)
        if section.id != saved.id and depends:
            _restate(found, section, with_material(found, form, section, values))


def restate_sections(found: Access, kind: QuestionKind) -> None:
    """State anew how far the sections with questions of a kind are; the caller commits.

    For what changes beside the forms: sponsors who confirm, documents that come and go.
    """
    form = found.form()
    concerned = [s for s in form.sections if any(q.kind is kind for q in s.questions)]
    if not concerned:
        return
    db.session.flush()
    answers = content.answers_of(found.proposal.id)
    known = sections.states_of(found.proposal.id)
    for section in concerned:
        values = with_material(found, form, section, answers)
        if section.id in known:
            _restate(found, section, values)
        else:
            db.session.execute(
                sa.insert(SectionState).values(
                    proposal_id=found.proposal.id,
                    section_id=section.id,
                    work=section_work(section.questions, values),
                    saved_at=clock.now(),
                    saved_by_id=found.actor.person_id,
                    version=1,
                )
            )


def _restate(found: Access, section: SectionView, values: Values) -> None:
    """Only the state: the version belongs to the form of whoever is writing there."""
    db.session.execute(
        sa.update(SectionState)
        .where(SectionState.proposal_id == found.proposal.id, SectionState.section_id == section.id)
        .values(work=section_work(section.questions, values))
    )
