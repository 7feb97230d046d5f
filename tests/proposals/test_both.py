"""Two people in one section: both texts are shown word by word, and neither is lost."""

from typing import Any

import pytest
from flask import Flask

from grants.calls.models import QuestionKind
from grants.core.db import db
from grants.proposals.models import AnswerVersion, TeamRole
from grants.proposals.queries import content
from grants.proposals.rules.budget import CostLine
from tests import build
from tests.browsing import Browser, Page
from tests.counting import statements
from tests.proposals.test_sections import ask, autosave
from tests.proposals.writing import City, city, join

COLUMNS = [{"code": "risk", "label": {"en": "Risk"}, "kind": "text"}]
CHOICE = "Save what I chose"


def stored(of: City) -> dict[str, Any]:
    db.session.commit()
    return content.answers_of(of.proposal.id)


def aside() -> list[Any]:
    """What was typed and never stood."""
    rows = db.session.query(AnswerVersion).filter(AnswerVersion.is_aside)
    return [row.value for row in rows.order_by(AnswerVersion.id)]


def met(of: City, browser: Browser, mine: dict[str, str], theirs: dict[str, Any]) -> Page:
    """The page after somebody else saved the section while this one had it open."""
    form = browser.get(of.url("project")).form("q_summary")
    version = int(form.values()["version"])
    of.save("project", theirs, version)
    return form.submit(mine, "Save and continue")


@pytest.mark.both_databases
@pytest.mark.parametrize(
    ("choice", "stands"), [("mine", "My text"), ("theirs", "Their text"), ("anew", "Both texts")]
)
def test_what_is_chosen_stands_and_the_other_can_still_be_found(
    app: Flask, browse: Any, choice: str, stands: str
) -> None:
    of = city()
    page = met(of, browse(of.lead), {"q_summary": "My text"}, {"summary": "Their text"})
    assert (page.status, page.heading) == (409, "Two versions of “Project”")
    assert stored(of)["summary"] == "Their text"
    typed = {"stand_summary": choice}
    if choice == "anew":
        typed["q_summary"] = "Both texts"
    page = page.form("q_summary").submit(typed, CHOICE)
    assert page.status == 200
    assert stored(of)["summary"] == stands
    kept = [row.value for row in db.session.query(AnswerVersion)]
    assert {"My text", "Their text", stands} <= set(kept)
    assert aside() == ["My text"], "kept once, however often it was sent"


def test_both_texts_are_whole_with_their_own_words_marked(app: Flask, browse: Any) -> None:
    of = city()
    page = met(
        of,
        browse(of.lead),
        {"q_summary": "Clean water for all"},
        {"summary": "Safe water for all"},
    )
    cards = page.root.xpath("//section[@class='card']")  # type: ignore[union-attr]
    theirs, mine = (" ".join("".join(card.itertext()).split()) for card in cards)
    assert "only here: Safe water for all" in theirs
    assert "only here: Clean water for all" in mine


def test_a_question_only_one_of_them_changed_is_saved_without_asking(
    app: Flask, browse: Any
) -> None:
    of = city()
    of.save("project", {"summary": "First", "innovation": "First"})
    page = met(of, browse(of.lead), {"q_summary": "Mine"}, {"innovation": "Theirs"})
    assert page.status == 200
    assert "together with what was saved in other questions" in page.text
    assert stored(of)["summary"] == "Mine"
    assert stored(of)["innovation"] == "Theirs"


def test_unchanged_questions_are_not_asked_about_and_keep_the_newest_answer(
    app: Flask, browse: Any
) -> None:
    of = city()
    ask(of, "project", "note", QuestionKind.SHORT_TEXT)
    of.save("project", {"summary": "First", "innovation": "First", "note": "First"})
    page = met(
        of,
        browse(of.lead),
        {"q_summary": "Mine", "q_note": "My note"},
        {"summary": "Theirs", "innovation": "Theirs too"},
    )
    assert page.status == 409
    values = page.form("met").values()
    assert values.getlist("met") == ["summary"]
    assert (values["q_innovation"], values["q_note"]) == ("Theirs too", "My note")
    page.form("met").submit({"stand_summary": "theirs"}, CHOICE)
    assert stored(of) | {"summary": "Theirs", "innovation": "Theirs too"} == stored(of)
    assert stored(of)["note"] == "My note"


def test_without_a_choice_nothing_is_saved_and_the_page_asks(app: Flask, browse: Any) -> None:
    of = city()
    page = met(of, browse(of.lead), {"q_summary": "Mine"}, {"summary": "Theirs"})
    page = page.form("met").submit({"q_summary": "Mine, better"}, CHOICE)
    assert page.status == 422
    assert "Choose which text should stand for “Summary”" in page.text
    assert page.form("met").values()["q_summary"] == "Mine, better"
    assert stored(of)["summary"] == "Theirs"


@pytest.mark.both_databases
def test_a_third_save_meanwhile_gives_the_page_again_with_all_three_safe(
    app: Flask, browse: Any
) -> None:
    of = city()
    page = met(of, browse(of.lead), {"q_summary": "Mine"}, {"summary": "Theirs"})
    of.save("project", {"summary": "A third"}, 1)
    page = page.form("met").submit({"stand_summary": "anew", "q_summary": "Merged"}, CHOICE)
    assert page.status == 409
    assert "A third" in page.text
    assert "Merged" in page.text
    kept = {row.value for row in db.session.query(AnswerVersion)}
    assert {"Mine", "Theirs", "A third", "Merged"} <= kept
    assert stored(of)["summary"] == "A third"
    page.form("met").submit({"stand_summary": "mine"}, CHOICE)
    assert stored(of)["summary"] == "Merged"


def test_tables_and_organisations_are_chosen_whole_and_rows_added_without_scripts(
    app: Flask, browse: Any
) -> None:
    of = city()
    ask(of, "project", "risks", QuestionKind.TABLE, config={"columns": COLUMNS})
    ask(of, "project", "partners", QuestionKind.ORGANISATIONS, max_rows=5)
    page = met(
        of,
        browse(of.lead),
        {"q_risks-0-c_risk": "My flood", "q_partners-0-name": "Mine"},
        {"risks": [{"risk": "Their fire"}], "partners": [{"name": "Theirs"}]},
    )
    assert "Risk: Their fire" in " ".join(page.text.split()).replace("only here: ", "")
    choice = {"stand_risks": "anew", "stand_partners": "theirs"}
    page = page.form("met").submit(choice, "Add a row")
    assert page.status == 200
    assert stored(of)["risks"] == [{"risk": "Their fire"}], "a new row saves nothing yet"
    page = page.form("met").submit({"q_risks-1-c_risk": "Their fire"}, CHOICE)
    assert stored(of)["risks"] == [{"risk": "My flood"}, {"risk": "Their fire"}]
    assert stored(of)["partners"] == [{"name": "Theirs"}]
    assert [{"risk": "My flood"}] in aside()


@pytest.mark.both_databases
def test_a_budget_written_by_two_is_chosen_and_the_other_kept(app: Flask, browse: Any) -> None:
    of = city()
    form = browse(of.lead).get(of.url("budget")).form("q_budget-0-grant")
    theirs = CostLine("", "travel", "Their bus", "", 100_00)
    of.save("budget", {"budget": [theirs]})
    typed = {
        "q_budget-0-category": "staff",
        "q_budget-0-description": "My team",
        "q_budget-0-grant": "200",
    }
    page = form.submit(typed, "Save and continue")
    assert page.status == 409
    assert "Travel, Their bus: Grant" in page.text.replace("only here: ", "")
    assert content.lines_of(of.proposal.id) == (theirs,)
    page.form("met").submit({"stand_budget": "mine"}, CHOICE)
    db.session.commit()
    assert [line.description for line in content.lines_of(of.proposal.id)] == ["My team"]
    assert aside()[0][0]["description"] == "My team"


def test_what_cannot_be_read_stays_as_typed_beside_what_a_colleague_saved(
    app: Flask, browse: Any
) -> None:
    of = city()
    ask(of, "project", "cost", QuestionKind.MONEY)
    of.save("project", {"summary": "First", "innovation": "First"})
    page = met(of, browse(of.lead), {"q_cost": "21.2.000"}, {"innovation": "Theirs"})
    assert page.status == 422
    assert "can be read in two ways" in page.text
    values = page.form("version").values()
    assert values["q_cost"] == "21.2.000"
    assert values["q_innovation"] == "Theirs"
    page.form("version").submit({"q_cost": "21 200"}, CHOICE)
    assert (stored(of)["cost"], stored(of)["innovation"]) == (2_120_000, "Theirs")


def test_an_overtaken_autosave_is_kept_too_and_the_form_leads_to_both_texts(
    app: Flask, browse: Any
) -> None:
    of = city()
    browser = browse(of.lead)
    form = browser.get(of.url("project")).form("q_summary")
    of.save("project", {"summary": "Theirs"})
    answer = autosave(browser, of, "project", {"q_summary": "Mine", "version": "0"})
    assert answer.status_code == 409
    assert aside() == ["Mine"]
    page = form.submit({"q_summary": "Mine", "op": "here"})
    assert page.status == 409
    assert page.heading == "Two versions of “Project”"
    assert aside() == ["Mine"]


def test_the_same_form_sent_twice_is_answered_with_both_texts_twice(
    app: Flask, browse: Any
) -> None:
    of = city()
    form = browse(of.lead).get(of.url("project")).form("q_summary")
    of.save("project", {"summary": "Theirs"})
    pages = [form.submit({"q_summary": "Mine"}, "Save and continue") for _ in range(2)]
    assert [page.status for page in pages] == [409, 409]
    assert aside() == ["Mine"]


def test_the_page_says_who_was_faster(app: Flask, browse: Any) -> None:
    of = city()
    colleague = build.person("Bruno Diaz")
    join(of, colleague, TeamRole.EDITOR)
    page = met(of, browse(colleague), {"q_summary": "Mine"}, {"summary": "Theirs"})
    assert "Amina Yakubu saved this section at" in page.text


def test_meeting_asks_few_questions_of_the_database(app: Flask, browse: Any) -> None:
    of = city()
    browser = browse(of.lead)
    form = browser.get(of.url("budget")).form("q_budget-0-grant")
    of.save("budget", {"budget": [CostLine("", "travel", "Their bus", "", 100_00)]})
    data = form.values()
    data["q_budget-0-description"] = "Mine"
    with statements() as seen:
        page = browser.post(of.url("budget"), data)
    assert page.status == 409
    assert len(seen) <= 14, seen
