"""Downloads: attachments in a sandbox, or nothing at all."""

import io
from collections.abc import Callable
from pathlib import Path

import pytest
from flask import Flask

from grants.accounts.models import Person
from grants.core.db import db
from grants.files import queries, service
from grants.files.models import File
from tests import build
from tests.browsing import Browser
from tests.files import samples


@pytest.fixture
def reader(app: Flask, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Person:
    monkeypatch.setitem(app.config, "FILES_DIR", tmp_path)
    person = build.person()
    monkeypatch.setitem(queries.readers, "call", [lambda actor, _: actor.person_id == person.id])
    return person


def _uploaded(by: Person, name: str) -> File:
    file = service.store(build.acting(by), io.BytesIO(samples.pdf()), name, build.call())
    db.session.commit()
    return file


def test_a_download_is_an_attachment_that_can_do_nothing(
    reader: Person, browse: Callable[..., Browser]
) -> None:
    file = _uploaded(reader, "Lettre du maire – été.pdf")
    response = browse(reader).get(f"/files/{file.ref}/{file.name}").response
    assert response.status_code == 200
    assert response.data.startswith(b"%PDF")
    assert response.headers["Content-Disposition"].startswith("attachment")
    assert "%C3%A9t%C3%A9.pdf" in response.headers["Content-Disposition"]
    assert response.headers["Content-Security-Policy"].startswith("sandbox")
    assert response.headers["X-Content-Type-Options"] == "nosniff"
    assert response.headers["Cache-Control"] == "no-store"
    assert response.mimetype == "application/pdf"
    response.close()


def test_missing_forbidden_and_misnamed_files_look_alike(
    reader: Person, browse: Callable[..., Browser]
) -> None:
    file = _uploaded(reader, "a.pdf")
    other = browse(build.person())
    answers = [
        other.client.get(f"/files/{file.ref}/a.pdf"),
        other.client.get("/files/NOSUCH/a.pdf"),
        browse(reader).client.get(f"/files/{file.ref}/b.pdf"),
    ]
    assert [a.status_code for a in answers] == [404, 404, 404]


def test_a_visitor_is_asked_to_sign_in_whether_the_file_exists_or_not(
    reader: Person, browse: Callable[..., Browser]
) -> None:
    file = _uploaded(reader, "a.pdf")
    for ref in (file.ref, "NOSUCH"):
        answer = browse().client.get(f"/files/{ref}/a.pdf")
        assert answer.status_code == 302
        assert "/sign-in" in answer.headers["Location"]
