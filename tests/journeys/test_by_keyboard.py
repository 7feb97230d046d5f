"""A whole application without a mouse; every page of it clean on a screen and on a phone."""

import pytest
from playwright.sync_api import Browser as Chromium, Page

from tests.journeys.application import Application, endorse
from tests.journeys.conftest import PHONE, WIDE, Visit
from tests.journeys.fingers import Keys
from tests.journeys.on_the_line import on_the_line
from tests.world import World

MAIL = "ama.keys@cape-coast.example"


@pytest.mark.timeout(600)  # every field of every page by Tab, every page by axe at two sizes
def test_a_city_applies_by_keys_alone_and_always_sees_where_it_is(
    chromium: Chromium, demo_world: World, tmp_path_factory: pytest.TempPathFactory
) -> None:
    with on_the_line(demo_world.copy(tmp_path_factory.mktemp("keys"))) as at:
        page = chromium.new_page(viewport=WIDE, locale="en-GB")
        visit = Visit(page, at.house, "ama")
        seen: set[str] = set()

        def look(page: Page, name: str) -> None:
            if name in seen:
                return
            seen.add(name)
            for size in (PHONE, WIDE):
                page.set_viewport_size(size)
                visit.looks_right(f"keys-{name.partition('?')[0].replace('/', '-')}")

        keys = Keys(page)
        one = Application(visit, keys, at.post, MAIL, words="We map and we build. ", look=look)
        one.register()
        one.start()
        one.write()
        one.ask_sponsor()
        sponsor = chromium.new_page(viewport=WIDE)
        endorse(sponsor, Keys(sponsor), at.post, one.sponsor)
        Visit(sponsor, at.house, "sponsor").fits("keys-endorsed")
        one.submit()
        assert one.receipt
        assert keys.stops > 200
        assert len(seen) > 20, seen
