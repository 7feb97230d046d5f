"""A test proposal: worked on while its call has not opened, seen by one, gone with the opening."""

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from io import BytesIO
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import DatabaseError

from grants.accounts.models import Person, Role
from grants.audit.models import TrailEvent
from grants.calls import queries as calls, service as calls_service
from grants.calls.models import Call, CallStatus, QuestionKind
from grants.calls.rules.document import QuestionText
from grants.calls.service.lifecycle import advance
from grants.core import clock
from grants.core.actor import SYSTEM, Actor
from grants.core.db import db
from grants.core.errors import Conflict, Forbidden, NotFound, Refused
from grants.files.models import Blob, File
from grants.files.service import receive
from grants.mail.models import Mail
from grants.permissions import Permission
from grants.proposals.models import (
    Answer,
    AnswerVersion,
    Proposal,
    ProposalStatus,
    SectionState,
    TeamRole,
)
from grants.proposals.queries.access import find
from grants.proposals.queries.submission import present
from grants.proposals.queries.trying import test_in as own_test
from grants.proposals.rules.deadline import NoLongerEditable, accepts
from grants.proposals.rules.trying import TryWindow, window_of
from grants.proposals.service import trying
from grants.proposals.service.answers import save_section
from grants.proposals.service.documents import upload
from grants.proposals.service.submit import problems_of, submit
from grants.proposals.service.team import invite
from grants.reviews.models import Review
from tests import build
from tests.browsing import Browser
from tests.calls.documents import draft_text, text_of
from tests.files.samples import pdf
from tests.proposals.ready import DECLARED, complete

REF = "CATF-2026"


@pytest.fixture
def lead(app: Any) -> Person:
    calls_service.import_call(SYSTEM, draft_text(), "a.yaml")
    return build.person("Helena", Role.LEAD)


@pytest.fixture
def actor(lead: Person) -> Actor:
    return build.acting(lead)


def call() -> Call:
    return calls.for_office(SYSTEM, REF)


def only() -> Proposal:
    return db.session.scalars(sa.select(Proposal)).one()


def started(actor: Actor) -> str:
    return trying.start(actor, REF, "en", operation=None)


def write(actor: Actor, ref: str, slug: str, given: dict[str, Any], version: int = 0) -> None:
    found = find(actor, ref, Permission.PROPOSAL_EDIT, lock=True)
    section = calls.form_of(found.call).section(slug)
    assert section is not None
    save_section(found, section, given, version=version, received_at=clock.now())


def reshape(change: Callable[[QuestionText], QuestionText | None], code: str) -> None:
    """Change one question of the concept note, or take it out."""

    def edited(document: Any) -> Any:
        sections = []
        for section in document.concept_note:
            kept = [change(q) if q.code == code else q for q in section.questions]
            sections.append(replace(section, questions=tuple(q for q in kept if q is not None)))
        return replace(document, concept_note=tuple(sections))

    calls_service.edit(SYSTEM, REF, edited, version=call().version)


def rows() -> dict[str, int]:
    """How many rows anything of a proposal has."""
    return {
        table.name: db.session.scalar(sa.select(sa.func.count()).select_from(table)) or 0
        for table in db.metadata.sorted_tables
        if "proposal_id" in table.columns or table.name in ("proposal", "file", "blob")
    }


def test_it_is_worked_on_before_the_call_has_dates(actor: Actor) -> None:
    ref = started(actor)
    write(actor, ref, "identification", {"title": "Kiosks", "months": 12})
    assert only().title == "Kiosks"
    assert call().opens_at is None or call().status is CallStatus.DRAFT


def test_there_is_one_for_each_who_tries(actor: Actor) -> None:
    other = build.acting(build.person("Marc", Role.LEAD))
    ref = started(actor)
    assert started(actor) == ref
    assert started(other) != ref
    found = own_test(actor, call())
    assert found is not None
    assert found.proposal.ref == ref
    with pytest.raises(NotFound):
        find(other, ref)


def test_only_a_lead_starts_one(app: Any, lead: Person) -> None:
    with pytest.raises(Forbidden):
        started(build.acting(build.person("Sofia", Role.OFFICER)))


@pytest.mark.parametrize(
    ("status", "opens_in", "is_open"),
    [
        (CallStatus.DRAFT, None, True),
        (CallStatus.DRAFT, -1, True),
        (CallStatus.PUBLISHED, 1, True),
        (CallStatus.PUBLISHED, 0, False),
        (CallStatus.PUBLISHED, -1, False),
        (CallStatus.OPEN, -1, False),
        (CallStatus.CLOSED, -9, False),
        (CallStatus.CANCELLED, 9, False),
        (CallStatus.ARCHIVED, -9, False),
    ],
)
def test_its_window_is_all_the_time_before_the_opening(
    status: CallStatus, opens_in: int | None, is_open: bool
) -> None:
    now = clock.now().replace(microsecond=0)
    opens = None if opens_in is None else now + timedelta(seconds=opens_in)
    window = TryWindow(status, opens, opens and opens + timedelta(days=60))
    assert accepts(window_of(window, is_test=True), None, now) is is_open
    assert window_of(window, is_test=False) is window


def test_what_reaches_others_ends_there(actor: Actor) -> None:
    ref = started(actor)
    with pytest.raises(Refused, match="test of the call"):
        submit(actor, ref, declaration=DECLARED, received_at=clock.now())
    with pytest.raises(Refused, match="test of the call"):
        invite(actor, ref, email="x@example.org", role=TeamRole.EDITOR)
    db.session.rollback()
    assert only().status is ProposalStatus.DRAFT
    assert rows()["attempt"] == rows()["snapshot"] == 0
    assert db.session.scalar(sa.select(sa.func.count(Mail.id))) == 0


def test_the_whole_call_is_tried_on_its_pages(lead: Person, browse: Callable[..., Browser]) -> None:
    browser = browse(lead)
    page = browser.get(f"/calls/{REF}/details").click("Try the call")
    assert "nothing to read yet" in page.text
    tasks = page.form().submit({"language": "en"}, "Start a test proposal")
    assert "only tries the call" in tasks.text
    assert "Invite a colleague" not in tasks.text
    section = browser.get(f"{tasks.path}sections/identification")
    saved = section.form().submit({"q_title": "Kiosks for all"}, "Save and come back later")
    assert saved.status == 200
    assert "counts as backed" in browser.get(f"{tasks.path}sections/sponsors").text
    check = browser.get(f"{tasks.path}check")
    assert "Kiosks for all" in check.text
    assert check.root is not None
    mends = ["".join(one.itertext()) for one in check.root.xpath("//*[@class='notice warn']//li")]
    assert len(mends) > 5
    assert not [one for one in mends if one.startswith("Sponsors:")]
    again = browser.get(f"/calls/{REF}/try")
    assert "would have to be mended" in again.text
    scoring = again.click("See the scoring page")
    assert "Review: Kiosks for all" in scoring.heading
    paper = again.click("See the paper")
    assert paper.heading == "Kiosks for all"
    end = again.click("Throw it away").form().submit({}, "Throw it away")
    assert "is gone" in end.source
    assert rows()["proposal"] == 0


def test_points_given_on_trial_are_worked_out_and_not_kept(
    actor: Actor, lead: Person, browse: Callable[..., Browser]
) -> None:
    started(actor)
    page = browse(lead).get(f"/reviews/calls/{REF}/try")
    codes = [criterion.code for criterion in calls.criteria_of(call())]
    given = {f"points_{code}": "4" for code in codes}
    worked = page.form("points_" + codes[0]).submit(given, "Work out the total")
    assert "80.0 of 100" in worked.text
    assert "Enter" in worked.text or "Choose" in worked.text  # the advice is missing
    assert db.session.scalar(sa.select(sa.func.count()).select_from(Review)) == 0


def test_the_public_pages_of_a_draft_are_for_those_who_make_it(
    lead: Person, browse: Callable[..., Browser]
) -> None:
    for path in ("", "form", "quiz", "form.docx"):
        assert browse(lead).get(f"/calls/{REF}/{path}").status == 200, path
        assert browse().get(f"/calls/{REF}/{path}").status == 404, path
        assert browse(build.person("Amina")).get(f"/calls/{REF}/{path}").status == 404, path
    assert "not public yet" in browse(lead).get(f"/calls/{REF}/").text


def test_without_a_test_the_other_pages_lead_back(
    lead: Person, browse: Callable[..., Browser]
) -> None:
    for path in (f"/reviews/calls/{REF}/try", f"/board/try/{REF}"):
        assert browse(lead).get(path).path == f"/calls/{REF}/try"


@pytest.mark.parametrize("path", ["/calls/{}/try", "/reviews/calls/{}/try", "/board/try/{}"])
def test_a_call_that_has_opened_is_not_tried(
    lead: Person, browse: Callable[..., Browser], path: str
) -> None:
    row = call()
    row.status, row.opens_at = CallStatus.OPEN, clock.now() - timedelta(days=1)
    row.closes_at = clock.now() + timedelta(days=60)
    db.session.commit()
    assert browse(lead).get(path.format(REF)).status == 422
    assert browse(build.person("Sofia", Role.OFFICER)).get(path.format(REF)).status == 403


@pytest.mark.both_databases
def test_thrown_away_nothing_of_it_is_left_but_the_trail(actor: Actor) -> None:
    before = rows()
    ref = started(actor)
    write(actor, ref, "identification", {"title": "Kiosks"})
    write(actor, ref, "identification", {"title": "Water kiosks"}, 1)
    with_file(actor, ref)
    assert rows()["answer_version"] == 2
    assert rows()["file"] == 1
    trying.throw_away(actor, REF)
    assert rows() == before
    assert db.session.scalar(sa.select(sa.func.count(Blob.id))) == 0
    actions = set(db.session.scalars(sa.select(TrailEvent.action)))
    assert {"call:try", "call:throw_test_away"} <= actions


def with_file(actor: Actor, ref: str) -> None:
    found = find(actor, ref, Permission.PROPOSAL_EDIT, lock=True)
    received = receive(BytesIO(pdf()))
    code = next(
        q.code for q in calls.form_of(found.call).questions() if q.kind is QuestionKind.FILE
    )
    upload(found, code, received, "letter.pdf", received_at=clock.now())
    assert db.session.scalar(sa.select(sa.func.count(File.id))) == 1


@pytest.mark.both_databases
def test_a_real_proposal_never_becomes_a_test(app: Any) -> None:
    complete(endorsed=False)
    with pytest.raises(DatabaseError, match="from the beginning or never"):
        db.session.execute(
            sa.update(Proposal.__table__).values(is_test=True)  # type: ignore[arg-type]
        )
    db.session.rollback()


@pytest.mark.both_databases
def test_the_history_of_a_real_proposal_cannot_be_deleted(app: Any) -> None:
    world = complete(endorsed=False)
    db.session.add(
        AnswerVersion(
            proposal_id=world.proposal.id,
            question_id=db.session.scalars(sa.select(Answer.question_id)).first(),
            value="x",
            saved_at=clock.now(),
        )
    )
    db.session.commit()
    with pytest.raises(DatabaseError, match="append-only"):
        db.session.execute(sa.delete(AnswerVersion))
    db.session.rollback()


@pytest.mark.both_databases
def test_a_question_that_goes_takes_its_answer_with_it_and_no_other(actor: Actor) -> None:
    ref = started(actor)
    write(actor, ref, "identification", {"title": "Kiosks", "other_places": "Accra"})
    reshape(lambda question: None, "other_places")
    left = db.session.scalars(sa.select(Answer.value)).all()
    assert left == ["Kiosks"]
    assert db.session.scalar(sa.select(sa.func.count(AnswerVersion.id))) == 1


def test_a_question_of_another_kind_is_asked_anew_and_a_reworded_one_is_not(actor: Actor) -> None:
    ref = started(actor)
    write(actor, ref, "identification", {"title": "Kiosks", "months": 12})
    reshape(lambda question: replace(question, label={**question.label, "en": "Name"}), "title")
    assert len(db.session.scalars(sa.select(Answer.value)).all()) == 2
    reshape(
        lambda question: replace(question, kind=QuestionKind.SHORT_TEXT, limits={}, config={}),
        "months",
    )
    assert db.session.scalars(sa.select(Answer.value)).all() == ["Kiosks"]


def test_a_section_that_goes_takes_its_state_with_it(actor: Actor) -> None:
    ref = started(actor)
    write(actor, ref, "identification", {"title": "Kiosks"})
    calls_service.edit(
        SYSTEM,
        REF,
        lambda document: replace(
            document, concept_note=(), criteria=(), checklist=(), tie_order=()
        ),
        version=call().version,
    )
    assert rows()["section_state"] == rows()["answer"] == 0
    assert only().ref == ref


@pytest.mark.both_databases
def test_the_clock_ends_it_when_it_opens_the_call(actor: Actor) -> None:
    ref = started(actor)
    write(actor, ref, "identification", {"title": "Kiosks"})
    row = call()
    row.status = CallStatus.PUBLISHED
    row.opens_at = clock.now() + timedelta(hours=1)
    row.closes_at = clock.now() + timedelta(days=60)
    db.session.commit()
    advance(clock.now())
    assert only().ref == ref
    clock.set_offset(timedelta(hours=2))
    with pytest.raises(NoLongerEditable):  # before the worker came by
        write(actor, ref, "identification", {"title": "Later"}, 1)
    db.session.rollback()
    advance(clock.now())
    assert rows()["proposal"] == rows()["answer"] == 0
    assert db.session.scalars(sa.select(SectionState.id)).all() == []


def test_two_windows_meet_as_on_any_proposal(actor: Actor) -> None:
    ref = started(actor)
    write(actor, ref, "identification", {"title": "Kiosks"})
    with pytest.raises(Conflict):
        write(actor, ref, "identification", {"title": "Other"}, 0)


@pytest.mark.parametrize("name", ["catf-2011", "catf-2014", "catf-2015", "catf-2026"])
def test_examples_answer_everything_but_documents_within_every_limit(app: Any, name: str) -> None:
    text = re.sub("(?m)^status: .*$", "status: draft", text_of(f"{name}.yaml"))
    ref = calls_service.import_call(SYSTEM, text, "a.yaml").ref
    actor = build.acting(build.person("Helena", Role.LEAD))
    trying.start(actor, ref, calls.for_office(SYSTEM, ref).languages[0])
    written = trying.fill(actor, ref, line="Example", sentence="This stands for a text.")
    found = own_test(actor, calls.for_office(SYSTEM, ref))
    assert found is not None
    now = present(found.proposal, found.call)
    files = {q.code for q in now.form.questions() if q.kind is QuestionKind.FILE}
    assert {one.code for one in problems_of(found, now)} <= files
    assert written == len(list(now.form.questions())) - len(files) - len(sponsors(now.form))
    assert trying.fill(actor, ref, line="Other", sentence="Other.") == 0


def sponsors(form: calls.FormView) -> list[str]:
    return [q.code for q in form.questions() if q.kind is QuestionKind.ENDORSEMENTS]


def test_examples_leave_what_is_written(actor: Actor) -> None:
    ref = started(actor)
    write(actor, ref, "identification", {"title": "Kiosks"})
    trying.fill(actor, REF, line="Example", sentence="This stands for a text.")
    assert only().title == "Kiosks"
    assert only().grant_cents == (call().min_cents + call().max_cents) // 2
