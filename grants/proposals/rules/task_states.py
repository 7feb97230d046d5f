"""What the task list says of each section, and where to go on."""

import enum
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from grants.calls.models import QuestionKind, Requirement
from grants.calls.rules.questions import Asked
from grants.proposals.models import SectionWork
from grants.proposals.rules.answers import is_empty, is_required


class TaskState(enum.StrEnum):
    """As the `task` macro draws it."""

    NOT_STARTED = "not_started"
    PROGRESS = "progress"
    DONE = "done"
    ATTENTION = "attention"
    LOCKED = "locked"
    OPTIONAL = "optional"


WORK: dict[SectionWork, TaskState] = {
    SectionWork.NOT_STARTED: TaskState.NOT_STARTED,
    SectionWork.IN_PROGRESS: TaskState.PROGRESS,
    SectionWork.COMPLETE: TaskState.DONE,
    SectionWork.ATTENTION: TaskState.ATTENTION,
}
OPEN = (TaskState.ATTENTION, TaskState.PROGRESS, TaskState.NOT_STARTED)


class Section(Protocol):
    """A page of the form."""

    @property
    def id(self) -> int: ...
    @property
    def slug(self) -> str: ...
    @property
    def questions(self) -> Sequence[Asked]: ...


@dataclass(frozen=True)
class Task:
    """One section on the list; `waits_for` is the code of the answer that decides about it."""

    section_id: int
    slug: str
    state: TaskState
    waits_for: str = ""


def deciding(section: Section) -> tuple[str, ...]:
    """Codes of the answers elsewhere that decide whether anything is asked here; () when it is.

    Only a section of which every question hangs on an answer of another section can wait.
    """
    own = {question.code for question in section.questions}
    codes = []
    for question in section.questions:
        if question.required is not Requirement.WHEN:
            return ()
        codes.append((question.required_when or {}).get("question", ""))
    return () if own & set(codes) else tuple(dict.fromkeys(codes))


def tasks_of(
    sections: Iterable[Section], work: Mapping[int, SectionWork], answers: Mapping[str, Any]
) -> list[Task]:
    """The state of every section; `answers` need hold only those that decide about a section."""
    return [_task(section, work.get(section.id), answers) for section in sections]


def _task(section: Section, work: SectionWork | None, answers: Mapping[str, Any]) -> Task:
    begun = work is not None and work is not SectionWork.NOT_STARTED
    codes = deciding(section)
    if codes and not begun:
        if any(is_required(question, answers) for question in section.questions):
            return Task(section.id, section.slug, TaskState.NOT_STARTED)
        open_codes = [code for code in codes if is_empty(answers.get(code))]
        state = TaskState.LOCKED if open_codes else TaskState.OPTIONAL
        return Task(section.id, section.slug, state, open_codes[0] if open_codes else codes[0])
    if not begun and all(q.required is Requirement.NEVER for q in section.questions):
        return Task(section.id, section.slug, TaskState.OPTIONAL)
    return Task(section.id, section.slug, WORK[work or SectionWork.NOT_STARTED])


def may_check(tasks: Iterable[Task], states: Mapping[int, Any]) -> bool:
    """Checking and submitting opens with the first section that was begun."""
    return any(task.section_id in states for task in tasks)


def go_on_at(tasks: Sequence[Task], sections: Iterable[Section]) -> Task | None:
    """The section to go on with: the first that is not complete, those that wait for sponsors last.

    None when all that can be written is complete.
    """
    waits = {
        section.id
        for section in sections
        if all(q.kind is QuestionKind.ENDORSEMENTS for q in section.questions)
    }
    left = [task for task in tasks if task.state in OPEN]
    asked = [t for t in left if t.section_id in waits and t.state is not TaskState.NOT_STARTED]
    return next((task for task in left if task not in asked), asked[0] if asked else None)
