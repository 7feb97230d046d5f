"""From registering to the receipt on a line that counts, with scripts and without."""

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser as Chromium, Route, expect

from tests.journeys.application import SAVED
from tests.journeys.conftest import Visit
from tests.journeys.on_the_line import MOST_BYTES, OnTheLine, applied, on_the_line
from tests.world import World


@pytest.fixture(scope="module")
def at(demo_world: World, tmp_path_factory: pytest.TempPathFactory) -> Iterator[OnTheLine]:
    with on_the_line(demo_world.copy(tmp_path_factory.mktemp("line"))) as found:
        yield found


@pytest.mark.timeout(600)
@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no-scripts"])
def test_a_whole_application_moves_little_beside_its_files(
    chromium: Chromium, at: OnTheLine, scripts: bool
) -> None:
    moved = applied(chromium, at, scripts=scripts)
    assert moved.receipt
    assert moved.sections >= 10
    assert moved.bytes <= MOST_BYTES


def test_what_is_typed_before_the_script_has_come_is_saved_too(
    visit: Callable[..., Visit],
) -> None:
    one = visit("amina").in_english().menu("My proposals")
    home = one.page.locator("main a[href^='/proposals/']").first.get_attribute("href")
    held: list[Route] = []
    one.page.route("**/autosave.*.js", lambda route: held.append(route))
    one.go(f"{home}sections/problem")
    field = one.page.locator("main textarea").first
    field.fill("Typed while the line was slow.")
    held[0].continue_()
    expect(one.page.locator("[data-save-state]")).to_have_text(SAVED)
    one.page.unroute_all()
    one.go(f"{home}sections/problem")
    expect(one.page.locator("main textarea").first).to_have_value("Typed while the line was slow.")
