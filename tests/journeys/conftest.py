"""A running installation, a real browser, and somebody to be."""

import os
import re
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import (
    Browser as Chromium,
    BrowserContext,
    Locator,
    Page,
    ViewportSize,
    expect,
    sync_playwright,
)

from grants.demo.cast import BY_KEY
from tests.journeys.line import free_port
from tests.meta.reading import ROOT
from tests.world import World

WIDE: ViewportSize = {"width": 1280, "height": 900}
PHONE: ViewportSize = {"width": 390, "height": 844}
NARROW: ViewportSize = {"width": 320, "height": 700}
FLAGS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
expect.set_options(timeout=15_000)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if "tests/journeys" in str(item.path):
            item.add_marker(pytest.mark.browser)


@dataclass(frozen=True)
class House:
    """What `make run` serves, over a copy of the demonstration's world."""

    url: str
    world: World


@pytest.fixture(scope="session")
def house(demo_world: World, tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    with served(demo_world.copy(tmp_path_factory.mktemp("house"))) as found:
        yield found


@contextmanager
def served(world: World, **settings: str) -> Iterator[House]:
    """What `make run` starts, until the block is left."""
    port = settings.get("PORT") or str(free_port())
    env = {
        **os.environ,
        "INSTANCE_DIR": str(world.folder),
        "DATABASE_URL": world.url,
        "PORT": port,
        "PYTHONUNBUFFERED": "1",
        **settings,
    }
    with (world.folder / "log").open("w+") as log:
        process = subprocess.Popen(
            [sys.executable, "-m", "grants.run"], cwd=ROOT, env=env,
            stdout=subprocess.PIPE, stderr=log, text=True,
        )  # fmt: skip
        try:
            assert process.stdout is not None
            for line in process.stdout:
                if line.startswith("Ready"):
                    break
            else:
                log.seek(0)
                raise AssertionError(log.read()[-3000:])
            yield House(settings.get("BASE_URL", f"http://127.0.0.1:{port}"), world)
        finally:
            process.send_signal(signal.SIGTERM)
            process.wait(30)
            assert process.stdout is not None
            process.stdout.close()


@pytest.fixture(scope="session")
def chromium() -> Iterator[Chromium]:
    names = ("chromium", "chromium-browser", "google-chrome")
    found = os.environ.get("CHROMIUM") or next(filter(None, map(shutil.which, names)), None)
    if not found:
        if os.environ.get("CI") == "true":
            pytest.fail("no Chromium on this machine, and CI=true wants the browser journeys")
        pytest.skip("no Chromium on this machine: name one in CHROMIUM, or install chromium")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=found, args=FLAGS)
        yield browser
        browser.close()


@dataclass
class Visit:
    """One person with a browser of their own."""

    page: Page
    house: House
    name: str
    scripts: bool = True

    def go(self, path: str) -> Page:
        answer = self.page.goto(self.house.url + path)
        assert answer is not None
        assert answer.status < 500, f"{path}: {answer.status}"
        return self.page

    def be(self, key: str) -> "Visit":
        """Sign in as somebody of the demonstration, with one click."""
        self.go("/demo/people")
        name = BY_KEY[key].name
        self.page.get_by_role("button", name=re.compile(rf": {name}$")).click()
        expect(self.page.locator("aside.demo-bar")).to_contain_text(name)
        return self

    @property
    def main(self) -> Locator:
        return self.page.get_by_role("main")

    def in_english(self) -> "Visit":
        """By the link in the footer, when the reader's own language is another."""
        if self.page.locator("html").get_attribute("lang") != "en":
            self.page.get_by_role("contentinfo").get_by_role("link", name="English").click()
            expect(self.page.locator("html")).to_have_attribute("lang", "en")
        return self

    def menu(self, name: str) -> "Visit":
        """An entry of the header."""
        self.page.get_by_role("banner").get_by_role("link", name=name, exact=True).click()
        return self

    def follow(self, name: str | re.Pattern[str], *, exact: bool = False) -> "Visit":
        """A link of the page, by its words."""
        self.main.get_by_role("link", name=name, exact=exact).first.click()
        return self

    def press(self, name: str) -> "Visit":
        """A button of the page, by its words."""
        self.main.get_by_role("button", name=name, exact=True).click()
        return self

    def sees(self, words: str | re.Pattern[str]) -> "Visit":
        expect(self.main).to_contain_text(words)
        return self

    def sees_nothing_of(self, words: str) -> "Visit":
        expect(self.main).not_to_contain_text(words)
        return self

    def is_at(self, heading: str | re.Pattern[str]) -> "Visit":
        expect(self.page.get_by_role("heading", level=1)).to_contain_text(heading)
        return self

    def fits(self, shot: str) -> "Visit":
        """Looks right wide and on a phone."""
        before = self.page.viewport_size
        for size in (WIDE, PHONE):
            self.page.set_viewport_size(size)
            self.looks_right(shot)
        if before:
            self.page.set_viewport_size(before)
        return self

    def addresses(self) -> list[str]:
        """Where the links of the page lead, in their order: one round trip for all of them."""
        links = self.page.locator("main a[href], header a[href]")
        found: list[str] = links.evaluate_all("all => all.map(one => one.getAttribute('href'))")
        return found

    def looks_right(self, shot: str) -> None:
        """No fault of accessibility, nothing wider than the screen, a picture when asked for."""
        width = self.page.viewport_size["width"] if self.page.viewport_size else 0
        # A page that has just been asked for has no document yet: wait for it, whole.
        self.page.wait_for_load_state()
        overflow = self.page.locator("html").evaluate("html => html.scrollWidth - html.clientWidth")
        picture(self.page, f"{shot}-{width}")
        assert overflow <= 0, f"{self.page.url}: {overflow} px wider than {width} px"
        if self.scripts:  # axe waits for promises, which never come true without scripts
            axe(self.page)


AXE = Axe().axe_script
RUN_AXE = "axe.run({resultTypes: ['violations']}).then(found => found.violations)"


def axe(page: Page) -> None:
    """No violation of the rules of WCAG that a machine can find."""
    if not page.evaluate("typeof axe === 'object'"):  # once for a page, though it changes its size
        page.evaluate(AXE)
    words = [
        f"{rule['id']}: {rule['help']}: {node['target']} {node['html'][:160]}"
        for rule in page.evaluate(RUN_AXE)
        for node in rule["nodes"][:3]
    ]
    assert not words, f"{page.url}\n" + "\n".join(words)


def picture(page: Page, name: str) -> None:
    """A screenshot of the whole page into the folder SHOTS names, when it names one."""
    folder = os.environ.get("SHOTS")
    if folder:
        Path(folder).mkdir(parents=True, exist_ok=True)
        page.screenshot(path=Path(folder) / f"{name}.png", full_page=True)


@pytest.fixture
def visit(chromium: Chromium, house: House) -> Iterator[Callable[..., Visit]]:
    """`visit()` is a visitor; `visit("amina", size=PHONE, scripts=False)` is Amina, so.

    With `breaks` the test itself breaks the line, which a browser complains about.
    """
    contexts: list[BrowserContext] = []
    complaints: list[str] = []

    def open_page(
        who: str | None = None,
        *,
        size: ViewportSize = WIDE,
        scripts: bool = True,
        breaks: bool = False,
        **more: Any,
    ) -> Visit:
        context = chromium.new_context(viewport=size, java_script_enabled=scripts, **more)
        contexts.append(context)
        page = context.new_page()
        page.on("pageerror", lambda error: complaints.append(f"{page.url}: {error}"))
        page.on(
            "console",
            lambda said: (
                complaints.append(f"{page.url}: {said.text}")
                if said.type == "error"
                and "status of 4" not in said.text
                and not (breaks and "net::ERR_" in said.text)
                else None
            ),
        )
        found = Visit(page, house, who or "visitor", scripts)
        return found.be(who) if who else found

    yield open_page
    for context in contexts:
        context.close()
    assert complaints == [], "\n".join(complaints)
