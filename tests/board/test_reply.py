"""Answering a written procedure by a mailed link; what came too late; who read what."""

import threading
from collections.abc import Callable

import pytest
import sqlalchemy as sa
from flask import Flask

from grants.accounts.models import Person
from grants.audit.models import TrailEvent
from grants.board.models import (
    Choice,
    ItemReading,
    ItemStatus,
    LateVoice,
    Objection,
    ReplyLink,
    Vote,
)
from grants.board.service import attendance, closing, opening, voice
from grants.board.service.clockwork import close_due
from grants.board.service.reply import make_link, reply
from grants.core.db import db
from grants.core.errors import NotFound, Refused
from grants.mail.models import Mail
from tests.board import world as w
from tests.browsing import Browser

Browse = Callable[..., Browser]
Later = Callable[..., None]
REASON = "The budget is not clear enough for us to agree."


@pytest.fixture
def of(app: Flask) -> w.World:
    return w.world()


@pytest.fixture
def ref(of: w.World) -> str:
    return w.opened(of, w.proposed(of, w.ranked(of)))


def token_of(ref: str, person: Person) -> str:
    token = make_link(w.meeting(ref), person.id)
    db.session.commit()
    return token


def objections() -> list[tuple[int, str]]:
    rows = db.session.execute(sa.select(Objection.seat_id, Objection.reason).order_by("id"))
    return [(seat_id, reason) for seat_id, reason in rows]


def test_each_member_gets_a_link_of_their_own(of: w.World, ref: str) -> None:
    links = db.session.scalars(sa.select(ReplyLink.person_id)).all()
    assert sorted(links) == sorted(person.id for person in of.members)
    mails = db.session.scalars(sa.select(Mail).where(Mail.kind == "board_opened")).all()
    assert len(mails) == len(of.members)


def test_a_member_who_never_signs_in_objects_once_on_a_page_that_is_confirmed(
    of: w.World, ref: str, browse: Browse
) -> None:
    token = token_of(ref, of.members[0])
    visitor = browse()
    page = visitor.get(f"/board/reply/{token}")
    assert "Award 0 of Tamale" in page.text
    short = page.form("says_1").submit({"says_1": "object", "reason_1": "No."})
    assert short.status == 422
    assert "Write at least 20 characters" in short.text
    asked = short.form("says_1").submit({"reason_1": REASON})
    assert objections() == []  # the page only says what would be recorded
    assert REASON in asked.text
    back = asked.form("says_1").submit(button="Change it")
    assert objections() == []
    asked = back.form("says_1").submit() if "Is this your answer" not in back.text else back
    done = asked.form("says_1").submit(button="Record my answer")
    assert "Your answer is recorded" in done.text
    assert objections() == [(of.seats[0].id, REASON)]
    assert "Your answer is recorded" in visitor.get(f"/board/reply/{token}").text
    with pytest.raises(Refused, match="used already"):
        reply(token, {})
    assert db.session.scalars(sa.select(Mail.kind).where(Mail.kind == "board_replied")).all()


@pytest.mark.both_databases
def test_silence_by_link_is_on_record_and_adopts(of: w.World, ref: str, later: Later) -> None:
    reply(token_of(ref, of.members[3]), {})
    event = db.session.scalars(
        sa.select(TrailEvent).where(TrailEvent.action == "board:reply")
    ).one()
    assert event.actor_id == of.members[3].id
    later(days=15)
    assert close_due() == 1
    assert {item.status for item in w.items(ref)} == {ItemStatus.ADOPTED}


def test_a_recused_member_finds_nothing_of_the_item_behind_the_link(
    of: w.World, browse: Browse
) -> None:
    ranking = w.ranked(of)
    w.sponsor(of.proposals[0], of.bodies[2], of.city)
    ref = w.opened(of, w.proposed(of, ranking))
    token = token_of(ref, of.members[2])
    page = browse().get(f"/board/reply/{token}")
    assert "Award 0 of Tamale" not in page.text
    assert "Award 1 of Tamale" in page.text
    assert browse().get(f"/board/reply/{token}/items/1").status == 404
    assert browse().get(f"/board/reply/{token}/items/2").status == 200
    with pytest.raises(NotFound):
        reply(token, {1: REASON})


def test_a_wrong_link_and_one_of_somebody_without_a_seat_find_nothing(
    of: w.World, ref: str, browse: Browse
) -> None:
    assert browse().get("/board/reply/nothing").status == 404
    assert browse().get(f"/board/reply/{token_of(ref, of.secretary)}").status == 404


@pytest.mark.both_databases
def test_what_comes_after_the_closing_is_kept_refused_and_not_counted(
    of: w.World, ref: str, later: Later, browse: Browse
) -> None:
    token = token_of(ref, of.members[0])
    later(days=15)
    with pytest.raises(Refused, match="too late"):
        reply(token, {1: REASON})
    with pytest.raises(Refused, match="too late"):
        voice.object_to(of.acting(of.members[1]), ref, 1, REASON)
    close_due()
    with pytest.raises(Refused, match="too late"):
        voice.object_to(of.acting(of.members[4]), ref, 2, REASON)
    w.confirmed(of, ref)
    with pytest.raises(Refused, match="too late"):
        voice.object_to(of.acting(of.members[5]), ref, 2, REASON)
    kept = db.session.scalars(sa.select(LateVoice).order_by(LateVoice.id)).all()
    assert [row.seat_id for row in kept] == [of.seats[n].id for n in (0, 1, 4, 5)]
    assert {row.words for row in kept} == {REASON}
    assert objections() == []
    item = f"/board/{ref}/items/1"
    assert "What came too late" in browse(of.secretary).get(item).text
    assert "What came too late" not in browse(of.members[3]).get(item).text


def test_a_vote_after_the_closing_of_a_meeting_is_kept(of: w.World) -> None:
    ref = w.a_meeting(of)
    w.prepare.add_note(of.acting(of.secretary), ref, "The agenda", "To note.")
    opening.open_meeting(
        of.acting(of.secretary), ref, w.meeting(ref).version, meets_at=w.clock.now()
    )
    attendance.record_attendance(of.acting(of.secretary), ref, {s.ref for s in of.seats})
    voice.vote(of.acting(of.members[0]), ref, 1, Choice.FOR)
    closing.close(of.acting(of.secretary), ref)
    with pytest.raises(Refused, match="too late"):
        voice.vote(of.acting(of.members[0]), ref, 1, Choice.AGAINST)
    assert db.session.scalars(sa.select(Vote.choice)).all() == [Choice.FOR]
    assert db.session.scalars(sa.select(LateVoice.choice)).all() == [Choice.AGAINST]


def test_who_opened_a_paper_is_on_record_for_the_secretary_alone(
    of: w.World, ref: str, browse: Browse
) -> None:
    browse(of.members[0]).get(f"/board/{ref}/items/1")
    browse(of.members[0]).get(f"/board/{ref}/items/1")
    browse().get(f"/board/reply/{token_of(ref, of.members[1])}/items/1")
    browse(of.secretary).get(f"/board/{ref}/items/2")
    readers = db.session.scalars(sa.select(ItemReading.person_id).order_by("id")).all()
    assert readers == [of.members[0].id, of.members[1].id]
    page = browse(of.secretary).get(f"/board/{ref}/")
    assert "Who has opened which paper" in page.text
    assert "Member 00, Member 01" in page.text
    assert "Who has opened" not in browse(of.members[0]).get(f"/board/{ref}/").text


@pytest.mark.both_databases
def test_of_two_answers_by_one_link_at_once_one_counts(of: w.World, ref: str, app: Flask) -> None:
    token, start = token_of(ref, of.members[0]), threading.Barrier(2)
    said: list[str] = []

    def answer(n: int) -> None:
        with app.app_context():
            start.wait()
            try:
                reply(token, {n: REASON})
                said.append("kept")
            except Refused:
                said.append("refused")
            finally:
                db.session.remove()

    db.session.commit()
    threads = [threading.Thread(target=answer, args=(n,)) for n in (1, 2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(said) == ["kept", "refused"]
    assert len(objections()) == 1
