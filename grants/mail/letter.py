"""A mail as it reads: subject and plain text from templates/mail/<kind>.txt in its language."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from flask import current_app

from grants.core import i18n
from grants.core.messages import Link, Message
from grants.core.money import Amount, Share
from grants.core.packing import unpack, without_secrets
from grants.mail.models import Mail

SUBJECT = "Subject:"


class BadLetter(ValueError):
    """A template that does not begin with its subject."""


@dataclass(frozen=True)
class Letter:
    """What a person reads."""

    subject: str
    text: str


def write_letter(mail: Mail, *, hide_secrets: bool = False) -> Letter:
    """The letter of a row of the outbox; personal links may be left out of it."""
    params = without_secrets(mail.params) if hide_secrets else mail.params
    return compose(mail.kind, unpack(params), mail.language)


def compose(kind: str, params: Mapping[str, Any], language: str) -> Letter:
    """A letter from its kind and unpacked parameters, also before it is queued (previews)."""
    with i18n.in_language(language):
        words = {name: _shown(value) for name, value in params.items()}
        template = current_app.jinja_env.get_template(f"mail/{kind}.txt")
        text = template.render(contact=current_app.config["CONTACT_EMAIL"], **words)
    first, _, body = text.strip().partition("\n")
    if not first.startswith(SUBJECT):
        raise BadLetter(f"templates/mail/{kind}.txt must begin with “{SUBJECT}”")
    subject = " ".join(first.removeprefix(SUBJECT).split())
    return Letter(subject, _tidy(body))


def _shown(value: Any) -> Any:
    """Links as addresses, amounts and messages as words; instants stay for the filters."""
    match value:
        case Link():
            return address(value)
        case Message() | Amount() | Share():
            return i18n.shown(value)
        case list():
            return [_shown(one) for one in value]
        case dict():
            return {name: _shown(one) for name, one in value.items()}
    return value


def address(link: Link) -> str:
    """The whole address of a page, outside of any request."""
    base = current_app.config["BASE_URL"]
    path = current_app.url_map.bind("localhost").build(link.endpoint, dict(link.values))
    return f"{base}{path}"


def _tidy(body: str) -> str:
    """No more than one empty line at a time."""
    lines: list[str] = []
    for line in body.strip().splitlines():
        if line.strip() or (lines and lines[-1]):
            lines.append(line.rstrip())
    return "\n".join(lines) + "\n"
