"""Feeds keep the rules of RFC 4287."""

from datetime import UTC, datetime, timedelta
from xml.etree import ElementTree
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, strategies as st

from grants.core.atom import NAMESPACE, Entry, Feed, stamp, written
from grants.core.text import clean

AT = datetime(2027, 1, 15, 22, 59, 59, tzinfo=UTC)
IN = {"a": NAMESPACE}


def entry(n: int = 1, title: str = "Title", summary: str = "Summary", **over: str) -> Entry:
    at = AT + timedelta(days=n)
    return Entry(f"urn:x:{n}", title, at, f"https://x.example/{n}", summary, **over)


def feed(*entries: Entry) -> ElementTree.Element:
    data = written(
        Feed("urn:x", "Calls", "The fund", "fr", "https://x/feed", "https://x/", entries)
    )
    assert data.startswith(b"<?xml version='1.0' encoding='utf-8'?>")
    return ElementTree.fromstring(data)


def test_a_feed_has_what_the_rules_ask_for() -> None:
    root = feed(entry(1), entry(2))
    assert root.tag == f"{{{NAMESPACE}}}feed"
    for name in ("a:id", "a:title", "a:updated", "a:author/a:name"):
        assert len(root.findall(name, IN)) == 1, name
    assert root.get("{http://www.w3.org/XML/1998/namespace}lang") == "fr"
    links = {link.get("rel"): link.get("href") for link in root.findall("a:link", IN)}
    assert links == {"self": "https://x/feed", "alternate": "https://x/"}
    entries = root.findall("a:entry", IN)
    assert len(entries) == 2
    for one in entries:
        for name in ("a:id", "a:title", "a:updated", "a:summary"):
            assert len(one.findall(name, IN)) == 1, name
        assert one.find("a:link", IN).get("rel") == "alternate"  # type: ignore[union-attr]


def test_a_feed_is_as_new_as_its_newest_entry() -> None:
    assert feed(entry(1), entry(9), entry(4)).findtext("a:updated", "", IN) == stamp(
        AT + timedelta(days=9)
    )


def test_a_feed_without_entries_is_valid_too() -> None:
    root = feed()
    assert root.findall("a:entry", IN) == []
    assert datetime.fromisoformat(root.findtext("a:updated", "", IN)).tzinfo is not None


def test_a_category_is_named_only_where_there_is_one() -> None:
    root = feed(entry(1), entry(2, category="Open"))
    assert [c.get("term") for c in root.findall("a:entry/a:category", IN)] == ["Open"]


@given(st.text(alphabet=st.characters(exclude_categories=["Cs"]), max_size=200))
def test_whatever_a_text_holds_it_is_a_text(text: str) -> None:
    root = feed(entry(1, title=text, summary=f"<b>&{text}"))
    assert root.findtext("a:entry/a:title", "", IN) == clean(text)
    assert root.findtext("a:entry/a:summary", "", IN) == clean(f"<b>&{text}")


def test_an_instant_is_written_in_utc_and_needs_its_zone() -> None:
    assert stamp(AT.astimezone(ZoneInfo("Asia/Manila"))) == "2027-01-15T22:59:59Z"
    with pytest.raises(ValueError, match="zone"):
        stamp(datetime(2027, 1, 1))  # noqa: DTZ001
