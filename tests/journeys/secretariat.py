"""What officers and leads of the Secretariat do in one round, by the words on their pages."""

import re

from playwright.sync_api import expect

from tests.journeys.conftest import Visit

CALL = "A Place to Stay"
REFUSAL = "The note speaks of bus stops and not of people whom the climate moves to the city."


def move_clock(visit: Visit, days: int) -> None:
    visit.go("/demo/clock").get_by_label("How many days?").fill(str(days))
    visit.press("Move forward").sees_nothing_of("Choose between")
    expect(visit.page.get_by_role("status").first).to_contain_text("It is now")


def file_of(officer: Visit, title: str) -> Visit:
    """From the header to the file of one proposal."""
    officer.menu("Screening").follow(CALL)
    if officer.main.get_by_role("link", name=title).count() == 0:
        officer.follow(re.compile(r"^All \("))
    return officer.follow(title).is_at(title)


def start_check(officer: Visit, title: str) -> None:
    file_of(officer, title)
    officer.press("Start the check").sees("The check has started")


def answer_checklist(officer: Visit, refused: dict[str, str]) -> None:
    """“Yes” to every item of the officer but those that are refused, with a note."""
    items = officer.main.get_by_role("group", name=re.compile("^Answer to "))
    assert items.count() > 5
    for item in items.all():
        code = item.locator("legend").inner_text().split()[2]
        item.get_by_label("No" if code in refused else "Yes", exact=True).check()
        if code in refused:
            officer.main.get_by_label(f"Note on {code}", exact=True).fill(refused[code])
    officer.press("Save the checklist").sees("The checklist is saved")


def find_eligible(officer: Visit, title: str) -> None:
    start_check(officer, title)
    officer.fits("round-checklist")
    answer_checklist(officer, {})
    officer.follow("Find it eligible").is_at("Find it eligible").fits("round-find")
    officer.press("Yes, it is eligible").sees("The proposal is eligible")


def find_ineligible(officer: Visit, title: str) -> None:
    start_check(officer, title)
    answer_checklist(officer, {"B5": REFUSAL})
    officer.follow("Find it not eligible").is_at("Find it not eligible")
    officer.main.get_by_label("Why it is not eligible").fill(REFUSAL)
    officer.press("Send to a second person").sees("a second person must confirm")


def confirm_ineligible(officer: Visit, title: str) -> None:
    """The second officer finds it among what waits for them."""
    officer.menu("Screening").follow(CALL).follow(re.compile(r"^For me to confirm \(1\)"))
    officer.follow(title).follow("Confirm or send back")
    officer.is_at("Confirm that it is not eligible").sees(REFUSAL).fits("round-confirm-ineligible")
    officer.press("Confirm: not eligible").sees("The city was told why")


def uphold_appeal(lead: Visit, title: str) -> None:
    """A lead who took no part decides."""
    lead.menu("Screening").follow(CALL).follow(re.compile(r"^Objections \(1\)"))
    lead.follow(title).follow("Decide the objection").is_at("Decide the objection")
    lead.fits("round-appeal")
    lead.main.get_by_label("The objection is right").check()
    lead.main.get_by_label("Reason, as the city will read it").fill(
        "The note does name families who had to move. It goes on to the evaluators."
    )
    lead.press("Decide").sees("The objection is decided")


def invite(lead: Visit, names: tuple[str, ...]) -> None:
    lead.menu("Reviews").follow(CALL).follow("Pool", exact=True).is_at("Pool of evaluators")
    lead.fits("round-pool-empty")
    for name in names:
        lead.main.get_by_label(name).check()
    lead.press("Invite the chosen ones").sees("3 evaluators were invited.")


def assign(lead: Visit) -> None:
    """By suggestion, looked at, then published."""
    lead.menu("Reviews").follow(CALL).follow("Assignments", exact=True)
    lead.press("Fill the open places").sees("6 places were filled.").fits("round-assignments")
    lead.follow("Publish the drafts").is_at("Publish the assignments").sees_nothing_of("(optional)")
    lead.fits("round-publish")
    lead.press("Publish and tell the evaluators").sees("Published: 3 evaluators were told.")


def freeze(lead: Visit) -> str:
    """The ranking as it stands, frozen with a note; the address of what is frozen."""
    lead.menu("Reviews").follow(CALL).follow("Ranking", exact=True).is_at("Ranking")
    lead.sees("The order is not opened yet.").fits("round-ranking-closed")
    lead.press("Open the scores").sees("The scores are open.").fits("round-ranking")
    lead.follow("Freeze and recommend").is_at("Freeze the ranking").fits("round-freeze")
    lead.main.get_by_label("Note for the board").fill("The order of the scores, as it is.")
    lead.press("Freeze the ranking").sees("The ranking is frozen")
    return lead.page.url.removeprefix(lead.house.url)


def put_before_board(lead: Visit) -> None:
    lead.menu("Reviews").follow(CALL).follow("Ranking", exact=True)
    lead.follow("Ranking 1").follow("Put this slate before the board")
    lead.is_at("Put the slate before the board").fits("round-propose")
    lead.main.get_by_label("A new procedure, as the call says").check()
    lead.press("Put it before the board").sees("The slate is before the board's secretary")


def prepare_release(lead: Visit) -> None:
    open_results(lead).press("Prepare the letters").sees("The letters are ready to be read.")
    expect(lead.main.get_by_role("button", name="Release to everybody now")).to_have_count(0)


def release(lead: Visit) -> None:
    """Another lead reads every letter, then lets all of them go at once."""
    open_results(lead).fits("round-release").press("Release to everybody now").sees(
        "The results are released."
    )


def open_results(lead: Visit) -> Visit:
    return lead.menu("Calls").follow(CALL).follow("Release of the results").is_at("Results of")
