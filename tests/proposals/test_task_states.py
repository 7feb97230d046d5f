"""What the task list says of each section, what cannot start yet and why, and where to go on."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import pytest
from flask import Flask

from grants.calls.models import QuestionKind, Requirement
from grants.core.db import db
from grants.proposals.models import ProposalStatus, SectionWork, TeamRole
from grants.proposals.rules.task_states import TaskState, deciding, go_on_at, tasks_of
from tests import build
from tests.browsing import Browser
from tests.desk.test_home import filled
from tests.proposals import ready
from tests.proposals.test_draft import IDENTIFICATION
from tests.proposals.writing import city

Browse = Callable[..., Browser]
ALWAYS, NEVER, WHEN = Requirement.ALWAYS, Requirement.NEVER, Requirement.WHEN


@dataclass
class Q:
    code: str
    required: Requirement = ALWAYS
    required_when: dict[str, Any] | None = None
    kind: QuestionKind = QuestionKind.SHORT_TEXT


@dataclass
class Sect:
    id: int
    questions: list[Q] = field(default_factory=list)
    slug: str = "s"


def hangs(code: str, on: str = "partners", equals: str = "yes") -> Q:
    return Q(code, WHEN, {"question": on, "equals": equals})


PLAIN = Sect(1, [Q("title"), Q("partners")])
HANGING = Sect(2, [hangs("who"), hangs("letter")])
EXTRA = Sect(3, [Q("photo", NEVER)])
SPONSORS = Sect(4, [Q("sponsors", kind=QuestionKind.ENDORSEMENTS)])


@pytest.mark.parametrize(
    ("answers", "state"),
    [
        ({}, TaskState.LOCKED),
        ({"partners": ""}, TaskState.LOCKED),
        ({"partners": "yes"}, TaskState.NOT_STARTED),
        ({"partners": ["no", "yes"]}, TaskState.NOT_STARTED),
        ({"partners": "no"}, TaskState.OPTIONAL),
    ],
)
def test_a_section_that_hangs_on_one_answer_waits_for_it(
    answers: dict[str, Any], state: TaskState
) -> None:
    (task,) = tasks_of([HANGING], {}, answers)
    assert task.state is state
    assert task.waits_for == ("" if state is TaskState.NOT_STARTED else "partners")


@pytest.mark.parametrize("work", sorted(set(SectionWork) - {SectionWork.NOT_STARTED}))
def test_what_was_begun_never_locks_again(work: SectionWork) -> None:
    (task,) = tasks_of([HANGING], {2: work}, {})
    assert task.state not in (TaskState.LOCKED, TaskState.OPTIONAL)


def test_one_question_that_is_always_asked_opens_its_section() -> None:
    assert deciding(Sect(5, [hangs("who"), Q("why")])) == ()
    assert deciding(Sect(6, [Q("partners", WHEN, {"question": "x"}), hangs("who")])) == ()


def test_to_go_on_is_the_first_open_section_and_sponsors_who_think_come_last() -> None:
    sections = [SPONSORS, PLAIN, HANGING, EXTRA]
    work = {4: SectionWork.IN_PROGRESS, 1: SectionWork.IN_PROGRESS}
    found = go_on_at(tasks_of(sections, work, {}), sections)
    assert found is not None
    assert found.section_id == 1
    work[1] = SectionWork.COMPLETE
    found = go_on_at(tasks_of(sections, work, {}), sections)
    assert found is not None
    assert found.section_id == 4
    work[4] = SectionWork.COMPLETE
    assert go_on_at(tasks_of(sections, work, {}), sections) is None


def test_a_new_draft_begins_with_its_first_section_and_cannot_be_checked_yet(
    app: Flask, browse: Browse
) -> None:
    of = city()
    page = browse(of.lead).get(f"/proposals/{of.proposal.ref}/")
    assert filled(page) == ["Begin: Identification"]
    assert "Opens when you have saved a first section" in page.text
    assert "Check your answers and submit" not in page.links()
    of.save("identification", IDENTIFICATION)
    page = browse(of.lead).get(f"/proposals/{of.proposal.ref}/")
    assert filled(page) == ["Go on: Project"]
    assert "Check your answers and submit" in page.links()
    assert "Optional" in page.text, "the section whose document may be left out"
    of.save("project", {"summary": "word " * 201})
    page = browse(of.lead).get(f"/proposals/{of.proposal.ref}/")
    assert filled(page) == ["Mend: Project"]


@pytest.mark.parametrize("status", ProposalStatus)
def test_the_page_has_one_filled_button_at_most_in_every_state(
    app: Flask, browse: Browse, status: ProposalStatus
) -> None:
    world = ready.complete()
    if status is not ProposalStatus.DRAFT:
        ready.send(world)
        world.proposal.status = status
        db.session.commit()
    assert len(filled(browse(world.lead).get(f"/proposals/{world.ref}/"))) <= 1


def test_who_only_reads_has_no_button_to_write(app: Flask, browse: Browse) -> None:
    of = city()
    viewer = build.person("Vera")
    build.teammate(of.proposal, viewer, TeamRole.VIEWER)
    assert filled(browse(viewer).get(f"/proposals/{of.proposal.ref}/")) == []
