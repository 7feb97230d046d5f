"""What a city does, from registering to its receipt, as a person at a browser does it."""

import re
from dataclasses import dataclass

from playwright.sync_api import Page, expect

from tests.files import samples
from tests.journeys.conftest import Visit

PASSWORD = "a boat on the wide sea"
WORDS = (
    "Each rainy season the low streets of the city flood and families move to higher ground. "
    "Residents map the places with the assembly, agree on the first ten and clear them together. "
)
# What is typed into the fields of the open call's form, by name; the rest are long texts.
TYPED = {
    "q_title": "Cape Coast: higher ground for those who must move",
    "q_city-name": "Cape Coast",
    "q_months": "18",
    "q_proponent-name": "Cape Coast Metropolitan Assembly",
    "q_recipient-name": "Cape Coast Metropolitan Assembly",
    "q_contact-0-name": "Ama Owusu",
    "q_contact-0-role": "Planner",
    "q_contact-0-email": "ama.owusu@cape-coast.example",
}
CHOSEN = {
    "q_city-country": "GH",
    "q_proponent-kind": "local_authority",
    "q_proponent-country": "GH",
    "q_recipient-kind": "local_authority",
    "q_recipient-country": "GH",
}
COST_LINES = (
    ("training", "Workshops with residents", "140 000", "40,000"),
    ("audit", "Audit at the end", "5 000", "5000"),
)


@dataclass(frozen=True)
class Receipt:
    """What the city holds in hand at the end."""

    path: str
    number: str
    sha256: str


def register(visit: Visit, email: str) -> None:
    """An account, confirmed from the demonstration's mailbox."""
    page = visit.go("/register")
    page.get_by_label("Your name").fill("Ama Owusu")
    page.get_by_label("E-mail address").fill(email)
    page.get_by_role("main").get_by_role("button", name="Register").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Look at your mail")
    open_letter(visit, email, "Confirm your e-mail address")
    page.get_by_role("main").locator("a[href*='/confirm/']").click()
    page.get_by_label("New password").fill(PASSWORD)
    page.get_by_role("button", name="Confirm and sign in").click()
    expect(page.get_by_role("main")).to_contain_text("Your address is confirmed")


def open_letter(visit: Visit, email: str, subject: str) -> None:
    """The newest letter of this subject in the demonstration's mailbox."""
    page = visit.go(f"/demo/mail?to={email}")
    page.get_by_role("main").get_by_role("link", name=subject).first.click()
    expect(page.get_by_role("heading", level=1)).to_contain_text(subject)


def start(visit: Visit) -> str:
    """A new proposal in the open call; answers the address of its task list."""
    page = visit.go("/")
    page.get_by_role("link", name="See the calls").first.click()
    page.get_by_role("link", name="A Place to Stay").first.click()
    visit.looks_right("walk-call")
    page.get_by_role("link", name="Start a proposal").first.click()
    page.get_by_label("English").check()
    visit.looks_right("walk-start")
    page.get_by_role("button", name="Start the proposal").click()
    expect(page).to_have_url(re.compile(r"/proposals/[A-Z0-9]+/$"))
    return page.url.removeprefix(visit.house.url)


def fill_sections(visit: Visit, home: str) -> None:
    """Every section of the form in turn, each saved by its one filled button."""
    page = visit.go(home)
    visit.looks_right("walk-tasks")
    links = page.get_by_role("main").locator("a[href*='/sections/']")
    paths = list(dict.fromkeys(str(link.get_attribute("href")) for link in links.all()))
    assert len(paths) > 8
    for path in paths:
        page = visit.go(path.split("#")[0])
        if path.endswith("/documents"):
            upload(page)
            visit.looks_right("walk-documents")
            continue
        if page.get_by_role("button", name="Save and continue").count() == 0:
            continue  # sponsors are asked on a page of their own
        fill(page)
        visit.looks_right(f"walk-{path.rsplit('/', 1)[-1]}")
        page.get_by_role("button", name="Save and continue").click()
        expect(page, "saved and gone on").not_to_have_url(re.compile(f"{re.escape(path)}$"))


def fill(page: Page) -> None:
    if page.locator("[name^='q_budget-0']").count():
        fill_budget(page)
        return
    for name, value in TYPED.items():
        if page.locator(f"[name='{name}']").count():
            page.locator(f"[name='{name}']").fill(value)
    for name, value in CHOSEN.items():
        if page.locator(f"select[name='{name}']").count():
            page.locator(f"select[name='{name}']").select_option(value)
    if page.locator("[name='q_focus_area']").count():
        page.locator("[name='q_focus_area']").first.check()
    for area in page.locator("main textarea").all():
        area.fill(WORDS * 2)


def fill_budget(page: Page) -> None:
    """Two cost lines; the second is added by a button that also works without scripts."""
    page.get_by_role("button", name="Add a cost line").click()
    expect(page.locator("[name='q_budget-1-grant']")).to_be_visible()
    for n, (category, words, grant, own) in enumerate(COST_LINES):
        page.locator(f"[name='q_budget-{n}-component']").fill("Mapping")
        page.locator(f"[name='q_budget-{n}-category']").select_option(category)
        page.locator(f"[name='q_budget-{n}-description']").fill(words)
        page.locator(f"[name='q_budget-{n}-grant']").fill(grant)
        page.locator(f"[name='q_budget-{n}-recipient']").fill(own)


def upload(page: Page) -> None:
    """The same good document to every question for one."""
    names = page.locator("main form:has(input[type='file'])")
    for n in range(names.count()):
        form = page.locator("main form:has(input[type='file'])").nth(n)
        form.locator("input[type='file']").set_input_files(
            {"name": f"letter-{n}.pdf", "mimeType": "application/pdf", "buffer": samples.pdf()}
        )
        if form.get_by_role("button", name="Upload").is_visible():
            form.get_by_role("button", name="Upload").click()
        expect(page.get_by_role("main")).to_contain_text(f"letter-{n}.pdf")


def ask_sponsor(visit: Visit, home: str) -> None:
    page = visit.go(f"{home}sponsors")
    members = page.get_by_label("Member of the partnership")
    sdi = members.locator("option", has_text="Slum Dwellers International")
    members.select_option(value=sdi.get_attribute("value"))
    page.get_by_label("Name of the person who speaks for the member").fill("Ingrid Lund")
    page.get_by_label("E-mail address of that person").fill("ingrid@sdinet.example")
    page.get_by_role("button", name="Send the request").click()
    expect(page.get_by_role("main")).to_contain_text("Ingrid Lund")
    visit.looks_right("walk-sponsors")


def endorse(sponsor: Visit) -> None:
    """The sponsor reads and confirms from the link in the mail."""
    open_letter(sponsor, "ingrid@sdinet.example", "endorse")
    page = sponsor.page
    page.get_by_role("main").locator("a[href*='/endorse/']").click()
    expect(page.get_by_role("main")).to_contain_text("higher ground for those who must move")
    page.get_by_label("Your position at the member organisation").fill("Coordinator")
    page.get_by_label("What your organisation will do in this project").fill("We train and follow.")
    page.get_by_label("I may speak for my organisation").check()
    sponsor.looks_right("walk-endorse")
    page.get_by_role("button", name="Confirm the endorsement").click()
    expect(page).not_to_have_title(re.compile("^Error:"))


def submit(visit: Visit, home: str) -> Receipt:
    page = visit.go(f"{home}check")
    expect(page.get_by_role("main")).not_to_contain_text("to mend before you can submit")
    visit.looks_right("walk-check")
    page.get_by_role("link", name="Go on to submit").click()
    visit.is_at("Submit the proposal")
    for box in page.locator("main input[type='checkbox']").all():
        box.check()
    visit.looks_right("walk-submit")
    page.get_by_role("button", name="Submit the proposal").click()
    expect(page).to_have_url(re.compile("/receipt"))
    visit.looks_right("walk-receipt")
    words = page.get_by_role("main").inner_text()
    sha256 = re.search(r"\b[0-9a-f]{64}\b", re.sub(r"(?<=[0-9a-f]) (?=[0-9a-f])", "", words))
    number = re.search(r"\bR-[0-9A-Z]{5}-[0-9A-Z]{5}\b", words)
    assert sha256, words
    assert number, words
    return Receipt(page.url.removeprefix(visit.house.url), number[0], sha256[0])


def object_to_outcome(city: Visit, title: str, reason: str) -> None:
    """The lead of the team reads why it was refused, and objects once."""
    city.in_english().menu("My proposals").follow(title).sees("Not eligible")
    city.follow("Read why, and what you can do").sees(reason).fits("round-outcome")
    city.follow("Object to the outcome").is_at("Object to the outcome")
    city.main.get_by_label("Why the decision should change").fill(
        "Section two speaks of families who left flooded farms; the stops serve where they settled."
    )
    city.press("Send the objection").sees("Your objection was sent.")
