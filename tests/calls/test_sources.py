"""A lead says of a past call who said its rules and what became of it."""

from collections.abc import Callable

import pytest
import yaml
from flask import Flask

from grants.accounts.models import Role
from grants.calls import queries, service
from grants.calls.models import CallStatus
from grants.calls.queries.documents import document_of
from grants.calls.rules.document import CallDocument, Funnel
from grants.calls.rules.texts import gaps
from grants.core.actor import SYSTEM
from grants.core.db import db
from tests import build
from tests.browsing import Browser, FormOnPage

Browse = Callable[..., Browser]
REF = "CATF-2033"
SAID = "Call text 2033"


@pytest.fixture
def browser(app: Flask, browse: Browse) -> Browser:
    build.call(REF, status=CallStatus.DRAFT)
    return browse(build.person("Helena", Role.LEAD))


def now() -> CallDocument:
    db.session.expire_all()
    return document_of(queries.for_office(SYSTEM, REF))


def part(browser: Browser, name: str = "sources") -> FormOnPage:
    return browser.get(f"/calls/{REF}/edit/{name}").form("version")


def test_sources_results_and_the_note_stand_in_the_file(browser: Browser) -> None:
    assert "Optional" in browser.get(f"/calls/{REF}/edit").text
    typed = {
        "note_en": "An example.",
        "received": "73",
        "approved": "7",
        "awarded_cents": "1 600 000",
        "funnel_note_en": "About.",
        "source_title": SAID,
        "source_max_usd": f" {SAID}",
    }
    page = part(browser).submit(typed)
    assert page.heading == f"Change {REF}"
    assert "Optional" not in page.text
    told = yaml.safe_load(service.export_call(SYSTEM, REF))
    assert told["note"] == {"en": "An example."}
    [fact] = told["facts"]
    assert (fact["source"], list(fact["says"])) == (SAID, ["title", "max_usd"])
    assert now().funnel == Funnel(73, None, 7, 160_000_000, {"en": "About."})
    assert "source_full_proposal" not in part(browser).values()  # of what is not said, nothing
    assert "source_funnel" in part(browser).values()
    details = browser.get(f"/calls/{REF}/details").text
    assert "An example." in details
    assert "2 settings are facts" in details
    assert {gap.place.setting for gap in gaps(now())} >= {"note", "funnel"}
    texts = browser.get(f"/calls/{REF}/edit/texts")
    assert texts.click("What became of the call").heading == "Sources and results"


def test_a_changed_setting_loses_its_source_unless_it_is_said_anew(browser: Browser) -> None:
    part(browser).submit({"source_max_months": SAID, "source_zone": SAID, "source_min_usd": SAID})
    part(browser, "who").submit({"max_months": "18"})
    assert now().facts == {"zone": SAID, "min_usd": SAID}
    part(browser).submit({"source_zone": "", "received": "5"})
    assert now().facts == {"min_usd": SAID}
    part(browser).submit({"received": "6", "source_funnel": SAID})
    assert now().facts == {"min_usd": SAID, "funnel": SAID}
    part(browser).submit({"received": "7"})
    assert now().facts == {"min_usd": SAID}
    part(browser).submit({"received": "", "source_funnel": SAID})
    assert now().facts == {"min_usd": SAID}


def test_who_was_slower_sees_both_sources(browser: Browser) -> None:
    mine = part(browser)
    part(browser).submit({"source_zone": "Theirs"})
    page = mine.submit({"source_zone": "Mine"})
    assert page.status == 409
    assert "Source of “Time zone of the call”" in page.text
    assert "Mine" in page.text
    assert "Theirs" in page.text
    assert now().facts == {"zone": "Theirs"}
