"""A team works without a connection: takes the form along, fills it and sends it back."""

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.journeys.conftest import NARROW, PHONE, WIDE, Visit
from tests.proposals.offline_hands import changed, every_box

NEW = "Written on the bus {}, between two villages.\n\nThe second paragraph."


def filled(path: Path, who: str) -> bytes:
    """Every box of the downloaded file gets a text, also where a number or a day is asked."""
    return changed(path.read_bytes(), lambda word: every_box(word, lambda: NEW.format(who)))


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no-scripts"])
def test_a_file_goes_out_and_its_answers_come_back(
    visit: Callable[..., Visit], tmp_path: Path, scripts: bool
) -> None:
    city = visit("amina", size=WIDE if scripts else PHONE, scripts=scripts).in_english()
    city.menu("My proposals")
    city.main.get_by_role("link").first.click()
    city.follow("Work without a connection").is_at("Work without a connection")
    city.fits(f"offline-{scripts}")
    with city.page.expect_download() as coming:
        city.main.get_by_role("link", name="The whole form as Word").click()
    path = tmp_path / "form.docx"
    coming.value.save_as(path)
    (tmp_path / "back.docx").write_bytes(filled(path, "with" if scripts else "without"))
    city.page.get_by_label("The file you filled in").set_input_files(tmp_path / "back.docx")
    city.press("Send and compare").is_at("What the file changes")
    city.sees("Written on the bus").sees("could not be read")
    city.fits(f"offline-compare-{scripts}")
    if scripts:
        city.page.set_viewport_size(NARROW)
        city.looks_right("offline-compare")
        city.page.set_viewport_size(WIDE)
    city.press("Take over what is ticked").is_at("taken over")
    city.fits(f"offline-taken-{scripts}")
