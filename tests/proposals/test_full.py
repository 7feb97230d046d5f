"""A team is invited to the full proposal: with what the concept note said, until its own day."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from io import BytesIO
from zoneinfo import ZoneInfo

import docx
import pytest
import sqlalchemy as sa
from flask import Flask
from hypothesis import given, strategies as st

from grants.accounts.models import Person, Role
from grants.calls.models import Call, CallStatus
from grants.core import clock, i18n
from grants.core.actor import SYSTEM
from grants.core.db import db
from grants.core.errors import NotFound, Refused
from grants.files.service import receive
from grants.permissions import Permission
from grants.proposals.models import (
    AnswerVersion,
    Document,
    Proposal,
    ProposalStatus as S,
    SectionState,
    SectionWork,
    Snapshot,
    TeamRole,
)
from grants.proposals.queries.access import find
from grants.proposals.queries.conflicts import counted
from grants.proposals.queries.content import answers_of, documents_of, lines_of
from grants.proposals.queries.extension import being_written
from grants.proposals.queries.full import full_of, full_rows
from grants.proposals.rules.deadline import NoLongerEditable, accepts
from grants.proposals.rules.full import due_at, schedule_of
from grants.proposals.service import documents, full
from grants.proposals.service.answers import save_section
from grants.proposals.service.extend import extend
from grants.proposals.service.submit import NotSubmitted, submit
from grants.proposals.service.withdraw import withdraw
from tests import build
from tests.browsing import Browser
from tests.files import samples
from tests.proposals import ready

Browse = Callable[..., Browser]
Later = Callable[..., None]

CEILING = 15_000_000


def approved(world: ready.World, later: Later | None = None) -> Proposal:
    """Submitted, approved and invited; the full proposal."""
    ready.send(world)
    if later is not None:
        later(days=90)
    world.proposal.status = S.APPROVED
    world.call.status = CallStatus.RESULTS
    db.session.commit()
    part = full.invite(SYSTEM, world.proposal, world.call, ceiling_cents=CEILING)
    assert part is not None
    db.session.commit()
    return part


@pytest.fixture
def world(app: Flask) -> ready.World:
    return ready.complete(full=True, full_proposal_months=2)


def edit(who: Person, part: Proposal, slug: str, answers: dict[str, object]) -> None:
    found = find(build.acting(who), part.ref, Permission.PROPOSAL_EDIT, lock=True)
    section = found.form().section(slug)
    assert section is not None
    state = db.session.scalars(
        sa.select(SectionState.version).where(
            SectionState.proposal_id == part.id, SectionState.section_id == section.id
        )
    ).one_or_none()
    save_section(found, section, answers, version=state or 0, received_at=clock.now())


@given(
    st.timedeltas(timedelta(0), timedelta(days=7300)),
    st.integers(1, 24),
)
def test_a_full_proposal_is_due_at_the_end_of_the_same_day_so_many_months_later(
    since: timedelta, months: int
) -> None:
    invited_at = datetime(2020, 1, 1, tzinfo=UTC) + since

    class Of:
        full_proposal_months = months
        zone = "Europe/Brussels"

    there = ZoneInfo("Europe/Brussels")
    due = due_at(Of(), invited_at).astimezone(there)
    begun = invited_at.astimezone(there)
    assert (due.year * 12 + due.month) - (begun.year * 12 + begun.month) == months
    assert due.day == begun.day or (due + timedelta(days=1)).day == 1
    assert (due.hour, due.minute, due.second) == (23, 59, 59)


@pytest.mark.both_databases
def test_what_was_judged_is_carried_over_and_not_what_was_written_since(
    world: ready.World, later: Later
) -> None:
    ready.send(world)
    ready.write(world.proposal, "summary", "Written after the submission.")
    later(days=90)
    world.proposal.status = S.APPROVED
    db.session.commit()
    part = full.invite(SYSTEM, world.proposal, world.call, ceiling_cents=CEILING)
    db.session.commit()
    assert part is not None
    answers = answers_of(part.id)
    assert answers == {
        "title": ready.ANSWERS["title"],
        "summary": ready.ANSWERS["summary"],
    }, "of the questions both forms ask, and no others"
    assert lines_of(part.id) == lines_of(world.proposal.id)
    assert part.title == world.proposal.title
    kept = db.session.scalars(
        sa.select(sa.func.count()).where(AnswerVersion.proposal_id == part.id)
    ).one()
    assert kept == 3, "each is an earlier version that can come back, the budget too"
    works = dict(
        db.session.execute(
            sa.select(SectionState.section_id, SectionState.work).where(
                SectionState.proposal_id == part.id
            )
        ).all()
    )
    assert sorted(works.values()) == [SectionWork.ATTENTION, SectionWork.IN_PROGRESS], (
        "the story lacks its plan; the grant of the concept note is above what was approved"
    )


def test_a_document_comes_over_as_its_first_version(world: ready.World) -> None:
    found = find(world.actor, world.ref, Permission.PROPOSAL_EDIT, lock=True)
    documents.upload(
        found, "city_letter", receive(BytesIO(samples.pdf())), "letter.pdf", received_at=clock.now()
    )
    part = approved(world)
    mine, theirs = documents_of(part.id)["city_letter"], documents_of(world.proposal.id)
    assert (mine.name, mine.n, mine.sha256) == ("letter.pdf", 1, theirs["city_letter"].sha256)
    assert mine.file_ref != theirs["city_letter"].file_ref
    assert (
        db.session.scalars(sa.select(sa.func.count()).where(Document.proposal_id == part.id)).one()
        == 1
    )


def test_the_team_comes_with_it_and_is_told_once(world: ready.World) -> None:
    editor = build.person("Kofi")
    build.teammate(world.proposal, editor)
    part = approved(world)
    assert find(build.acting(editor), part.ref).role is TeamRole.EDITOR
    assert find(world.actor, part.ref).role is TeamRole.LEAD
    assert {m.address for m in ready.mails("full_proposal_invited")} == {
        editor.email, world.lead.email,
    }  # fmt: skip
    again = full.invite(SYSTEM, world.proposal, world.call, ceiling_cents=CEILING)
    db.session.commit()
    assert again is None
    assert len(ready.mails("full_proposal_invited")) == 2


@pytest.mark.parametrize("how", ["no questions", "no months"])
def test_a_call_that_asks_for_none_invites_nobody(app: Flask, how: str) -> None:
    asked = how == "no months"
    world = ready.complete(full=asked, full_proposal_months=0 if asked else 2)
    ready.send(world)
    assert full.invite(SYSTEM, world.proposal, world.call, ceiling_cents=CEILING) is None
    assert full_of(world.proposal.id) is None


@pytest.mark.both_databases
def test_it_counts_nowhere_and_the_database_keeps_which_form_it_is(world: ready.World) -> None:
    part = approved(world)
    refs = db.session.scalars(sa.select(Proposal.ref).where(counted())).all()
    assert part.ref not in refs
    assert world.ref in refs
    with pytest.raises(sa.exc.DBAPIError, match="concept note or a full proposal"):
        db.session.execute(
            sa.update(Proposal).where(Proposal.id == part.id).values(concept_note_id=None)
        )
    db.session.rollback()
    with pytest.raises(sa.exc.IntegrityError):
        db.session.execute(
            sa.update(Proposal).where(Proposal.id == part.id).values(ceiling_cents=None)
        )
    db.session.rollback()


def write_all(world: ready.World, part: Proposal, *, cents: int = CEILING) -> None:
    edit(world.lead, part, "story", {"plan": "First the wells, then the kiosks."})
    line = lines_of(part.id)[0]
    edit(world.lead, part, "money", {"budget": [replace(line, grant_cents=cents)]})


@pytest.mark.both_databases
def test_it_is_submitted_within_the_approved_amount_and_gets_a_receipt_of_its_own(
    world: ready.World, later: Later
) -> None:
    part = approved(world, later)
    write_all(world, part, cents=CEILING + 1)
    with pytest.raises(NotSubmitted) as error:
        submit(world.actor, part.ref, declaration=ready.DECLARED, received_at=clock.now())
    assert [problem.section_slug for problem in error.value.problems] == ["money"]
    write_all(world, part)
    number = submit(world.actor, part.ref, declaration=ready.DECLARED, received_at=clock.now())
    snapshot = db.session.scalars(sa.select(Snapshot).where(Snapshot.proposal_id == part.id)).one()
    assert snapshot.form == "full_proposal"
    assert number
    db.session.refresh(part)
    assert part.status is S.SUBMITTED
    assert world.proposal.status is S.APPROVED
    assert world.proposal.title == ready.ANSWERS["title"]


def test_its_own_day_closes_it_and_not_that_of_the_call(world: ready.World, later: Later) -> None:
    part = approved(world, later)
    assert part.due_at is not None
    schedule = schedule_of(world.call, part)
    assert accepts(schedule, None, part.due_at + timedelta(microseconds=999))
    assert not accepts(schedule, None, part.due_at + timedelta(seconds=1))
    edit(world.lead, part, "story", {"plan": "In time."})
    later(days=65)
    with pytest.raises(NoLongerEditable, match="full proposal"):
        edit(world.lead, part, "story", {"plan": "Too late."})
    with pytest.raises(NotSubmitted, match="after the deadline"):
        submit(world.actor, part.ref, declaration=ready.DECLARED, received_at=clock.now())


@pytest.mark.both_databases
def test_a_lead_gives_a_team_more_time_for_it(world: ready.World, later: Later) -> None:
    part = approved(world, later)
    lead = build.acting(build.person("Helena", Role.LEAD))
    listed = being_written(lead, world.call)
    assert [(one.ref, one.is_full, one.title) for one in listed] == [(part.ref, True, "")], (
        "of a draft not even the title"
    )
    assert part.due_at is not None
    until = part.due_at + timedelta(days=10)
    extend(lead, world.call.ref, [part.ref], until_at=until, reason="The river flooded.")
    row = full_of(world.proposal.id)
    assert row is not None
    assert row.due_at == until
    later(days=65)
    edit(world.lead, part, "story", {"plan": "Within the time that was given."})


def test_it_is_neither_withdrawn_nor_sponsored_by_its_team(
    world: ready.World, browse: Browse
) -> None:
    part = approved(world)
    with pytest.raises(Refused, match="full proposal"):
        withdraw(world.actor, part.ref)
    browser = browse(world.lead)
    assert browser.get(f"/proposals/{part.ref}/sponsors").status == 404
    assert "Sponsors" not in browser.get(f"/proposals/{part.ref}/").text


def test_the_office_reads_it_once_submitted_and_nobody_with_a_tie(world: ready.World) -> None:
    part = approved(world)
    officer = build.acting(build.person("Sofia", Role.OFFICER))
    with pytest.raises(NotFound):
        find(officer, part.ref)
    write_all(world, part)
    submit(world.actor, part.ref, declaration=ready.DECLARED, received_at=clock.now())
    assert find(officer, part.ref).proposal.id == part.id
    left = build.person("Once in the team", Role.OFFICER)
    row = build.teammate(world.proposal, left)
    row.removed_at = clock.now()
    db.session.commit()
    with pytest.raises(NotFound):
        find(build.acting(left), part.ref)
    assert full_rows(build.acting(left), world.call) == []


def states(call: Call, browser: Browser) -> str:
    return browser.get(f"/calls/{call.ref}/full-proposals").text


def test_the_list_of_a_call_says_how_far_each_is(
    world: ready.World, browse: Browse, later: Later
) -> None:
    officer = browse(build.person("Sofia", Role.OFFICER))
    assert "Nobody was invited yet" in states(world.call, officer)
    part = approved(world, later)
    assert "Invited, not begun" in states(world.call, officer)
    write_all(world, part)
    assert "Being written" in states(world.call, officer)
    submit(world.actor, part.ref, declaration=ready.DECLARED, received_at=clock.now())
    page = officer.get(f"/calls/{world.call.ref}/full-proposals")
    assert "Submitted" in page.text
    page = page.click(ready.ANSWERS["title"])
    assert page.path == f"/proposals/{part.ref}/full-proposal"
    assert "Changed since the concept note" in page.text
    assert "As in the concept note" in page.text


def test_a_day_missed_is_said_in_the_list(world: ready.World, browse: Browse, later: Later) -> None:
    approved(world, later)
    later(days=65)
    assert "Not submitted in time" in states(world.call, browse(build.person("S", Role.OFFICER)))


def test_the_team_sees_what_it_changed_since_the_concept_note(
    world: ready.World, browse: Browse
) -> None:
    part = approved(world)
    browser = browse(world.lead)
    page = browser.get(f"/proposals/{world.ref}/").click("Go to the full proposal")
    assert page.path == f"/proposals/{part.ref}/"
    page = page.click("Story")
    assert page.text.count("As in the concept note") == 2
    edit(world.lead, part, "story", {"summary": "Kiosks bring clean water to six settlements."})
    page = browser.get(f"/proposals/{part.ref}/sections/story")
    assert page.text.count("As in the concept note") == 1
    assert "removed: safe" in page.text
    assert "added: clean" in page.text
    assert "Changed since the concept note" in browser.get(f"/proposals/{part.ref}/check").text


@pytest.mark.both_databases
def test_both_stand_among_my_proposals_each_with_its_own_day(
    world: ready.World, browse: Browse, later: Later
) -> None:
    approved(world, later)
    page = browse(world.lead).get("/proposals/")
    assert page.text.count(ready.ANSWERS["title"]) == 2
    assert "Full proposal · Migration" in page.text
    assert "1 section needs attention" in page.text


def words_of(browser: Browser, part: Proposal) -> str:
    """What stands in the Word file somebody downloads."""
    data = browser.get(f"/proposals/{part.ref}/offline/form.docx").response.data
    return "\n".join(one.text for one in docx.Document(BytesIO(data)).paragraphs)


def test_the_word_file_of_each_names_its_own_day_and_only_the_note_its_criteria(
    world: ready.World, browse: Browse, later: Later
) -> None:
    browser = browse(world.lead)
    note = words_of(browser, world.proposal)
    part = approved(world, later)
    full_words = words_of(browser, part)
    for words, until in ((note, world.call.closes_at), (full_words, part.due_at)):
        assert until is not None
        assert f"To be submitted by {i18n.deadline(until, world.call.zone)}" in words
    assert "What earns each point" in note
    assert "What earns each point" not in full_words


def test_a_section_says_which_time_is_over(
    world: ready.World, browse: Browse, later: Later
) -> None:
    part = approved(world, later)
    later(days=65)
    page = browse(world.lead).get(f"/proposals/{part.ref}/sections/story")
    assert "The time for the full proposal is over" in page.text
    assert "The call has closed" not in page.text
