"""Every kind of mail reads from its sample, in every language."""

from pathlib import Path

import pytest
from flask import Flask

import config
from grants.core.i18n import LANGUAGES
from grants.core.messages import Link, msg
from grants.core.money import Amount
from grants.mail.letter import BadLetter, compose, write_letter
from grants.mail.models import Mail
from grants.mail.service import Addressee, queue
from tests.mail.samples import SAMPLES

TEMPLATES = config.ROOT / "templates" / "mail"


def kinds() -> list[str]:
    return sorted(p.stem for p in Path(TEMPLATES).glob("*.txt") if not p.stem.startswith("_"))


def test_every_kind_of_mail_has_a_sample() -> None:
    assert set(kinds()) == set(SAMPLES)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("kind", sorted(SAMPLES))
def test_a_mail_reads_well(app: Flask, kind: str, language: str) -> None:
    letter = compose(kind, SAMPLES[kind], language)
    assert letter.subject
    assert "\n" not in letter.subject
    assert len(letter.subject) <= 150
    assert len(letter.text.split()) > 15
    for mark in ("{{", "}}", "%(", "<Link", "Message(", "None", "\n\n\n"):
        assert mark not in letter.text
    for value in SAMPLES[kind].values():
        if isinstance(value, Link):
            assert app.config["BASE_URL"] in letter.text


def test_parameters_are_shown_in_the_language_of_the_mail(app: Flask) -> None:
    app.jinja_env.from_string  # noqa: B018  (the environment is there without a request)
    french = compose("password_changed", SAMPLES["password_changed"], "fr")
    english = compose("password_changed", SAMPLES["password_changed"], "en")
    assert "janvier" in french.text
    assert "January" in english.text


def test_an_unknown_language_falls_back_to_english(app: Flask) -> None:
    assert "January" in compose("password_changed", SAMPLES["password_changed"], "xx").text


def test_words_amounts_and_links_are_ready_to_read(app: Flask) -> None:
    words = msg("You are granted %(amount)s.", amount=Amount(20_000_000))
    letter = compose("role_changed", {"words": words, "me": Link("accounts.me")}, "en")
    assert "You are granted US$200,000." in letter.text
    assert f"{app.config['BASE_URL']}/me/" in letter.text


def test_a_hostile_name_cannot_add_headers_nor_markup(app: Flask) -> None:
    sample = {**SAMPLES["invitation"], "role": "Evil\r\nBcc: all@example.org", "name": "{{ 7*7 }}"}
    letter = compose("invitation", sample, "en")
    assert "\r" not in letter.subject
    assert "\n" not in letter.subject
    assert "{{ 7*7 }}" in letter.text


def test_a_personal_link_can_be_left_out(app: Flask) -> None:
    queue(Addressee("a@example.org"), "reset_password", SAMPLES["reset_password"])
    from grants.core.db import db

    db.session.commit()
    mail = db.session.query(Mail).one()
    assert "t0k3n" in write_letter(mail).text
    assert "t0k3n" not in write_letter(mail, hide_secrets=True).text


def test_a_template_without_a_subject_is_a_fault(app: Flask, tmp_path: Path) -> None:
    from jinja2 import DictLoader

    before = app.jinja_env.loader
    app.jinja_env.loader = DictLoader({"mail/odd.txt": "Hello"})
    try:
        with pytest.raises(BadLetter):
            compose("odd", {}, "en")
    finally:
        app.jinja_env.loader = before
