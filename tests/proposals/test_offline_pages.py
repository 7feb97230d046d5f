"""Sending a filled file back: compared, taken over, refused, left for another day."""

import io
from collections.abc import Callable

import pytest
import sqlalchemy as sa
from flask import Flask

from grants.accounts.models import Role
from grants.calls.models import CallStatus
from grants.core.db import db
from grants.files.models import File
from grants.proposals.models import (
    AnswerVersion,
    OfflineStatus,
    Proposal,
)
from grants.proposals.queries import content
from grants.proposals.service import trying
from tests import build
from tests.browsing import Browser
from tests.counting import queries_of
from tests.proposals.offline_hands import (
    answers,
    book,
    changed,
    filled,
    in_sheet,
    number_of,
    send,
    table_of,
    uploads,
    url,
    with_parts,
    word,
)
from tests.proposals.writing import City, city

Open = Callable[..., Browser]
PROJECT = {"summary": "Kiosks bring water.\n\nFour settlements.", "innovation": "Women own them."}


def test_a_filled_file_is_compared_and_taken_over(app: Flask, browse: Open) -> None:
    of = city()
    browser = browse(of.lead)
    data = filled(of, word(browser, of), {**PROJECT, "title": "Water", "months": "18"})
    data = with_parts(of, data, "city", ["Tamale", "Ghana"])
    page = send(browser, of, data)
    assert page.heading == "What the file changes"
    assert "Four settlements." in page.text
    assert answers(of) == {}  # only shown
    page = page.form("take").submit(button="Take over what is ticked")
    assert page.heading == "5 answers were taken over"
    now = answers(of)
    assert {code: now[code] for code in PROJECT} == PROJECT
    assert (now["months"], now["title"]) == (18, "Water")
    assert (now["city"]["name"], now["city"]["country"]) == ("Tamale", "GH")
    db.session.refresh(of.proposal)
    assert (of.proposal.title, of.proposal.country, of.proposal.months) == ("Water", "GH", 18)
    assert db.session.scalar(sa.select(sa.func.count()).select_from(AnswerVersion)) == 5
    [row] = uploads()
    assert (row.status, set(row.taken)) == (
        OfflineStatus.TAKEN,
        {"title", "months", "city", *PROJECT},
    )
    assert "5 answers were taken over" in browser.get(url(of, f"/{row.ref}")).text


def test_a_file_nobody_touched_changes_nothing(app: Flask, browse: Open) -> None:
    of = city()
    of.save("project", PROJECT)
    browser = browse(of.lead)
    page = send(browser, of, word(browser, of))
    assert "Nothing to take over" in page.text
    assert "answers are the same" in page.text


def test_what_a_colleague_changed_since_is_told_and_not_ticked(app: Flask, browse: Open) -> None:
    of = city()
    of.save("project", PROJECT)
    browser = browse(of.lead)
    data = filled(of, word(browser, of), {"summary": "From the file."})
    friend = build.person("Kofi Boateng")
    build.teammate(of.proposal, friend)
    other = browse(friend).get(of.url("project")).form("q_summary")
    other.submit({"q_summary": "From Kofi.", "q_innovation": "Kofi's maps."}, "Save and continue")
    page = send(browser, of, data)
    assert "Kofi Boateng saved it here" in page.text  # both
    assert "Kofi Boateng changed this here" in page.text  # online only
    form = page.form("take")
    assert form.values().getlist("take") == []
    page = form.submit(button="Take over what is ticked")
    assert page.status == 422
    assert "Tick at least one difference" in page.text
    page = page.form("take").submit({"take": "summary"}, "Take over what is ticked")
    assert page.heading == "1 answer was taken over"
    assert answers(of)["summary"] == "From the file."
    assert answers(of)["innovation"] == "Kofi's maps."
    texts = db.session.scalars(sa.select(AnswerVersion.value).order_by(AnswerVersion.id)).all()
    assert texts[-1] == "From the file."
    assert "From Kofi." in texts  # kept in the history


def test_an_answer_emptied_in_the_file_is_never_ticked_beforehand(app: Flask, browse: Open) -> None:
    of = city()
    of.save("project", PROJECT)
    browser = browse(of.lead)
    page = send(browser, of, filled(of, word(browser, of), {"summary": ""}))
    assert "takes your answer out" in page.text
    assert page.form("take").values().getlist("take") == []
    page.form("take").submit({"take": "summary"}, "Take over what is ticked")
    assert answers(of)["summary"] == ""


def test_somebody_who_saves_while_one_compares_is_not_overwritten(app: Flask, browse: Open) -> None:
    of = city()
    browser = browse(of.lead)
    data = filled(of, word(browser, of), {**PROJECT, "title": "Water"})
    page = send(browser, of, data)
    of.save("project", {"summary": "Meanwhile."})
    page = page.form("take").submit(button="Take over what is ticked")
    assert page.status == 409
    assert "somebody saved answers while you compared" in page.text
    assert answers(of) == {"summary": "Meanwhile."}
    form = page.form("take")
    assert form.values().getlist("take") == ["title"]  # in a section nobody touched
    page = form.submit({"take": ["title", "summary"]}, "Take over what is ticked")
    assert answers(of) == {"title": "Water", "summary": PROJECT["summary"]}


def test_what_cannot_be_read_is_listed_with_what_stands_there(app: Flask, browse: Open) -> None:
    of = city()
    browser = browse(of.lead)
    data = filled(of, word(browser, of), {"months": "a year or two", "title": "Water"})
    data = with_parts(of, data, "city", ["Atlantis", "Atlantia"])
    page = send(browser, of, data)
    assert "2 answers could not be read" in page.text
    assert "“a year or two” is not a whole number" in page.text
    assert "“Atlantia” is not a country we know" in page.text
    page.form("take").submit(button="Take over what is ticked")
    assert answers(of) == {"title": "Water"}


def test_an_answer_over_its_limit_is_said_and_taken(app: Flask, browse: Open) -> None:
    of = city()
    browser = browse(of.lead)
    long = " ".join(["water"] * 260)
    page = send(browser, of, filled(of, word(browser, of), {"summary": long}))
    assert "This is 260 words" in page.text
    page.form("take").submit(button="Take over what is ticked")
    assert answers(of)["summary"] == long


def test_half_the_questions_deleted_leaves_the_stored_ones(app: Flask, browse: Open) -> None:
    of = city()
    of.save("project", PROJECT)
    browser = browse(of.lead)
    data = filled(of, word(browser, of), {"title": "Water"})

    def cut(document: object) -> None:
        for code in ("summary", "innovation", "proponent"):
            table = table_of(document, number_of(of, code))
            table.getparent().remove(table)

    page = send(browser, of, changed(data, cut))
    assert "3 questions have no place in the file any more" in page.text
    page.form("take").submit(button="Take over what is ticked")
    assert answers(of) == {**PROJECT, "title": "Water"}


def test_the_budget_comes_back_from_excel_and_what_stands_beside_does_not(
    app: Flask, browse: Open
) -> None:
    of = city()
    browser = browse(of.lead)
    cells = {"A7": "Kiosks", "B7": "Staff", "C7": "Builders", "E7": 200000, "F7": 50000.5}
    cells |= {"L7": "a note of ours", "A300": None, "L2": "=1+1"}
    page = send(browser, of, in_sheet(of, book(browser, of), "budget", cells), "budget.xlsx")
    assert "Builders" in page.text
    assert "a note of ours" not in page.text
    page.form("take").submit(button="Take over what is ticked")
    [line] = content.lines_of(of.proposal.id)
    assert (line.category, line.description) == ("staff", "Builders")
    assert (line.grant_cents, line.recipient_cents) == (20_000_000, 5_000_050)
    db.session.refresh(of.proposal)
    assert of.proposal.grant_cents == 20_000_000


def test_a_formula_without_a_result_is_refused_and_never_taken_for_nothing(
    app: Flask, browse: Open
) -> None:
    of = city()
    browser = browse(of.lead)
    cells = {"C7": "Builders", "E7": "=2*100000"}
    page = send(browser, of, in_sheet(of, book(browser, of), "budget", cells), "budget.xlsx")
    assert "is a formula whose result is not in the file" in page.text


def test_a_renamed_file_is_told_by_its_content(app: Flask, browse: Open) -> None:
    of = city()
    browser = browse(of.lead)
    data = filled(of, word(browser, of), {"title": "Water"})
    page = send(browser, of, data, "final FINAL (2).xlsx")
    assert "Water" in page.text
    assert uploads()[0].name.endswith(".docx")


def test_files_wait_until_taken_or_thrown_away(app: Flask, browse: Open) -> None:
    of = city()
    browser = browse(of.lead)
    data = word(browser, of)
    send(browser, of, filled(of, data, {"title": "Water"}), "first.docx")
    page = send(browser, of, filled(of, data, {"title": "Light"}), "second.docx")
    assert "2 files wait for you" in browser.get(url(of)).text
    page = page.form("Take nothing over").submit()
    assert "thrown away" in page.text
    assert "1 file waits for you" in page.text
    page = page.click("first.docx")
    old = page.form("take")
    assert old.submit(button="Take over").heading == "1 answer was taken over"
    again = old.submit({"operation": "another"}, "Take over")
    assert "taken over before" in again.source
    assert answers(of) == {"title": "Water"}
    assert "waits for you" not in browser.get(url(of)).text
    second = uploads()[1]
    assert browser.get(url(of, f"/{second.ref}")).heading == "The file was thrown away"


def test_sent_twice_it_is_kept_once(app: Flask, browse: Open) -> None:
    of = city()
    browser = browse(of.lead)
    data = word(browser, of)
    form = browser.get(url(of)).form("Send and compare")
    for _ in range(2):
        form.submit({"file": (io.BytesIO(data), "form.docx")}, "Send and compare")
    assert len(uploads()) == 1


@pytest.mark.both_databases
def test_the_pages_need_few_queries(app: Flask, browse: Open) -> None:
    of = city()
    browser = browse(of.lead)
    data = filled(of, word(browser, of), {**PROJECT, "title": "Water", "months": "18"})
    send(browser, of, data)
    [row] = uploads()
    for path in ("", f"/{row.ref}", f"/{row.ref}/summary"):
        assert queries_of(browser, url(of, path)) <= 12
    for path in ("/form.docx", "/tables.xlsx"):
        assert queries_of(browser, url(of, path)) <= 12
    page = browser.get(url(of, f"/{row.ref}")).form("take")
    assert page.submit(button="Take over").heading == "4 answers were taken over"


def test_the_task_list_leads_there(app: Flask, browse: Open) -> None:
    of = city()
    page = browse(of.lead).get(f"/proposals/{of.proposal.ref}/").click("Work without a connection")
    assert page.heading == "Work without a connection"


def test_a_lead_tries_it_and_nothing_of_the_test_remains(app: Flask, browse: Open) -> None:
    call = build.call(status=CallStatus.DRAFT)
    lead = build.person("", Role.LEAD)
    build.staff(call, lead)
    actor = build.acting(lead)
    ref = trying.start(actor, call.ref, "en")
    test = db.session.scalars(sa.select(Proposal).where(Proposal.ref == ref)).one()
    of = City(lead, call, test)
    browser = browse(lead)
    page = send(browser, of, filled(of, word(browser, of), {"title": "Water"}))
    page.form("take").submit(button="Take over what is ticked")
    assert answers(of) == {"title": "Water"}
    trying.throw_away(actor, call.ref)
    assert uploads() == []
    assert db.session.scalar(sa.select(sa.func.count()).select_from(File)) == 0


def test_the_history_tells_of_the_file(app: Flask, browse: Open) -> None:
    of = city()
    browser = browse(of.lead)
    page = send(browser, of, filled(of, word(browser, of), {"title": "Water"}))
    page.form("take").submit(button="Take over what is ticked")
    told = browser.get(f"/proposals/{of.proposal.ref}/history").text
    assert "A file filled without a connection was sent back" in told
    assert "Answers were taken over from a file" in told
