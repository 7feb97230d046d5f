"""Every kind of page that links lead to, as the first of its readers, wide and at 320 px."""

import re
from collections import deque
from collections.abc import Callable
from urllib.parse import urlsplit

import pytest

from tests.journeys.conftest import NARROW, WIDE, Visit

READERS = (
    "amina", "rosa", "thandi", "joao", "lucia", "ingrid", "sofia", "helena", "wanjiru",
    "mariam", "clara", "hans", "sylvie", "olga", "victor", "maya",
)  # fmt: skip
SKIPPED = re.compile(
    r"/(demo|language|files|sign-out|design)\b|\.(xlsx|csv|yaml|pdf|json|docx|ics|atom|zip)$"
)
ELSEWHERE: set[str] = set()  # kinds that an earlier reader opened
# Where a reader begins besides the first page: one page is opened of each kind, and of the calls
# that would be one nobody can change any more.
BEGINS = {
    "helena": (
        "/calls/CATF-2027/edit",
        "/calls/CATF-2026/extend",
        "/calls/CATF-2026/correct",
        "/calls/CATF-2026/cancel",
    )
}
# Opened again, below an address, by who can do more there than the first of its readers.
AGAIN = {"sylvie": "/board/members"}


def kind_of(path: str) -> str:
    """The address without its references and numbers, and without the names of what a call asks."""
    path = re.sub(r"(?<=/correct/).+", "*", path)
    path = re.sub(r"(?<=/sections/)[^/]+(/earlier(?=$|[/?]))", r"*\1", path)
    path = re.sub(r"(?<=/earlier/)[a-z0-9_]+", "*", path)
    path = re.sub(r"(?<=/edit/questions/)[a-z_]+(/(?:asked|sections)/)[a-z_]+", r"*\1*", path)
    path = re.sub(r"(?<=/kind/)[a-z_]+$", "*", path)
    return re.sub(r"/(?=[^/]*[A-Z0-9])[A-Z0-9-]{1,30}(?=/|$)", "/*", path)


@pytest.mark.timeout(900)  # a lead reaches a hundred kinds of pages, each looked at twice
@pytest.mark.parametrize("key", READERS)
def test_every_kind_of_page_is_clean_and_fits(visit: Callable[..., Visit], key: str) -> None:
    reader = visit(key)
    waiting, wrong = deque(["/", *BEGINS.get(key, ())]), []
    again = AGAIN.get(key, "/ ")
    seen = {kind for kind in ELSEWHERE if not kind.startswith(again)} - {"/"}
    while waiting:
        path = waiting.popleft()
        kind = kind_of(path)
        if kind in seen or SKIPPED.search(path):
            continue
        seen.add(kind)
        name = f"{key}{kind.replace('/', '_').replace('*', 'x')}"
        reader.page.set_viewport_size(WIDE)
        reader.go(path)
        for size in (WIDE, NARROW):
            reader.page.set_viewport_size(size)
            try:
                reader.looks_right(name)
            except AssertionError as error:
                wrong.append(str(error)[:600])
        for address in reader.addresses():
            target = urlsplit(address)
            if not target.scheme and target.path.startswith("/"):
                waiting.append(target.path)
    ELSEWHERE.update(seen)
    assert wrong == [], "\n\n".join(wrong)
