"""Files and people that are refused: each is told why, and nothing was changed."""

import io
from collections.abc import Callable
from datetime import timedelta

import pytest
import sqlalchemy as sa
from flask import Flask

from grants.accounts.models import Role
from grants.core import clock
from grants.core.db import db
from grants.core.errors import NotFound
from grants.files.models import File
from grants.files.queries import readable
from grants.proposals.models import (
    Collaborator,
    TeamRole,
)
from grants.proposals.service import offline as service
from tests import build
from tests.browsing import Browser
from tests.files import samples
from tests.proposals.offline_hands import (
    answers,
    filled,
    send,
    uploads,
    url,
    word,
)
from tests.proposals.writing import City, city

Open = Callable[..., Browser]
PROJECT = {"summary": "Kiosks bring water.\n\nFour settlements.", "innovation": "Women own them."}


def bomb() -> bytes:
    return samples.docx(word__media__a="0" * 30_000_000)


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (samples.pdf(), "This is a PDF"),
        (b"\xd0\xcf\x11\xe0" + b"\0" * 600, "old Word or Excel file"),
        (samples.odt(), "OpenDocument text"),
        (samples.image(), "This is a picture"),
        (b"", "empty"),
        (b"MZ\x90\x00 a program", "cannot take this kind of file"),
        (samples.docx(word__vbaProject="x"), "macros"),
        (samples.docx(), "no code of a proposal"),
        (bomb(), "unpacks to far more"),
        (samples.xlsx(), "no code of a proposal"),
    ],
)
def test_what_is_no_form_gets_a_clear_answer(
    app: Flask, browse: Open, data: bytes, words: str
) -> None:
    of = city()
    page = send(browse(of.lead), of, data, "form.docx")
    assert page.status == 422
    assert words in page.text
    assert "Nothing was changed" in page.text
    assert uploads() == []


def test_the_empty_form_of_the_call_is_told_apart(app: Flask, browse: Open) -> None:
    of = city()
    browser = browse(of.lead)
    empty = browser.get(f"/calls/{of.call.ref}/form.docx").response.data
    page = send(browser, of, empty)
    assert page.status == 422
    assert "It may be the empty form of the call" in page.text


def test_files_of_other_proposals_calls_and_forms_are_refused(app: Flask, browse: Open) -> None:
    of = city()
    browser = browse(of.lead)
    data = word(browser, of)
    second = City(of.lead, of.call, build.proposal(of.call, of.lead))
    page = send(browser, second, data)
    assert f"belongs to another proposal, {of.proposal.ref}" in page.text
    elsewhere = build.call()
    third = City(of.lead, elsewhere, build.proposal(elsewhere, of.lead))
    page = send(browser, third, data)
    assert f"made for the call {of.call.ref}" in page.text
    from grants.calls.models import QuestionKind
    from tests.proposals.test_sections import ask

    ask(of, "project", "extra", QuestionKind.SHORT_TEXT)
    page = send(browser, of, data)
    assert "questions of the call have changed since" in page.text
    assert uploads() == []


def test_no_file_and_two_files_are_asked_for_again(app: Flask, browse: Open) -> None:
    of = city()
    browser = browse(of.lead)
    data = word(browser, of)
    form = browser.get(url(of)).form("Send and compare")
    assert "Choose a file first" in form.submit({}, "Send and compare").text
    both = [(io.BytesIO(data), "a.docx"), (io.BytesIO(data), "b.docx")]
    page = browser.get(url(of)).form("Send and compare").submit({"file": both})
    assert page.status == 422
    assert "one file at a time" in page.text
    assert uploads() == []


def test_after_the_deadline_nothing_is_read_and_the_page_says_so(app: Flask, browse: Open) -> None:
    of = city()
    browser = browse(of.lead)
    data = filled(of, word(browser, of), {"title": "Water"})
    form = browser.get(url(of)).form("Send and compare")
    waiting = send(browser, of, data).form("take")
    of.call.closes_at = clock.now() - timedelta(seconds=5)
    db.session.commit()
    page = form.submit({"file": (io.BytesIO(data), "form.docx")}, "Send and compare")
    assert page.status == 422
    assert "the call closed at" in page.source
    page = waiting.submit(button="Take over what is ticked")
    assert page.status == 422
    assert (answers(of), len(uploads())) == ({}, 1)
    page = browser.get(url(of))
    assert "Files can no longer be sent back" in page.text
    assert page.status == 200


def test_a_viewer_reads_and_downloads_but_sends_nothing_back(app: Flask, browse: Open) -> None:
    of = city()
    viewer = build.person()
    place = build.teammate(of.proposal, viewer)
    browser = browse(viewer)
    tab = browser.get(url(of)).form("Send and compare")  # from when they were an editor
    place.role = TeamRole.VIEWER
    db.session.commit()
    page = browser.get(url(of))
    assert "Give the file to the lead" in page.text
    data = word(browser, of)
    assert tab.submit({"file": (io.BytesIO(data), "form.docx")}).status == 404
    assert uploads() == []


def test_a_removed_editors_open_tab_sends_and_takes_nothing(app: Flask, browse: Open) -> None:
    of = city()
    friend = build.person("Kofi Boateng")
    build.teammate(of.proposal, friend)
    browser = browse(friend)
    data = filled(of, word(browser, of), {"title": "Water"})
    tab = browser.get(url(of)).form("Send and compare")
    compare = send(browser, of, data).form("take")
    place = db.session.scalars(
        sa.select(Collaborator).where(Collaborator.person_id == friend.id)
    ).one()
    place.removed_at = clock.now()
    db.session.commit()
    assert tab.submit({"file": (io.BytesIO(data), "a.docx")}).status == 404
    assert compare.submit(button="Take over what is ticked").status == 404
    assert (answers(of), len(uploads())) == ({}, 1)


def test_the_file_is_for_the_team_alone_also_after_submission(app: Flask, browse: Open) -> None:
    of = city()
    browser = browse(of.lead)
    send(browser, of, filled(of, word(browser, of), {"title": "Water"}))
    gone = build.person()
    build.teammate(of.proposal, gone).removed_at = clock.now()
    of.proposal.submitted_at = clock.now()
    db.session.commit()
    ref = db.session.scalars(sa.select(File.ref).where(File.owner_kind == "offline_upload")).one()
    assert readable(build.acting(of.lead), ref)
    for who in (build.person("", Role.OFFICER), build.person(), gone):
        with pytest.raises(NotFound):
            readable(build.acting(who), ref)
        assert browse(who).get(url(of, "/form.docx")).status == 404


def test_twenty_files_may_wait_and_no_more(
    app: Flask, browse: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    of = city()
    browser = browse(of.lead)
    data = word(browser, of)
    monkeypatch.setattr(service, "MOST_WAITING", 1)
    send(browser, of, data)
    page = send(browser, of, data)
    assert (page.status, len(uploads())) == (422, 1)
    assert "wait to be taken over" in page.text
    monkeypatch.setattr(service, "MOST_SENT", 1)
    assert "which is the most" in send(browser, of, data).text
