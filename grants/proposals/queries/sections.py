"""The sections of a proposal as stored: how far each is, its version, its answers."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any

import sqlalchemy as sa

from grants.calls.queries import FormView, SectionView
from grants.core.db import read
from grants.proposals.models import Answer, Proposal, SectionState, SectionWork
from grants.proposals.queries.content import Values


@dataclass(frozen=True)
class StateView:
    """A section that was saved at least once."""

    work: SectionWork
    version: int
    saved_at: datetime
    saved_by_id: int | None


@dataclass(frozen=True)
class StoredAnswer:
    """An answer with the id of its row."""

    id: int
    value: Any


@dataclass(frozen=True)
class SectionContent:
    """One section as stored, with every answer of the proposal (they may decide about each other).

    `version` is 0 while the section was never saved.
    """

    state_id: int | None
    version: int
    work: SectionWork
    saved_at: datetime | None
    saved_by_id: int | None
    answers: Mapping[int, StoredAnswer]  # by question id

    def values(self, form: FormView) -> Values:
        """The stored answers by question code."""
        return {
            question.code: self.answers[question.id].value
            for question in form.questions()
            if question.id in self.answers
        }


def section_content(proposal_id: int, section: SectionView) -> SectionContent:
    """The section's state and the answers, in one query."""
    values = {"proposal": proposal_id, "section": section.id}
    rows = read(_with_answers(), values)
    state = rows[0]
    return SectionContent(
        state_id=state.state_id,
        version=state.version or 0,
        work=state.work or SectionWork.NOT_STARTED,
        saved_at=state.saved_at,
        saved_by_id=state.saved_by_id,
        answers={
            row.question_id: StoredAnswer(row.answer_id, row.value)
            for row in rows
            if row.answer_id is not None
        },
    )


@cache
def _with_answers() -> sa.Select[*tuple[Any, ...]]:
    """A row for each answer of a proposal, with the state of one section; built once."""
    return (
        sa.select(
            SectionState.id.label("state_id"),
            SectionState.version,
            SectionState.work,
            SectionState.saved_at,
            SectionState.saved_by_id,
            Answer.id.label("answer_id"),
            Answer.question_id,
            Answer.value,
        )
        .select_from(Proposal)
        .outerjoin(
            SectionState,
            sa.and_(
                SectionState.proposal_id == Proposal.id,
                SectionState.section_id == sa.bindparam("section"),
            ),
        )
        .outerjoin(Answer, Answer.proposal_id == Proposal.id)
        .where(Proposal.id == sa.bindparam("proposal"))
    )


def states_of(proposal_id: int) -> dict[int, StateView]:
    """The state of each section that was saved, by section id."""
    rows = read(_states(), {"proposal": proposal_id})
    return {row[0]: StateView(*row[1:]) for row in rows}


@cache
def _states() -> sa.Select[*tuple[Any, ...]]:
    return sa.select(
        SectionState.section_id,
        SectionState.work,
        SectionState.version,
        SectionState.saved_at,
        SectionState.saved_by_id,
    ).where(SectionState.proposal_id == sa.bindparam("proposal"))


def progress(form: FormView, states: Mapping[int, StateView]) -> tuple[int, int]:
    """How many sections are complete, and how many there are."""
    done = sum(
        1
        for section in form.sections
        if section.id in states and states[section.id].work is SectionWork.COMPLETE
    )
    return done, len(form.sections)
