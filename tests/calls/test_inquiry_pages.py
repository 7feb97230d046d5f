"""The pages of questions and corrections: what each reader sees, types and is told."""

from collections.abc import Callable
from datetime import timedelta

import pytest
import sqlalchemy as sa
from flask import Flask

from grants.accounts.models import Person, Role
from grants.calls.models import Call, CallStatus, Inquiry, InquiryStatus, StaffDuty
from grants.calls.service import inquiries as service
from grants.core import clock
from grants.core.db import db
from grants.mail.models import Mail
from tests import build
from tests.browsing import Browser, Page
from tests.counting import queries_of

Open = Callable[..., Browser]
HERE = "/calls/CATF-Q/questions"
OFFICE = "/calls/CATF-Q/inquiries"


@pytest.fixture
def call(app: Flask) -> Call:
    return build.call("CATF-Q", languages=["en", "fr"])


@pytest.fixture
def asker(app: Flask) -> Person:
    return build.person("Ama Asker")


@pytest.fixture
def officer(app: Flask) -> Person:
    return build.person("Oda Officer", Role.OFFICER)


def asks(who: Person, words: str = "May Tamale apply with Accra?") -> Inquiry:
    return service.ask(build.acting(who), "CATF-Q", words, language="en")


def answers(officer: Person, row: Inquiry, text: str = "Yes, they may.") -> None:
    service.answer(
        build.acting(officer),
        "CATF-Q",
        row.ref,
        {"en": "May two cities apply together?"},
        {"en": text},
        version=row.version,
    )


def hidden(page: Page, name: str) -> str:
    assert page.root is not None
    [field] = page.root.xpath(f".//main//input[@type='hidden'][@name='{name}']")
    return str(field.get("value"))


# -- cities and the public -----------------------------------------------------------------------


def test_a_city_asks_from_the_calls_page_and_reads_what_happens_next(
    call: Call, asker: Person, browse: Open
) -> None:
    page = browse(asker).get("/calls/CATF-Q/").click("Ask a question")
    assert "within 5 working days" in page.text
    assert "not the public, not other cities" in page.text
    page = page.form("words").submit({"words": "May Tamale apply with Accra?"})
    assert page.heading == "Questions and answers"
    assert "with the Secretariat" in page.source
    assert "What you asked" in page.text
    assert "Waits for an answer" in page.text


@pytest.mark.parametrize("words", ["", "word " * 201])
def test_a_question_that_is_refused_is_kept_in_the_form(
    call: Call, asker: Person, browse: Open, words: str
) -> None:
    page = browse(asker).get(f"{HERE}/ask").form("words").submit({"words": words})
    assert page.status == 422
    assert words.strip() in page.source
    assert db.session.scalar(sa.select(sa.func.count(Inquiry.id))) == 0


def test_who_asks_too_often_is_asked_to_wait_with_the_text_kept(
    call: Call, asker: Person, browse: Open
) -> None:
    for _ in range(service.FREE_QUESTIONS):
        asks(asker)
    page = browse(asker).get(f"{HERE}/ask").form("words").submit({"words": "One more?"})
    assert page.status == 429
    assert "Please wait" in page.text
    assert "One more?" in page.source


def test_a_visitor_reads_and_is_asked_to_sign_in_before_asking(call: Call, browse: Open) -> None:
    assert "No question is answered yet" in browse().get(HERE).text
    assert "sign-in" in browse().get(f"{HERE}/ask").path


def test_after_the_close_nobody_asks_and_the_list_stays(
    call: Call, asker: Person, officer: Person, browse: Open, later: Callable[..., None]
) -> None:
    answers(officer, asks(asker))
    form = browse(asker).get(f"{HERE}/ask")
    later(days=40)
    page = browse().get(HERE)
    assert "Yes, they may." in page.text
    assert "Ask a question" not in page.links()
    assert "Ask a question" not in browse().get("/calls/CATF-Q/").links()
    assert "takes no questions now" in browse(asker).get(f"{HERE}/ask").text
    late = form.form("words").submit({"words": "Still?"})
    assert late.status == 422
    assert "while the call is open" in late.text


@pytest.mark.parametrize("path", [HERE, f"{HERE}/ask", "/calls/CATF-Q/corrections"])
def test_a_draft_has_no_questions(app: Flask, asker: Person, browse: Open, path: str) -> None:
    build.call("CATF-Q", status=CallStatus.DRAFT)
    assert browse(asker).get(path).status == 404


def test_nobody_outside_the_secretariat_reads_who_asked(
    call: Call, asker: Person, officer: Person, browse: Open
) -> None:
    answers(officer, asks(asker, "Words of the asker?"))
    asks(asker, "Another one?")
    for reader in (None, build.person(), build.person("", Role.AUDITOR)):
        source = browse(reader).get(HERE).source
        for secret in ("Ama Asker", asker.email, asker.ref, "Words of the asker", "Another one"):
            assert secret not in source, secret
    own = browse(asker).get(HERE).text
    assert "Words of the asker?" in own
    assert "Another one?" in own


def test_an_answer_in_another_language_says_so(
    call: Call, asker: Person, officer: Person, browse: Open
) -> None:
    answers(officer, asks(asker))
    page = browse().get(HERE, headers={"Accept-Language": "fr"})
    assert page.root is not None
    assert page.root.xpath(".//main//*[@lang='en'][contains(., 'Yes, they may.')]")
    marks = ".//main//*[contains(@class, 'tag')]"
    assert len(page.root.xpath(marks)) == 1
    same = browse().get(HERE).root
    assert same is not None
    assert same.xpath(marks) == []


def test_the_public_list_takes_as_few_queries_for_many_answers_as_for_one(
    call: Call, asker: Person, officer: Person, browse: Open
) -> None:
    answers(officer, asks(asker))
    reader = browse(build.person())
    reader.get(HERE)
    one = queries_of(reader, HERE)
    for n in range(8):
        answers(officer, asks(build.person(), f"Number {n}?"), f"Answer {n}.")
    assert queries_of(reader, HERE) == one <= 12


# -- the office ----------------------------------------------------------------------------------


def test_the_office_sees_who_asked_and_what_is_late(
    call: Call, asker: Person, officer: Person, browse: Open, later: Callable[..., None]
) -> None:
    asks(asker)
    assert "Late" not in browse(officer).get(OFFICE).text
    later(days=9)
    page = browse(officer).get(OFFICE)
    assert "Ama Asker" in page.text
    assert "1 is late" in page.text
    home = browse(officer).get("/").text
    assert "Questions to answer" in home
    assert "1 is late" in home
    assert "Questions from cities" in browse(officer).get("/calls/CATF-Q/details").links()


def test_the_first_page_says_nothing_of_questions_when_none_waits(
    call: Call, officer: Person, browse: Open
) -> None:
    assert "Questions to answer" not in browse(officer).get("/").text
    assert "No question waits" in browse(officer).get(OFFICE).text


@pytest.mark.parametrize("path", ["", "/answer", "/merge", "/decline", "/correct"])
@pytest.mark.parametrize("role", [None, Role.AUDITOR, Role.EVALUATOR])
def test_others_are_kept_out_of_the_office(
    call: Call, asker: Person, browse: Open, path: str, role: Role | None
) -> None:
    row = asks(asker)
    reader = browse(build.person("", *([role] if role else [])))
    assert reader.get(f"{OFFICE}/{row.ref}{path}").status == 403
    assert reader.get(OFFICE).status == 403


def test_an_officer_answers_after_reading_what_everybody_and_the_asker_will_read(
    call: Call, asker: Person, officer: Person, browse: Open
) -> None:
    row = asks(asker)
    page = browse(officer).get(OFFICE).click("May Tamale").click("Answer the question")
    form = page.form("answer_en")
    assert form.values()["question_en"] == "May Tamale apply with Accra?"
    typed = {"question_en": "May two cities apply?", "answer_en": "Yes.\n\nTogether."}
    page = form.submit(typed)
    assert page.status == 200
    assert "Publish this answer?" in page.heading
    assert "Your question about" in page.text  # the mail
    assert "1 person who asked this" in page.text
    assert "Who will be told" in page.text
    db.session.expire_all()
    assert db.session.get_one(Inquiry, row.id).status is InquiryStatus.OPEN
    back = page.form("Publish").submit(button="Change it")
    assert back.form("answer_en").values()["answer_en"].split() == ["Yes.", "Together."]
    page = back.form("answer_en").submit().form("Publish").submit(button="Publish")
    assert "told by mail" in page.source
    public = browse().get(HERE)
    assert "May two cities apply?" in public.text
    assert "Tamale" not in public.text
    assert db.session.scalar(
        sa.select(sa.func.count()).where(Mail.kind == "question_answered")
    ) == 1  # fmt: skip


def test_a_half_answer_is_shown_again_with_everything_typed(
    call: Call, asker: Person, officer: Person, browse: Open
) -> None:
    row = asks(asker)
    page = browse(officer).get(f"{OFFICE}/{row.ref}/answer")
    page = page.form("answer_en").submit({"question_en": "Kept question", "answer_fr": "Gardé"})
    assert page.status == 422
    assert "Kept question" in page.source
    assert "Gardé" in page.source
    assert "in this language too" in page.text


def test_of_two_who_answer_at_once_the_second_keeps_the_text(
    call: Call, asker: Person, officer: Person, browse: Open
) -> None:
    row = asks(asker)
    page = browse(officer).get(f"{OFFICE}/{row.ref}/answer")
    confirm = page.form("answer_en").submit({"answer_en": "The second answer"})
    answers(officer, row)
    page = confirm.form("Publish").submit(button="Publish", follow=False)
    assert page.status == 409
    assert "The second answer" in page.text  # given back
    assert browse().get(HERE).text.count("Yes, they may.") == 1
    assert "The second answer" not in browse().get(HERE).text


def test_an_officer_corrects_an_answer_and_everybody_reads_when_and_what(
    call: Call, asker: Person, officer: Person, browse: Open
) -> None:
    row = asks(asker)
    answers(officer, row)
    page = browse(officer).get(f"{OFFICE}/{row.ref}").click("Correct the answer")
    form = page.form("answer_en")
    assert form.values()["answer_en"] == "Yes, they may."
    refused = form.submit({"answer_en": "No."})
    assert refused.status == 422
    page = refused.form("answer_en").submit({"note": "It said yes."})
    assert "can still be read" in page.text
    page.form("Publish").submit(button="Publish")
    public = browse().get(HERE).text
    assert "No." in public
    assert "Corrected on" in public
    assert "It said yes." in public
    assert "Yes, they may." in public


def test_an_officer_puts_two_questions_together(
    call: Call, asker: Person, officer: Person, browse: Open
) -> None:
    first = asks(asker, "The first?")
    second = asks(build.person(), "The second?")
    page = browse(officer).get(f"{OFFICE}/{second.ref}").click("together with another")
    assert page.form("into").submit({}).status == 422
    page = page.form("into").submit({"into": first.ref})
    assert "Answered with another question" in page.text
    assert "The first?" in page.text
    assert "The second?" in browse(officer).get(f"{OFFICE}/{first.ref}").text
    alone = browse(officer).get(f"{OFFICE}/{first.ref}")
    assert not any("together with another" in label for label in alone.links())


def test_an_officer_declines_with_a_reason_that_only_the_asker_reads(
    call: Call, asker: Person, officer: Person, browse: Open
) -> None:
    row = asks(asker)
    page = browse(officer).get(f"{OFFICE}/{row.ref}").click("Decline it")
    assert page.form("reason").submit({"reason": ""}).status == 422
    page = page.form("reason").submit({"reason": "About another fund."})
    assert "Not answered here" in page.text
    assert "About another fund." in browse(asker).get(HERE).text
    assert "About another fund." not in browse(build.person()).get(HERE).text
    for path in ("answer", "decline", "merge", "correct"):
        again = browse(officer).get(f"{OFFICE}/{row.ref}/{path}")
        assert again.path.endswith(row.ref)


# -- corrections ---------------------------------------------------------------------------------


@pytest.fixture
def lead(call: Call) -> Person:
    person = build.person("Lea Lead", Role.LEAD)
    build.staff(call, person, StaffDuty.LEAD)
    return person


def test_a_lead_corrects_a_help_text_after_seeing_both_versions(
    call: Call, lead: Person, browse: Open
) -> None:
    page = browse(lead).get("/calls/CATF-Q/details").click("Correct the wording").click("Summary")
    field = "concept_note/questions/summary/help"
    typed = {f"{field}_en": "In plain words.", "note_en": "Help was missing."}
    page = page.form(f"{field}_en").submit(typed)
    assert "Correct the wording?" in page.heading
    for words in ("Before", "After", "In plain words.", "Help was missing.", "What will happen"):
        assert words in page.text
    assert "Corrections" not in browse().get("/calls/CATF-Q/").text
    assert hidden(page, f"{field}_en") == "In plain words."
    page = page.form("Correct it").submit(button="Correct it")
    assert "Help was missing." in page.text
    assert "In plain words." in page.text
    public = browse().get("/calls/CATF-Q/")
    assert "Help was missing." in public.text[public.text.index("Corrections") :]
    assert "Lea Lead" not in browse().get("/calls/CATF-Q/corrections").source
    assert "In plain words." in browse().get("/calls/CATF-Q/form").text
    export = browse(lead).get("/calls/CATF-Q/export.yaml").response.text
    assert "In plain words." in export


def test_a_correction_without_a_note_or_a_change_is_shown_again(
    call: Call, lead: Person, browse: Open
) -> None:
    page = browse(lead).get("/calls/CATF-Q/correct/call")
    nothing = page.form("call/title_en").submit({"note_en": "Why?"})
    assert nothing.status == 422
    assert "nothing to correct" in nothing.text
    bare = page.form("call/title_en").submit({"call/title_en": "A new title"})
    assert bare.status == 422
    assert "Say what was corrected" in bare.text
    assert "A new title" in bare.source
    gone = page.form("call/title_en").submit({"call/title_en": "", "note_en": "x"})
    assert gone.status == 422
    assert "does not take a text away" in gone.text


def test_a_second_lead_does_not_overwrite_a_correction_unseen(
    call: Call, lead: Person, browse: Open
) -> None:
    page = browse(lead).get("/calls/CATF-Q/correct/call")
    other = browse(build.person("", Role.LEAD)).get("/calls/CATF-Q/correct/call")
    for one, title in ((page, "Mine"), (other, "Theirs")):
        confirm = one.form("call/title_en").submit({"call/title_en": title, "note_en": "x"})
        last = confirm.form("Correct it").submit(button="Correct it")
    assert last.status == 409
    assert "Theirs" in last.text  # what was typed is given back
    db.session.expire_all()
    assert db.session.get_one(Call, call.id).title == {"en": "Mine"}


@pytest.mark.parametrize(
    "thing",
    ["call", "concept_note/sections/project", "concept_note/questions/months", "criteria/A",
     "checklist/B2"],
)  # fmt: skip
def test_everything_with_words_has_its_page(
    call: Call, lead: Person, browse: Open, thing: str
) -> None:
    page = browse(lead).get("/calls/CATF-Q/correct")
    assert f"/calls/CATF-Q/correct/{thing}" in page.links().values()
    browser = browse(lead)
    path = f"/calls/CATF-Q/correct/{thing}"
    assert browser.get(path).heading.startswith("Correct: ")
    assert queries_of(browser, path) <= 12


def test_what_is_not_there_and_who_is_no_lead(call: Call, lead: Person, browse: Open) -> None:
    assert browse(lead).get("/calls/CATF-Q/correct/criteria/Z").status == 404
    assert browse(lead).get("/calls/CATF-Q/correct/call/min_cents").status == 404
    for role in (Role.OFFICER, Role.AUDITOR):
        assert browse(build.person("", role)).get("/calls/CATF-Q/correct").status == 403


def test_a_call_that_has_not_opened_is_not_corrected(app: Flask, browse: Open) -> None:
    build.call("CATF-Q", status=CallStatus.PUBLISHED, opens_at=clock.now() + timedelta(days=1))
    reader = browse(build.person("", Role.LEAD))
    assert "nothing to correct here" in reader.get("/calls/CATF-Q/correct").text
    assert reader.get("/calls/CATF-Q/correct/call").path == "/calls/CATF-Q/correct"
    assert "Nothing was corrected" in browse().get("/calls/CATF-Q/corrections").text
