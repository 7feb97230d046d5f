"""Two ways to work a page: with a mouse, and by keys alone."""

from typing import Protocol

from playwright.sync_api import ElementHandle, FileChooser, FilePayload, Locator, Page

MOST_STOPS = 250

# Where the keys are now: at the thing looked for, at nothing, and whether the eye can find it.
STOP = """(wanted) => {
  const at = document.activeElement;
  if (!at || at === document.body) return { here: false, lost: true, seen: true, html: "" };
  if (at.localName === "main") return { here: false, lost: false, seen: true, html: "" };
  const marked = (e, part) => {
    if (!e) return false;
    const style = getComputedStyle(e, part);
    return (style.outlineStyle !== "none" && parseFloat(style.outlineWidth) > 0)
      || style.boxShadow !== "none";
  };
  const box = at.getClientRects()[0] ?? at.getBoundingClientRect();
  const [x, y] = [box.left + box.width / 2, box.top + Math.min(box.height / 2, 20)];
  const top = document.elementFromPoint(x, y);
  const label = at.closest("label");
  const clear = top && (at.contains(top) || top.contains(at) || label?.contains(top));
  const ringed = marked(at) || marked(at, "::after") || marked(label);
  const named = (e) => e.type === "radio" && wanted?.type === "radio" && e.name === wanted.name;
  return {
    here: at === wanted || named(at),
    lost: false,
    seen: box.width > 0 && box.height > 0 && ringed && clear,
    html: `${ringed ? "covered by " + top?.outerHTML.slice(0, 80) : "no ring"}: `
      + at.outerHTML.slice(0, 200),
  };
}"""


class Fingers(Protocol):
    """What a person does with the controls of a page."""

    page: Page

    def write(self, field: Locator, text: str) -> None: ...
    def choose(self, field: Locator, words: str) -> None: ...
    def tick(self, box: Locator) -> None: ...
    def press(self, thing: Locator) -> None: ...
    def attach(self, field: Locator, file: FilePayload) -> None: ...


class Mouse:
    """Clicks where it wants to."""

    def __init__(self, page: Page):
        self.page = page

    def write(self, field: Locator, text: str) -> None:
        field.fill(text)

    def choose(self, field: Locator, words: str) -> None:
        field.select_option(label=_option(field, words))

    def tick(self, box: Locator) -> None:
        box.check()

    def press(self, thing: Locator) -> None:
        thing.click()

    def attach(self, field: Locator, file: FilePayload) -> None:
        field.set_input_files(file)


class Keys:
    """Tab, Enter, Space, arrows and letters; every stop on the way must be seen."""

    def __init__(self, page: Page):
        self.page = page
        self.stops = 0
        # Watched from the start: a busy page may take the key before it hears that its file
        # chooser is awaited, and then opens one that nobody sees.
        page.on("filechooser", _awaited)

    def write(self, field: Locator, text: str) -> None:
        self._to(field)
        self.page.keyboard.press("Control+A")
        self.page.keyboard.type(text)
        assert field.input_value() == text

    def choose(self, field: Locator, words: str) -> None:
        self._to(field)
        label = _option(field, words)
        for _ in range(field.locator("option").count()):
            if field.locator("option:checked").inner_text() == label:
                return
            self.page.keyboard.press("ArrowDown")
        raise AssertionError(f"no arrow leads to {label}")

    def tick(self, box: Locator) -> None:
        self._to(box)
        if box.get_attribute("type") == "radio":
            self.page.keyboard.press("Space")
            for _ in range(20):
                if box.is_checked():
                    return
                self.page.keyboard.press("ArrowDown")
        elif not box.is_checked():
            self.page.keyboard.press("Space")
        assert box.is_checked()

    def press(self, thing: Locator) -> None:
        self._to(thing)
        self.page.keyboard.press("Enter")

    def attach(self, field: Locator, file: FilePayload) -> None:
        self._to(field)
        with self.page.expect_file_chooser() as chooser:
            self.page.keyboard.press("Space")
        chooser.value.set_files(file)

    def _to(self, thing: Locator) -> None:
        """By Tab alone, at most once round the page."""
        wanted: ElementHandle = thing.element_handle()
        rounds = 0
        for _ in range(MOST_STOPS):
            stop = self.page.evaluate(STOP, wanted)
            assert stop["seen"], f"{self.page.url}: not seen in focus: {stop['html']}"
            if stop["here"]:
                return
            rounds += stop["lost"]
            assert rounds < 3, f"{self.page.url}: no key leads to {wanted}"
            self.page.keyboard.press("Tab")
            self.stops += 1
        raise AssertionError(f"{self.page.url}: {MOST_STOPS} stops and not yet at {wanted}")


def _awaited(_chooser: FileChooser) -> None:
    """Whoever pressed the key takes it."""


def _option(field: Locator, words: str) -> str:
    """The whole text of the one option with these words."""
    return field.locator("option", has_text=words).first.inner_text()
