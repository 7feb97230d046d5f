"""What everybody meets first: seen, read by a machine, on a phone, without scripts, by keyboard."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from tests.journeys.conftest import NARROW, PHONE, WIDE, Visit

PUBLIC = {
    "home": "/",
    "about": "/about",
    "calls": "/calls/",
    "call": "/calls/CATF-2026/",
    "call-elsewhere": "/calls/CATF-2026/?city=Accra",
    "call-form": "/calls/CATF-2026/form",
    "call-quiz": "/calls/CATF-2026/quiz",
    "call-quiz-unanswered": "/calls/CATF-2026/quiz?answer=1",
    "call-quiz-answered": "/calls/CATF-2026/quiz?q-A2=no&q-A3=GH&q-A4=unsure&q-A6=yes&q-A9=yes"
    "&q-B3=no&q-B4=yes&q-B5=yes",
    "sign-in": "/sign-in",
    "register": "/register",
    "forgot": "/forgot-password",
    "receipts": "/receipts/",
    "accessibility": "/accessibility",
    "privacy": "/privacy",
    "help": "/help",
    "missing": "/no-such-page",
    "design": "/design",
    "people": "/demo/people",
    "mailbox": "/demo/mail",
}
HOMES = (
    "amina",
    "ingrid",
    "sofia",
    "helena",
    "wanjiru",
    "clara",
    "sylvie",
    "olga",
    "victor",
    "maya",
)


@pytest.mark.parametrize("size", [WIDE, PHONE, NARROW], ids=["wide", "phone", "narrow"])
def test_public_pages_are_clean_and_fit(visit: Callable[..., Visit], size: dict[str, int]) -> None:
    visitor = visit(size=size)
    for name, path in PUBLIC.items():
        visitor.go(path)
        assert visitor.page.locator("h1").count() == 1, name
        visitor.looks_right(f"public-{name}")


@pytest.mark.parametrize("key", HOMES)
def test_each_home_is_clean_and_fits_on_a_screen_and_on_a_phone(
    visit: Callable[..., Visit], key: str
) -> None:
    person = visit(key)
    for size in (WIDE, NARROW):
        person.page.set_viewport_size(size)
        person.go("/")
        assert person.page.locator("h1").count() == 1, size
        person.looks_right(f"home-{key}")


def test_a_wrong_password_keeps_the_address_and_says_so_at_the_top(
    visit: Callable[..., Visit],
) -> None:
    visitor = visit()
    page = visitor.go("/sign-in")
    page.get_by_label("E-mail").fill("amina.yakubu@tamale.example")
    page.get_by_label("Password", exact=True).fill("not the right one at all")
    page.get_by_role("main").get_by_role("button", name="Sign in", exact=True).click()
    expect(page).to_have_title(re.compile("^Error: Sign in"))
    expect(page.get_by_label("E-mail")).to_have_value("amina.yakubu@tamale.example")
    expect(page.locator(".summary, [role=alert]").first).to_be_visible()
    visitor.looks_right("sign-in-wrong")


def test_an_empty_form_names_each_missing_answer_and_leads_to_it(
    visit: Callable[..., Visit],
) -> None:
    visitor = visit(scripts=False)
    page = visitor.go("/register")
    page.get_by_role("main").get_by_role("button").first.click()
    expect(page).to_have_title(re.compile("^Error: "))
    link = page.locator("main a[href^='#']").first
    target = link.get_attribute("href")
    link.click()
    assert page.url.endswith(target or "?")
    picture = page.locator(target or "#")
    expect(picture).to_have_attribute("aria-invalid", "true")


def test_by_keyboard_the_first_stop_skips_to_the_content_and_every_stop_can_be_seen(
    visit: Callable[..., Visit],
) -> None:
    page = visit().go("/sign-in")
    page.keyboard.press("Tab")
    expect(page.locator(":focus")).to_have_text("Skip to the content")
    page.keyboard.press("Enter")
    assert page.url.endswith("#main")
    for _ in range(12):
        page.keyboard.press("Tab")
        seen = page.evaluate(
            "(() => { const e = document.activeElement; const s = getComputedStyle(e);"
            " const b = e.getBoundingClientRect();"
            " return e === document.body || (b.width > 0 && b.height > 0 &&"
            " (s.outlineStyle !== 'none' || s.boxShadow !== 'none')); })()"
        )
        assert seen, page.evaluate("document.activeElement.outerHTML.slice(0, 200)")


def test_a_language_chosen_below_stays_chosen(visit: Callable[..., Visit]) -> None:
    page = visit(locale="en-GB").go("/about")
    page.get_by_role("link", name="Français").click()
    expect(page.locator("html")).to_have_attribute("lang", "fr")
    page.goto(page.url.rsplit("/", 1)[0] + "/help")
    expect(page.locator("html")).to_have_attribute("lang", "fr")


def test_nothing_is_asked_of_another_host(visit: Callable[..., Visit]) -> None:
    visitor = visit()
    asked: list[str] = []
    visitor.page.on("request", lambda request: asked.append(request.url))
    for path in ("/", "/calls/", "/sign-in", "/design"):
        visitor.go(path)
    assert asked
    assert {url for url in asked if not url.startswith((visitor.house.url, "data:"))} == set()
