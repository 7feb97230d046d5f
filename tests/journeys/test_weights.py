"""Every page of an applicant is light enough for a slow and costly line."""

import pytest
from playwright.sync_api import Browser as Chromium

from tests.journeys.conftest import served
from tests.journeys.line import Line, free_port
from tests.journeys.weights import table, weights
from tests.world import World


@pytest.mark.timeout(600)
def test_every_page_of_an_applicant_is_light_at_first_and_lighter_after(
    chromium: Chromium, demo_world: World, tmp_path_factory: pytest.TempPathFactory
) -> None:
    port, copy = free_port(), demo_world.copy(tmp_path_factory.mktemp("light"))
    with Line(port) as line, served(copy, PORT=str(port), BASE_URL=line.url) as house:
        found = list(weights(chromium, house, line))
    assert len(found) > 40, [one.path for one in found]
    heavy = [one for one in found if not one.is_met]
    assert heavy == [], table(heavy)
