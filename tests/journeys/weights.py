"""What an applicant's pages weigh on the line: the first load of a visit, and after it."""

import re
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import urlsplit

from playwright.sync_api import Browser as Chromium, StorageState

from tests.journeys.conftest import WIDE, House, Visit
from tests.journeys.line import Line
from tests.journeys.test_all_pages import SKIPPED, kind_of

FIRST_BYTES, AGAIN_BYTES = 20_000, 8_000
# Between them they have a draft, a submission, an outcome of every sort, a clarification to give.
READERS = ("visitor", "amina", "rosa", "thandi", "joao", "lucia")
BEGINS = {
    "visitor": (
        "/",
        "/calls/CATF-2026/quiz?q-A2=no&q-A3=GH&q-A4=unsure&q-A6=yes&q-A9=yes&q-B3=no&q-B4=yes"
        "&q-B5=yes",
        "/receipts/",
    )
}
DRAFT = re.compile(r"/proposals/[A-Z0-9]{5,}/$")


@dataclass(frozen=True)
class Weight:
    """Everything that comes down for a page, headers and icon too, and what goes up."""

    who: str
    path: str
    first: int  # with nothing in the browser's cache
    again: int  # with what an earlier page brought
    up: int

    @property
    def is_met(self) -> bool:
        return self.first <= FIRST_BYTES and self.again <= AGAIN_BYTES

    def __str__(self) -> str:
        mark = "" if self.is_met else "  OVER"
        return (
            f"{self.first / 1000:5.1f} kB  {self.again / 1000:5.1f} kB  {self.who:8} "
            f"{self.path[:70]}{mark}"
        )


def table(weights: list[Weight]) -> str:
    """The worst first."""
    lines = [str(one) for one in sorted(weights, key=lambda one: one.first, reverse=True)]
    return "\n".join(["  first      after  who      page", *lines])


def weights(chromium: Chromium, house: House, line: Line) -> Iterator[Weight]:
    """Of one page of each kind that a link leads to, and of every section."""
    seen: set[str] = set()
    for who in READERS:
        context = chromium.new_context(viewport=WIDE, locale="en-GB")
        visit = Visit(context.new_page(), house, who)
        if who != "visitor":
            visit.be(who).in_english()
        paths = _paths(visit, seen)
        state = context.storage_state()
        context.close()
        for path in paths:
            yield _weight(chromium, house, line, state, who, path)


def _paths(visit: Visit, seen: set[str]) -> list[str]:
    """One address of each kind not seen before; the pages of a section are kinds of their own."""
    waiting, found = deque(BEGINS.get(visit.name, ("/",))), []
    # An earlier reader's kind is followed again, for what may lie behind it, and not weighed.
    followed: set[str] = set()
    while waiting:
        path = waiting.popleft()
        kind = _kind(path)
        if kind in followed or SKIPPED.search(path.partition("?")[0]):
            continue
        followed.add(kind)
        visit.go(path)
        if kind not in seen or kind == "/":
            seen.add(kind)
            found.append(path)
        for address in visit.addresses():
            target = urlsplit(address)
            if not target.scheme and target.path.startswith("/"):
                waiting.append(target.path)
    return found


def _kind(path: str) -> str:
    path, _, query = path.partition("?")
    plain = kind_of(path.replace(path.rsplit("/", 1)[-1], "")) if "/sections/" in path else ""
    return f"{plain}{path.rsplit('/', 1)[-1]}" if plain else kind_of(path) + query


def _weight(
    chromium: Chromium, house: House, line: Line, state: StorageState, who: str, path: str
) -> Weight:
    context = chromium.new_context(viewport=WIDE, locale="en-GB", storage_state=state)
    page = context.new_page()
    up, down = line.up, line.down
    page.goto(house.url + path, wait_until="networkidle")
    first, up = line.down - down, line.up - up
    down = line.down
    page.goto(house.url + path, wait_until="load")
    again = line.down - down
    context.close()
    return Weight(who, path, first, again, up)
