"""A team at one proposal: two texts meet, an earlier one comes back, an open tab loses nothing."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.conftest import Visit

LONG = (
    "Residents map the low streets with the assembly, agree on the first ten culverts and clear "
    "them together before the rains."
)


def home_of(visit: Visit) -> str:
    """The address of Amina's proposal in the open call."""
    page = visit.go("/proposals/")
    link = page.get_by_role("main").locator("a[href^='/proposals/']").first
    return str(link.get_attribute("href")).rstrip("/")


def first_section(visit: Visit, home: str) -> str:
    """The first section with a long text in it."""
    page = visit.go(home + "/")
    links = page.get_by_role("main").locator("a[href*='/sections/']")
    for path in [str(link.get_attribute("href")) for link in links.all()]:
        if visit.go(path).get_by_role("main").locator("textarea").count():
            return path
    raise AssertionError("no section with a long text")


def write(page: Page, text: str) -> None:
    page.get_by_role("main").locator("textarea").first.fill(text)


def save(page: Page) -> None:
    page.get_by_role("button", name="Save and come back later").click()


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no-scripts"])
def test_two_texts_meet_and_an_earlier_one_comes_back(
    visit: Callable[..., Visit], scripts: bool
) -> None:
    name = "scripts" if scripts else "plain"
    one, two = visit("amina", scripts=scripts), visit("samuel", scripts=scripts)
    path = first_section(one, home_of(one))
    mine, theirs = one.go(path), two.go(path)
    write(theirs, f"{LONG} The women of the market keep the keys. ({name})")
    save(theirs)
    expect(theirs.get_by_role("main")).to_contain_text("sections completed")

    write(mine, f"{LONG} The youth council keeps watch. ({name})")
    if scripts:
        expect(mine.locator("[data-save-alert]")).to_contain_text("Your text is kept")
        one.fits(f"together-alert-{name}")
        mine.get_by_role("button", name="Compare both texts").click()
    else:
        save(mine)
    one.is_at("Two versions of")
    expect(mine.locator("mark").first).to_be_visible()
    one.fits(f"together-both-{name}")
    one.press("Save what I chose")
    one.sees("Choose which text should stand")
    mine.get_by_label("A new text, which I write here").check()
    write(mine, f"{LONG} The market and the youth council keep watch. ({name})")
    one.fits(f"together-anew-{name}")
    one.press("Save what I chose")

    page = one.go(path)
    expect(page.locator("textarea").first).to_have_value(
        f"{LONG} The market and the youth council keep watch. ({name})"
    )
    one.follow("Earlier answers").fits(f"together-earlier-{name}")
    one.follow("versions, compare and bring back")
    one.follow("Version").fits(f"together-compared-{name}")
    one.page.get_by_label("Compare version").select_option(index=1)
    one.press("Compare").fits(f"together-other-{name}")
    one.go(one.page.url.removeprefix(one.house.url).split("?")[0] + "?n=1")
    one.follow("Bring this version back").fits(f"together-restore-{name}")
    one.press("Bring it back").sees("The earlier text stands again")
    one.fits(f"together-restored-{name}")
    one.go(path.split("/sections/")[0] + "/history")
    one.sees("was brought back").sees("Samuel Adjei")


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no-scripts"])
def test_a_tab_left_open_gives_its_text_back(visit: Callable[..., Visit], scripts: bool) -> None:
    name = "scripts" if scripts else "plain"
    one, other = visit("amina", scripts=scripts), visit("amina")
    path = first_section(one, home_of(one))
    page = one.go(path)
    one.page.context.clear_cookies()
    write(page, f"{LONG} Typed while signed out. ({name})")
    if scripts:
        expect(page.locator("[data-save-alert]")).to_contain_text("signed out")
        one.fits(f"together-signed-out-{name}")
    page.on("dialog", lambda dialog: dialog.accept())
    save(page)
    one.is_at("You have been signed out").sees("Typed while signed out")
    one.fits(f"together-401-{name}")
    sign_in_elsewhere(one)
    one.press("I have signed in: send it again")
    if page.get_by_role("button", name="Send it again").count():
        one.press("Send it again")  # when signing in began a new session
    one.is_at(re.compile("^(?!You have been signed out|This page)"))
    expect(other.go(path).locator("textarea").first).to_have_value(
        f"{LONG} Typed while signed out. ({name})"
    )


def sign_in_elsewhere(one: Visit) -> None:
    """In another tab of the same browser."""
    tab = one.page.context.new_page()
    Visit(tab, one.house, one.name, one.scripts).be("amina")
    tab.close()


def test_a_form_of_an_earlier_session_is_sent_again_with_one_press(
    visit: Callable[..., Visit],
) -> None:
    one = visit("amina", scripts=False)
    path = first_section(one, home_of(one))
    page = one.go(path)
    one.page.context.clear_cookies()
    sign_in_elsewhere(one)
    write(page, f"{LONG} Typed in an earlier session.")
    save(page)
    one.is_at("This page was open too long").fits("together-400")
    one.press("Send it again").sees("sections completed")
    expect(one.go(path).locator("textarea").first).to_have_value(
        f"{LONG} Typed in an earlier session."
    )


def test_who_is_removed_while_writing_copies_the_text(visit: Callable[..., Visit]) -> None:
    lead, other = visit("amina"), visit("samuel")
    home = home_of(lead)
    path = first_section(lead, home)
    page = other.go(path)
    lead.go(path)
    lead.sees(re.compile("Samuel Adjei (opened|is working in) this section"))
    lead.fits("together-presence").go(f"{home}/team")
    lead.fits("together-team")
    lead.page.get_by_role("row", name="Samuel Adjei").get_by_role("link", name="Remove").click()
    lead.press("Remove from the team")
    write(page, f"{LONG} Typed after being removed.")
    expect(page.locator("[data-save-alert]")).to_contain_text("no longer in the team")
    other.fits("together-removed-alert")
    page.on("dialog", lambda dialog: dialog.accept())
    save(page)
    other.sees("You are no longer in the team").sees("Typed after being removed")
    other.fits("together-removed")
