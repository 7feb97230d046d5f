"""One proposal from a stranger's first visit to its receipt, and on through the house."""

import time
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
    expect(page.get_by_role("main")).to_contain_text(f"receipt {receipt.number}")
    until = time.monotonic() + 60  # the worker beside makes the PDF and sends it
    while "as a PDF" not in page.get_by_role("main").inner_text():
        assert time.monotonic() < until, "no PDF of the receipt came by mail"
        page = ama.go(f"/demo/mail?to={email}")
    stranger = visit(scripts=scripts)
    page = stranger.go("/receipts/")
    page.get_by_label("Number of the receipt").fill(receipt.number)
    page.get_by_label("SHA-256 of the submission").fill(receipt.sha256)
    page.get_by_role("button", name="Check").click()
    expect(page.get_by_role("status")).to_contain_text("This receipt is genuine")
    stranger.looks_right("walk-genuine")
