"""The real calls of the fund can be made in the editor alone, and are then their files."""

from collections.abc import Callable
from dataclasses import asdict, replace
from difflib import unified_diff
from pathlib import Path
from pprint import pformat

import pytest
from flask import Flask

from grants.accounts.models import Role
from grants.calls.exchange import read_call, write_call
from grants.calls.models import CallStatus
from grants.calls.rules.document import CallDocument, written_in
from tests import build
from tests.browsing import Browser
from tests.journeys import odd_call, rebuild
from tests.journeys.clerk import Clerk
from tests.journeys.conftest import Visit
from tests.journeys.hand import Hand

DATA = Path(__file__).parents[2] / "grants" / "calls" / "data"


def draft_of(year: int) -> tuple[CallDocument, str]:
    """A shipped call as a draft of another reference, since its own is taken; and its file."""
    text = (DATA / f"catf-{year}.yaml").read_text(encoding="utf-8")
    shipped = read_call(text, f"catf-{year}.yaml").document
    assert shipped is not None
    assert write_call(shipped) == text  # the file is what an export of the call would be
    call = replace(shipped, ref=f"REBUILT-{year}", status=CallStatus.DRAFT)
    lines = {
        f"ref: {shipped.ref}": f"ref: {call.ref}",
        f"status: {shipped.status}": "status: draft",
    }
    for before, after in lines.items():
        assert text.count(before) == 1
        text = text.replace(before, after)
    return call, text


def downloaded(lead: Visit, call: CallDocument) -> str:
    """The file that the page of the call gives."""
    page = lead.go(f"/calls/{call.ref}/edit")
    with page.expect_download() as found:
        lead.follow("Download as a file (YAML)")
    return found.value.path().read_text(encoding="utf-8")


def check_same(wanted: str, found: str) -> None:
    """Byte for byte. What differs is told by the calls they stand for: a file only names a shared
    part while the call equals it, and would else write out the whole of it."""
    if found == wanted:
        return
    calls = [read_call(text, "call.yaml").document for text in (wanted, found)]
    lines = [pformat(asdict(call), width=100).splitlines() for call in calls if call]
    if calls[0] == calls[1]:
        lines = [wanted.splitlines(), found.splitlines()]
    shown = unified_diff(*lines, "the file", "typed in the editor", n=2, lineterm="")
    pytest.fail("\n".join(shown), pytrace=False)


def test_a_real_call_rebuilt_in_the_browser_is_its_file(visit: Callable[..., Visit]) -> None:
    """The longest of them; the others go through the same pages below."""
    call, wanted = draft_of(2015)
    lead = visit("helena", scripts=False).in_english()
    rebuild.rebuild(Hand(lead, call, written_in(call.languages)))
    check_same(wanted, downloaded(lead, call))


@pytest.mark.parametrize("year", [2011, 2014])
def test_a_real_call_rebuilt_page_by_page_is_its_file(
    year: int, app: Flask, browse: Callable[..., Browser]
) -> None:
    call, wanted = draft_of(year)
    check_same(wanted, rebuilt(call, browse))


def test_what_the_real_calls_do_not_have_can_be_made_too(
    app: Flask, browse: Callable[..., Browser]
) -> None:
    check_same(write_call(odd_call.CALL), rebuilt(odd_call.CALL, browse))


def rebuilt(call: CallDocument, browse: Callable[..., Browser]) -> str:
    """The file of a call made by a lead who sends the forms as they stand."""
    clerk = Clerk(browse(build.person("Lena Lead", Role.LEAD)), call, written_in(call.languages))
    rebuild.rebuild(clerk)
    page = clerk.go(f"/calls/{call.ref}/edit")
    return page.click("Download as a file (YAML)").source
