"""Feeds that readers of news can follow, as RFC 4287 writes them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from xml.etree import ElementTree

from grants.core.text import clean

MEDIA_TYPE = "application/atom+xml"
NAMESPACE = "http://www.w3.org/2005/Atom"
_LANGUAGE = "{http://www.w3.org/XML/1998/namespace}lang"
_NOTHING_YET = datetime(2000, 1, 1, tzinfo=UTC)  # a feed without entries must say a time too


@dataclass(frozen=True)
class Entry:
    """One piece of news; `key` is an address of no place (a URN) that never changes."""

    key: str
    title: str
    updated_at: datetime
    url: str
    summary: str
    category: str = ""


@dataclass(frozen=True)
class Feed:
    """The news of one page."""

    key: str
    title: str
    author: str
    language: str
    url: str  # of the feed itself
    page_url: str
    entries: Sequence[Entry]


def written(feed: Feed) -> bytes:
    """The feed as UTF-8; as new as its newest entry."""
    ElementTree.register_namespace("", NAMESPACE)
    root = ElementTree.Element(_name("feed"), {_LANGUAGE: feed.language})
    _text(root, "id", feed.key)
    _text(root, "title", feed.title)
    newest = max((entry.updated_at for entry in feed.entries), default=_NOTHING_YET)
    _text(root, "updated", stamp(newest))
    _text(ElementTree.SubElement(root, _name("author")), "name", feed.author)
    _link(root, "self", feed.url, MEDIA_TYPE)
    _link(root, "alternate", feed.page_url, "text/html")
    for entry in feed.entries:
        node = ElementTree.SubElement(root, _name("entry"))
        _text(node, "id", entry.key)
        _text(node, "title", entry.title)
        _text(node, "updated", stamp(entry.updated_at))
        _link(node, "alternate", entry.url, "text/html")
        _text(node, "summary", entry.summary)
        if entry.category:
            ElementTree.SubElement(node, _name("category"), {"term": clean(entry.category)})
    data: bytes = ElementTree.tostring(root, encoding="utf-8", xml_declaration=True)
    return data


def stamp(instant: datetime) -> str:
    """`2027-01-15T22:59:59Z`; ValueError for a naive time, which is no instant."""
    if instant.tzinfo is None:
        raise ValueError("an instant needs its zone")
    return f"{instant.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"


def _name(name: str) -> str:
    return f"{{{NAMESPACE}}}{name}"


def _text(parent: ElementTree.Element, name: str, text: str) -> None:
    ElementTree.SubElement(parent, _name(name)).text = clean(text)


def _link(parent: ElementTree.Element, relation: str, url: str, kind: str) -> None:
    ElementTree.SubElement(parent, _name("link"), {"rel": relation, "href": url, "type": kind})
