"""The dates of a call for a calendar, and the feed of the calls."""

from collections.abc import Callable
from datetime import datetime, timedelta
from xml.etree import ElementTree

import pytest
from flask import Flask

from grants.accounts.models import Role
from grants.calls import service
from grants.calls.models import Call, CallStatus
from grants.core import atom, clock, icalendar
from grants.core.db import db
from tests import build
from tests.browsing import Browser, Page
from tests.calls.test_views import imported, opened
from tests.core.test_icalendar import unfolded
from tests.counting import queries_of

Open = Callable[..., Browser]
IN = {"a": atom.NAMESPACE}


def events(page: Page) -> list[dict[str, str]]:
    """The properties of each event of a calendar, by name without parameters."""
    assert page.status == 200
    assert page.response.mimetype == "text/calendar"
    found: list[dict[str, str]] = []
    for line in unfolded(page.response.data):
        if line == "BEGIN:VEVENT":
            found.append({})
        elif found and line:
            name, _, value = line.partition(":")
            found[-1][name.split(";")[0]] = value
    return found


def entries(page: Page) -> dict[str, ElementTree.Element]:
    """The entries of a feed by the address of their call."""
    assert page.status == 200
    assert page.response.mimetype == "application/atom+xml"
    root = ElementTree.fromstring(page.response.data)
    return {
        str(one.find("a:link", IN).get("href")): one  # type: ignore[union-attr]
        for one in root.findall("a:entry", IN)
    }


def entry_of(browse: Open, ref: str) -> ElementTree.Element:
    found = entries(browse().get("/calls/feed.atom"))
    return next(one for url, one in found.items() if url.endswith(f"/calls/{ref}/"))


def updated(browse: Open, ref: str) -> str:
    return entry_of(browse, ref).findtext("a:updated", "", IN)


def extended(call: Call, days: int = 7) -> Call:
    assert call.closes_at is not None
    lead = build.acting(build.person("", Role.LEAD))
    to = call.closes_at + timedelta(days=days)
    return service.extend(lead, call.ref, to, reason="A flood", version=call.version)


# -- the calendar -------------------------------------------------------------------------------


def test_the_calendar_holds_both_dates_as_instants_with_the_zone_in_words(
    app: Flask, browse: Open
) -> None:
    call = opened()
    opens, closes = events(browse().get("/calls/CATF-2026/dates.ics"))
    assert call.opens_at is not None
    assert call.closes_at is not None
    assert opens["DTSTART"] == icalendar.stamp(call.opens_at)
    assert closes["DTSTART"] == icalendar.stamp(call.closes_at)
    assert closes["SUMMARY"] == "Closes: A Place to Stay: Cities and Climate Displacement"
    assert "23:59:59 Brussels time" in closes["DESCRIPTION"]
    assert "UTC" in closes["DESCRIPTION"]
    assert closes["URL"].endswith("/calls/CATF-2026/")


def test_a_call_on_another_clock_says_its_own_time_too(app: Flask, browse: Open) -> None:
    imported("catf-2011.yaml")
    closes = events(browse().get("/calls/CATF-2011/dates.ics"))[-1]
    assert closes["DTSTART"] == "20110401T035959Z"
    assert "23:59:59" in closes["DESCRIPTION"]
    assert "05:59:59 Brussels time" in closes["DESCRIPTION"]


def test_a_later_deadline_is_the_same_event_anew(app: Flask, browse: Open) -> None:
    call = opened()
    before = events(browse().get("/calls/CATF-2026/dates.ics"))[-1]
    extended(call)
    after = events(browse().get("/calls/CATF-2026/dates.ics"))[-1]
    assert after["UID"] == before["UID"]
    assert after["DTSTART"] > before["DTSTART"]
    assert after["DTSTAMP"] >= before["DTSTAMP"]
    assert int(after["SEQUENCE"]) > int(before["SEQUENCE"])


def test_every_date_has_an_identity_of_its_own(app: Flask, browse: Open) -> None:
    opened()
    imported("catf-2014.yaml")
    uids = [
        event["UID"]
        for ref in ("CATF-2026", "CATF-2014")
        for event in events(browse().get(f"/calls/{ref}/dates.ics"))
    ]
    assert len(uids) == len(set(uids)) == 4


def test_a_cancelled_call_is_cancelled_in_calendars(app: Flask, browse: Open) -> None:
    build.call("CATF-O")
    assert events(browse().get("/calls/CATF-O/dates.ics"))[0]["STATUS"] == "CONFIRMED"
    build.call("CATF-C", status=CallStatus.CANCELLED)
    assert events(browse().get("/calls/CATF-C/dates.ics"))[0]["STATUS"] == "CANCELLED"


def test_a_draft_and_a_call_without_dates_have_no_calendar(app: Flask, browse: Open) -> None:
    build.call("CATF-D", status=CallStatus.DRAFT)
    build.call("CATF-N", status=CallStatus.ARCHIVED, opens_at=None, closes_at=None)
    assert browse().get("/calls/CATF-D/dates.ics").status == 404
    assert browse().get("/calls/CATF-N/dates.ics").status == 404


def test_the_calendar_is_linked_while_the_dates_matter(app: Flask, browse: Open) -> None:
    opened()
    page = browse().get("/calls/CATF-2026/").click("into your calendar")
    assert len(events(page)) == 2
    imported("catf-2014.yaml")
    assert "/calls/CATF-2014/dates.ics" not in browse().get("/calls/CATF-2014/").source


# -- the feed -----------------------------------------------------------------------------------


def test_the_feed_holds_every_call_but_drafts(app: Flask, browse: Open) -> None:
    opened()
    imported("catf-2014.yaml")
    build.call("CATF-D", title={"en": "Nobody knows yet"}, status=CallStatus.DRAFT)
    page = browse().get("/calls/feed.atom")
    found = entries(page)
    assert {url.rsplit("/calls/")[-1] for url in found} == {"CATF-2026/", "CATF-2014/"}
    assert "Nobody knows yet" not in page.source
    open_one = entry_of(browse, "CATF-2026")
    assert "Brussels time" in open_one.findtext("a:summary", "", IN)
    assert open_one.find("a:category", IN).get("term") == "Open"  # type: ignore[union-attr]


def test_the_list_leads_to_the_feed_in_its_head_and_in_words(app: Flask, browse: Open) -> None:
    page = browse().get("/calls/", headers={"Accept-Language": "pt"})
    assert page.root is not None
    [link] = page.root.xpath("//head/link[@type='application/atom+xml']")
    assert link.get("rel") == "alternate"
    assert link.get("href") == "/calls/feed.atom?language=pt"
    assert link.get("href") in page.links().values()


@pytest.mark.parametrize("path", ["/calls/feed.atom", "/calls/CATF-2026/dates.ics"])
@pytest.mark.parametrize(
    ("query", "header", "words"),
    [
        ("", "en", "A Place to Stay"),
        ("", "fr", "Un lieu où rester"),
        ("?language=es", "fr", "Un lugar donde quedarse"),
        ("?language=xx", "pt", "Um lugar para ficar"),
    ],
)
def test_the_language_of_the_address_comes_before_the_readers(
    app: Flask, browse: Open, path: str, query: str, header: str, words: str
) -> None:
    opened()
    page = browse().get(path + query, headers={"Accept-Language": header})
    assert words in page.source.replace("\r\n ", "")


def test_an_entry_is_as_new_as_the_last_change_everybody_sees(
    app: Flask, browse: Open, later: Callable[..., None]
) -> None:
    call = opened()
    assert call.opens_at is not None
    first = updated(browse, "CATF-2026")
    assert first == atom.stamp(call.opens_at)
    later(days=2)
    assert updated(browse, "CATF-2026") == first
    extended(call)
    moved = updated(browse, "CATF-2026")
    assert moved > first
    assert abs(clock.now() - datetime.fromisoformat(moved)) < timedelta(minutes=1)
    later(days=60)
    db.session.expire_all()
    closed = db.session.get_one(Call, call.id).closes_at
    assert closed is not None
    assert updated(browse, "CATF-2026") == atom.stamp(closed)


def test_the_identity_of_an_entry_never_changes(app: Flask, browse: Open) -> None:
    call = opened()
    before = entry_of(browse, "CATF-2026").findtext("a:id", "", IN)
    extended(call)
    assert entry_of(browse, "CATF-2026").findtext("a:id", "", IN) == before
    assert before.startswith("urn:")


@pytest.mark.parametrize("path", ["/calls/feed.atom", "/calls/CATF-2026/dates.ics"])
def test_who_has_it_already_is_sent_nothing_again(app: Flask, browse: Open, path: str) -> None:
    call = opened()
    tag = browse().get(path).response.headers["ETag"]
    assert browse().get(path, headers={"If-None-Match": tag}).status == 304
    extended(call)
    assert browse().get(path, headers={"If-None-Match": tag}).status == 200


def test_the_feed_needs_as_few_queries_for_twenty_calls_as_for_two(
    app: Flask, browse: Open
) -> None:
    reader = browse(build.person())
    build.call()
    build.call()
    reader.get("/calls/feed.atom")
    two = queries_of(reader, "/calls/feed.atom")
    for _ in range(18):
        build.call()
    assert queries_of(reader, "/calls/feed.atom") == two <= 12
