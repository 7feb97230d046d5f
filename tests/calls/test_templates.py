"""A question offers a file to be filled in: uploaded by a lead, taken by everybody."""

import io
from collections.abc import Callable
from dataclasses import replace
from hashlib import sha256
from typing import Any

import pytest
import sqlalchemy as sa
from docx import Document
from flask import Flask

from grants.accounts.models import Person, Role
from grants.calls import service
from grants.calls.models import Call, CallStatus, FormKind, QuestionKind as K
from grants.calls.rules.document import QuestionText
from grants.calls.rules.templates import template_in, templates_of, with_template
from grants.calls.service.templates import offer_template
from grants.core.actor import SYSTEM, Actor
from grants.core.db import db
from grants.core.errors import Conflict, Forbidden, NotFound, Refused
from grants.files.service import orphans, receive, store
from tests import build
from tests.browsing import Browser, Page
from tests.calls.any_call import least, page
from tests.calls.asking import REF, SET, asks, made
from tests.calls.documents import now, version
from tests.counting import queries_of, statements
from tests.files.samples import docx, image

Browse = Callable[..., Browser]
NOTE = FormKind.CONCEPT_NOTE
PATH = f"{SET}/asked/frame/templates"
TAKEN = f"/calls/{REF}/templates/concept_note/frame"
FRAME = QuestionText("frame", K.FILE, {"en": "Logical framework"})
WORD = docx()


@pytest.fixture
def office(browser: Browser) -> Browser:
    """The lead's, with a draft that asks for a logical framework."""
    made(concept_note=(asks("frame", "a", frame=FRAME),))
    return browser


def offered(browser: Browser, content: bytes, name: str, language: str = "en") -> Page:
    return browser.get(PATH).form("file").submit(
        {"file": (io.BytesIO(content), name), "language": language}
    )  # fmt: skip


def taken(browser: Browser, path: str = f"{TAKEN}/en") -> bytes:
    """What is downloaded."""
    found = browser.get(path)
    assert found.status == 200
    content = found.response.data
    found.response.close()
    return content


def templates() -> list[dict[str, str]]:
    return [dict(one) for one in templates_of(now(REF).concept_note[0].questions[0])]


def named(content: bytes, name: str, language: str = "en") -> dict[str, str]:
    return {"language": language, "name": name, "sha256": sha256(content).hexdigest()}


def test_a_lead_offers_a_file_in_each_language_and_takes_it_out_again(office: Browser) -> None:
    shown = office.get(f"{SET}/asked/frame").click("Files to fill in")
    assert "Nothing yet" in shown.text
    assert "Saved." in offered(office, WORD, "cadre.docx", "fr").text
    more = docx(word__notes="x")
    shown = offered(office, more, "logframe.docx")
    assert templates() == [named(more, "logframe.docx"), named(WORD, "cadre.docx", "fr")]
    assert "cadre.docx" in shown.text
    assert taken(office) == more
    assert taken(office, f"{TAKEN}/fr") == WORD
    found = office.get(f"{TAKEN}/fr").response
    assert "attachment" in found.headers["Content-Disposition"]
    assert "sandbox" in found.headers["Content-Security-Policy"]
    found.close()
    shown = office.get(PATH).form("op").submit(button="Take it out: logframe.docx")
    assert templates() == [named(WORD, "cadre.docx", "fr")]
    assert office.get(f"{TAKEN}/en").status == 404
    assert orphans(hashes=True) == []


def test_another_file_replaces_the_one_before_and_is_what_is_given(office: Browser) -> None:
    offered(office, WORD, "frame.docx")
    picture = image("PNG")
    offered(office, picture, "frame.png")
    assert templates() == [named(picture, "frame.png")]
    assert taken(office) == picture


@pytest.mark.parametrize(
    ("content", "name", "words"),
    [(b"", "x.docx", "empty"), (b"hello", "x.docx", "Send a PDF"), (b"", "", "Choose a file")],
)
def test_what_is_no_file_we_take_is_refused_and_nothing_changes(
    office: Browser, content: bytes, name: str, words: str
) -> None:
    offered(office, WORD, "frame.docx")
    at = version(REF)
    shown = offered(office, content, name)
    assert (shown.status, words in shown.text) == (422, True)
    assert "frame.docx" in shown.text
    assert (templates(), version(REF)) == ([named(WORD, "frame.docx")], at)


def test_a_stale_page_offers_nothing(office: Browser) -> None:
    form = office.get(PATH).form("file")
    made(evaluators=5)
    shown = form.submit({"file": (io.BytesIO(WORD), "frame.docx"), "language": "en"})
    assert shown.status == 409
    assert templates() == []
    assert orphans() == []


def test_a_draft_shows_its_file_to_the_office_alone_and_a_public_call_to_everybody(
    office: Browser, browse: Browse
) -> None:
    offered(office, WORD, "frame.docx")
    visitor = browse()
    assert visitor.get(f"{TAKEN}/en").status == 404
    assert taken(office) == WORD
    assert "frame.docx" in office.get(f"{SET}/sections/one/preview").text
    db.session.execute(sa.update(Call).where(Call.ref == REF).values(status=CallStatus.PUBLISHED))
    db.session.commit()
    shown = visitor.get(f"/calls/{REF}/form")
    assert taken(visitor, shown.links()["frame.docx"]) == WORD
    word = Document(io.BytesIO(taken(visitor, f"/calls/{REF}/form.docx")))
    assert "Files to fill in: frame.docx" in [line.text for line in word.paragraphs]
    for path in (f"{TAKEN}/fr", f"{TAKEN}/xx", f"{TAKEN.replace('frame', 'a')}/en"):
        assert visitor.get(path).status == 404


def test_only_a_question_for_a_file_offers_one_and_only_before_the_opening(
    office: Browser, browse: Browse, actor: Actor, app: Flask
) -> None:
    assert office.get(PATH.replace("frame", "a")).status == 404
    assert browse(build.person("", Role.OFFICER)).get(PATH).status == 403
    received = receive(io.BytesIO(WORD))
    given: dict[str, Any] = {"version": version(REF)}
    who = build.acting(build.person("", Role.OFFICER))
    with pytest.raises(Forbidden):
        offer_template(who, REF, NOTE, "frame", "en", received, "x.docx", **given)
    with pytest.raises(Conflict):
        offer_template(actor, REF, NOTE, "frame", "en", received, "x.docx", version=99)
    db.session.rollback()
    opened = build.call()
    with pytest.raises(Refused, match="has opened"):
        offer_template(
            actor, opened.ref, NOTE, "title", "en", received, "x.docx", version=opened.version
        )


@pytest.mark.both_databases
def test_its_name_and_its_digest_stand_in_the_file_of_the_call(office: Browser) -> None:
    offered(office, WORD, "frame.docx")
    text = service.export_call(SYSTEM, REF)
    digest = sha256(WORD).hexdigest()
    assert f"{{language: en, name: frame.docx, sha256: {digest}}}" in text
    at = version(REF)
    service.import_call(SYSTEM, text, "same.yaml")
    assert version(REF) == at


@pytest.mark.both_databases
def test_a_copied_call_offers_the_same_file_as_its_own(
    office: Browser, lead: Person, browse: Browse
) -> None:
    offered(office, WORD, "frame.docx")
    text = service.export_call(SYSTEM, REF).replace(REF, "CATF-2031")
    service.import_call(SYSTEM, text, "copy.yaml")
    service.create(SYSTEM, replace(now(REF), ref="CATF-2032"))
    made(concept_note=(asks("a"),))
    for ref in ("CATF-2031", "CATF-2032"):
        assert taken(office, f"{TAKEN}/en".replace(REF, ref)) == WORD
    assert office.get(f"{TAKEN}/en").status == 404
    assert orphans() == []


def test_a_digest_that_is_no_template_of_a_call_is_never_offered(app: Flask) -> None:
    call = build.call()
    receipt = docx(word__secret="x")
    row = build.proposal(call, build.person())
    store(SYSTEM, receive(io.BytesIO(receipt)), "secret.docx", row)
    db.session.commit()
    offering = replace(FRAME, config={"templates": [named(receipt, "secret.docx")]})
    with pytest.raises(Refused, match="never uploaded"):
        service.create(SYSTEM, least(REF, concept_note=(page("one", offering),)))


def test_the_languages_keep_their_order_and_others_are_refused() -> None:
    call = least(REF, concept_note=(page("one", FRAME),))
    for language in ("fr", "en", "fr"):
        template = {"name": f"{language}.docx", "sha256": "0" * 64}
        call = with_template(call, NOTE, "frame", language, template)
    question = call.concept_note[0].questions[0]
    assert [one["language"] for one in templates_of(question)] == ["en", "fr"]
    assert template_in(question, "fr") is not None
    for language in ("fr", "en"):
        call = with_template(call, NOTE, "frame", language, None)
    assert call.concept_note[0].questions[0] == FRAME
    with pytest.raises(NotFound):
        with_template(call, NOTE, "frame", "xx", None)


def test_another_kind_of_question_loses_its_files_and_says_so(office: Browser) -> None:
    offered(office, WORD, "frame.docx")
    shown = office.get(f"{SET}/asked/frame/kind/yes_no")
    assert "Files to fill in: frame.docx" in shown.text
    shown.form("code").submit()
    assert templates() == []


def test_the_pages_take_no_query_more_for_sixty_templates(office: Browser) -> None:
    offered(office, WORD, "frame.docx")
    [one] = templates()
    many = [replace(FRAME, code=f"f{n}", config={"templates": [one]}) for n in range(60)]
    made(concept_note=(page("one", *many),))
    assert queries_of(office, f"{SET}/asked/f7/templates") <= 12
    with statements() as seen:
        assert taken(office, f"/calls/{REF}/templates/concept_note/f7/en") == WORD
    assert len(seen) <= 12
    assert queries_of(office, f"{SET}/sections/one/preview") <= 12
