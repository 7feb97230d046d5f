"""What the board, its secretary, finance and the city at the end do in one round."""

import io
import re
from datetime import date

from openpyxl import load_workbook
from playwright.sync_api import expect

from tests.journeys.conftest import Visit
from tests.journeys.secretariat import CALL

NUMBER = re.compile(r"CATF/\w+/E?D\d+")
OBJECTION = "I would like to hear in a meeting who keeps the bus stops when the grant has ended."
ABSENT = ("Jordi Puig", "Ruth Adler", "David Okello")


CARRIED = "Items carried over"


def open_meeting(reader: Visit, title: str) -> Visit:
    """From the header, by the row that carries its title."""
    reader.menu("Meetings")
    row = reader.main.get_by_role("row").filter(has_text=title)
    expect(row).to_have_count(1)
    row.get_by_role("link").click()
    return reader.is_at(title)


def open_procedure(secretary: Visit) -> None:
    open_meeting(secretary, CALL).fits("round-procedure").follow("Open to the members")
    secretary.is_at("Open to the members").fits("round-open").press("Open the procedure")
    secretary.sees("Open. The members have been told.")


def sees_nothing_of_item(member: Visit, title: str) -> None:
    """A recused member sees that there is an item, and nothing else of it."""
    open_meeting(member, CALL).sees_nothing_of(title)
    row = member.main.get_by_role("row").filter(has_text="You are recused")
    expect(row).to_have_count(1)
    row.get_by_role("link").click()
    member.sees("You are recused from this item").sees_nothing_of(title)


def object_to(member: Visit, title: str) -> None:
    open_meeting(member, CALL).follow(title).is_at(title).fits("round-item")
    member.main.get_by_label("Why do you object?").fill(OBJECTION)
    member.press("Record my objection").sees("Your objection is recorded.")


def confirm(chair: Visit, meeting: str) -> None:
    open_meeting(chair, meeting).follow("Read and confirm the results")
    chair.is_at("Confirm the results").fits("round-confirm")
    chair.press("Confirm the results").sees("The results are confirmed.")


def decision_of(reader: Visit, title: str) -> str:
    """The number of the decision, from its register."""
    reader.menu("Decisions")
    row = reader.main.get_by_role("row").filter(has_text=title)
    expect(row).to_have_count(1)
    number = NUMBER.search(row.inner_text())
    assert number, row.inner_text()
    row.get_by_role("link").click()
    reader.is_at(f"Decision {number[0]}").sees(title)
    return number[0]


def prepare_meeting(secretary: Visit, year: str) -> None:
    """Into the meeting that waits for the item objected to: an allocation and a transfer."""
    open_meeting(secretary, CARRIED).follow("Add an allocation").is_at("Add an allocation").fits(
        "round-allocation"
    )
    page = secretary.main
    page.get_by_label("Business line").select_option(label="Catalytic Fund")
    page.get_by_label("Year").fill(year)
    page.get_by_label("Amount").fill("300,000")
    secretary.press("Add the item").sees("The item was added.")
    secretary.follow("Add a transfer").is_at("Add a transfer")
    pick(secretary, "From", "Joint Work Programmes")
    pick(secretary, "To", "Communications and Advocacy")
    page.get_by_label("Amount").fill("50 000")
    secretary.press("Add the item").sees("The item was added.")


def pick(visit: Visit, label: str, words: str) -> None:
    """The first choice of a list that begins with these words."""
    field = visit.main.get_by_label(label, exact=True)
    option = field.locator("option", has_text=words).first
    field.select_option(value=option.get_attribute("value"))


def hold_meeting(secretary: Visit, day: date) -> None:
    """Opened, with nine of twelve seats in the room."""
    open_meeting(secretary, CARRIED)
    secretary.follow("Open to the members").press("Open the procedure")
    secretary.sees("Give the day on which members meet")
    secretary.main.get_by_label("Day of the meeting").fill(f"{day:%Y-%m-%d}")
    secretary.press("Open the procedure").sees("Open. The members have been told.")
    secretary.sees(f"{day:%Y}")
    secretary.follow("Record attendance").is_at("Attendance").fits("round-attendance")
    seats = secretary.main.get_by_role("group", name="Present now")
    for seat in seats.get_by_role("checkbox").all():
        seat.check()
    for name in ABSENT:
        seats.get_by_label(name).uncheck()
    secretary.press("Record").sees("Attendance is recorded.")


def close_meeting(secretary: Visit) -> None:
    open_meeting(secretary, CARRIED).press("Close and count").sees("Closed.")


def vote(member: Visit, title: str, choice: str) -> None:
    open_meeting(member, CARRIED).follow(title).is_at(title).fits("round-vote")
    member.main.get_by_label(choice, exact=True).check()
    member.press("Vote").sees("Your vote is recorded.")


def year_of(reader: Visit) -> str:
    """The year whose money the page of funds shows."""
    reader.menu("Funds")
    heading = reader.page.get_by_role("heading", level=1).inner_text()
    return heading.split()[-1]


def statement(reader: Visit, line: str) -> Visit:
    return reader.menu("Funds").follow(line).is_at(line)


def cells_of_statement(reader: Visit) -> set[str]:
    """Every cell of the spreadsheet that the statement's link downloads."""
    with reader.page.expect_download() as caught:
        reader.follow("Download as a spreadsheet (XLSX)")
    content = caught.value.path().read_bytes()
    book = load_workbook(io.BytesIO(content))
    found = {str(cell.value) for sheet in book for row in sheet for cell in row if cell.value}
    book.close()
    return found


def read_letter(city: Visit, home: str) -> Visit:
    city.go(home)
    return city.follow("Read the letter with the result").is_at("The result of your proposal")
