"""A whole application, by links and controls alone: from registering to the receipt."""

import re
from collections.abc import Callable
from dataclasses import dataclass, field

from playwright.sync_api import FilePayload, Locator, Page, expect

from tests.files import samples
from tests.journeys.city import CHOSEN, COST_LINES, PASSWORD, TYPED, WORDS
from tests.journeys.conftest import Visit
from tests.journeys.fingers import Fingers
from tests.journeys.postbox import Postbox

FILES = 3
PAUSE_MS = 3_000
SAVED = re.compile(r"^Saved ")


def small_pdf(name: str) -> FilePayload:
    content = samples.pdf_with("/Lang", name)  # the same file twice would be no new version
    return {"name": name, "mimeType": "application/pdf", "buffer": content}


def _nothing(_page: Page, _name: str) -> None:
    """Nobody looks."""


@dataclass
class Application:
    """Somebody who applies, with the fingers they have."""

    visit: Visit
    fingers: Fingers
    post: Postbox
    mail: str
    words: str = WORDS * 4
    look: Callable[[Page, str], None] = _nothing  # at every page of the way, once it stands
    home: str = ""
    sections: list[str] = field(default_factory=list)
    file_bytes: int = 0
    receipt: str = ""

    @property
    def page(self) -> Page:
        return self.visit.page

    def __post_init__(self) -> None:
        if self.visit.scripts:
            self.page.clock.install()  # the pauses of a writer pass at once

    def register(self) -> None:
        """Name and address; the password behind the link in the mail; in again by hand."""
        self.page.goto(f"{self.visit.house.url}/register")
        self._at("Register")
        self.fingers.write(self.page.get_by_label("Your name"), "Ama Owusu")
        self.fingers.write(self.page.get_by_label("E-mail address"), self.mail)
        self._press("Register", "Look at your mail")
        self.page.goto(self.post.link(self.mail, "/confirm/"))
        self._at("Confirm your address")
        self.fingers.write(self.page.get_by_label("New password"), PASSWORD)
        self.fingers.press(self._button("Confirm and sign in"))
        expect(self.page.get_by_role("main")).to_contain_text("Your address is confirmed")
        self.fingers.press(self.page.get_by_role("button", name="Sign out"))
        self._at("Sign in")
        self.fingers.write(self.page.get_by_label("E-mail address"), self.mail)
        self.fingers.write(self.page.get_by_label("Password", exact=True), PASSWORD)
        self.fingers.press(self._button("Sign in"))
        expect(self.page.get_by_role("button", name="Sign out")).to_be_visible()

    def start(self) -> None:
        """From the first page through the quiz to the task list."""
        self.fingers.press(self.page.get_by_role("banner").get_by_role("link", name="Calls"))
        self._at("Calls")
        self._follow("A Place to Stay", "A Place to Stay")
        self._follow("Can you apply?", "Can you apply?")
        for legend in self.page.locator("main fieldset").all():
            self.fingers.tick(legend.get_by_label("Yes", exact=True))
        for chosen in self.page.locator("main select").all():
            self.fingers.choose(chosen, "Ghana")
        self.fingers.press(self._button("See the answer"))
        expect(self.page).to_have_url(re.compile("answer=1"))
        self._seen()
        self._follow("Start a proposal", "Start a proposal")
        self.fingers.tick(self.page.get_by_label("English"))
        self.fingers.press(self._button("Start the proposal"))
        expect(self.page).to_have_url(re.compile(r"/proposals/[A-Z0-9]+/$"))
        self.home = self.page.url
        self._seen()

    def write(self) -> None:
        """One section after the other, as each leads to the next."""
        self.fingers.press(self.page.locator("main a[href*='/sections/']").first)
        expect(self.page).to_have_url(re.compile("/sections/"))
        while "/sections/" in self.page.url and self.page.url not in self.sections:
            here = self.page.url
            self.sections.append(here)
            self._seen()
            go_on = self._section()
            self.fingers.press(go_on)
            expect(self.page, "saved and gone on").not_to_have_url(
                re.compile(f"{re.escape(here)}(\\?check=1)?$")
            )

    def _section(self) -> Locator:
        """Fills it; what leads on."""
        if self.page.locator("main input[type='file']").count():
            self._attach()
        if self._button("Save and continue").count() == 0:
            return self.page.get_by_role("main").get_by_role("link", name="Continue")
        if self.page.locator("[name^='q_budget-0']").count():
            self._budget()
        else:
            self._fields()
        return self._button("Save and continue")

    def _fields(self) -> None:
        asked = "main :is(input, select, textarea):not([type=hidden], [type=file])"
        seen: set[str] = set()
        for one in self.page.locator(asked).all():
            name = str(one.get_attribute("name"))
            if name in seen or not one.is_visible():
                continue
            seen.add(name)
            self._field(one, name)

    def _field(self, one: Locator, name: str) -> None:
        if one.get_attribute("type") == "radio":
            self.fingers.tick(one)
        elif name in CHOSEN:
            label = one.locator(f"option[value='{CHOSEN[name]}']").inner_text()
            self.fingers.choose(one, label)
        elif one.evaluate("e => e.tagName") == "TEXTAREA":
            self.fingers.write(one, self.words)
        elif name in TYPED:
            self.fingers.write(one, TYPED[name])
        else:
            return
        self._rest()

    def _budget(self) -> None:
        self._press("Add a cost line", None)
        expect(self.page.locator("[name='q_budget-1-grant']")).to_be_visible()
        for n, (category, words, grant, own) in enumerate(COST_LINES):
            cell = f"[name='q_budget-{n}-{{}}']"
            self.fingers.write(self.page.locator(cell.format("component")), "Mapping")
            chosen = self.page.locator(cell.format("category"))
            label = chosen.locator(f"option[value='{category}']").inner_text()
            self.fingers.choose(chosen, label)
            self.fingers.write(self.page.locator(cell.format("description")), words)
            self.fingers.write(self.page.locator(cell.format("grant")), grant)
            self.fingers.write(self.page.locator(cell.format("recipient")), own)
            self._rest()

    def _attach(self) -> None:
        """Three small files: one to each question for one, and the first once more."""
        slots = self.page.locator("main form:has(input[type='file'])").count()
        for n in range(max(slots, FILES)):
            file = small_pdf(f"letter-{n}.pdf")
            form = self.page.locator("main form:has(input[type='file'])").nth(n % slots)
            self.fingers.attach(form.locator("input[type='file']"), file)
            send = form.get_by_role("button", name=re.compile("^(Upload|Replace it)$"))
            if send.is_visible():
                self.fingers.press(send)
            kept = self.page.get_by_role("main").get_by_role("link", name=file["name"])
            expect(kept).to_be_visible()
            self.file_bytes += len(file["buffer"])

    def _rest(self) -> None:
        """A writer stops to think: what stands there is saved, where there are scripts."""
        if self.visit.scripts and self.page.locator("[data-save-state]").count():
            self.page.clock.fast_forward(PAUSE_MS)
            expect(self.page.locator("[data-save-state]")).to_have_text(SAVED)

    def ask_sponsor(self) -> None:
        """When everything is written: a sponsor reads what will be submitted."""
        self._back()
        self._follow("Sponsors and their confirmations", "Sponsors")
        self.fingers.choose(
            self.page.get_by_label("Member of the partnership"), "Slum Dwellers International"
        )
        who = self.page.get_by_label("Name of the person who speaks for the member")
        self.fingers.write(who, "Ingrid Lund")
        self.fingers.write(self.page.get_by_label("E-mail address of that person"), self.sponsor)
        self.fingers.press(self._button("Send the request"))
        expect(self.page.get_by_role("main")).to_contain_text("Ingrid Lund")
        self._seen()

    def submit(self) -> None:
        """Check, declare, submit; the receipt."""
        self._back()
        self._follow("Check your answers and submit", "Check your answers")
        expect(self.page.get_by_role("main")).not_to_contain_text("to mend before you can submit")
        self._follow("Go on to submit", "Submit the proposal")
        for box in self.page.locator("main input[type='checkbox']").all():
            self.fingers.tick(box)
        self._press("Submit the proposal", "Receipt")
        found = re.search(
            r"\bR-[0-9A-Z]{5}-[0-9A-Z]{5}\b", self.page.get_by_role("main").inner_text()
        )
        assert found
        self.receipt = found[0]

    def _back(self) -> None:
        """To the task list, by the way one came."""
        if self.page.url != self.home:
            self.fingers.press(self.page.locator(f"nav.crumbs a[href='{self.path}']"))
            expect(self.page).to_have_url(self.home)
        self._seen()

    @property
    def sponsor(self) -> str:
        """Somebody else for each, for the mail."""
        return self.mail.replace("ama", "lund")

    @property
    def path(self) -> str:
        return self.home.removeprefix(self.visit.house.url)

    def _button(self, words: str) -> Locator:
        return self.page.get_by_role("main").get_by_role("button", name=words, exact=True)

    def _press(self, words: str, heading: str | None) -> None:
        self.fingers.press(self._button(words))
        if heading:
            self._at(heading)

    def _follow(self, words: str, heading: str) -> None:
        self.fingers.press(self.page.get_by_role("main").get_by_role("link", name=words).first)
        self._at(heading)

    def _at(self, heading: str) -> None:
        expect(self.page.get_by_role("heading", level=1)).to_contain_text(heading)
        self._seen()

    def _seen(self) -> None:
        self.page.wait_for_load_state()  # on a slow line a heading stands before its page does
        self.look(self.page, re.sub(r"[A-Z0-9]{10}", "x", self.page.url.split("/", 3)[3]))


def endorse(page: Page, fingers: Fingers, post: Postbox, address: str) -> None:
    """The sponsor, from the link in the mail."""
    page.goto(post.link(address, "/endorse/"))
    fingers.write(page.get_by_label("Your position at the member organisation"), "Coordinator")
    role = page.get_by_label("What your organisation will do in this project")
    fingers.write(role, "We train and follow.")
    fingers.tick(page.get_by_label("I may speak for my organisation"))
    fingers.press(page.get_by_role("button", name="Confirm the endorsement"))
    expect(page.get_by_role("main")).to_contain_text("your endorsement is confirmed")
