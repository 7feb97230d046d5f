"""The quiz of a call carried into a proposal: in the address, filled in, as points to settle."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
import sqlalchemy as sa
from flask import Flask

from grants.calls.models import Call, CallStatus, ChecklistItem
from grants.calls.rules.quiz import ELSEWHERE, QuizQuestion, Said, Verdict
from grants.core import clock
from grants.core.db import db
from grants.core.errors import NotFound
from grants.core.operations import new_key
from grants.proposals.models import Answer, Point, PointSaid, Proposal, TeamRole
from grants.proposals.queries.home import start_key
from grants.proposals.queries.points import read_quiz
from grants.proposals.rules.carried import carried_from
from grants.proposals.service import draft
from grants.proposals.service.points import settle
from tests import build
from tests.browsing import Browser, Page
from tests.races.rounds import all_at_once

Browse = Callable[..., Browser]
QUIZ = {
    "A2": "Do you need a grant within the limits?",
    "A3": "In which country is your city?",
    "B2": "Can the recipient sign?",
    "B5": "Is your organisation of a kind that may apply?",
}


@dataclass(frozen=True)
class Asked:
    """A question of the quiz."""

    code: str
    topic: str = "other"
    curable: bool = False

    def question(self) -> QuizQuestion:
        text = {"en": f"{self.code}?"}
        return QuizQuestion(self.code, self.topic, text, Said.YES, {}, self.curable)


QUESTIONS = [
    Asked("A").question(),
    Asked("C", "country_on_list").question(),
    Asked("K", "applicant-kind").question(),
]
carry = partial(carried_from, QUESTIONS, countries=frozenset({"GH", "KE"}))


def test_without_answers_there_is_nothing_to_carry() -> None:
    assert carry({}, kinds=["local_authority"]) is None
    assert carry({"q-A": "perhaps", "q-C": "FR", "x": "yes"}, kinds=[]) is None


def test_what_was_answered_is_read_and_what_was_not_is_no_refusal() -> None:
    found = carry({"q-A": "yes"}, kinds=[])
    assert found is not None
    assert found.result.verdict is Verdict.YES
    assert (found.country, found.kind, found.points) == (None, None, {})


@pytest.mark.parametrize(
    ("given", "kinds", "country", "kind", "points"),
    [
        ({"q-C": "GH"}, [], "GH", None, {}),
        ({"q-C": ELSEWHERE}, [], None, None, {"C": PointSaid.NO}),
        ({"q-K": "yes"}, ["university"], None, "university", {}),
        ({"q-K": "yes"}, ["university", "ngo"], None, None, {}),
        ({"q-K": "unsure"}, ["university"], None, None, {"K": PointSaid.UNSURE}),
        ({"q-A": "unsure", "q-K": "no"}, [], None, None,
         {"A": PointSaid.UNSURE, "K": PointSaid.NO}),
    ],
)  # fmt: skip
def test_what_fits_is_filled_in_and_the_rest_is_a_point(
    given: dict[str, str], kinds: list[str], country: str | None, kind: str | None, points: Any
) -> None:
    found = carry(given, kinds=kinds)
    assert found is not None
    assert (found.country, found.kind, found.points) == (country, kind, points)
    assert found.arguments == given


@pytest.fixture
def call(app: Flask) -> Call:
    """An open call whose checklist is asked as a quiz."""
    of = build.call(status=CallStatus.PUBLISHED, applicant_kinds=["local_authority"])
    for code, words in QUIZ.items():
        db.session.execute(
            sa.update(ChecklistItem)
            .where(ChecklistItem.call_id == of.id, ChecklistItem.code == code)
            .values(quiz={"question": {"en": words}, "passes": "yes"})
        )
    db.session.execute(
        sa.update(ChecklistItem)
        .where(ChecklistItem.call_id == of.id, ChecklistItem.code == "B5")
        .values(reason_code="applicant-kind")
    )
    db.session.commit()
    return of


ANSWERS = {"q-A2": "unsure", "q-A3": "GH", "q-B2": "no", "q-B5": "yes"}


def start(page: Page) -> Page:
    return page.form("language").submit({"language": "en"}, "Start the proposal")


def count(column: Any) -> int:
    return db.session.scalar(sa.select(sa.func.count(column))) or 0


def test_from_the_quiz_through_signing_in_to_the_task_list(call: Call, browse: Browse) -> None:
    visitor = browse()
    page = visitor.get(f"/calls/{call.ref}/quiz", ANSWERS)
    assert "Probably" in page.text
    link = page.links()["Start a proposal"]
    answer = visitor.client.get(link)
    assert "sign-in" in answer.location
    back = parse_qs(urlsplit(answer.location).query)["next"][0]
    assert back == link, "the answers come back after signing in"
    assert back in visitor.get(answer.location).links()["I have no account yet: register"].replace(
        "%3F", "?"
    ).replace("%3D", "=").replace("%26", "&"), "and after registering"
    assert count(Point.id) == count(Proposal.id) == 0

    lead = browse(build.person("Ama"))
    page = lead.get(back)
    assert "2 points to settle go with the proposal" in page.text
    assert "Ghana is filled in as the country of your city" in page.text
    assert "Can the recipient sign?" in page.text
    page = start(page)
    assert "Points to settle" in page.text
    assert "Can the recipient sign? You said no." in page.text
    assert "limits? You did not know yet." in page.text
    city = db.session.scalars(sa.select(Answer.value).order_by(Answer.id)).all()
    assert {"name": "", "country": "GH", "city_id": None} in city
    assert {"name": "", "kind": "local_authority", "country": ""} in city
    assert db.session.scalars(sa.select(Proposal.country)).one() == "GH"
    page = page.click("Identification")
    assert page.form("q_title").values()["q_city-country"] == "GH"


def test_a_point_stays_until_it_is_settled_and_the_note_can_be_put_away(
    call: Call, browse: Browse
) -> None:
    lead = browse(build.person("Ama"))
    page = start(lead.get(f"/proposals/start/{call.ref}", ANSWERS))
    home = page.path
    page = page.form("point").submit(button="This is settled: Do you need")
    assert "The point is settled" in page.source
    assert QUIZ["A2"] not in page.text
    assert QUIZ["B2"] in lead.get(home).text
    page.form("point").submit(button="Put this note away")
    assert "Points to settle" not in lead.get(home).text
    assert count(Point.id) == 2, "what was settled is kept on record"
    assert "A point from the quiz was settled" in lead.get(f"{home}history").text


@pytest.mark.both_databases
def test_only_who_may_write_settles_and_strangers_find_nothing(app: Flask, call: Call) -> None:
    lead, viewer = build.person(), build.person()
    carried = read_quiz(call, ANSWERS)
    ref = draft.start(build.acting(lead), call.ref, "en", received_at=clock.now(), carried=carried)
    proposal = db.session.scalars(sa.select(Proposal)).one()
    build.teammate(proposal, viewer, TeamRole.VIEWER)
    for other in (viewer, build.person()):
        with pytest.raises(NotFound):
            settle(build.acting(other), ref, None)
        db.session.rollback()
    settle(build.acting(lead), ref, "B2")
    settle(build.acting(lead), ref, "B2")
    left = db.session.scalars(sa.select(Point.code).where(Point.settled_at.is_(None))).all()
    assert left == ["A2"]


def test_a_no_says_so_and_does_not_block(call: Call, browse: Browse) -> None:
    lead = browse(build.person("Ama"))
    page = lead.get(f"/calls/{call.ref}/quiz", {**ANSWERS, "q-A3": ELSEWHERE})
    assert "No, not as things stand" in page.text
    page = page.click("Start a proposal all the same")
    assert "No, not as things stand" in page.text
    assert "You can start all the same" in page.text
    page = start(page)
    assert QUIZ["A3"] in page.text
    assert db.session.scalars(sa.select(Proposal.country)).one() is None


def test_a_start_without_the_quiz_has_no_points(call: Call, browse: Browse) -> None:
    page = start(browse(build.person("Ama")).get(f"/proposals/start/{call.ref}"))
    assert "Points to settle" not in page.text


def test_two_clicks_on_the_link_and_both_pages_sent_start_one_proposal(
    call: Call, browse: Browse
) -> None:
    lead = browse(build.person("Ama"))
    first = lead.get(f"/proposals/start/{call.ref}", ANSWERS)
    second = lead.get(f"/proposals/start/{call.ref}", ANSWERS)
    assert start(first).path == start(second).path
    assert count(Proposal.id) == 1
    assert count(Point.id) == 2
    start(lead.get(f"/proposals/start/{call.ref}"))
    assert count(Proposal.id) == 2, "a page opened anew starts another"


@pytest.mark.both_databases
def test_many_presses_at_once_start_one_proposal(app: Flask) -> None:
    actor, of = build.acting(build.person()), build.call()
    keys = [start_key(actor, of.id) for _ in range(8)]
    act = partial(draft.start, actor, of.ref, "en", received_at=clock.now())
    refs = all_at_once(app, [partial(act, operation=key) for key in keys])
    assert len(set(refs)) == 1, refs
    assert count(Proposal.id) == 1
    again = draft.start(actor, of.ref, "en", received_at=clock.now(), operation=new_key())
    assert again not in refs
