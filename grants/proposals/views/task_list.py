"""The sections of a proposal as its task list shows them, and the one button to go on."""

from collections.abc import Mapping
from dataclasses import dataclass

from flask import url_for

from grants.calls.queries import FormView
from grants.core.i18n import chosen_text, gettext as _
from grants.permissions import Permission
from grants.proposals.models import ProposalStatus
from grants.proposals.queries import content
from grants.proposals.queries.access import Access
from grants.proposals.queries.sections import StateView
from grants.proposals.rules.task_states import (
    Task,
    TaskState,
    deciding,
    go_on_at,
    may_check,
    tasks_of,
)
from grants.proposals.views.outline import Outline, OutlineEntry


@dataclass(frozen=True)
class TaskRow:
    """A section, ready for the `task` macro."""

    title: str
    state: str
    url: str
    hint: str
    state_text: str | None = None


@dataclass(frozen=True)
class Button:
    """The next step on the task list."""

    text: str
    url: str


@dataclass(frozen=True)
class TaskList:
    """What the page shows of the sections."""

    groups: list[tuple[str, list[TaskRow]]]
    may_check: bool
    go_on: Button | None


def task_list(
    found: Access, form: FormView, outline: Outline, states: Mapping[int, StateView], is_open: bool
) -> TaskList:
    """One query more only for a form in which an answer decides about a whole section."""
    hangs = any(deciding(section) for section in form.sections)
    answers = content.answers_of(found.proposal.id) if hangs else {}
    work = {section_id: state.work for section_id, state in states.items()}
    tasks = {task.section_id: task for task in tasks_of(form.sections, work, answers)}
    here = url_for("proposals.section", ref=found.proposal.ref, slug="")
    labels = {q.code: chosen_text(q.label) for q in form.questions()} if hangs else {}
    begun = may_check(tasks.values(), states)
    return TaskList(
        [
            (heading, [_row(entry, tasks[entry.section_id], here, labels) for entry in entries])
            for heading, entries in outline
        ],
        begun,
        _go_on(found, form, list(tasks.values()), begun) if is_open else None,
    )


def _row(entry: OutlineEntry, task: Task, here: str, labels: Mapping[str, str]) -> TaskRow:
    hint, words = entry.hint, None
    decides = labels.get(task.waits_for, task.waits_for)
    if task.state is TaskState.LOCKED:
        hint = _("Opens when you have answered “%(question)s”", question=decides)
    elif task.waits_for:
        hint = _("Not needed after your answer to “%(question)s”", question=decides)
        words = _("Not needed")
    return TaskRow(entry.title, task.state.value, here + entry.slug, hint, words)


def _go_on(found: Access, form: FormView, tasks: list[Task], begun: bool) -> Button | None:
    proposal = found.proposal
    if not found.may(Permission.PROPOSAL_EDIT):
        return None
    if proposal.status is ProposalStatus.SUBMITTED and not proposal.has_unsent_changes:
        return None
    task = go_on_at(tasks, form.sections)
    if task is None:
        text = _("Check your answers") if proposal.is_test else _("Check and submit")
        if not found.may(Permission.PROPOSAL_SUBMIT):
            text = _("Check your answers")
        return Button(text, url_for("proposals.check", ref=proposal.ref))
    section = form.section(task.slug)
    title = chosen_text(section.title) if section else task.slug
    url = url_for("proposals.section", ref=proposal.ref, slug=task.slug)
    if task.state is TaskState.ATTENTION:
        return Button(_("Mend: %(section)s", section=title), url)
    words = _("Go on: %(section)s") if begun else _("Begin: %(section)s")
    return Button(words % {"section": title}, url)
