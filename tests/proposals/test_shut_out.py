"""A tab left open: what was typed is never lost, whatever ended the right to save it."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from grants.accounts.models import SignIn
from grants.accounts.service.session import start_session
from grants.calls.models import CallStatus
from grants.core import clock
from grants.core.db import db
from grants.proposals.models import Answer, Collaborator, ProposalStatus, TeamRole
from grants.proposals.queries import content
from tests import build
from tests.browsing import Browser, FormOnPage
from tests.proposals.writing import City, city, join

TYPED = "What I had typed for an hour"
FROM_HERE = {"Origin": "http://localhost"}


def leave(of: City, place: Collaborator) -> None:
    place.removed_at = clock.now()


def read_only(of: City, place: Collaborator) -> None:
    place.role = TeamRole.VIEWER


def withdraw(of: City, place: Collaborator) -> None:
    of.proposal.status, of.proposal.submitted_at = ProposalStatus.WITHDRAWN, clock.now()


def cancel(of: City, place: Collaborator) -> None:
    of.call.status = CallStatus.CANCELLED


def close(of: City, place: Collaborator) -> None:
    of.call.closes_at = clock.now() - timedelta(minutes=1)


ENDS: list[tuple[Callable[[City, Collaborator], None], int, str]] = [
    (leave, 404, "You are no longer in the team of this proposal"),
    (read_only, 422, "You can read this proposal but no longer write in it"),
    (withdraw, 422, "the proposal was withdrawn"),
    (cancel, 422, "the call was cancelled"),
    (close, 422, "the call closed at"),
]


def open_tab(of: City, browse: Any) -> tuple[Browser, FormOnPage, Collaborator]:
    editor = build.person("Bruno Diaz")
    place = join(of, editor, TeamRole.EDITOR)
    browser = browse(editor)
    return browser, browser.get(of.url("project")).form("q_summary"), place


@pytest.mark.parametrize(("end", "status", "why"), ENDS, ids=[end[0].__name__ for end in ENDS])
def test_the_page_says_why_and_holds_everything_typed(
    app: Flask, browse: Any, end: Callable[..., None], status: int, why: str
) -> None:
    of = city()
    _, form, place = open_tab(of, browse)
    end(of, place)
    db.session.commit()
    page = form.submit({"q_summary": TYPED}, "Save and continue")
    assert page.status == status
    assert page.heading == "“Project” was not saved"
    assert why in page.text
    assert TYPED in page.text
    assert content.answers_of(of.proposal.id) == {}


@pytest.mark.parametrize(("end", "status", "why"), ENDS, ids=[end[0].__name__ for end in ENDS])
def test_autosave_is_told_why_and_that_it_should_stop(
    app: Flask, browse: Any, end: Callable[..., None], status: int, why: str
) -> None:
    of = city()
    browser, form, place = open_tab(of, browse)
    end(of, place)
    db.session.commit()
    data = form.values()
    data["q_summary"] = TYPED
    headers = {"X-Requested-With": "autosave"}
    answer = browser.post(of.url("project"), data, headers=headers, follow=False).response
    assert answer.status_code == status
    assert why in answer.json["message"]
    assert answer.json["closed"] is True
    assert content.answers_of(of.proposal.id) == {}


def test_who_was_removed_learns_nothing_of_the_proposal_any_more(app: Flask, browse: Any) -> None:
    of = city()
    of.save("project", {"summary": "The team's secret"})
    of.proposal.title = "The secret title"
    _, form, place = open_tab(of, browse)
    leave(of, place)
    db.session.commit()
    of.save("project", {"summary": "The team's newer secret"}, 1)
    page = form.submit({"q_summary": TYPED}, "Save and continue")
    assert "secret" not in page.source
    assert "Amina" not in page.source


def test_who_never_was_in_the_team_finds_nothing(app: Flask, browse: Any) -> None:
    of = city()
    _, form, _ = open_tab(of, browse)
    stranger = browse(build.person())
    data = form.values() | {"q_summary": TYPED}
    data["csrf_token"] = stranger.get("/me/").form().values()["csrf_token"]
    for path in (of.url("project"), of.url("project").replace(of.proposal.ref, "NOSUCHREF1")):
        page = stranger.post(path, data)
        assert page.status == 404
        assert page.heading == "We cannot show this page"
        assert TYPED in page.text, "what a person typed is theirs"
        assert "Summary" not in page.text, "and nothing is said of what they typed it into"


def test_what_cannot_be_read_is_given_back_as_it_was_typed(app: Flask, browse: Any) -> None:
    of = city()
    editor = build.person()
    place = join(of, editor, TeamRole.EDITOR)
    form = browse(editor).get(of.url("identification")).form("q_title")
    leave(of, place)
    db.session.commit()
    page = form.submit({"q_months": "about a year"}, "Save and continue")
    assert "about a year" in page.text


def end_session() -> None:
    db.session.execute(sa.update(SignIn).values(ended_at=clock.now()))
    db.session.commit()


def sign_in_again(browser: Browser, of: City) -> None:
    """As the sign-in page does: nothing of the session before is carried over."""
    token = start_session(of.lead.id, second_factor=True, device="test")
    with browser.client.session_transaction() as session:
        session.clear()
    browser.sign_in_with(token)


def sent(browser: Browser, form: FormOnPage, path: str, **more: str) -> Any:
    data = form.values()
    data["q_summary"] = TYPED
    return browser.post(path, data, headers=FROM_HERE | more)


@pytest.mark.both_databases
def test_a_form_sent_after_the_session_ended_is_saved_once_signed_in_again(
    app: Flask, browse: Any
) -> None:
    of = city()
    browser = browse(of.lead)
    form = browser.get(of.url("project")).form("q_summary")
    end_session()
    page = sent(browser, form, of.url("project"))
    assert (page.status, page.heading) == (401, "You have been signed out")
    assert TYPED in page.text
    assert page.links()["Sign in again in a new tab"] == f"/sign-in?next={of.url('project')}"
    assert db.session.query(Answer).count() == 0

    again = page.form("send it again")
    page = browser.post(of.url("project"), again.values(), headers=FROM_HERE)
    assert page.status == 401, "not signed in yet: nothing is lost by trying"
    sign_in_again(browser, of)
    page = browser.post(of.url("project"), page.form("again").values(), headers=FROM_HERE)
    assert page.status == 400
    assert TYPED in page.text
    page = browser.post(of.url("project"), page.form("Send it again").values(), headers=FROM_HERE)
    assert page.status == 200
    assert content.answers_of(of.proposal.id)["summary"] == TYPED


def test_a_text_overtaken_while_signed_out_meets_the_other_one(app: Flask, browse: Any) -> None:
    of = city()
    browser = browse(of.lead)
    form = browser.get(of.url("project")).form("q_summary")
    end_session()
    of.save("project", {"summary": "A colleague's"})
    sign_in_again(browser, of)
    page = sent(browser, form, of.url("project"))
    assert page.status == 400
    page = browser.post(of.url("project"), page.form("Send it again").values(), headers=FROM_HERE)
    assert page.status == 409
    assert page.heading == "Two versions of “Project”"


def test_a_script_is_told_401_and_its_page_leads_to_signing_in(app: Flask, browse: Any) -> None:
    of = city()
    browser = browse(of.lead)
    form = browser.get(of.url("project")).form("q_summary")
    end_session()
    data = form.values() | {"q_summary": TYPED}
    headers = FROM_HERE | {"X-Requested-With": "autosave"}
    answer = browser.post(of.url("project"), data, headers=headers, follow=False).response
    assert answer.status_code == 401
    assert TYPED not in answer.text


def test_a_form_from_elsewhere_is_not_written_on_our_pages(app: Flask, browse: Any) -> None:
    of = city()
    browser = browse()
    for headers in ({"Origin": "https://elsewhere.example"}, {}, {"Origin": "null"}):
        page = browser.post(of.url("project"), {"q_summary": TYPED}, headers=headers)
        assert TYPED not in page.text
        assert page.heading == "Sign in"
