"""Every mail of the demonstration opens, and every link in it leads its reader somewhere."""

import contextvars
import re
from collections.abc import Iterator
from dataclasses import dataclass

import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient

from grants.accounts.models import Person
from grants.accounts.service.session import start_session
from grants.core.db import db
from grants.mail.letter import write_letter
from grants.mail.models import Mail

LINK = re.compile(r"http://localhost(/\S*)")
# Of each kind of letter so many are opened; what they are made of differs little.
OF_A_KIND = 6
LEADS_SOMEWHERE = {200, 302, 303}


@dataclass(frozen=True)
class Opened:
    """One letter with the addresses in it."""

    ref: str
    kind: str
    person_id: int | None
    paths: tuple[str, ...]


@pytest.fixture(scope="module")
def letters(stage: Flask) -> list[Opened]:
    """Every mail of the world, written out."""
    found = []
    with stage.app_context():
        for mail in db.session.scalars(sa.select(Mail).order_by(Mail.id)):
            paths = tuple(LINK.findall(write_letter(mail).text))
            found.append(Opened(mail.ref, mail.kind, mail.person_id, paths))
        db.session.remove()
    return found


@pytest.fixture(scope="module")
def some(letters: list[Opened]) -> list[Opened]:
    """A few of each kind, from the first to the last."""
    chosen = []
    for kind in sorted({letter.kind for letter in letters}):
        same = [letter for letter in letters if letter.kind == kind]
        chosen += same[:: max(1, len(same) // OF_A_KIND)]
    return chosen


@pytest.fixture
def signed_out(stage: Flask) -> FlaskClient:
    return stage.test_client()


def get(client: FlaskClient, path: str) -> int:
    """The status, asked for in a context of its own as a server does."""
    answer = contextvars.Context().run(lambda: client.get(path))
    answer.close()
    return answer.status_code


def test_every_kind_of_mail_opens_for_a_visitor(
    signed_out: FlaskClient, some: list[Opened]
) -> None:
    assert len({letter.kind for letter in some}) > 15
    wrong = [f"{x.kind} {x.ref}" for x in some if get(signed_out, f"/demo/mail/{x.ref}") != 200]
    assert wrong == []


def test_every_mail_holds_a_link_but_those_to_people_without_a_page(letters: list[Opened]) -> None:
    without = {letter.kind for letter in letters if not letter.paths}
    assert {kind for kind in without if not kind.endswith("_sponsors")} <= {"team_removed"}


def test_every_link_leads_its_reader_somewhere(
    stage: Flask, some: list[Opened], signed_out: FlaskClient
) -> None:
    clients = dict(_readers(stage, {x.person_id for x in some if x.person_id}))
    wrong = []
    for letter in some:
        client = clients.get(letter.person_id or 0, signed_out)
        for path in letter.paths:
            status = get(client, path)
            if status not in LEADS_SOMEWHERE:
                wrong.append(f"{letter.kind}: {path}: {status}")
    assert wrong == [], "\n".join(wrong)


def _readers(stage: Flask, people: set[int]) -> Iterator[tuple[int, FlaskClient]]:
    """Everybody who is written to and may still sign in."""
    with stage.app_context():
        rows = db.session.execute(
            sa.select(Person.id).where(Person.id.in_(people), Person.disabled_at.is_(None))
        )
        tokens = {row.id: start_session(row.id, second_factor=True, device="tests") for row in rows}
        db.session.remove()
    for person_id, token in tokens.items():
        client = stage.test_client()
        with client.session_transaction() as session:
            session["_user_id"], session["_fresh"] = token, True
        yield person_id, client
