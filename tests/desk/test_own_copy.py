"""A team takes a copy of everything about its proposal away, at any time."""

import csv
import io
import zipfile
from collections.abc import Callable

import pytest
import sqlalchemy as sa
from flask import Flask

from grants.accounts.models import Person, Role
from grants.core import clock
from grants.core.db import db
from grants.core.digest import sha256
from grants.files.service import receive
from grants.messages.service import send
from grants.permissions import Permission
from grants.proposals.models import Snapshot
from grants.proposals.queries.access import find
from grants.proposals.queries.sections import section_content
from grants.proposals.service import documents
from grants.proposals.service.answers import save_section
from grants.proposals.service.receipt import attach
from tests import build
from tests.browsing import Browser
from tests.files import samples
from tests.messages import writing as messages
from tests.proposals import ready

Browse = Callable[..., Browser]


@pytest.fixture
def world(app: Flask) -> ready.World:
    return ready.complete()


def taken(browse: Browse, who: Person, ref: str) -> zipfile.ZipFile:
    page = browse(who).get(f"/proposals/{ref}/copy.zip")
    assert page.status == 200
    assert page.response.mimetype == "application/zip"
    assert page.response.headers["Cache-Control"] == "no-store"
    book = zipfile.ZipFile(io.BytesIO(page.response.data))
    assert book.testzip() is None
    return book


def save(world: ready.World, summary: str) -> None:
    found = find(world.actor, world.ref, Permission.PROPOSAL_EDIT, lock=True)
    section = found.form().section("project")
    assert section is not None

    version = section_content(found.proposal.id, section).version
    save_section(found, section, {"summary": summary}, version=version, received_at=clock.now())


def upload(world: ready.World) -> bytes:
    content = samples.pdf()
    found = find(world.actor, world.ref, Permission.PROPOSAL_EDIT, lock=True)
    documents.upload(
        found, "city_letter", receive(io.BytesIO(content)), "letter.pdf", received_at=clock.now()
    )
    return content


@pytest.mark.both_databases
def test_everything_is_in_it_and_each_submission_has_the_hash_of_its_receipt(
    world: ready.World, browse: Browse
) -> None:
    content = upload(world)
    number = ready.send(world)
    snapshot = db.session.scalars(sa.select(Snapshot)).one()
    attach(1, b"%PDF-receipt")
    book = taken(browse, world.lead, world.ref)
    assert sha256(book.read(f"submissions/{number}.json")) == snapshot.sha256
    assert book.read(f"receipts/{number}.pdf") == b"%PDF-receipt"
    assert book.read("documents/city_letter-1-letter.pdf") == content
    page = book.read("proposal.html").decode()
    assert ready.ANSWERS["summary"] in page
    assert number in page
    assert snapshot.sha256 in page


def test_a_draft_has_one_too_with_every_text_that_was_ever_saved(
    world: ready.World, browse: Browse
) -> None:
    for text in ("First.", "=1+1 is no formula.", "Third."):
        save(world, text)
    book = taken(browse, world.lead, world.ref)
    rows = list(csv.reader(io.StringIO(book.read("earlier-answers.csv").decode("utf-8-sig"))))
    assert [row[3] for row in rows[1:]] == ["First.", "'=1+1 is no formula.", "Third."]
    assert {row[1] for row in rows[1:]} == {world.lead.name}
    assert not any(name.startswith("submissions/") for name in book.namelist())


def test_messages_and_their_files_are_in_it(world: ready.World, browse: Browse) -> None:
    said = "May we =1+1 add a partner?"
    send(world.actor, world.ref, said, [messages.upload()])
    book = taken(browse, world.lead, world.ref)
    assert said in book.read("proposal.html").decode()
    assert book.read("messages/1-plan.pdf") == samples.pdf()


def test_it_is_for_the_team_alone(world: ready.World, browse: Browse) -> None:
    ready.send(world)
    for who in (build.person("Sofia", Role.OFFICER), build.person("Somebody")):
        assert browse(who).get(f"/proposals/{world.ref}/copy.zip").status == 404
    viewer = build.person("Viewer")
    row = build.teammate(world.proposal, viewer)
    assert taken(browse, viewer, world.ref).namelist()
    row.removed_at = clock.now()
    db.session.commit()
    assert browse(viewer).get(f"/proposals/{world.ref}/copy.zip").status == 404
