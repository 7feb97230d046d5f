"""The design page: every part in every state, as strict and whole HTML."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask, render_template
from flask_babel import Babel
from flask_wtf import CSRFProtect
from jinja2 import StrictUndefined
from lxml import etree

from grants.core.actor import Actor
from grants.desk.design import TASK_STATES, TONES, design_context
from grants.desk.design_form import design_form
from tests.browsing import check_page

TEMPLATES = Path(__file__).parents[2] / "templates"
ERRORS = [path.stem for path in (TEMPLATES / "errors").glob("[0-9]*.html")]


@pytest.fixture(scope="module")
def bare() -> Iterator[Flask]:
    """Templates and forms alone, with names that are not defined refused."""
    app = Flask("bare", template_folder=str(TEMPLATES))
    app.config.update(SECRET_KEY="only for these tests, long enough")
    app.jinja_env.undefined = StrictUndefined
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    Babel(app)
    CSRFProtect(app)

    @app.context_processor
    def frame() -> dict[str, object]:
        return {
            "asset": lambda name: f"/static/{name}",
            "locale": "en",
            "text_direction": "ltr",
            "languages": [("en", "English", "/language/en"), ("fr", "Français", "/language/fr")],
        }

    with app.test_request_context("/design"):
        yield app


@pytest.fixture(scope="module")
def page(bare: Flask) -> etree._Element:
    person = Actor(person_id=1, name="Amina Yakubu")
    source = render_template(
        "design/index.html", form=design_form(), actor=person, **design_context()
    )
    return check_page(source, "design")


def test_every_tone_and_task_state_is_shown(page: etree._Element) -> None:
    classes = {c for e in page.iterfind(".//*[@class]") for c in (e.get("class") or "").split()}
    assert {tone for tone in TONES if tone} <= classes
    assert set(TASK_STATES) <= classes


def test_every_line_of_the_error_summary_leads_to_its_field(page: etree._Element) -> None:
    links = page.xpath("//*[@data-error-summary]//a")
    assert len(links) == 6
    for link in links:
        assert page.xpath("//*[@id=$id]", id=link.get("href")[1:]), link.get("href")


def test_every_described_by_names_something_on_the_page(page: etree._Element) -> None:
    ids = set(page.xpath("//@id"))
    told = [word for value in page.xpath("//@aria-describedby") for word in value.split()]
    assert told
    assert set(told) <= ids


def test_a_wrong_field_says_so_to_ears_as_well(page: etree._Element) -> None:
    wrong = page.xpath("//*[@name='wrong_amount']")[0]
    assert wrong.get("aria-invalid") == "true"
    assert "wrong_amount-error" in wrong.get("aria-describedby")
    assert wrong.get("value") == "21.2.000"


def test_the_browser_neither_checks_nor_cuts_what_is_typed(page: etree._Element) -> None:
    assert all(form.get("novalidate") is not None for form in page.xpath("//form[@data-autosave]"))
    assert not page.xpath("//@required | //@maxlength")


def test_every_form_that_changes_something_carries_its_operation_key(page: etree._Element) -> None:
    forms = page.xpath("//main//form[@method='post']")
    assert len(forms) == 3
    assert all(form.xpath(".//input[@name='operation']/@value") for form in forms)


def test_enter_never_presses_the_button_that_adds_a_row(page: etree._Element) -> None:
    first = page.xpath("//form[@data-autosave]//button")[0]
    assert first.get("name") is None
    assert first.get("tabindex") == "-1"


@pytest.mark.parametrize("name", ERRORS)
def test_every_error_page_says_what_happened_what_was_kept_and_what_to_do(
    bare: Flask, name: str
) -> None:
    page = check_page(render_template(f"errors/{name}.html", reference="K7MQ22XD"), name)
    heads = [heading.text for heading in page.iterfind(".//h2")]
    assert heads == ["What happened", "What was kept", "What you can do"]
    assert "K7MQ22XD" in "".join(page.itertext())


def test_a_forbidden_page_looks_like_a_missing_one(bare: Flask) -> None:
    assert render_template("errors/403.html") == render_template("errors/404.html")


def test_a_conflict_shows_both_texts(bare: Flask) -> None:
    source = render_template(
        "errors/409.html", mine={"The problem": "Ten"}, theirs={"The problem": "Twelve <b>"}
    )
    text = "".join(check_page(source, "409").itertext())
    assert "Ten" in text
    assert "Twelve <b>" in text
