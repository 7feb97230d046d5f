"""The panel's talk: who reads it, who is told, and that nothing said is ever changed."""

import re
from collections.abc import Callable
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from grants.accounts.models import Role
from grants.core.db import db
from grants.core.errors import NotFound, Refused
from grants.mail.models import Mail
from grants.reviews.models import Audience, ConflictKind, PanelMention, PanelRemark
from grants.reviews.queries.discussion import Room, remarks, room_of_evaluator, room_of_office
from grants.reviews.rules.work import letters
from grants.reviews.service import assign, conflicts, discussion, review, rule
from tests import build
from tests.browsing import Browser
from tests.reviews import world as w

Browse = Callable[..., Browser]


@pytest.fixture
def made(app: Flask) -> w.World:
    return talking()


def talking(**call: Any) -> w.World:
    """Two of three evaluators opened each other's reviews; the lead opened the scores."""
    found = w.world(proposals=1, **call)
    w.publish(found)
    for evaluator in found.evaluators[:2]:
        w.write(found, found.proposals[0], evaluator, [3, 4, 4])
    for evaluator in found.evaluators[:2]:
        review.open_others(build.acting(evaluator), ref_of(found, evaluator))
    rule.open_scores(build.acting(found.lead), found.call.ref)
    return found


def ref_of(made: w.World, evaluator: object) -> str:
    return made.ref_for(made.proposals[0], evaluator)  # type: ignore[arg-type]


def inside(made: w.World, n: int) -> Room:
    evaluator = made.evaluators[n]
    return room_of_evaluator(build.acting(evaluator), ref_of(made, evaluator))


def office(made: w.World) -> Room:
    return room_of_office(build.acting(made.lead), made.call.ref, made.proposals[0].ref)


def test_who_has_not_opened_the_others_reviews_finds_no_talk(made: w.World) -> None:
    with pytest.raises(NotFound):
        inside(made, 2)
    w.write(made, made.proposals[0], made.evaluators[2], [2, 2, 2])
    with pytest.raises(NotFound):
        inside(made, 2)


def test_evaluators_read_what_is_for_the_panel_and_the_office_reads_all(made: w.World) -> None:
    discussion.say(inside(made, 0), "The costs look low to me.", Audience.OFFICE)
    discussion.say(office(made), "Between us.", Audience.OFFICE)
    assert [one.words for one in remarks(inside(made, 1))] == ["The costs look low to me."]
    assert [one.words for one in remarks(office(made))] == [
        "The costs look low to me.",
        "Between us.",
    ]


def test_an_at_and_a_name_or_a_tick_tells_by_mail_without_naming_an_evaluator(
    made: w.World,
) -> None:
    room = inside(made, 0)
    other = room.voices[made.evaluators[1].id]
    called = {other.person_id: f"Evaluator {other.letter}", made.lead.id: made.lead.name}
    discussion.say(
        room,
        f"@evaluator {other.letter} why a two? @Lena Lead please look.",
        Audience.PANEL,
        called=called,
    )
    mails = {m.person_id: m for m in db.session.scalars(sa.select(Mail)) if m.kind == MENTION}
    assert set(mails) == {made.evaluators[1].id, made.lead.id}
    to_peer = mails[made.evaluators[1].id]
    mine = room.voices[made.evaluators[0].id]
    assert (to_peer.params["by"], to_peer.params["letter"]) == ("", mine.letter)
    assert "why a two" not in str(to_peer.params)
    assert mails[made.lead.id].params["by"] == mine.name
    assert len(db.session.scalars(sa.select(PanelMention)).all()) == 2


MENTION = "panel_mention"


def test_only_who_reads_a_remark_can_be_told_of_it(made: w.World) -> None:
    room = office(made)
    evaluator = room.voices[made.evaluators[0].id]
    with pytest.raises(Refused) as caught:
        discussion.say(room, "For us.", Audience.OFFICE, tell=[evaluator.key])
    assert "tell" in caught.value.fields
    absent = room.voices[made.evaluators[2].id]  # has not opened the others' reviews
    with pytest.raises(Refused):
        discussion.say(room, "For all.", Audience.PANEL, tell=[absent.key])
    assert db.session.scalars(sa.select(PanelRemark)).all() == []


def test_a_correction_is_a_further_remark_that_marks_the_first(made: w.World) -> None:
    room = inside(made, 0)
    first = discussion.say(room, "Forty percent.", Audience.PANEL)
    discussion.say(room, "Fourteen percent.", Audience.PANEL, corrects=first)
    said = remarks(room)
    assert [(one.is_corrected, one.corrects) for one in said] == [(True, ""), (False, first)]
    with pytest.raises(NotFound):  # another's words cannot be corrected
        discussion.say(inside(made, 1), "No.", Audience.PANEL, corrects=first)


@pytest.mark.both_databases
def test_nothing_said_is_ever_changed(made: w.World) -> None:
    discussion.say(inside(made, 0), "So it stands.", Audience.PANEL)
    for act in (sa.delete(PanelRemark), sa.update(PanelRemark).values(words="Other.")):
        with pytest.raises(sa.exc.DatabaseError):
            db.session.execute(act)
        db.session.rollback()


def test_a_late_conflict_closes_the_room_and_the_others_keep_their_letters(made: w.World) -> None:
    discussion.say(inside(made, 0), "Before I noticed.", Audience.PANEL)
    before = {v.key: v.letter for v in inside(made, 1).voices.values()}
    one = made.evaluators[0]
    conflicts.declare(build.acting(one), ref_of(made, one), has_conflict=True, reason="Related.")
    with pytest.raises(NotFound):
        inside(made, 0)
    room = inside(made, 1)
    assert {v.key: v.letter for v in room.voices.values()} == before
    assert one.id not in {v.person_id for v in room.readers(Audience.PANEL)}
    assert [said.words for said in remarks(room)] == ["Before I noticed."]  # it stays on record


def test_a_lead_with_a_conflict_finds_no_talk_and_is_never_told(made: w.World) -> None:
    other = build.person("Lars Lead", Role.LEAD)
    kind = ConflictKind.NAMED_BY_SECRETARIAT
    conflicts.exclude(build.acting(made.lead), made.proposals[0].id, other.id, kind, "Kin.")
    db.session.commit()
    room = inside(made, 0)
    lars = room.voices[other.id]  # whom to tell is not the place to learn of a tie
    discussion.say(
        room, "@Lars Lead?", Audience.PANEL, tell=[lars.key], called={other.id: "Lars Lead"}
    )
    assert other.id not in {m.person_id for m in db.session.scalars(sa.select(Mail))}
    assert [one.told for one in remarks(room)] == [()]
    with pytest.raises(NotFound):
        room_of_office(build.acting(other), made.call.ref, made.proposals[0].ref)


def test_letters_never_pass_from_one_person_to_another(made: w.World) -> None:
    before = {v.key: v.letter for v in inside(made, 0).voices.values() if v.letter}
    late = build.person("Nia Late", Role.EVALUATOR)
    w.join_pool(made, [late])
    lead = build.acting(made.lead)
    everybody = [w.member_of(made.call, e).ref for e in [*made.evaluators, late]]
    assign.assign(lead, made.call.ref, made.proposals[0].ref, everybody)
    assign.publish(lead, made.call.ref, w.clock.now() + w.timedelta(days=20))
    after = {v.key: v.letter for v in inside(made, 0).voices.values() if v.letter}
    assert before.items() <= after.items()
    assert after[ref_of(made, late)] == "D"
    assert letters([(str(n), None) for n in range(28)]).keys() == {str(n) for n in range(28)}
    assert {"Z", "AA", "AB"} <= set(letters([(str(n), None) for n in range(28)]).values())


def test_a_call_that_keeps_reviews_apart_opens_neither_reviews_nor_talk(
    app: Flask, browse: Browse
) -> None:
    made = w.world(proposals=1, reviews_open=False)
    w.publish(made)
    one = made.evaluators[0]
    w.write(made, made.proposals[0], one, [3, 4, 4])
    ref = ref_of(made, one)
    with pytest.raises(NotFound):
        review.open_others(build.acting(one), ref)
    browser = browse(one)
    page = browser.get(f"/reviews/{ref}")
    assert "Read the other reviews" not in page.text
    assert "while the proposal is in review" in page.text
    assert browser.get(f"/reviews/{ref}/others").heading.startswith("Review:")
    assert browser.get(f"/reviews/{ref}/discussion").status == 404


def test_names_stand_beside_reviews_only_where_the_call_shows_them(
    app: Flask, browse: Browse
) -> None:
    for named in (False, True):
        made = talking(evaluators_named=named)
        url = f"/reviews/{ref_of(made, made.evaluators[0])}"
        page = browse(made.evaluators[0]).get(f"{url}/others")
        assert ("Eva 1" in page.text) is named
        assert bool(re.search(r"Evaluator [ABC]\b", page.text)) is not named


def test_an_evaluator_and_the_lead_talk_on_their_pages(made: w.World, browse: Browse) -> None:
    mine = f"/reviews/{ref_of(made, made.evaluators[0])}"
    page = browse(made.evaluators[0]).get(f"{mine}/others").click("Talk about it")
    assert "Nobody has said anything yet" in page.text
    wrong = page.form("words").submit({"words": " "})
    assert "Write what you want to say" in wrong.text
    page = page.form("words").submit({"words": "<b>Too</b> cheap."})
    assert "<b>Too</b> cheap." in page.text
    detail = browse(made.lead).get(
        f"/reviews/calls/{made.call.ref}/proposals/{made.proposals[0].ref}"
    )
    talk = detail.click("Talk about it: 1 remark")
    assert "Eva 0" in talk.text
    assert "For nobody" not in talk.text
    talk = talk.form("words").submit({"words": "Noted.", "audience": "office"})
    assert "Leads only" in talk.text
    assert "Noted." not in browse(made.evaluators[0]).get(f"{mine}/discussion").text
