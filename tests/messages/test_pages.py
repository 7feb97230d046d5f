"""The pages of messages: what each reader sees, types and is told."""

from collections.abc import Callable
from io import BytesIO

import pytest
import sqlalchemy as sa
from flask import Flask

from grants.accounts.models import Role
from grants.accounts.service.session import end_sessions
from grants.core import clock
from grants.core.db import db
from grants.files.models import File
from grants.messages import service
from grants.messages.models import Reading
from grants.messages.queries.thread import SHOWN
from grants.messages.views.thread import REST_OF_FORM
from grants.proposals.models import Collaborator
from tests import build
from tests.browsing import Browser, Page
from tests.counting import queries_of
from tests.files.samples import image, pdf
from tests.messages import writing
from tests.messages.writing import downloaded, said, upload

Open = Callable[..., Browser]
SAY = "Our text, long in the making"


def file_names() -> list[str]:
    return list(db.session.scalars(sa.select(File.name).order_by(File.id)))


def days_of(page: Page) -> list[str]:
    assert page.root is not None
    return ["".join(h.itertext()) for h in page.root.xpath(".//section[@class='day']/h2")]


def test_a_team_asks_and_the_office_answers(app: Flask, browse: Open) -> None:
    of = writing.world()
    page = browse(of.lead).get(of.url)
    assert page.heading == "Messages with the Secretariat"
    assert "Nobody has written yet" in page.text
    page = page.form("words").submit({"words": "May we add a partner?"})
    assert page.status == 200
    assert "Your message was sent" in page.source
    assert "You" in page.text
    office = browse(of.officer).get("/messages/")
    assert "1 waits for an answer" in office.text
    page = office.click("Kiosks by the river")
    assert page.heading == "Messages with the team"
    assert "Lea Lead" in page.text
    page.form("words").submit({"words": "Yes."})
    own = browse(of.lead).get("/messages/")
    assert "1 new" in own.text
    text = own.click("Kiosks by the river").text
    assert "The Secretariat" in text
    assert "Oda Officer" not in text
    assert "1 new" not in browse(of.lead).get("/messages/").text


def test_the_thread_stands_in_order_under_the_days_of_the_readers_own_clock(
    app: Flask, browse: Open, later: Callable[..., None]
) -> None:
    of = writing.world()
    late = clock.now().replace(hour=22, minute=30)  # the day before in Lima, the next in Tokyo
    later(seconds=(late - clock.now()).total_seconds() + 86_400)
    of.team_writes("First")
    later(hours=7)
    of.office_writes("Second")
    for zone, times in (("America/Lima", ("17:30", "00:30")), ("Asia/Tokyo", ("07:30", "14:30"))):
        of.lead.timezone = zone
        db.session.commit()
        page = browse(of.lead).get(of.url)
        assert [page.text.index(word) for word in ("First", "Second")] == sorted(
            page.text.index(word) for word in ("First", "Second")
        )
        assert all(one in page.text for one in times)
        assert len(days_of(page)) == (2 if zone == "America/Lima" else 1)
        assert zone.split("/")[1] in page.text


def test_a_viewer_reads_along_and_the_auditor_too(app: Flask, browse: Open) -> None:
    of = writing.world()
    of.team_writes()
    viewer = browse(of.viewer).get(of.url)
    auditor = browse(build.person("", Role.AUDITOR)).get(of.url)
    for page in (viewer, auditor):
        assert "May we add a partner?" in page.text
        assert "<textarea" not in page.source
        assert "Needs no answer" not in page.source
    assert "the lead and the editors of the team write" in viewer.text
    answer = browse(of.lead).get(of.url).form("words")
    browser = browse(of.viewer)
    token = browser.get("/messages/")
    assert token.status == 200
    sent = browser.post(of.url, {**answer.values(), "csrf_token": "x"})
    assert sent.status in (400, 404)
    assert len(said()) == 1


@pytest.mark.both_databases
def test_a_long_thread_shows_its_end_and_leads_back(app: Flask, browse: Open) -> None:
    of = writing.world()
    for n in range(SHOWN + 3):
        of.office_writes(f"Number {n}.")
    browser = browse(of.lead)
    page = browser.get(of.url)
    assert "Number 2." not in page.text
    assert f"Number {SHOWN + 2}." in page.text
    earlier = page.click("Earlier messages")
    assert "Number 0." in earlier.text
    assert "Number 2." in earlier.text
    assert "Number 3." not in earlier.text
    assert "Write a message" not in earlier.text
    assert earlier.click("Back to the latest").path == of.url
    assert browser.get(f"{of.url}?before=x").status == 200
    assert browser.get(f"{of.url}?before=0").status == 200


def test_a_page_of_long_messages_holds_fewer_and_loses_none(app: Flask, browse: Open) -> None:
    of = writing.world()
    for n in range(4):
        of.office_writes(f"Number {n}. " + "x" * 5000)
    page = browse(of.lead).get(of.url)
    seen = []
    for _step in range(4):
        seen.append([n for n in range(4) if f"Number {n}." in page.text])
        if "Earlier messages" not in page.links():
            break
        page = page.click("Earlier messages")
    assert seen == [[2, 3], [0, 1]]


# -- files ---------------------------------------------------------------------------------------


def files(*given: tuple[bytes, str]) -> list[tuple[BytesIO, str]]:
    return [(BytesIO(content), name) for content, name in given]


def test_files_go_with_a_message_and_alone(app: Flask, browse: Open) -> None:
    of = writing.world()
    form = browse(of.lead).get(of.url).form("words")
    page = form.submit({"words": SAY, "files": files((pdf(), "plan.pdf"), (image(), "site.jpg"))})
    assert page.status == 200
    assert "plan.pdf" in page.links()
    assert "site.jpg" in page.links()
    assert downloaded(browse(of.officer), page.links()["plan.pdf"]) == 200
    page = page.form("words").submit({"words": "", "files": files((pdf(), "alone.pdf"))})
    assert "alone.pdf" in page.links()
    assert said() == [SAY, ""]


def test_a_refused_file_keeps_the_text_and_says_what_became_of_each(
    app: Flask, browse: Open
) -> None:
    of = writing.world()
    form = browse(of.lead).get(of.url).form("words")
    sent = files((pdf(), "good.pdf"), (b"MZ\x90\x00 a program", "bad.pdf"), (b"", "empty.pdf"))
    page = form.submit({"words": SAY, "files": sent})
    assert page.status == 422
    assert SAY in page.source
    assert "2 files cannot be taken" in page.text
    assert "good.pdf: could be sent; choose it again" in page.text
    assert "bad.pdf: We cannot take this kind of file" in page.text
    assert "empty.pdf: The file is empty" in page.text
    assert (said(), file_names()) == ([], [])
    page = page.form("words").submit({"files": files((pdf(), "good.pdf"))})
    assert said() == [SAY]


def test_six_files_are_refused_with_their_names(app: Flask, browse: Open) -> None:
    of = writing.world()
    form = browse(of.lead).get(of.url).form("words")
    sent = files(*((pdf(), f"{n}.pdf") for n in range(6)))
    page = form.submit({"words": SAY, "files": sent})
    assert page.status == 422
    assert "You chose 6 files" in page.text
    assert "5.pdf" in page.text
    assert SAY in page.source
    assert said() == []


def test_a_name_of_a_file_may_be_long_and_odd(app: Flask, browse: Open) -> None:
    of = writing.world()
    form = browse(of.lead).get(of.url).form("words")
    name = "=cmd()\u202efdp." + "x" * 300 + ".pdf"
    page = form.submit({"words": SAY, "files": files((pdf(), name))})
    assert page.status == 200
    [kept] = file_names()
    assert len(kept) <= 200
    assert downloaded(page.browser, page.links()[kept]) == 200


def test_together_files_may_not_be_more_than_the_server_reads(app: Flask, browse: Open) -> None:
    of = writing.world()
    page = browse(of.lead).get(of.url)
    assert f'data-together="{app.config["MAX_CONTENT_LENGTH"] - REST_OF_FORM}"' in page.source
    large = files((b"x" * (app.config["MAX_CONTENT_LENGTH"] + 1), "large.pdf"))
    answer = page.form("words").submit({"words": SAY, "files": large})
    answer.response.request.environ["wsgi.input"].close()
    assert answer.status == 413
    assert said() == []


# -- bad input -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("words", "told"),
    [
        ("", "Write a message, or choose a file"),
        (" \n ", "Write a message, or choose a file"),
        ("word " * 4000, "Shorten it to 1000 words or fewer"),
        ("x" * 20_000, "Shorten it to 10000 or fewer"),
    ],
)
def test_a_text_that_is_refused_says_why_and_is_kept(
    app: Flask, browse: Open, words: str, told: str
) -> None:
    of = writing.world()
    page = browse(of.lead).get(of.url)
    assert "Up to 1000 words" in page.text
    page = page.form("words").submit({"words": words})
    assert page.status == 422
    assert told in page.text
    assert words.strip() in page.source
    assert said() == []


@pytest.mark.parametrize(
    ("typed", "stored"),
    [
        ("a\x00b", "ab"),
        ("مرحبا بكم في المدينة", "مرحبا بكم في المدينة"),
        ("=HYPERLINK(1)", "=HYPERLINK(1)"),
        ("<script>alert(1)</script>", "<script>alert(1)</script>"),
        ("x" * 10_000, "x" * 10_000),
    ],
)
def test_odd_texts_are_kept_safe_and_shown_as_they_are(
    app: Flask, browse: Open, typed: str, stored: str
) -> None:
    of = writing.world()
    page = browse(of.lead).get(of.url).form("words").submit({"words": typed})
    assert page.status == 200
    assert said() == [stored]
    assert stored in page.text
    assert "<script>alert" not in page.source


def test_pressing_twice_sends_once(app: Flask, browse: Open) -> None:
    of = writing.world()
    form = browse(of.lead).get(of.url).form("words")
    for _press in range(2):
        page = form.submit({"words": SAY})
        assert page.status == 200
        assert page.text.count(SAY) == 1
    assert said() == [SAY]


def test_a_session_that_ended_while_writing_gives_the_text_back(app: Flask, browse: Open) -> None:
    of = writing.world()
    form = browse(of.lead).get(of.url).form("words")
    end_sessions(of.lead.id)
    db.session.commit()
    page = form.submit({"words": f"{SAY}\nin two lines"})
    assert page.status == 401
    assert page.heading == "You have been signed out"
    assert f"{SAY}\nin two lines" in page.source
    assert of.url in page.links()["Sign in again in a new tab"].replace("%2F", "/")
    assert said() == []


def test_a_form_that_is_too_old_gives_the_text_back(app: Flask, browse: Open) -> None:
    of = writing.world()
    app.config["WTF_CSRF_ENABLED"] = True
    page = browse(of.lead).get(of.url).form("words").submit({"words": SAY, "csrf_token": "old"})
    assert page.status == 400
    assert SAY in page.text
    assert page.form("words").values()["words"] == SAY, "to be sent again with one press"
    assert said() == []


def test_another_sites_form_puts_no_words_on_our_page(app: Flask, browse: Open) -> None:
    of = writing.world()
    for headers in ({"Sec-Fetch-Site": "cross-site"}, {"Origin": "https://elsewhere.example"}):
        page = browse(of.lead).post(of.url, {"words": "Call this number"}, headers=headers)
        assert page.status == 400
        assert "Call this number" not in page.source


def test_a_removed_editors_open_tab_says_so_and_gives_the_text_back(
    app: Flask, browse: Open
) -> None:
    of = writing.world()
    form = browse(of.editor).get(of.url).form("words")
    db.session.query(Collaborator).filter_by(person_id=of.editor.id).update(
        {"removed_at": clock.now()}
    )
    db.session.commit()
    page = form.submit({"words": SAY})
    assert page.status == 404
    assert "You are no longer in the team of this proposal" in page.text
    assert SAY in page.text
    assert said() == []


def test_who_became_a_viewer_meanwhile_gets_the_text_back(app: Flask, browse: Open) -> None:
    of = writing.world()
    form = browse(of.editor).get(of.url).form("words")
    db.session.query(Collaborator).filter_by(person_id=of.editor.id).update(
        {"role": "proposal_viewer"}
    )
    db.session.commit()
    page = form.submit({"words": SAY})
    assert page.status == 404
    assert SAY in page.text
    assert said() == []


def test_who_writes_too_often_waits_with_the_text_kept(app: Flask, browse: Open) -> None:
    of = writing.world()
    for n in range(20):
        service.send(build.acting(of.lead), of.ref, f"Number {n}")
    page = browse(of.lead).get(of.url).form("words").submit({"words": SAY})
    assert page.status == 429
    assert "Please wait" in page.text
    assert SAY in page.source


# -- the office ----------------------------------------------------------------------------------


def test_needs_no_answer_takes_a_thread_off_what_waits(app: Flask, browse: Open) -> None:
    of = writing.world()
    of.team_writes("Thank you!")
    browser = browse(of.officer)
    other = build.person("", Role.OFFICER)
    stale = browse(other).get(of.url).form(action="settle")
    page = browser.get(of.url).form(action="settle").submit()
    assert "Marked as needing no answer" in page.source
    assert "Needs no answer" not in [*page.links()]
    listed = browser.get("/messages/")
    assert "Nothing waits for an answer" in listed.text
    assert "Needs no answer" in listed.text
    assert stale.submit().status == 409
    assert "Needs no answer" not in browse(of.lead).get("/messages/").text
    of.team_writes("One more thing")
    assert "1 waits for an answer" in browser.get("/messages/").text


@pytest.mark.both_databases
def test_the_office_sees_what_waits_longest_first_and_one_call_at_a_time(
    app: Flask, browse: Open, later: Callable[..., None]
) -> None:
    first, second, third = (writing.world(title=f"Title {n}") for n in range(3))
    second.team_writes()
    later(hours=1)
    first.team_writes()
    later(hours=1)
    third.office_writes()
    browser = browse(first.officer)
    page = browser.get("/messages/")
    places = [page.text.index(f"Title {n}") for n in (1, 0, 2)]
    assert places == sorted(places)
    assert "2 wait for an answer" in page.text
    assert "1 other thread" in page.text
    only = browser.get("/messages/", {"call": second.call.ref})
    assert "1 waits for an answer" in only.text
    assert "Title 1" in only.text
    assert "Title 0" not in only.text
    assert "Title 2" not in only.text
    assert "Nothing waits" in browser.get("/messages/", {"call": "NOSUCH"}).text


@pytest.mark.both_databases
def test_own_threads_stand_unread_first_and_silent_proposals_can_be_written_about(
    app: Flask, browse: Open, later: Callable[..., None]
) -> None:
    of = writing.world(title="Read already")
    other = build.proposal(of.call, of.lead, title="Unread")
    build.proposal(of.call, of.lead, title="Silent draft")
    office = build.acting(of.officer)
    other.submitted_at, other.status = clock.now(), "submitted"
    db.session.commit()
    service.send(office, other.ref, "Please look")
    later(hours=1)
    of.office_writes()
    browser = browse(of.lead)
    browser.get(of.url)
    page = browser.get("/messages/")
    places = [page.text.index(title) for title in ("Unread", "Read already", "Silent draft")]
    assert places == sorted(places)
    assert "Write about another proposal" in page.text
    assert page.click("Silent draft").heading == "Messages with the Secretariat"


def test_an_empty_list_says_what_to_do(app: Flask, browse: Open) -> None:
    page = browse(build.person()).get("/messages/")
    assert "No messages" in page.text
    assert "See open calls" in page.links()


# -- elsewhere -----------------------------------------------------------------------------------


@pytest.mark.both_databases
def test_home_task_list_and_file_say_what_is_new(app: Flask, browse: Open) -> None:
    of = writing.world()
    lead, office = browse(of.lead), browse(of.officer)
    for browser in (lead, office):
        assert "Read the messages" not in browser.get("/").text
    assert lead.get("/").links()["Messages"] == "/messages/"
    assert office.get("/").links()["Messages"] == "/messages/"
    of.team_writes()
    of.office_writes()
    of.office_writes()
    of.team_writes("And?")
    assert "4 messages about your proposals are new" in lead.get("/").text
    assert "1 message of a team waits for an answer" in office.get("/").text
    tasks = lead.get(f"/proposals/{of.ref}/")
    assert "Messages with the Secretariat 4 new" in tasks.text
    file = office.get(f"/screening/{of.call.ref}/{of.ref}")
    assert "Messages with the team 2 new" in file.text
    lead.get(of.url)
    assert " new" not in lead.get(f"/proposals/{of.ref}/").text
    assert "Read the messages" not in lead.get("/").text


@pytest.mark.parametrize("who", ["lead", "officer"])
@pytest.mark.parametrize("where", ["thread", "list", "home", "beside"])
def test_no_page_asks_more_for_many_messages_than_for_few(
    app: Flask, browse: Open, who: str, where: str
) -> None:
    of = writing.world()
    reader = getattr(of, who)
    beside = {"lead": f"/proposals/{of.ref}/", "officer": f"/screening/{of.call.ref}/{of.ref}"}
    path = {"thread": of.url, "list": "/messages/", "home": "/", "beside": beside[who]}[where]
    build.affiliate(of.officer, build.organisation())
    more(of, 1)
    browser = browse(reader)
    browser.get(path)
    few = queries_of(browser, path)
    more(of, 8)
    if where == "thread":
        browser.get(path)  # notes once how far was read
    assert queries_of(browser, path) == few <= 12


def more(of: writing.World, n: int) -> None:
    """More of everything: messages with files, and threads of other proposals."""
    for _one in range(n):
        of.office_writes(uploads=[upload()])
        service.send(build.acting(of.lead), of.ref, "And this?")
        other = build.proposal(of.call, of.lead, submitted_at=clock.now(), status="submitted")
        service.send(build.acting(of.lead), other.ref, "Hello")
        build.proposal(of.call, of.lead)


def test_opening_a_thread_notes_it_once(app: Flask, browse: Open) -> None:
    of = writing.world()
    of.team_writes()
    browser = browse(of.officer)
    assert "New" in browser.get(of.url).text
    assert "New" not in browser.get(of.url).text
    rows = list(db.session.scalars(sa.select(Reading.read_n)))
    assert rows == [1]


def test_a_thread_can_be_read_in_french(app: Flask, browse: Open) -> None:
    of = writing.world()
    of.team_writes("Bonjour")
    of.lead.language = "fr"
    db.session.commit()
    page = browse(of.lead).get(of.url)
    assert page.status == 200
    assert "Bonjour" in page.text
