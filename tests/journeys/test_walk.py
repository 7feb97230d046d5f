"""One proposal from a stranger's first visit to its receipt, and on through the house."""

from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from tests.journeys import city
from tests.journeys.conftest import NARROW, WIDE, Visit


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no-scripts"])
def test_a_city_registers_applies_and_holds_a_receipt(
    visit: Callable[..., Visit], scripts: bool
) -> None:
    email = f"ama.owusu.{scripts}@cape-coast.example".lower()
    ama = visit(scripts=scripts, size=WIDE if scripts else NARROW)
    city.register(ama, email)
    home = city.start(ama)
    city.fill_sections(ama, home)
    city.ask_sponsor(ama, home)
    city.endorse(visit(scripts=scripts))
    receipt = city.submit(ama, home)
    page = ama.go(home)
    expect(page.get_by_role("main")).to_contain_text("Submitted")
    ama.looks_right("walk-submitted")
    page = ama.go(f"/demo/mail?to={email}")
    expect(page.get_by_role("main")).to_contain_text(receipt.number)
