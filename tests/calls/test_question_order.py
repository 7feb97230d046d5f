"""Order of a question set, what depends on what, copying, and the pages' budgets."""

from collections.abc import Callable

import pytest

from grants.accounts.models import Role
from grants.calls.models import CallStatus, FormKind, QuestionKind as K, Requirement
from grants.calls.rules.document import CriterionText, QuestionText
from tests import build
from tests.browsing import Browser, Page
from tests.calls.asking import REF, SET, STANDARD, asks, codes, made
from tests.calls.documents import now
from tests.counting import queries_of

Browse = Callable[..., Browser]
DEPENDS = QuestionText(
    "c", K.YES_NO, {"en": "C"}, required=Requirement.WHEN,
    required_when={"question": "a", "equals": "yes"},
)  # fmt: skip
READER = CriterionText("A", {"en": "Fit"}, 100, None, (), ("a", "b"), 0)


def pressed(page: Page, op: str) -> Page:
    return page.form("op").submit({"op": op})


def test_the_order_changes_by_buttons_and_stops_at_the_ends(browser: Browser) -> None:
    made(concept_note=(asks("a", "b"), asks("c", slug="two")))
    page = browser.get(SET).form("op").submit(button="Up: B")
    assert codes() == [["b", "a"], ["c"]]
    page = page.form("op").submit(button="Down: One")
    assert codes() == [["c"], ["b", "a"]]
    assert pressed(page, "question:up:b").status == 200
    assert codes() == [["c"], ["b", "a"]]
    assert pressed(browser.get(SET), "question:up:nothing").status == 404
    assert pressed(browser.get(SET), "sideways").status == 404


def test_a_stale_page_moves_nothing(browser: Browser) -> None:
    made(concept_note=(asks("a", "b"),))
    page = browser.get(SET)
    made(evaluators=5)
    page = page.form("op").submit(button="Up: B")
    assert page.status == 409
    assert "Somebody changed this call" in page.text
    assert codes() == [["a", "b"]]


def test_a_question_moves_into_another_section(browser: Browser) -> None:
    made(concept_note=(asks("a", "b"), asks("c", slug="two")))
    page = browser.get(f"{SET}/asked/a/move")
    assert page.form("section").submit().status == 422
    page.form("section").submit({"section": "two"})
    assert codes() == [["b"], ["c", "a"]]


def test_removing_a_question_shows_what_goes_with_it_and_does_it(browser: Browser) -> None:
    made(concept_note=(asks("a", "b", "c", c=DEPENDS),), criteria=(READER,))
    page = browser.get(f"{SET}/asked/a/remove")
    assert "The criterion “Fit” no longer reads it" in page.text
    assert "The question “C” was needed by its answer; it becomes optional" in page.text
    page.form("operation").submit()
    found = now(REF)
    assert codes() == [["b", "c"]]
    assert found.criteria[0].reads == ("b",)
    assert found.concept_note[0].questions[1].required is Requirement.NEVER


def test_a_criterion_reads_on_what_the_other_form_still_asks(browser: Browser) -> None:
    made(concept_note=(asks("a", "b"),), full_proposal=(asks("a"),), criteria=(READER,))
    page = browser.get(f"{SET}/asked/a/remove")
    assert "Fit" not in page.text
    page.form("operation").submit()
    assert now(REF).criteria[0].reads == ("a", "b")


def test_removing_a_section_takes_its_questions_along(browser: Browser) -> None:
    sections = (asks("a", "b"), asks("c", slug="two", c=DEPENDS))
    made(concept_note=sections, criteria=(READER,))
    page = browser.get(f"{SET}/sections/one/remove")
    for words in ("The question “A” is taken out", "“Fit” no longer", "it becomes optional"):
        assert words in page.text
    page.form("operation").submit()
    assert (codes(), now(REF).criteria[0].reads) == ([["c"]], ())


def test_a_new_code_is_followed_by_what_speaks_of_the_question(browser: Browser) -> None:
    made(concept_note=(asks("a", "b", "c", c=DEPENDS),), criteria=(READER,))
    page = browser.get(f"{SET}/asked/a").form("code").submit({"code": "fresh"})
    assert page.status == 200, page.text
    found = now(REF)
    assert found.criteria[0].reads == ("fresh", "b")
    assert found.concept_note[0].questions[2].required_when == {
        "question": "fresh",
        "equals": "yes",
    }


def test_a_condition_is_typed_and_read_back(browser: Browser) -> None:
    made(concept_note=(asks("a", "b"),))
    values = {"required": "when", "when_question": "a", "when_equals": "no"}
    browser.get(f"{SET}/asked/b").form("code").submit(values)
    assert now(REF).concept_note[0].questions[1].required_when == {"question": "a",
                                                                     "equals": "no"}  # fmt: skip
    again = browser.get(f"{SET}/asked/b").form("code").values()
    assert {name: again[name] for name in values} == values


def test_standard_questions_are_copied_once_without_criteria_the_call_lacks(
    browser: Browser,
) -> None:
    made(concept_note=(asks(),))
    page = browser.get(f"{SET}/sections/one/add").click("Copy standard questions")
    assert page.form("codes").submit().status == 422
    page.form("codes").submit({"codes": ["title", "fit"]})
    title, fit = now(REF).concept_note[0].questions
    assert title == STANDARD[0].questions[0]
    assert (fit.criteria, fit.max_words) == ((), 150)
    page = browser.get(f"{SET}/sections/one/copy")
    assert "Title of the project" not in page.text


def test_a_section_keeps_its_questions_when_it_is_renamed(browser: Browser) -> None:
    made(concept_note=(asks("a", "b"),))
    page = browser.get(f"{SET}/sections/one")
    page.form("slug").submit({"slug": "first", "title_fr": "Un", "intro_en": "Read this."})
    [section] = now(REF).concept_note
    assert (section.slug, section.title) == ("first", {"en": "One", "fr": "Un"})
    assert (section.intro, codes()) == ({"en": "Read this."}, [["a", "b"]])
    page = browser.get(f"{SET}/new-section").form("slug").submit({"slug": "first"})
    assert page.status == 422
    assert "Write it in English at least" in page.text


def test_the_list_of_parts_says_which_section_asks_nothing(browser: Browser) -> None:
    made(full_proposal=(asks(slug="plan"),))
    assert "Full proposal: section “plan” asks nothing" in browser.get(f"/calls/{REF}/edit").text


def test_the_full_proposal_is_a_set_of_its_own(browser: Browser) -> None:
    parts = browser.get(f"/calls/{REF}/edit")
    page = parts.click("Full proposal").click("Add a section")
    values = {"slug": "plan", "group_en": "Plan", "title_en": "The plan"}
    page = page.form("slug").submit(values)
    assert page.heading == "Full proposal"
    assert [one.slug for one in now(REF).form(FormKind.FULL_PROPOSAL)] == ["plan"]
    assert codes() == []


def test_no_page_asks_the_database_more_for_sixty_questions(browser: Browser) -> None:
    sections = tuple(
        asks(*(f"q{n}-{m}" for m in range(10)), slug=f"s{n}") for n in range(6)
    )  # fmt: skip
    made(concept_note=sections)
    for path in (
        "", "/new-section", "/sections/s1", "/sections/s1/remove", "/sections/s1/add",
        "/sections/s1/add/table", "/sections/s1/copy", "/sections/s1/preview",
        "/asked/q1-1", "/asked/q1-1/move", "/asked/q1-1/remove",
        "/asked/q1-1/kind", "/asked/q1-1/kind/number",
    ):  # fmt: skip
        assert queries_of(browser, SET + path) <= 12, path
    assert len(browser.get(SET).response.data) < 150_000


@pytest.mark.parametrize("path", ["", "/new-section", "/sections/one/preview", "/asked/a"])
def test_only_a_lead_before_the_opening(browser: Browser, browse: Browse, path: str) -> None:
    made(concept_note=(asks("a"),))
    assert browse(build.person("", Role.OFFICER)).get(SET + path).status == 403
    assert browser.get(SET + path).status == 200
    build.call("CATF-2034", status=CallStatus.OPEN)
    page = browser.get((SET + path).replace(REF, "CATF-2034"))
    assert page.status in (404, 422)
    assert page.status == 404 or "has opened" in page.text
