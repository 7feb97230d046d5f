"""An officer at the desk: how few clicks a clean proposal takes, and the way through by keys."""

import re
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.journeys import city, secretariat
from tests.journeys.conftest import House, Visit, served
from tests.journeys.fingers import Keys
from tests.world import World

AMA = "Cape Coast: higher ground for those who must move"
ROSA = "Guatemala: paradas seguras decididas por quienes las usan"
MOST = 8  # clicks or keys of a clean proposal, once it is open
# What fingers did, as the browser heard it: no script's click, and kept from page to page.
COUNTING = """
if (!window.counting) {
  window.counting = true;
  const count = (event) => {
    if (!event.isTrusted || event.repeat) return;
    sessionStorage.done = Number(sessionStorage.done ?? 0) + 1;
  };
  addEventListener("pointerdown", count, true);
  addEventListener("keydown", count, true);
}
"""


@pytest.fixture(scope="module")
def house(demo_world: World, tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    """One of its own: its clock moves."""
    with served(demo_world.copy(tmp_path_factory.mktemp("desk"))) as found:
        yield found


def begin_counting(page: Page) -> None:
    page.evaluate("sessionStorage.done = 0")


def counted(page: Page) -> int:
    return int(page.evaluate("Number(sessionStorage.done)"))


@pytest.mark.timeout(600)  # a city applies first, and the clock moves by a month
def test_a_clean_proposal_takes_eight_clicks_and_a_refusal_waits_for_a_second_officer(
    visit: Callable[..., Visit],
) -> None:
    ama = visit(scripts=False)
    city.register(ama, "ama.desk@cape-coast.example")
    home = city.start(ama)
    city.fill_sections(ama, home)
    city.ask_sponsor(ama, home)
    city.endorse(visit(scripts=False))
    city.submit(ama, home)
    sofia = visit("sofia").in_english()
    secretariat.move_clock(sofia, 26)
    sofia.page.add_init_script(COUNTING)

    screened_by_clicks(sofia)
    sofia.fits("desk-eligible")
    refused_by_keys(sofia)

    kwame = visit("kwame").in_english()
    kwame.menu("Screening").follow(secretariat.CALL)
    kwame.follow(re.compile(r"^For me to confirm \(1\)")).follow(ROSA)
    kwame.sees("You are asked to look again")
    expect(kwame.main.get_by_role("link", name="Confirm or send back")).to_be_visible()
    kwame.sees_nothing_of("Find it eligible").fits("desk-second-look")


def test_the_letters_that_move_along_the_list_can_be_switched_off(
    visit: Callable[..., Visit],
) -> None:
    page = visit("sofia").go("/calls/CATF-2015/proposals")
    first = page.locator("table[data-list] tbody th a").first
    expect(page.get_by_role("button", name="Switch the keys off")).to_be_visible()
    page.keyboard.press("j")
    expect(first).to_be_focused()
    page.get_by_role("button", name="Switch the keys off").click()
    page.reload()
    expect(page.get_by_role("button", name="Switch the keys on")).to_be_visible()
    page.keyboard.press("j")
    expect(first).not_to_be_focused()
    page.get_by_role("button", name="Switch the keys on").click()
    page.keyboard.press("j")
    expect(first).to_be_focused()


def screened_by_clicks(sofia: Visit) -> None:
    secretariat.file_of(sofia, AMA)
    begin_counting(sofia.page)
    sofia.press("Start the check").sees("The check has started")
    sofia.main.get_by_role("button", name=re.compile(r"^Yes to the .*open item")).click()
    sofia.sees("The checklist is saved")
    sofia.follow("Find it eligible").is_at("Find it eligible")
    sofia.press("Yes, it is eligible").sees("The proposal is eligible")
    assert 4 <= counted(sofia.page) <= MOST


def refused_by_keys(sofia: Visit) -> None:
    """From the list with one key to what nobody has begun, and through its check without a
    mouse."""
    page, keys = sofia.page, Keys(sofia.page)
    sofia.go("/calls/CATF-2026/proposals?state=submitted")
    begin_counting(page)
    page.keyboard.press("n")
    sofia.is_at(ROSA)
    assert counted(page) == 1
    keys.press(sofia.main.get_by_role("button", name="Start the check"))
    sofia.sees("The check has started")
    keys.tick(group(sofia, "B5").get_by_label("No", exact=True))
    keys.write(sofia.main.get_by_label("Note on B5", exact=True), secretariat.REFUSAL)
    keys.press(sofia.main.get_by_role("button", name=re.compile(r"^Yes to the .*open item")))
    sofia.sees("The checklist is saved")
    keys.press(sofia.main.get_by_role("link", name="Find it not eligible"))
    keys.write(sofia.main.get_by_label("Why it is not eligible"), secretariat.REFUSAL)
    keys.press(sofia.main.get_by_role("button", name="Send to a second person"))
    sofia.sees("a second person must confirm").sees_nothing_of("Confirm or send back")


def group(sofia: Visit, code: str) -> Locator:
    return sofia.main.get_by_role("group", name=re.compile(f"^Answer to {code}"))
