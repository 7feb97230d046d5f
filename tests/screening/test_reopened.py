"""A question to the city may open questions of the form: both answers are kept, side by side."""

import io
from collections.abc import Callable

import pytest
import sqlalchemy as sa
from flask import Flask

from grants.accounts.models import Person
from grants.calls.models import Call
from grants.core.db import db
from grants.core.errors import NotFound, Refused
from grants.proposals.models import Proposal, Snapshot
from grants.screening import service
from grants.screening.models import ClarificationReply
from grants.screening.queries.replies import may_be_opened
from tests import build
from tests.browsing import Browser
from tests.files import samples
from tests.screening import cases

Browse = Callable[..., Browser]
OPENED = ["proponent", "city_letter"]


@pytest.fixture
def call(app: Flask) -> Call:
    return cases.closed_call()


def asked(call: Call, city: Person, officer: Person, opened: list[str] = OPENED) -> Proposal:
    row = cases.submitted(call, city)
    cases.start(row, officer)
    cases.answer(row, officer, B2="curable", B5="yes")
    service.ask_clarification(
        build.acting(officer), row.ref, ["B2"], "Who signs for you?", opened=opened
    )
    return row


def replies() -> dict[str, ClarificationReply]:
    rows = db.session.scalars(sa.select(ClarificationReply)).all()
    return {row.code: row for row in rows}


def test_proof_may_be_opened_and_what_is_scored_or_paid_may_not(call: Call) -> None:
    codes = {question.code for question in may_be_opened(call)}
    assert {"proponent", "city_letter", "months"} <= codes
    assert codes.isdisjoint({"budget", "sponsors"})


def test_a_question_outside_the_list_is_not_opened(call: Call) -> None:
    with pytest.raises(Refused, match="Open only"):
        asked(call, build.person("Ama"), cases.officer(), ["budget"])


@pytest.mark.both_databases
def test_the_city_answers_just_the_opened_questions_and_its_submission_stays(
    call: Call, browse: Browse
) -> None:
    city, officer = build.person("Ama"), cases.officer()
    row = asked(call, city, officer)
    before = db.session.scalars(sa.select(Snapshot.content)).one()
    page = browse(city).get(f"/proposals/{row.ref}/clarification")
    assert "As submitted" in page.text
    form = page.form("Send the answer")
    assert {name for name in form.values() if name.startswith("words_")} == {
        "words_proponent", "words_city_letter",
    }  # fmt: skip
    data = form.values()
    data["words_proponent"] = "Tamale Metropolitan Assembly, registered as TMA-7."
    data["file_city_letter"] = (io.BytesIO(samples.pdf()), "signed.pdf")
    page = page.browser.post(page.path, data)
    assert "Your answer was sent" in page.text
    assert set(replies()) == {"proponent", "city_letter"}
    assert db.session.scalars(sa.select(Snapshot.content)).one() == before
    for reader, path in (
        (city, f"/proposals/{row.ref}/clarification"),
        (officer, f"/screening/{call.ref}/{row.ref}"),
    ):
        page = browse(reader).get(path)
        assert "Answered anew" in page.text
        assert "registered as TMA-7." in page.text
        answer = browse(reader).get(page.links()["signed.pdf"])
        assert answer.status == 200
        answer.response.close()


def test_a_question_that_was_not_opened_takes_no_answer(call: Call) -> None:
    city = build.person("Ama")
    row = asked(call, city, cases.officer())
    with pytest.raises(NotFound):
        service.answer_clarification(
            build.acting(city), row.ref, "", anew=[service.Anew("months", "Longer, please.")]
        )
    db.session.rollback()
    assert replies() == {}


def test_nothing_at_all_is_no_answer_and_what_was_typed_stays(call: Call, browse: Browse) -> None:
    city = build.person("Ama")
    row = asked(call, city, cases.officer())
    page = browse(city).get(f"/proposals/{row.ref}/clarification")
    page = page.form("Send the answer").submit()
    assert page.status == 422
    assert "Write your answer" in page.text
    data = page.form("Send the answer").values()
    data["words_proponent"] = "Kept as typed."
    data["file_city_letter"] = (io.BytesIO(b"not a document"), "signed.pdf")
    page = page.browser.post(page.path, data)
    assert page.status == 422
    assert "Kept as typed." in page.source
    assert replies() == {}


def test_the_officer_opens_questions_on_the_page(call: Call, browse: Browse) -> None:
    city, officer = build.person("Ama"), cases.officer()
    row = cases.submitted(call, city)
    cases.start(row, officer)
    cases.answer(row, officer, B2="curable", B5="yes")
    page = browse(officer).get(f"/screening/{call.ref}/{row.ref}/clarify")
    page = page.form("Send the question").submit(
        {"opened": ["city_letter"], "question": "Please send it signed."}
    )
    assert "The city was asked" in page.text
    page = browse(city).get(f"/proposals/{row.ref}/clarification")
    assert "City letter" in page.text
    assert "words_proponent" not in page.source
