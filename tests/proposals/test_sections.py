"""The pages a city writes on."""

import re
from datetime import timedelta

from grants.accounts.models import Role
from grants.calls.models import Question, QuestionKind, Requirement
from grants.core import clock
from grants.core.db import db
from grants.proposals.models import Collaborator, ProposalStatus, TeamRole
from grants.proposals.queries import content
from grants.proposals.rules.budget import CostLine
from tests import build
from tests.counting import queries_of, statements
from tests.proposals.test_draft import IDENTIFICATION
from tests.proposals.writing import City, city

SLUGS = ("identification", "project", "budget", "sponsors", "documents")


def ask(of: City, slug: str, code: str, kind: QuestionKind, **over: object) -> None:
    """One more question in a section of the call."""
    values = {
        "label": {"en": code.capitalize()},
        "help": {},
        "why": {},
        "required": Requirement.ALWAYS,
        "limits": {},
        "options": [],
        "config": {},
        "criteria": [],
        "position": 50,
    }
    db.session.add(
        Question(section_id=of.section(slug).id, code=code, kind=kind, **{**values, **over})
    )
    of.call.version += 1  # what was read of the form before is read anew
    db.session.commit()


def test_every_section_opens_empty_and_filled(app, browse):
    of = city()
    browser = browse(of.lead)
    for slug in SLUGS:
        assert browser.get(of.url(slug)).status == 200, slug
    of.save("identification", IDENTIFICATION)
    page = browser.get(of.url("identification"))
    form = page.form("q_title").values()
    assert form["q_title"] == IDENTIFICATION["title"]
    assert (form["q_city-name"], form["q_city-country"]) == ("Tamale", "GH")
    assert form["q_proponent-kind"] == "local_authority"
    assert (form["q_focus_area"], form["q_months"]) == ("live", "18")


def test_save_and_continue_leads_to_the_next_section(app, browse):
    of = city()
    form = browse(of.lead).get(of.url("project")).form("q_summary")
    page = form.submit({"q_summary": "Water", "q_innovation": "Maps"}, "Save and continue")
    assert page.heading == "Budget"
    assert "Saved" in page.text


def test_save_and_come_back_leads_to_the_list(app, browse):
    of = city()
    form = browse(of.lead).get(of.url("project")).form("q_summary")
    page = form.submit({"q_summary": "Water"}, "Save and come back")
    assert page.path == f"/proposals/{of.proposal.ref}/"
    assert "0 of 5 sections completed" in page.text


def test_a_text_over_its_limit_is_saved_and_said(app, browse):
    of = city()
    long = "word " * 201
    form = browse(of.lead).get(of.url("project")).form("q_summary")
    page = form.submit({"q_summary": long, "q_innovation": "x"}, "Save and continue")
    assert "Saved" in page.text
    assert "Your answers are saved" in page.text
    assert "This is 201 words. Shorten it to 200 words or fewer" in page.text
    assert "<title>Error:" in page.source
    assert content.answers_of(of.proposal.id)["summary"].split() == long.split()
    later = browse(of.lead).get(of.url("project"))
    assert "This is 201 words" in later.text, "a limit that is broken is said at every visit"


def test_what_is_still_missing_is_named_with_a_link_and_not_before_it_is_asked(app, browse):
    of = city()
    first = browse(of.lead).get(of.url("project"))
    assert "Answer “" not in first.text
    page = first.form("q_summary").submit({"q_summary": "Water"}, "Save and continue")
    assert "Answer “Innovation”" in page.text
    assert page.links()["Answer “Innovation”"] == "#q_innovation"


def test_an_amount_that_cannot_be_read_stays_as_typed_and_overwrites_nothing(app, browse):
    of = city()
    ask(of, "project", "cost", QuestionKind.MONEY)
    of.save("project", {"cost": 100_000})
    form = browse(of.lead).get(of.url("project")).form("q_summary")
    page = form.submit({"q_summary": "Water", "q_cost": "21.2.000"}, "Save and continue")
    assert page.status == 422
    assert "can be read in two ways" in page.text
    assert page.form("q_cost").values()["q_cost"] == "21.2.000"
    stored = content.answers_of(of.proposal.id)
    assert (stored["cost"], stored["summary"]) == (100_000, "Water")
    done = page.form("q_cost").submit({"q_cost": "21 200"}, "Save and come back")
    assert done.status == 200
    assert content.answers_of(of.proposal.id)["cost"] == 2_120_000


def test_two_people_at_one_section_see_both_texts_and_lose_none(app, browse):
    of = city()
    form = browse(of.lead).get(of.url("project")).form("q_summary")
    of.save("project", {"summary": "The colleague's text"})
    page = form.submit({"q_summary": "My text"}, "Save and continue")
    assert page.status == 409
    assert page.heading == "Two versions of “Project”"
    assert "My text" in page.text
    assert "The colleague's text" in page.text
    assert content.answers_of(of.proposal.id)["summary"] == "The colleague's text"
    merged = page.form("q_summary").submit(
        {"stand_summary": "anew", "q_summary": "Both texts"}, "Save what I chose"
    )
    assert merged.status == 200
    assert content.answers_of(of.proposal.id)["summary"] == "Both texts"


def autosave(browser, of: City, slug: str, values: dict[str, str]):
    page = browser.get(of.url(slug))
    data = page.form("version").values()
    for name, value in values.items():
        data[name] = value
    page = browser.post(of.url(slug), data, headers={"X-Requested-With": "autosave"}, follow=False)
    return page.response


def test_autosave_answers_the_time_the_next_version_and_a_new_key(app, browse):
    of = city()
    browser = browse(of.lead)
    answer = autosave(browser, of, "project", {"q_summary": "Water"}).json
    assert answer["version"] == 1
    assert re.fullmatch(r"\d\d:\d\d", answer["saved_at_text"])
    assert len(answer["operation"]) > 10
    assert content.answers_of(of.proposal.id)["summary"] == "Water"


def test_autosave_over_a_newer_version_answers_both_texts(app, browse):
    of = city()
    browser = browse(of.lead)
    response = autosave(browser, of, "project", {"q_summary": "Mine", "version": "9"})
    assert response.json["version"] == 0
    of.save("project", {"summary": "Theirs"})
    response = autosave(browser, of, "project", {"q_summary": "Mine", "version": "0"})
    assert response.status_code == 409
    assert response.json["mine"] == {"Summary": "Mine"}
    assert response.json["theirs"] == {"Summary": "Theirs"}
    assert "You saved this section" in response.json["message"]
    colleague = build.person()
    db.session.add(
        Collaborator(
            proposal_id=of.proposal.id,
            person_id=colleague.id,
            role=TeamRole.EDITOR,
            added_at=clock.now(),
        )
    )
    db.session.commit()
    response = autosave(browse(colleague), of, "project", {"q_summary": "X", "version": "0"})
    assert "Amina Yakubu saved this section" in response.json["message"]


def test_autosave_says_what_it_could_not_read(app, browse):
    of = city()
    values = {"q_months": "soon", "q_title": "Water"}
    response = autosave(browse(of.lead), of, "identification", values)
    assert response.status_code == 200
    assert "Months" in response.json["message"]
    assert "months" not in content.answers_of(of.proposal.id)


def test_rows_are_added_and_removed_without_scripts(app, browse):
    of = city()
    ask(of, "project", "partners", QuestionKind.ORGANISATIONS, max_rows=5)
    page = browse(of.lead).get(of.url("project"))
    form = page.form("q_summary")
    page = form.submit({"q_summary": "Kept", "q_partners-0-name": "First"}, "Add an organisation")
    page = page.form("q_summary").submit({"q_partners-1-name": "Second"}, "Add an organisation")
    assert "Organisation 3" in page.text
    page = page.form("q_summary").submit(button="Remove: Organisation 1")
    names = [row["name"] for row in content.answers_of(of.proposal.id)["partners"]]
    assert names == ["Second"]
    assert content.answers_of(of.proposal.id)["summary"] == "Kept"
    assert page.form("q_summary").values()["q_partners-0-name"] == "Second"


def test_the_budget_is_typed_row_by_row_and_added_up(app, browse):
    of = city()
    page = browse(of.lead).get(of.url("budget"))
    values = {
        "q_budget-0-category": "staff",
        "q_budget-0-description": "Two engineers",
        "q_budget-0-grant": "80 000",
        "q_budget-0-recipient": "15,000.50",
    }
    page = page.form("q_budget-0-grant").submit(values, "Add a cost line")
    assert content.lines_of(of.proposal.id) == (
        CostLine("", "staff", "Two engineers", "", 8_000_000, 1_500_050),
    )
    assert "95 000.50" in page.text
    page = page.form("q_budget-0-grant").submit(button="Save and continue")
    assert "84.2 %. The most is 80 %" in page.text
    page = page.form("q_budget-0-grant").submit(
        {"q_budget-0-recipient": "20000"}, "Save and continue"
    )
    assert page.heading == "Sponsors"


def test_an_unreadable_cost_keeps_the_whole_budget_as_typed(app, browse):
    of = city()
    line = CostLine("", "staff", "People", "", 8_000_000, 2_000_000)
    of.save("budget", {"budget": [line]})
    page = browse(of.lead).get(of.url("budget"))
    page = page.form("q_budget-0-grant").submit({"q_budget-0-grant": "1.5"}, "Save and continue")
    assert page.status == 422
    assert page.form("q_budget-0-grant").values()["q_budget-0-grant"] == "1.5"
    assert content.lines_of(of.proposal.id) == (line,)


def test_after_the_deadline_the_answers_are_read_and_the_page_says_so(app, browse, later):
    of = city()
    of.save("project", {"summary": "In time"})
    browser = browse(of.lead)
    form = browser.get(of.url("project")).form("q_summary")
    of.call.closes_at = clock.now() - timedelta(minutes=1)
    db.session.commit()
    page = form.submit({"q_summary": "Typed too late"}, "Save and continue")
    assert page.status == 422
    assert "the call closed" in page.text
    assert "Typed too late" in page.text, "what was typed can be copied"
    assert content.answers_of(of.proposal.id)["summary"] == "In time"
    page = browser.get(of.url("project"))
    assert "The call has closed" in page.text
    assert "In time" in page.text
    assert "q_summary" not in page.source
    for slug in SLUGS:
        assert browser.get(of.url(slug)).status == 200, slug


def test_a_viewer_reads_and_cannot_write(app, browse):
    of = city()
    of.save("project", {"summary": "Our text"})
    viewer = build.person()
    db.session.add(
        Collaborator(
            proposal_id=of.proposal.id,
            person_id=viewer.id,
            role=TeamRole.VIEWER,
            added_at=clock.now(),
        )
    )
    db.session.commit()
    page = browse(viewer).get(of.url("project"))
    assert "Our text" in page.text
    assert "q_summary" not in page.source


def test_strangers_and_the_office_find_no_draft(app, browse):
    of = city()
    for who in (build.person(), build.person("", Role.OFFICER)):
        assert browse(who).get(of.url("project")).status == 404
        assert browse(who).get(f"/proposals/{of.proposal.ref}/").status == 404


def test_the_office_is_led_to_the_file_of_what_was_submitted(app, browse):
    of = city()
    of.proposal.status = ProposalStatus.SUBMITTED
    of.proposal.submitted_at, of.proposal.submitted_version = clock.now(), 0
    db.session.commit()
    browser = browse(build.person("", Role.OFFICER))
    response = browser.client.get(f"/proposals/{of.proposal.ref}/")
    assert response.location == f"/screening/{of.call.ref}/{of.proposal.ref}"


def test_a_section_that_does_not_exist_is_not_found(app, browse):
    of = city()
    assert browse(of.lead).get(of.url("nowhere")).status == 404


def test_pages_ask_few_questions_of_the_database(app, browse):
    of = city()
    of.save("identification", IDENTIFICATION)
    browser = browse(of.lead)
    paths = [f"/proposals/{of.proposal.ref}/", of.url("project"), of.url("identification")]
    for path, most in zip(paths, (6, 5, 5), strict=True):  # the list counts unread messages too
        browser.get(path)
        assert queries_of(browser, path) <= most, path


def test_my_proposals_ask_as_much_for_many_as_for_few(app, browse):
    of = city()
    browser = browse(of.lead)
    few = queries_of(browser, "/proposals/")
    for _ in range(20):
        build.proposal(of.call, of.lead)
    assert queries_of(browser, "/proposals/") == few <= 5


def test_a_save_asks_at_most_twelve_questions(app, browse):
    of = city()
    of.save("identification", {"title": "First", "months": 3})
    browser = browse(of.lead)
    page = browser.get(of.url("identification"))
    data = page.form("q_title").values()
    data.update(
        {
            "q_title": "Second",
            "q_city-name": "Tamale",
            "q_city-country": "GH",
            "q_proponent-name": "Assembly",
            "q_proponent-country": "GH",
        }
    )
    with statements() as seen:
        browser.post(
            of.url("identification"), data, headers={"X-Requested-With": "autosave"}, follow=False
        )
    assert len(seen) <= 12, seen


def test_a_section_says_which_it_is_and_leads_on(app, browse):
    of = city()
    page = browse(of.lead).get(of.url("project"))
    assert "Section 2 of 5" in page.text
    assert page.click("All sections").path == f"/proposals/{of.proposal.ref}/"


def test_a_table_keeps_each_column_in_its_kind(app, browse):
    of = city()
    columns = [
        {"code": "risk", "label": {"en": "Risk"}, "kind": "text", "max_words": 2},
        {"code": "cost", "label": {"en": "Cost"}, "kind": "money"},
        {"code": "count", "label": {"en": "Count"}, "kind": "number"},
        {"code": "day", "label": {"en": "Day"}, "kind": "date"},
        {
            "code": "level",
            "label": {"en": "Level"},
            "kind": "choice",
            "options": [{"value": "high", "label": {"en": "High"}}],
        },
    ]
    ask(of, "project", "risks", QuestionKind.TABLE, config={"columns": columns})
    typed = {
        "q_summary": "Water",
        "q_innovation": "Maps",
        "q_risks-0-c_risk": "Floods come early",
        "q_risks-0-c_cost": "1 000",
        "q_risks-0-c_count": "2",
        "q_risks-0-c_day": "2027-03-01",
        "q_risks-0-c_level": "high",
    }
    page = browse(of.lead).get(of.url("project"))
    page = page.form("q_summary").submit(typed, "Save and continue")
    assert "This is 3 words. Shorten it to 2 words or fewer" in page.text
    [row] = content.answers_of(of.proposal.id)["risks"]
    assert row == {
        "risk": "Floods come early",
        "cost": 100_000,
        "count": 2,
        "day": "2027-03-01",
        "level": "high",
    }
    of.call.closes_at = clock.now() - timedelta(seconds=1)
    db.session.commit()
    text = browse(of.lead).get(of.url("project")).text
    assert "1,000" in text
    assert "1 March 2027" in text
    assert "High" in text


def test_a_budget_too_large_to_count_stays_as_typed(app, browse):
    of = city()
    page = browse(of.lead).get(of.url("budget"))
    huge = "9" * 13
    page = page.form("q_budget-0-grant").submit(
        {"q_budget-0-grant": huge, "q_budget-0-recipient": huge}, "Save and continue"
    )
    assert page.status == 422
    assert "more than can be counted" in page.text
    assert page.form("q_budget-0-grant").values()["q_budget-0-grant"] == huge
    assert content.lines_of(of.proposal.id) == ()


def test_the_form_sent_twice_is_saved_once_and_answered_alike(app, browse):
    of = city()
    form = browse(of.lead).get(of.url("project")).form("q_summary")
    typed = {"q_summary": "Water", "q_innovation": "Maps"}
    pages = [form.submit(typed, "Save and continue") for _ in range(2)]
    assert [page.heading for page in pages] == ["Budget", "Budget"]
    db.session.refresh(of.proposal)
    assert of.proposal.draft_version == 1


HOSTILE = (
    "<script>alert(1)</script>",
    "'\";--",
    "\x00\x08\ufffe\ud800",
    "\u202eright to left \u0627\u0644\u0645\u062f\u064a\u0646\u0629",
    "%(name)s %s {{ 7*7 }} {0}",
    "=HYPERLINK(1)",
    "9" * 400,
    "-1",
    "\U0001f30d" * 50,
    "a\r\nb\r\n\r\n- c",
)


def test_hostile_values_in_every_field_break_no_page(app, browse):
    of = city()
    ask(of, "project", "partners", QuestionKind.ORGANISATIONS)
    ask(of, "project", "people", QuestionKind.PEOPLE)
    ask(of, "project", "cost", QuestionKind.MONEY)
    ask(of, "project", "day", QuestionKind.DATE)
    ask(of, "project", "ready", QuestionKind.YES_NO)
    ask(of, "project", "where", QuestionKind.COUNTRY)
    ask(of, "project", "which", QuestionKind.MULTIPLE_CHOICE)
    browser = browse(of.lead)
    for value in HOSTILE:
        for slug in ("identification", "project", "budget"):
            page = browser.get(of.url(slug))
            form = page.form("version")
            safe = value.encode("utf-8", "replace").decode()
            typed = {name: safe for name in form.values() if name.startswith("q_")}
            assert form.submit(typed, "Save and continue").status in (200, 422), (slug, value)
            assert browser.get(of.url(slug)).status == 200, (slug, value)
        assert browser.get(f"/proposals/{of.proposal.ref}/").status == 200
        assert "<script>alert" not in browser.get("/proposals/").source
    of.call.closes_at = clock.now() - timedelta(seconds=1)
    db.session.commit()
    for slug in SLUGS:
        assert browser.get(of.url(slug)).status == 200


def test_an_unreadable_version_is_a_conflict_and_no_fault(app, browse):
    of = city()
    of.save("project", {"summary": "Stored"})
    form = browse(of.lead).get(of.url("project")).form("q_summary")
    page = form.submit({"q_summary": "Mine", "version": "x"}, "Save and continue")
    assert page.status == 409


def test_a_cell_says_its_limit_before_anything_is_typed_and_a_long_one_has_lines(app, browse):
    of = city()
    columns = [
        {"code": "risk", "label": {"en": "Risk"}, "kind": "text", "max_words": 9},
        {"code": "answer", "label": {"en": "Answer"}, "kind": "text", "max_words": 40},
        {"code": "owner", "label": {"en": "Owner"}, "kind": "text"},
    ]
    ask(of, "project", "risks", QuestionKind.TABLE, config={"columns": columns})
    page = browse(of.lead).get(of.url("project"))
    assert "Up to 9 words" in page.text
    assert "Up to 40 words" in page.text
    cells = {cell.get("id"): cell.tag for cell in page.root.iterfind(".//*[@id]")}
    assert cells["q_risks-0-c_answer"] == "textarea"
    assert cells["q_risks-0-c_risk"] == cells["q_risks-0-c_owner"] == "input"
    typed = {"q_risks-0-c_answer": "Raise the kiosks\r\nbefore the rains"}
    page.form("q_summary").submit(typed, "Save and continue")
    [row] = content.answers_of(of.proposal.id)["risks"]
    assert row["answer"] == "Raise the kiosks before the rains"
