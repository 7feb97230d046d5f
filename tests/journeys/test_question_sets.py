"""The question sets of a call that is being made: their pages fit, and a machine can read them."""

from collections.abc import Callable

from playwright.sync_api import expect

from tests.journeys.conftest import NARROW, WIDE, Visit

SET = "/calls/CATF-2040/edit/questions/concept_note"
PAGES = {
    "set": "",
    "new-section": "/new-section",
    "kinds": "/sections/budget/add",
    "choice": "/sections/budget/add/single_choice",
    "table": "/sections/budget/add/table",
    "question": "/asked/partners",
    "move": "/asked/partners/move",
    "remove": "/asked/context/remove",
    "templates": "/asked/city_letter/templates",
    "other-kinds": "/asked/partners/kind",
    "other-kind": "/asked/partners/kind/table",
    "copy": "/sections/budget/copy",
    "preview": "/sections/organisations/preview",
    "preview-budget": "/sections/budget/preview",
    "preview-documents": "/sections/documents/preview",
}


def test_the_pages_of_a_question_set_are_clean_and_fit(visit: Callable[..., Visit]) -> None:
    lead = visit(size=WIDE).be("helena")
    page = lead.go("/calls/new")
    for name, value in {
        "ref": "CATF-2040",
        "title": "Cities after 2040",
        "summary": "What comes next.",
        "fiscal_year": "2040",
        "min_cents": "50 000",
        "max_cents": "200 000",
        "contact_email": "catf@example.org",
    }.items():
        page.locator(f"main [name={name}]").fill(value)
    page.locator("main [name=languages]").first.check()
    page.get_by_role("button", name="Make the draft").click()
    for size in (WIDE, NARROW):
        page.set_viewport_size(size)
        for name, path in PAGES.items():
            lead.go(SET + path)
            expect(page.locator("nav.crumbs")).to_contain_text("CATF-2040")
            lead.looks_right(f"question-set-{name}-{size['width']}")
