"""Writing, being told, reading, marking: what is stored and who hears of it."""

from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from grants.accounts.models import Role
from grants.audit.models import TrailEvent
from grants.calls.models import StaffDuty
from grants.core import clock
from grants.core.actor import Actor
from grants.core.db import db, own_transaction
from grants.core.errors import Conflict, NotFound, Refused, Repeated, TooMany
from grants.core.packing import unpack
from grants.mail.letter import write_letter
from grants.mail.models import Mail
from grants.messages import queries, service
from grants.messages.models import Reading, Thread
from grants.messages.queries.invariants import threads_repeat_their_last_message
from grants.messages.service.send import FREE_MESSAGES
from grants.proposals.queries.access import find
from tests import build
from tests.messages import writing
from tests.messages.writing import mails, said, thread_row, upload


def settled(of: writing.World) -> None:
    service.settle(build.acting(of.officer), of.ref, version=thread_row().version)


def counts(actor: Actor) -> tuple[int, int]:
    desk = queries.office_desk(actor)
    return desk.waiting, desk.others


def unread(who: Any, of: writing.World) -> int:
    return queries.unread_about(build.acting(who), of.proposal.id)


def opened(who: Any, of: writing.World) -> queries.Place:
    """The thread as a page that only shows finds it."""
    place = queries.find(build.acting(who), of.ref)
    db.session.expunge_all()
    return place


def read(who: Any, of: writing.World) -> None:
    shown(opened(who, of))


def shown(place: queries.Place) -> None:
    db.session.rollback()
    service.note_read(place)


@pytest.mark.both_databases
def test_messages_are_numbered_kept_in_order_and_recorded(app: Flask) -> None:
    of = writing.world()
    assert of.team_writes(" First \n") == 1
    assert of.office_writes("Second", uploads=[upload(), upload("map.jpg")]) == 2
    assert said() == ["First", "Second"]
    row = thread_row()
    assert (row.last_n, row.last_side, row.last_by_id) == (2, "office", of.officer.id)
    events = list(
        db.session.execute(
            sa.select(TrailEvent.action, TrailEvent.actor_id, TrailEvent.new).where(
                TrailEvent.subject_kind == "message"
            )
        )
    )
    assert [(e.action, e.actor_id) for e in events] == [
        ("message:send", of.editor.id),
        ("message:send", of.officer.id),
    ]
    assert events[1].new == {"n": 2, "proposal": of.proposal.id, "side": "office", "files": 2}


@pytest.mark.both_databases
@pytest.mark.parametrize("change", ["UPDATE message SET words = 'x'", "DELETE FROM message"])
def test_what_was_sent_stays(app: Flask, change: str) -> None:
    of = writing.world()
    of.team_writes()
    db.session.rollback()
    with pytest.raises(sa.exc.DatabaseError), own_transaction() as session:
        session.execute(sa.text(change))
    assert said() == ["May we add a partner?"]


@pytest.mark.both_databases
@pytest.mark.parametrize(
    ("model", "values"),
    [
        (Thread, {"last_n": 0}),
        (Thread, {"settled_at": clock.now()}),
        (Thread, {"last_side": "office", "settled_at": clock.now(), "settled_by_id": 1}),
        (Reading, {"read_n": 0}),
    ],
)
def test_the_database_refuses_what_cannot_be(
    app: Flask, model: Any, values: dict[str, Any]
) -> None:
    of = writing.world()
    of.team_writes()
    read(of.officer, of)
    if "settled_by_id" in values:
        values = {**values, "settled_by_id": of.officer.id}
    db.session.rollback()
    with pytest.raises(sa.exc.IntegrityError), own_transaction() as session:
        session.execute(sa.update(model).values(**values))


@pytest.mark.both_databases
def test_one_form_sent_twice_is_one_message_and_one_mail(app: Flask) -> None:
    of = writing.world()
    of.team_writes(operation="key")
    with pytest.raises(Repeated) as again:
        of.team_writes(operation="key")
    assert again.value.result == "1"
    assert said() == ["May we add a partner?"]
    assert mails() == [("message_to_office", of.officer.email)]


# -- who is told ---------------------------------------------------------------------------------


def test_the_office_is_told_by_the_people_named_on_the_call_who_hold_their_role(
    app: Flask,
) -> None:
    of = writing.world()
    lead = build.person("", Role.LEAD)
    build.staff(of.call, lead, StaffDuty.LEAD)
    build.staff(of.call, build.person(), StaffDuty.OFFICER)  # whose role is over
    build.person("", Role.OFFICER)  # not named
    of.team_writes()
    assert mails() == [("message_to_office", of.officer.email), ("message_to_office", lead.email)]


def test_nobody_tied_to_the_proposal_is_told_and_the_calls_address_stands_in(app: Flask) -> None:
    of = writing.world()
    body = build.organisation()
    build.affiliate(of.officer, body)
    of.proposal.proponent_id = body.id
    db.session.commit()
    of.team_writes()
    assert mails() == [("message_to_office", of.call.contact_email)]


def test_those_of_the_team_who_may_answer_are_told_and_nobody_of_the_own_side(app: Flask) -> None:
    of = writing.world()
    gone = build.person()
    build.teammate(of.proposal, gone).removed_at = clock.now()
    build.teammate(of.proposal, build.person(disabled_at=clock.now()))
    db.session.commit()
    of.office_writes()
    assert mails() == [("message_to_team", of.lead.email), ("message_to_team", of.editor.email)]


def test_a_mail_says_that_somebody_wrote_and_not_what(app: Flask) -> None:
    of = writing.world()
    of.team_writes("A secret figure")
    of.office_writes("Another secret")
    with app.test_request_context():
        texts = [
            write_letter(row)
            for row in db.session.scalars(sa.select(Mail).where(Mail.kind.like("message%")))
        ]
    assert len(texts) == 3
    for letter in texts:
        assert of.url in letter.text
        assert "secret" not in letter.subject + letter.text
        assert "Kiosks by the river" in letter.text


def test_the_mail_about_a_draft_holds_nothing_of_it(app: Flask) -> None:
    of = writing.draft()
    of.team_writes()
    row = db.session.scalars(sa.select(Mail).where(Mail.kind == "message_about_draft")).one()
    assert row.address == of.officer.email
    assert set(unpack(row.params)) == {"call", "link"}
    assert "Kiosks" not in str(row.params)


# -- reading -------------------------------------------------------------------------------------


@pytest.mark.both_databases
def test_each_person_has_a_mark_of_their_own_which_never_goes_back(app: Flask) -> None:
    of = writing.world()
    of.team_writes()
    of.office_writes()
    assert [unread(who, of) for who in (of.lead, of.editor, of.viewer, of.officer)] == [2, 1, 2, 1]
    early = opened(of.lead, of)
    of.office_writes("One more")
    read(of.lead, of)
    assert [unread(who, of) for who in (of.lead, of.viewer)] == [0, 3]
    shown(early)
    assert unread(of.lead, of) == 0
    assert db.session.scalar(sa.select(sa.func.count(Reading.id))) == 1


def test_writing_marks_nothing_read(app: Flask) -> None:
    of = writing.world()
    of.office_writes()
    of.team_writes()
    assert unread(of.editor, of) == 1


# -- settling ------------------------------------------------------------------------------------


@pytest.mark.both_databases
def test_what_needs_no_answer_waits_no_longer_until_the_team_writes_again(app: Flask) -> None:
    of = writing.world()
    office = build.acting(of.officer)
    assert queries.count_waiting(office) == 0
    of.team_writes()
    assert queries.count_waiting(office) == 1
    settled(of)
    assert counts(office) == (0, 1)
    assert mails("message_to_team") == []
    of.team_writes("And this?")
    assert counts(office) == (1, 0)
    of.office_writes()
    assert counts(office) == (0, 1)
    with pytest.raises(Refused):
        settled(of)


def test_marking_what_was_not_read_is_a_conflict(app: Flask) -> None:
    of = writing.world()
    of.team_writes()
    seen = thread_row().version
    of.team_writes("Wait, one more thing")
    with pytest.raises(Conflict):
        service.settle(build.acting(of.officer), of.ref, version=seen)
    db.session.rollback()
    assert thread_row().waits


def test_a_team_does_not_settle_and_a_viewer_does_not_write(app: Flask) -> None:
    of = writing.world()
    of.team_writes()
    version = thread_row().version
    for who in (of.lead, of.viewer, build.person("", Role.AUDITOR)):
        with pytest.raises(NotFound):
            service.settle(build.acting(who), of.ref, version=version)
    for who in (of.viewer, build.person("", Role.AUDITOR), build.person()):
        with pytest.raises(NotFound):
            service.send(build.acting(who), of.ref, "Hello")
    db.session.rollback()
    assert len(said()) == 1


def test_somebody_who_writes_very_often_is_slowed_down_and_the_office_is_not(app: Flask) -> None:
    of = writing.world()
    for n in range(FREE_MESSAGES):
        of.team_writes(f"Number {n}")
    with pytest.raises(TooMany):
        of.team_writes("Too many")
    db.session.rollback()
    for n in range(FREE_MESSAGES + 1):
        of.office_writes(f"Answer {n}")


def test_a_thread_that_does_not_end_with_its_last_message_is_found(app: Flask) -> None:
    of = writing.world()
    of.team_writes()
    of.office_writes()
    assert list(threads_repeat_their_last_message()) == []
    for wrong in ({"last_n": 3}, {"last_n": 2, "last_side": "team"}):
        db.session.execute(sa.update(Thread).values(**wrong))
        assert len(list(threads_repeat_their_last_message())) == 1
    db.session.rollback()


# -- for the record of a proposal ----------------------------------------------------------------


def test_a_whole_thread_comes_with_its_files_in_two_queries(app: Flask) -> None:
    of = writing.world()
    of.team_writes("With a plan", uploads=[upload("b.pdf"), upload("a.jpg")])
    for n in range(30):
        of.office_writes(f"Answer {n}")
    team = queries.thread_of(find(build.acting(of.viewer), of.ref))
    assert [one.n for one in team] == list(range(1, 32))
    assert [file.name for file in team[0].files] == ["b.pdf", "a.jpg"]
    assert (team[0].by, team[1].by) == ("Eddy Editor", "")
    office = queries.thread_of(find(build.acting(of.officer), of.ref))
    assert office[1].by == "Oda Officer"


def test_where_nobody_wrote_there_is_nothing(app: Flask) -> None:
    of = writing.world()
    assert queries.thread_of(find(build.acting(of.lead), of.ref)) == []
    assert db.session.scalar(sa.select(sa.func.count(Thread.id))) == 0
