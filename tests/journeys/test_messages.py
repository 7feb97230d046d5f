"""A team and the Secretariat write to each other, also without scripts; nothing typed is lost."""

import re
from collections.abc import Callable
from pathlib import Path

from playwright.sync_api import expect

from tests.files.samples import pdf
from tests.journeys.conftest import PHONE, Visit

Open = Callable[..., Visit]
ROSA = re.compile("Guatemala: paradas")
AMINA = re.compile("Tamale: drains")


def at_thread(reader: Visit, title: re.Pattern[str]) -> Visit:
    return reader.in_english().menu("Messages").follow(title)


def test_a_question_and_its_answer_with_files_wide_and_on_a_phone(
    visit: Open, tmp_path: Path
) -> None:
    letter = tmp_path / "annex to the letter.pdf"
    letter.write_bytes(pdf())
    rosa = at_thread(visit("rosa", size=PHONE), ROSA)
    rosa.is_at("Messages with the Secretariat").fits("messages-team")
    rosa.page.get_by_label("Your message").fill("One more annex:\n\n- it is signed\n- it is short")
    rosa.page.get_by_label("Files to send with it").set_input_files(letter)
    rosa.press("Send the message").sees("Your message was sent").sees("annex to the letter.pdf")
    rosa.fits("messages-team-sent")
    rosa.page.reload()
    expect(rosa.page.get_by_label("Your message")).to_have_value("")
    expect(rosa.page.locator("[data-keep-alert]")).to_be_empty()
    sofia = visit("sofia").menu("Messages")
    sofia.sees("wait for an answer").fits("messages-office")
    sofia.follow(ROSA).sees("Rosa Ixchel Cuc").fits("messages-office-thread")
    sofia.page.get_by_label("Your message").fill("Thank you, received.")
    sofia.press("Send the message").sees("Your message was sent")
    rosa.go("/")
    rosa.sees("1 message about your proposals is new").fits("messages-home")


def test_the_same_without_scripts_and_a_refused_file_keeps_the_text(
    visit: Open, tmp_path: Path
) -> None:
    wrong = tmp_path / "program.pdf"
    wrong.write_bytes(b"MZ\x90\x00 a program")
    amina = at_thread(visit("amina", size=PHONE, scripts=False), AMINA)
    amina.page.get_by_label("Your message").fill("May we add a partner?")
    amina.page.get_by_label("Files to send with it").set_input_files(wrong)
    amina.press("Send the message").sees("1 file cannot be taken").fits("messages-refused")
    expect(amina.page.get_by_label("Your message")).to_have_value("May we add a partner?")
    amina.press("Send the message").sees("Your message was sent")
    sofia = visit("sofia", scripts=False).menu("Messages")
    sofia.follow("A draft, not submitted yet").sees("Not submitted yet")
    sofia.sees("May we add a partner?").sees_nothing_of("Tamale").fits("messages-draft")
    sofia.press("Needs no answer").sees("Marked as needing no answer")


def test_a_text_that_was_not_sent_is_offered_back_also_after_signing_in_again(
    visit: Open,
) -> None:
    thandi = visit("thandi").menu("Messages").follow("Maseru")
    address = thandi.page.url.removeprefix(thandi.house.url)
    thandi.page.get_by_label("Your message").fill("Written on a bad line")
    thandi.page.context.clear_cookies()
    thandi.press("Send the message").is_at("You have been signed out")
    thandi.sees("Written on a bad line").fits("messages-signed-out")
    thandi.be("thandi").go(address)
    thandi.sees("This device keeps a message that was not sent").fits("messages-restore")
    thandi.press("Bring it back")
    expect(thandi.page.get_by_label("Your message")).to_have_value("Written on a bad line")
    thandi.press("Send the message").sees("Your message was sent")
    thandi.page.reload()
    expect(thandi.page.locator("[data-keep-alert]")).to_be_empty()
    expect(thandi.page.get_by_label("Your message")).to_have_value("")


def test_more_than_one_message_can_carry_is_said_before_it_is_sent(
    visit: Open, tmp_path: Path
) -> None:
    files = []
    for n in range(2):
        files.append(tmp_path / f"{n}.pdf")
        with files[-1].open("wb") as file:
            file.truncate(70_000_000)  # two of them are more than one request may carry
    rosa = at_thread(visit("rosa"), ROSA)
    rosa.page.get_by_label("Your message").fill("Two large plans")
    rosa.page.get_by_label("Files to send with it").set_input_files(files)
    rosa.press("Send the message").sees("more than one message can carry")
    expect(rosa.page.get_by_label("Your message")).to_have_value("Two large plans")
