"""The same hand without a browser: what it types is sent as the forms stand, page by page.

Half an hour of a browser's work in some seconds. It finds only what a reader without scripts could
use: a link of the page, a field that may be changed, a button of a form.
"""

from collections.abc import Iterator, Sequence
from typing import Any
from urllib.parse import urljoin

from lxml.etree import _Element

from grants.calls.rules.document import CallDocument
from tests.browsing import Browser, FormOnPage, Page
from tests.journeys.hand import Hand, Values, meant

SENT_BY = ("submit", "button", "hidden")


def words_of(element: _Element) -> str:
    return " ".join("".join(element.itertext()).split())


class Clerk(Hand):
    """Somebody signed in with a client; `typed` waits for the button of its form."""

    def __init__(self, browser: Browser, call: CallDocument, languages: tuple[str, ...]):
        self.browser, self.call, self.languages = browser, call, languages
        self.go("/")

    def go(self, path: str) -> Page:
        return self._turned(self.browser.get(path))

    def _turned(self, page: Page) -> Page:
        assert page.status < 400 or page.status == 422, f"{page.path}: {page.status}"
        self.page, self.typed = page, dict[str, Any]()
        return page

    @property
    def _main(self) -> _Element:
        assert self.page.root is not None
        return self.page.root.find(".//main")

    def _fields(self, name: str) -> list[_Element]:
        return [
            one
            for one in self._main.xpath(".//form//*[@name]")
            if one.get("name") == name and one.tag in ("input", "select", "textarea")
        ]

    def type(self, *values: Values) -> None:
        for name, value in meant(values).items():
            fields = self._fields(name)
            free = [f for f in fields if f.get("disabled") is None and f.get("readonly") is None]
            assert fields, f"{self.page.path}: no field {name}"
            assert free == fields, f"{self.page.path}: {name} may not be changed"
            assert all(f.get("type") not in SENT_BY for f in fields), name
            self.typed[name] = self._taken(name, fields, value)

    def _taken(self, name: str, fields: list[_Element], value: Any) -> Any:
        """As a browser would send it; a value that is not offered is refused."""
        if isinstance(value, bool):
            return [fields[0].get("value", "on")] if value else []
        offered = [f.get("value") for f in fields]
        if fields[0].tag == "select":
            offered = [o.get("value", o.text) for o in fields[0].iterfind(".//option")]
            assert value in offered, f"{name} does not take {value}"
        if isinstance(value, list):
            assert set(value) <= set(offered), f"{name}: {value} of {offered}"
            return [one for one in offered if one in value]
        return value

    def clear(self, name: str) -> None:
        assert self._fields(name), name
        self.typed[name] = ""

    def empty(self) -> None:
        rows = ".//fieldset[contains(concat(' ', @class, ' '), ' repeat ')]//input"
        for one in self._main.xpath(f"{rows}|.//textarea"):
            if one.get("name") and one.get("type") not in SENT_BY:
                is_box = one.get("type") == "checkbox"
                self.typed[one.get("name")] = [] if is_box else ""

    def tick(self, beginning: str, value: str) -> None:
        box = next(
            one
            for one in self._main.xpath(".//input[@type='checkbox']")
            if (one.get("name") or "").startswith(beginning) and one.get("value") == value
        )
        name = box.get("name")
        ticked = self.typed.get(name)
        if ticked is None:
            ticked = [f.get("value") for f in self._fields(name) if f.get("checked") is not None]
        offered = [f.get("value") for f in self._fields(name)]
        self.typed[name] = [one for one in offered if one in {*ticked, value}]

    def has(self, name: str) -> bool:
        return bool(self._fields(name))

    def menu(self, name: str) -> None:
        assert self.page.root is not None
        self._follow(self.page.root.xpath(".//header//a[@href]"), name, exact=True)

    def follow(self, words: str, heading: str) -> None:
        self._follow(self._main.xpath(".//a[@href]"), words, exact=True)
        self.at(heading)

    def start(self, words: str) -> None:
        self._follow(self._main.xpath(".//a[@href]"), words, exact=False)
        self.at(words)

    def crumb(self, words: str, heading: str) -> None:
        assert self.page.root is not None
        self._follow(
            self.page.root.xpath(".//nav[contains(@class, 'crumbs')]//a[@href]"), words, exact=False
        )
        self.at(heading)

    def _follow(self, links: Sequence[_Element], words: str, *, exact: bool) -> None:
        for link in links:
            said = words_of(link)
            if said == words or (not exact and words in said):
                self.go(urljoin(self.page.path, link.get("href")))
                return
        raise AssertionError(f"{self.page.path}: no link {words!r} in {[*map(words_of, links)]}")

    def press(self, words: str, heading: str) -> None:
        self._press(b for b in self._buttons() if words_of(b) == words)
        wrong = self._main.xpath(".//*[@data-error-summary]")
        assert heading in self.page.heading, f"{self.page.path}: {[*map(words_of, wrong)]}"

    def press_value(self, value: str, words: str = "") -> None:
        self._press(b for b in self._buttons() if b.get("value") == value and words in words_of(b))

    def add(self, words: str, rows: Sequence[object]) -> None:
        for _row in rows:
            self._press(b for b in self._buttons() if words_of(b) == words)

    def _buttons(self) -> list[_Element]:
        return list(self._main.xpath(".//form//button[not(@type) or @type='submit']"))

    def _press(self, found: Iterator[_Element]) -> None:
        button = next(found, None)
        assert button is not None, f"{self.page.path}: {[*map(words_of, self._buttons())]}"
        form = FormOnPage(self.page, next(button.iterancestors("form")))
        own = {one.get("name") for one in form.element.xpath(".//*[@name]")}
        data = {name: value for name, value in self.typed.items() if name in own}
        if button.get("name"):
            data[button.get("name")] = button.get("value", "")
        self._turned(form.submit(data))

    def at(self, heading: str) -> None:
        assert heading in self.page.heading, f"{self.page.path}: {self.page.heading}"
