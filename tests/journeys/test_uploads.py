"""Documents on a bad line: sent in pieces, broken off, gone on with, and without scripts."""

import io
import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa
from playwright.sync_api import Browser as Chromium, Page, Route, expect

from grants.calls.models import Call, FormKind, Question, QuestionKind, Requirement, Section
from grants.core.db import db
from tests.files import samples
from tests.journeys.conftest import PHONE, House, Visit, served
from tests.world import World

OPEN = "CATF-2026"

FIRST_LOAD = 20_000
# What the page and all it asks for weigh on the wire, as if nothing had been kept from before.
CARRIED = """() => [...performance.getEntriesByType("navigation"),
  ...performance.getEntriesByType("resource")].reduce((sum, one) => sum + one.encodedBodySize, 0)"""
SLOW = {"latency": 40, "downloadThroughput": -1, "uploadThroughput": 300_000}


def photo(width: int = 4000, height: int = 3000) -> bytes:
    """As a phone takes it, of some megabytes."""
    from PIL import Image

    grain = Image.effect_noise((width // 4, height // 4), 90).convert("RGB")
    out = io.BytesIO()
    grain.resize((width, height)).save(out, "JPEG", quality=88)
    return out.getvalue()


@pytest.fixture(scope="module")
def phone_photo(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("photos") / "IMG_2041.jpg"
    path.write_bytes(photo())
    assert 1_500_000 < path.stat().st_size < 6_000_000
    return path


def documents(visit: Visit) -> Page:
    """The page of the slots in the one draft of the reader."""
    visit.in_english().menu("My proposals")
    visit.main.locator("a[href^='/proposals/']").first.click()
    visit.main.locator("a[href*='/sections/documents']").first.click()
    return visit.page


def choose(page: Page, file: Path) -> str:
    """In the first slot; answers the selector of its control."""
    control = page.locator("main input[type=file]").first
    control.set_input_files(file)
    expect(page.locator(".count").first).to_contain_text(file.name)
    return f"#{control.get_attribute('id')}"


def press(page: Page) -> None:
    form = page.locator("main form[data-upload]").first
    form.get_by_role("button", name=re.compile("Upload|Replace")).click()


def slow(visit: Visit) -> Callable[..., None]:
    """A line of 300 kB/s; `line(offline=True)` cuts it."""
    browser = visit.page.context.new_cdp_session(visit.page)

    def line(*, offline: bool = False) -> None:
        browser.send("Network.emulateNetworkConditions", {**SLOW, "offline": offline})

    line()
    return line


def test_a_photo_goes_on_by_itself_when_the_line_breaks(
    visit: Callable[..., Visit], phone_photo: Path
) -> None:
    amina = visit("amina", size=PHONE, breaks=True)
    page = documents(amina)
    amina.looks_right("upload-before")
    assert page.evaluate(CARRIED) <= FIRST_LOAD
    choose(page, phone_photo)
    amina.looks_right("upload-chosen")
    pieces: list[str] = []

    def breaking(route: Route) -> None:
        if route.request.method == "PATCH":
            pieces.append(str(route.request.headers["upload-offset"]))
            if len(pieces) == 3:
                route.abort("connectionreset")
                return
        route.continue_()

    page.route("**/uploads/**", breaking)
    press(page)
    expect(page.locator(".meter").first).to_contain_text("The line broke at")
    amina.looks_right("upload-broken")
    expect(page.get_by_role("main")).to_contain_text("The photo was made smaller")
    expect(page.get_by_role("main")).to_contain_text("IMG_2041.jpg")
    assert pieces[3] == pieces[2], "it goes on where the server is"
    assert int(pieces[2]) > 0
    amina.looks_right("upload-done")


def test_the_same_file_chosen_after_the_page_was_closed_goes_on(
    visit: Callable[..., Visit], phone_photo: Path
) -> None:
    amina = visit("amina", size=PHONE)
    page = documents(amina)
    address = page.url
    choose(page, phone_photo)
    sent: list[int] = []
    page.on(
        "request",
        lambda asked: (
            sent.append(int(asked.headers["upload-offset"])) if asked.method == "PATCH" else None
        ),
    )
    page.route("**/uploads/**", lambda route: None if len(sent) == 3 else route.continue_())
    press(page)
    expect(page.locator(".meter progress").first).to_have_js_property("value", 0)
    page.wait_for_function("() => document.querySelector('.meter progress')?.value > 10")
    while len(sent) < 3:
        page.wait_for_timeout(50)
    page.unroute_all(behavior="ignoreErrors")
    page.goto(address)
    expect(page.locator(".count").first).to_contain_text("has arrived already")
    amina.looks_right("upload-begun")
    choose(page, phone_photo)
    del sent[:]
    press(page)
    expect(page.get_by_role("main")).to_contain_text(re.compile("was saved|is there already"))
    assert sent
    assert sent[0] > 0, "it began anew"
    page.goto(address)
    expect(page.locator(".count").first).to_be_empty()


def test_who_was_signed_out_signs_in_and_goes_on_in_the_same_window(
    visit: Callable[..., Visit], phone_photo: Path
) -> None:
    amina = visit("amina", size=PHONE)
    page = documents(amina)
    slow(amina)
    choose(page, phone_photo)
    press(page)
    page.wait_for_function("() => document.querySelector('.meter progress')?.value > 5")
    cookies = [one for one in page.context.cookies() if one["name"] == "grants"]
    page.context.clear_cookies(name="grants")
    expect(page.locator(".meter").first).to_contain_text("You have been signed out")
    amina.looks_right("upload-signed-out")
    with page.context.expect_page() as opened:
        page.locator(".meter a").click()
    expect(opened.value.get_by_role("heading", level=1)).to_contain_text("Sign in")
    again = Visit(opened.value, amina.house, "amina")
    again.be("amina")
    assert cookies
    page.get_by_role("button", name="Try now").click()
    expect(page.locator(".meter, .notice").first).not_to_contain_text("signed out")
    expect(page.get_by_role("main")).to_contain_text(
        re.compile("was saved|is there already"), timeout=40_000
    )


def test_offline_the_button_waits_and_the_line_coming_back_is_enough(
    visit: Callable[..., Visit], phone_photo: Path
) -> None:
    amina = visit("amina", size=PHONE, breaks=True)
    page = documents(amina)
    line = slow(amina)
    choose(page, phone_photo)
    press(page)
    page.wait_for_function("() => document.querySelector('.meter progress')?.value > 5")
    line(offline=True)
    expect(page.locator(".meter").first).to_contain_text("The line broke at")
    expect(page.get_by_role("button", name="Try now")).to_be_visible()
    page.wait_for_timeout(1500)
    line()
    expect(page.get_by_role("main")).to_contain_text(
        re.compile("was saved|is there already"), timeout=40_000
    )


def test_a_file_that_is_too_large_is_not_sent_at_all(
    visit: Callable[..., Visit], tmp_path: Path
) -> None:
    amina = visit("amina", size=PHONE)
    page = documents(amina)
    large = tmp_path / "plan.pdf"
    with large.open("wb") as file:
        file.truncate(16_000_000)
    asked: list[str] = []
    choose(page, large)
    expect(page.locator(".count").first).to_contain_text("larger than we can take")
    amina.looks_right("upload-large")
    page.on("request", lambda request: asked.append(request.method))
    press(page)
    expect(page.locator(".count").first).to_contain_text("larger than we can take")
    assert asked == []
    choose(page, _good(tmp_path))
    press(page)
    expect(page.get_by_role("main")).to_contain_text("“good.pdf” was saved")


def test_without_scripts_the_same_page_takes_the_same_photo(
    visit: Callable[..., Visit], phone_photo: Path, tmp_path: Path
) -> None:
    amina = visit("amina", size=PHONE, scripts=False)
    page = documents(amina)
    page.locator("main input[type=file]").first.set_input_files(_good(tmp_path, b"%%again"))
    press(page)
    expect(page.get_by_role("main")).to_contain_text("“good.pdf” was saved")
    page.locator("main input[type=file]").first.set_input_files(phone_photo)
    press(page)
    expect(page.get_by_role("main")).to_contain_text("The photo was made smaller")
    amina.looks_right("upload-no-scripts")
    large = tmp_path / "plan.pdf"
    with large.open("wb") as file:
        file.truncate(60_000_000)
    page.locator("main input[type=file]").first.set_input_files(large)
    press(page)
    expect(page.get_by_role("main")).to_contain_text("larger than 15 MB")
    amina.looks_right("upload-no-scripts-large")


def _good(folder: Path, more: bytes = b"") -> Path:
    path = folder / "good.pdf"
    path.write_bytes(samples.pdf() + more)
    return path


@pytest.fixture(scope="module")
def mixed(demo_world: World, tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    """The open call asks for a photo beside texts."""
    world = demo_world.copy(tmp_path_factory.mktemp("mixed"))
    app = world.open()
    with app.app_context():
        call = db.session.scalars(sa.select(Call).where(Call.ref == OPEN)).one()
        text = db.session.scalars(
            sa.select(Question)
            .join(Section, Section.id == Question.section_id)
            .where(
                Section.call_id == call.id,
                Section.form == FormKind.CONCEPT_NOTE,
                Question.code == "summary",
            )
        ).one()
        photo = Question(
            section_id=text.section_id,
            code="street",
            kind=QuestionKind.FILE,
            label={"en": "A photo of the street"},
            help={},
            why={},
            required=Requirement.NEVER,
            limits={},
            options=[],
            config={},
            criteria=[],
            position=99,
        )
        db.session.add(photo)
        call.version += 1
        db.session.commit()
        db.session.remove()
        db.engine.dispose()
    with served(world) as found:
        yield found


def test_a_photo_beside_answers_goes_on_and_loses_none_of_them(
    chromium: Chromium, mixed: House, phone_photo: Path
) -> None:
    page = chromium.new_context(viewport=PHONE).new_page()
    amina = Visit(page, mixed, "amina").be("amina").in_english().menu("My proposals")
    amina.main.locator("a[href^='/proposals/']").first.click()
    page.wait_for_load_state()
    paths = [a.get_attribute("href") for a in page.locator("main a[href*='/sections/']").all()]
    for path in paths:
        amina.go(str(path).split("#")[0])
        if page.locator("#file-street").count():
            break
    line = slow(amina)
    page.locator("#file-street").set_input_files(phone_photo)
    expect(page.locator("#file-street-count")).to_contain_text(phone_photo.name)
    page.locator("[name=q_summary]").fill("Drains that residents can see, in eighty words.")
    page.get_by_role("button", name="Save and continue").click()
    page.wait_for_function("() => document.querySelector('.meter progress')?.value > 5")
    amina.fits("upload-mixed-sending")
    line(offline=True)
    expect(page.locator(".meter")).to_contain_text("The line broke at")
    amina.fits("upload-mixed-broken")
    page.locator("[name=q_summary]").fill("Typed while the line was broken.")
    line()
    expect(page.get_by_role("status").first).to_contain_text("was saved", timeout=40_000)
    amina.fits("upload-mixed-done")
    amina.go(str(path).split("#")[0])
    expect(page.locator("[name=q_summary]")).to_have_value("Typed while the line was broken.")
    expect(page.locator("#slot-street")).to_contain_text("made smaller from")
    page.context.close()
