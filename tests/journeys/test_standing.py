"""Where an applicant stands: the quiz carried along, one start, the task list, what is late."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from tests.journeys import city
from tests.journeys.conftest import PHONE, WIDE, Visit


def quiz_answered(reader: Visit) -> None:
    """Ghana, one point not known, everything else as the call wants it."""
    page = reader.go("/calls/CATF-2026/quiz")
    for choice in page.locator("main select").all():
        choice.select_option("GH")
    groups = page.locator("main fieldset")
    for n in range(groups.count()):
        label = "I do not know yet" if n == 0 else "Yes"
        groups.nth(n).get_by_label(label, exact=True).check()
    page.get_by_role("button", name="See the answer").click()


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no-scripts"])
def test_somebody_new_goes_from_the_quiz_over_registering_to_a_draft_with_its_points(
    visit: Callable[..., Visit], scripts: bool
) -> None:
    reader = visit(scripts=scripts, size=WIDE if scripts else PHONE)
    email = f"efua.{scripts}@cape-coast.example".lower()
    quiz_answered(reader)
    reader.looks_right("standing-quiz")
    reader.follow("Start a proposal").follow("I have no account yet")
    page = reader.page
    page.get_by_label("Your name").fill("Efua Sam")
    page.get_by_label("E-mail address").fill(email)
    reader.press("Register")
    city.open_letter(reader, email, "Confirm your e-mail address")
    page.get_by_role("main").locator("a[href*='/confirm/']").click()
    page.get_by_label("New password").fill(city.PASSWORD)
    reader.press("Confirm and sign in").is_at("Start a proposal")
    reader.sees("Ghana is filled in as the country of your city")
    reader.looks_right("standing-start")
    page.get_by_label("English").check()
    button = page.get_by_role("button", name="Start the proposal")
    button.dblclick(no_wait_after=True)
    expect(page).to_have_url(re.compile(r"/proposals/[A-Z0-9]+/$"))
    reader.sees("Points to settle").sees("You did not know yet.")
    reader.fits("standing-tasks")
    reader.go("/proposals/")
    expect(reader.main.locator("h2")).to_have_count(1)
    reader.looks_right("standing-mine")
    reader.go("/")
    reader.fits("standing-home")
    reader.main.get_by_role("link", name="Proposal without a title").or_(
        reader.main.get_by_role("link", name="A proposal without a title yet")
    ).first.click()
    reader.main.get_by_role("button", name=re.compile("^This is settled")).first.click()
    reader.sees_nothing_of("Points to settle")


def test_two_clicks_on_the_link_that_opens_the_start_page_start_one_proposal(
    visit: Callable[..., Visit],
) -> None:
    reader = visit("lucia").in_english()
    first, second = reader.page, reader.page.context.new_page()
    for page in (first, second):
        page.goto(f"{reader.house.url}/proposals/start/CATF-2026")
        page.get_by_label("English").check()
    places = set()
    for page in (first, second):
        page.get_by_role("button", name="Start the proposal").click()
        expect(page).to_have_url(re.compile(r"/proposals/[A-Z0-9]+/$"))
        places.add(page.url)
    assert len(places) == 1


@pytest.mark.parametrize("key", ["amina", "rosa", "thandi", "joao", "lucia"])
@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no-scripts"])
def test_each_city_reads_where_it_stands_with_one_thing_to_do_first(
    visit: Callable[..., Visit], key: str, scripts: bool
) -> None:
    reader = visit(key, scripts=scripts).in_english()
    for path, shot in (("/", "home"), ("/proposals/", "mine")):
        reader.go(path)
        assert reader.main.locator("a.btn:not(.quiet)").count() <= 1, path
        reader.fits(f"standing-{shot}-{key}")
    reader.main.locator("h2 a").first.click()
    assert reader.main.locator("a.btn:not(.quiet)").count() <= 1
    reader.fits(f"standing-list-{key}")
