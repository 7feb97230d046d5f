"""The sums of a budget while it is typed are those the server shows after it is saved."""

import json
import random
import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from grants.core.errors import Refused
from grants.core.money import exceeds_share, parse_cents, share_bp
from tests.journeys.conftest import NARROW, PHONE, WIDE, Visit

AMOUNTS = (
    "200000", "200 000", "200,000", "200.000", "49,999.99", "1.234.567,89", "US$ 5", "$7", "8 USD",
    "usd 9", "12,5", "0.500", "1,23,456", "20 00", "1'000", "1’000 000", "abc", "-5", "1e5", "",
    "9999999999999", "99999999999999", "9,999,999,999,999.99", "\u0661\u0662", "5..00", "1 000.50",
)  # fmt: skip
LINES = (
    ("Mapping", "training", "Workshops", "150 000", "30,000", "5 000"),
    ("Mapping", "audit", "The audit", "20 000", "", ""),
    ("", "", "Nothing chosen", "30,000.50", "9 999.50", ""),
)


def module(visit: Visit) -> str:
    """The address of the script that adds up."""
    manifest = visit.house.world.folder / "static" / "manifest.json"
    return f"/static/{json.loads(manifest.read_text())['files']['js/budget.js']}"


def read(text: str) -> int | None:
    try:
        return parse_cents(text) if text else 0
    except Refused:
        return None


def test_the_browser_reads_amounts_and_shares_as_the_server_does(
    visit: Callable[..., Visit],
) -> None:
    one = visit("amina")
    ask = "([url, values]) => import(url).then((m) => values.map(m.parseCents))"
    assert one.page.evaluate(ask, [module(one), list(AMOUNTS)]) == [read(a) for a in AMOUNTS]
    chance = random.Random(80)
    pairs = [(20_000_000, whole) for whole in (24_000_000, 24_999_999, 25_000_000, 25_000_001, 0)]
    pairs += [(part := chance.randrange(10**9), part + chance.randrange(10**9)) for _ in range(300)]
    ask = "([url, pairs]) => import(url).then((m) => pairs.map(([p, w]) => m.shareOf(p, w, 8000)))"
    assert one.page.evaluate(ask, [module(one), pairs]) == [
        {"bp": share_bp(part, whole, 8000), "over": whole > 0 and exceeds_share(part, whole, 8000)}
        for part, whole in pairs
    ]


def sums(page: Page) -> list[str]:
    """What stands below the cost lines, in words."""
    text = page.locator(".sums").inner_text().replace("\u00a0", " ")
    return [line.strip() for line in re.split(r"[\n\t]+", text) if line.strip()]


def fill(visit: Visit) -> None:
    for n, line in enumerate(LINES):
        if visit.page.locator(f"[name='q_budget-{n}-grant']").count() == 0:
            visit.press("Add a cost line")
            expect(visit.page.locator(f"[name='q_budget-{n}-grant']")).to_be_visible()
        for name, value in zip(
            ("component", "category", "description", "grant", "recipient", "in_kind"),
            line,
            strict=True,
        ):
            cell = visit.page.locator(f"[name='q_budget-{n}-{name}']")
            cell.select_option(value) if name == "category" else cell.fill(value)


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no-scripts"])
def test_sums_while_typing_are_the_sums_after_saving(
    visit: Callable[..., Visit], scripts: bool
) -> None:
    one = visit("amina", scripts=scripts, size=WIDE)
    one.in_english().menu("My proposals")
    home = one.page.locator("main a[href^='/proposals/']").first.get_attribute("href")
    one.go(f"{home}sections/budget")
    fill(one)
    typed = sums(one.page)
    one.press("Save and continue")
    expect(one.page).to_have_url(re.compile(r"check=1$"))
    saved = sums(one.page)
    assert "The grant pays 200 000.50 of 240 000 in cash: 83.3 %. The most is 80 %." in " ".join(
        saved
    )
    assert "That is more than the call allows." in " ".join(saved)
    assert saved[saved.index("Mapping") : saved.index("Mapping") + 2] == ["Mapping", "205 000"]
    if scripts:
        assert typed == saved
    for size in (WIDE, PHONE, NARROW):
        one.page.set_viewport_size(size)
        one.looks_right(f"budget-{'live' if scripts else 'plain'}")
