"""A lead's hand on the pages of the call editor: links, fields and buttons, and nothing else."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from playwright.sync_api import TimeoutError

from grants.calls.rules.document import CallDocument, Texts
from tests.journeys.conftest import Visit

Values = dict[str, Any]  # by the name of the field: a text; true or false; the boxes to tick

# One round trip for a whole page. Like a hand it finds only what is shown and may be changed, and
# sees whether a field took what was typed.
TYPE = """(main, values) => {
  for (const [name, value] of Object.entries(values)) {
    const fields = [...main.querySelectorAll(`form [name="${name}"]`)];
    const free = (one) => one.checkVisibility() && !one.disabled && !one.readOnly;
    if (!fields.length || !fields.every(free)) throw new Error(`no field ${name}`);
    if (Array.isArray(value)) {
      const offered = fields.map((one) => one.value);
      if (!value.every((one) => offered.includes(one))) throw new Error(`${name}: ${value}`);
      for (const one of fields) one.checked = value.includes(one.value);
    } else if (typeof value === "boolean") {
      fields[0].checked = value;
    } else {
      fields[0].value = value;
      if (fields[0].value !== value) throw new Error(`${name} does not take ${value}`);
    }
  }
}"""


# Everything in the rows of a page and in its long texts goes.
EMPTY = """(main) => {
  for (const one of main.querySelectorAll("fieldset.repeat input, textarea")) {
    if (one.type === "checkbox") one.checked = false;
    else if (one.type !== "hidden") one.value = "";
  }
}"""


@dataclass
class Hand:
    """Somebody's hand on the pages of one call, and the languages it writes now."""

    visit: Visit
    call: CallDocument
    languages: tuple[str, ...]

    def type(self, *values: Values) -> None:
        """Into the fields of a page; None and an empty text leave a field as it is."""
        self.visit.main.evaluate(TYPE, meant(values))

    def clear(self, name: str) -> None:
        """One field."""
        self.visit.main.locator(f"[name={name}]").fill("")

    def tick(self, beginning: str, value: str) -> None:
        """The box of a value, by how the name of its field begins."""
        self.visit.main.locator(f'[name^="{beginning}"][value="{value}"]').check()

    def has(self, name: str) -> bool:
        return self.visit.main.locator(f'[name="{name}"]').count() > 0

    def menu(self, name: str) -> None:
        self.visit.menu(name)

    def empty(self) -> None:
        """The rows and the long texts of a page: a row in which nothing stands is no row."""
        self.visit.main.evaluate(EMPTY)

    def texts(self, name: str, texts: Texts) -> Values:
        """A text for its fields, one for each language."""
        return {f"{name}_{code}": text for code, text in texts.items() if code in self.languages}

    def follow(self, words: str, heading: str) -> None:
        self.visit.follow(words, exact=True)
        self.at(heading)

    def start(self, words: str) -> None:
        """A link that begins something new, to the page of the same name."""
        self.visit.follow(words)
        self.at(words)

    def press_value(self, value: str, words: str = "") -> None:
        """A button by what it sends, where several are called alike."""
        self.visit.main.locator(f'button[value="{value}"]', has_text=words or None).click()

    def press(self, words: str, heading: str) -> None:
        """A button; when its page comes back, the assertion says what that found wrong."""
        self.visit.press(words)
        try:
            self.at(heading)
        except TimeoutError as error:
            wrong = self.visit.main.locator("[data-error-summary]").all_inner_texts()
            raise AssertionError(f"{self.visit.page.url}: {wrong}") from error

    def add(self, words: str, rows: Sequence[object]) -> None:
        """As many rows more."""
        for _row in rows:
            self.visit.press(words)

    def at(self, heading: str) -> None:
        """Wait for a page by its heading; a hand that asks again and again is slower."""
        self.visit.page.locator("h1", has_text=heading).wait_for(timeout=15_000)

    def save(self) -> None:
        """A part; back on the list of parts."""
        self.press("Save", self.change)

    def back(self) -> None:
        """To the list of parts, by the way back at the top of the page."""
        self.crumb("Change the call", self.change)

    def crumb(self, words: str, heading: str) -> None:
        self.visit.page.locator("nav.crumbs").get_by_role("link", name=words).click()
        self.at(heading)

    @property
    def change(self) -> str:
        return f"Change {self.call.ref}"


def meant(values: Sequence[Values]) -> Values:
    """What is typed, by the name of the field: None and an empty text leave a field as it is."""
    return {
        name: list(value) if isinstance(value, list | tuple) else
        value if isinstance(value, bool) else str(value)
        for some in values
        for name, value in some.items()
        if value is not None and value != ""
    }  # fmt: skip


def of(thing: object, *names: str) -> Values:
    """Values that the fields carry under the names of the document."""
    return {name: getattr(thing, name) for name in names}


def dollars(cents: int | None) -> int | None:
    return None if cents is None else cents // 100


def percent(share_bp: int | None) -> str | None:
    return None if share_bp is None else f"{share_bp / 100:g}"
