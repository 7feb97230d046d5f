"""Files sent in pieces: the protocol tus 1.0.0, who may send, and what survives."""

import base64
import contextvars
import hashlib
import io
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask
from werkzeug.test import TestResponse

from grants.accounts.models import Person
from grants.core import clock
from grants.core.db import db
from grants.core.errors import NotFound, Refused
from grants.core.gate import gate_of
from grants.files import service
from grants.files.models import Upload
from grants.files.service import incoming, pieces
from grants.proposals.models import Collaborator
from tests import build
from tests.browsing import Browser
from tests.files import samples
from tests.proposals.writing import City, city

PIECE = "application/offset+octet-stream"
CONTENT = samples.pdf()


@pytest.fixture(autouse=True)
def folder(app: Flask, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setitem(app.config, "FILES_DIR", tmp_path / "files")
    return tmp_path / "files"


@dataclass
class Sender:
    """A browser that speaks the protocol."""

    browser: Browser
    token: str

    def ask(self, method: str, path: str, headers: Mapping[str, Any], **more: Any) -> TestResponse:
        given = {"Tus-Resumable": "1.0.0", "X-CSRFToken": self.token, **headers}
        db.session.commit()
        return contextvars.Context().run(
            lambda: self.browser.client.open(path, method=method, headers=given, **more)
        )

    def begin(self, purpose: str, size: int = len(CONTENT), name: str = "a.pdf") -> TestResponse:
        def packed(words: str) -> str:
            return base64.b64encode(words.encode()).decode()

        told = f"filename {packed(name)},for {packed(purpose)}"
        return self.ask("POST", "/uploads/", {"Upload-Length": str(size), "Upload-Metadata": told})

    def piece(self, place: str, at: int, content: bytes, **headers: str) -> TestResponse:
        return self.ask(
            "PATCH",
            place,
            {"Upload-Offset": str(at), **headers},
            data=content,
            content_type=PIECE,
        )

    def how_far(self, place: str) -> TestResponse:
        return self.ask("HEAD", place, {})


@pytest.fixture
def of(app: Flask) -> City:
    return city()


def sender(browse: Callable[..., Browser], of: City, who: Person | None = None) -> Sender:
    browser = browse(who or of.lead)
    page = browser.get(of.url("documents") if who is None else "/me/")
    form = page.form("Upload" if who is None else "csrf_token")
    return Sender(browser, form.values()["csrf_token"])


def purpose(of: City) -> str:
    return f"proposal {of.proposal.ref} city_letter"


@pytest.mark.both_databases
def test_a_file_sent_in_pieces_goes_on_where_it_was_and_is_the_same_at_the_end(
    of: City, browse: Callable[..., Browser], folder: Path
) -> None:
    tus = sender(browse, of)
    begun = tus.begin(purpose(of))
    assert begun.status_code == 201, begun.text
    assert begun.headers["Tus-Resumable"] == "1.0.0"
    assert "Upload-Expires" in begun.headers
    place = begun.headers["Location"]
    first = tus.piece(place, 0, CONTENT[:100])
    assert (first.status_code, first.headers["Upload-Offset"]) == (204, "100")
    there = tus.how_far(place)
    assert there.status_code == 200
    assert (there.headers["Upload-Offset"], there.headers["Upload-Length"]) == (
        "100",
        str(len(CONTENT)),
    )
    assert there.headers["Cache-Control"] == "no-store"
    assert tus.piece(place, 100, CONTENT[100:]).headers["Upload-Offset"] == str(len(CONTENT))
    found = of.found()
    sent = service.whole(found.actor, place.split("/")[-1], found.proposal, "city_letter")
    assert sent.received.sha256 == hashlib.sha256(CONTENT).hexdigest()
    assert service.path_of(sent.received.sha256).read_bytes() == CONTENT
    assert not list((folder / "incoming").iterdir())


def test_what_the_server_can_do_is_offered(of: City, browse: Callable[..., Browser]) -> None:
    answer = sender(browse, of).browser.client.options("/uploads/")
    assert answer.status_code == 204
    assert answer.headers["Tus-Version"] == "1.0.0"
    assert "creation" in answer.headers["Tus-Extension"]
    assert answer.headers["Tus-Max-Size"] == str(40 * 1024 * 1024)


@pytest.mark.both_databases
def test_a_piece_for_another_place_is_refused_and_changes_nothing(
    of: City, browse: Callable[..., Browser]
) -> None:
    tus = sender(browse, of)
    place = tus.begin(purpose(of)).headers["Location"]
    tus.piece(place, 0, CONTENT[:100])
    for at in (0, 50, 101):
        assert tus.piece(place, at, b"x" * 10).status_code == 409
    assert tus.how_far(place).headers["Upload-Offset"] == "100"


def test_what_is_not_said_by_the_protocol_is_refused(
    of: City, browse: Callable[..., Browser]
) -> None:
    tus = sender(browse, of)
    place = tus.begin(purpose(of)).headers["Location"]
    other = tus.ask("HEAD", place, {"Tus-Resumable": "0.2.2"})
    assert (other.status_code, other.headers["Tus-Version"]) == (412, "1.0.0")
    wrong_type = tus.ask("PATCH", place, {"Upload-Offset": "0"}, data=b"x", content_type="text/x")
    assert wrong_type.status_code == 415
    assert tus.ask("PATCH", place, {}, data=b"x", content_type=PIECE).status_code == 400
    assert tus.ask("POST", "/uploads/", {}).status_code == 400
    assert tus.piece(place, 0, CONTENT + b"more than was said").status_code == 422
    assert tus.how_far(place).headers["Upload-Offset"] == "0"
    overridden = tus.ask(
        "POST",
        place,
        {"X-HTTP-Method-Override": "PATCH", "Upload-Offset": "0"},
        data=CONTENT[:9],
        content_type=PIECE,
    )
    assert (overridden.status_code, overridden.headers["Upload-Offset"]) == (204, "9")


def test_a_piece_that_arrives_altered_does_not_count(
    of: City, browse: Callable[..., Browser]
) -> None:
    tus = sender(browse, of)
    place = tus.begin(purpose(of)).headers["Location"]
    good = base64.b64encode(hashlib.sha1(CONTENT[:50]).digest()).decode()
    answer = tus.piece(place, 0, b"y" * 50, **{"Upload-Checksum": f"sha1 {good}"})
    assert answer.status_code == 460
    assert tus.how_far(place).headers["Upload-Offset"] == "0"
    assert tus.piece(place, 0, b"", **{"Upload-Checksum": "crc32 aaaa"}).status_code == 400
    answer = tus.piece(place, 0, CONTENT[:50], **{"Upload-Checksum": f"sha1 {good}"})
    assert answer.headers["Upload-Offset"] == "50"


@pytest.mark.both_databases
def test_an_upload_is_for_its_sender_alone(of: City, browse: Callable[..., Browser]) -> None:
    place = sender(browse, of).begin(purpose(of)).headers["Location"]
    editor = build.person()
    build.teammate(of.proposal, editor)
    for who in (editor, build.person()):
        tus = sender(browse, of, who)
        assert tus.how_far(place).status_code == 404
        assert tus.piece(place, 0, b"x").status_code == 404
        assert tus.ask("DELETE", place, {}).status_code == 404
    assert tus.begin(purpose(of)).status_code == 404


def test_who_is_not_signed_in_or_sends_no_token_is_told_by_the_status(
    of: City, browse: Callable[..., Browser]
) -> None:
    tus = sender(browse, of)
    place = tus.begin(purpose(of)).headers["Location"]
    assert Sender(browse(), tus.token).how_far(place).status_code == 401
    stale = Sender(tus.browser, "of another session").piece(place, 0, b"x")
    assert stale.status_code == 400
    assert stale.json is not None
    assert stale.json["message"] == ""


@pytest.mark.parametrize(
    ("wrong", "status"),
    [
        ("proposal NOSUCH city_letter", 404),
        ("proposal {ref} summary", 404),
        ("proposal {ref} nothing", 404),
        ("call {ref} city_letter", 404),
        ("", 404),
    ],
)
def test_an_upload_is_for_a_slot_that_is_there(
    of: City, browse: Callable[..., Browser], wrong: str, status: int
) -> None:
    answer = sender(browse, of).begin(wrong.format(ref=of.proposal.ref))
    assert answer.status_code == status


def test_a_size_over_the_limit_is_refused_before_a_byte_is_sent(
    of: City, browse: Callable[..., Browser]
) -> None:
    tus = sender(browse, of)
    for name, size, words in (
        ("plan.pdf", 15 * 1024 * 1024 + 1, "larger than 15 MB"),
        ("photo.JPG", 40 * 1024 * 1024 + 1, "larger than 40 MB"),
        ("plan.pdf", 0, "empty"),
    ):
        answer = tus.begin(purpose(of), size, name)
        assert answer.status_code == 422
        assert answer.json is not None
        assert words in answer.json["message"]
    assert tus.begin(purpose(of), 16 * 1024 * 1024, "photo.JPG").status_code == 201
    assert db.session.query(Upload).count() == 1


@pytest.mark.both_databases
def test_after_the_deadline_an_upload_begun_before_does_not_go_on(
    of: City, browse: Callable[..., Browser], later: Callable[..., None]
) -> None:
    of.call.closes_at = clock.now().replace(microsecond=0)
    db.session.commit()
    later(seconds=-60)
    tus = sender(browse, of)
    place = tus.begin(purpose(of)).headers["Location"]
    assert tus.piece(place, 0, CONTENT[:10]).status_code == 204
    later(seconds=120)
    answer = tus.piece(place, 10, CONTENT[10:])
    assert answer.status_code == 422
    assert answer.json is not None
    assert "the call closed" in answer.json["message"]
    assert tus.begin(purpose(of)).status_code == 422


@pytest.mark.both_databases
def test_the_tab_a_removed_editor_left_open_sends_nothing_more(
    of: City, browse: Callable[..., Browser]
) -> None:
    tus = sender(browse, of)
    place = tus.begin(purpose(of)).headers["Location"]
    tus.piece(place, 0, CONTENT[:10])
    db.session.execute(sa.update(Collaborator).values(removed_at=clock.now()))
    db.session.commit()
    assert tus.piece(place, 10, CONTENT[10:]).status_code == 404
    assert tus.begin(purpose(of)).status_code == 404


def test_an_upload_can_be_given_up(of: City, browse: Callable[..., Browser], folder: Path) -> None:
    tus = sender(browse, of)
    place = tus.begin(purpose(of)).headers["Location"]
    assert tus.ask("DELETE", place, {}).status_code == 204
    assert tus.how_far(place).status_code == 404
    assert not list((folder / "incoming").iterdir())


@pytest.mark.both_databases
def test_an_upload_nobody_went_on_with_goes_with_its_bytes(
    of: City, browse: Callable[..., Browser], later: Callable[..., None], folder: Path
) -> None:
    tus = sender(browse, of)
    old = tus.begin(purpose(of)).headers["Location"]
    later(days=2)
    tus = sender(browse, of)
    fresh = tus.begin(purpose(of)).headers["Location"]
    tus.piece(old, 0, CONTENT[:10])  # goes on: it lives on from here
    service.drop_incoming(older_than_seconds=-1)
    assert service.drop_expired() == 0
    later(days=2)
    tus = sender(browse, of)
    assert tus.how_far(old).headers["Upload-Offset"] == "10"
    later(days=2)
    assert service.drop_expired() == 2
    assert sender(browse, of).how_far(fresh).status_code == 404
    assert not list((folder / "incoming").iterdir())


def test_the_oldest_open_upload_gives_way_when_a_person_has_too_many(
    of: City, later: Callable[..., None], folder: Path
) -> None:
    actor = of.found().actor
    refs = []
    for n in range(pieces.MOST_OPEN + 2):
        later(seconds=1)
        begun = service.begin(actor, purpose(of), f"{n}.pdf", 10, received_at=clock.now())
        refs.append(begun.ref)
    assert set(db.session.scalars(sa.select(Upload.ref))) == set(refs[2:])
    assert len(list((folder / "incoming").iterdir())) == pieces.MOST_OPEN
    later(seconds=1)
    for n in range(11):
        later(seconds=1)
        service.begin(actor, purpose(of), f"{n}.jpg", 40_000_000, received_at=clock.now())
    total = db.session.scalar(sa.select(sa.func.sum(Upload.size)))
    assert total is not None
    assert total <= pieces.MOST_OPEN_BYTES


def test_bytes_that_were_never_acknowledged_are_written_over(of: City, folder: Path) -> None:
    """The machine stopped between the bytes and the row."""
    actor = of.found().actor
    ref = service.begin(actor, purpose(of), "a.pdf", 20, received_at=clock.now()).ref
    path = folder / "incoming" / f"pieces-{ref}"
    path.write_bytes(b"torn" * 5)
    assert service.progress_of(actor, ref).arrived == 0
    service.append(actor, ref, 0, io.BytesIO(b"0123456789"), received_at=clock.now())
    assert path.read_bytes() == b"0123456789"


def test_what_the_disk_has_lost_is_asked_for_again(of: City, folder: Path) -> None:
    actor = of.found().actor
    ref = service.begin(actor, purpose(of), "a.pdf", 20, received_at=clock.now()).ref
    service.append(actor, ref, 0, io.BytesIO(b"0123456789"), received_at=clock.now())
    path = folder / "incoming" / f"pieces-{ref}"
    path.write_bytes(b"0123")
    assert service.progress_of(actor, ref).arrived == 4


def test_one_request_at_a_time_writes_an_upload(of: City, browse: Callable[..., Browser]) -> None:
    tus = sender(browse, of)
    place = tus.begin(purpose(of)).headers["Location"]
    with incoming.opened(place.split("/")[-1]):
        assert tus.piece(place, 0, CONTENT[:10]).status_code == 423
    assert tus.piece(place, 0, CONTENT[:10]).status_code == 204


def test_nobody_waits_in_the_writers_queue_while_bytes_come_in(
    app: Flask, of: City, browse: Callable[..., Browser]
) -> None:
    tus = sender(browse, of)
    place = tus.begin(purpose(of), 1_000_000).headers["Location"]
    gate = gate_of(app.config["SQLALCHEMY_DATABASE_URI"].removeprefix("sqlite:///"))
    holders = []

    class Slow(io.BytesIO):
        def read(self, size: int | None = -1) -> bytes:
            holders.append(gate.holder)
            return super().read(size)

        def readinto(self, room: Any) -> int:
            holders.append(gate.holder)
            return super().readinto(room)

    answer = tus.ask(
        "PATCH",
        place,
        {"Upload-Offset": "0", "Content-Length": "1000000"},
        input_stream=Slow(b"x" * 1_000_000),
        content_type=PIECE,
    )
    assert answer.headers["Upload-Offset"] == "1000000"
    assert holders
    assert set(holders) == {0}


def test_a_form_may_not_name_what_is_not_whole_or_for_another_place(of: City) -> None:
    found = of.found()
    begun = service.begin(found.actor, purpose(of), "a.pdf", 20, received_at=clock.now())
    for slot, words in (("city_letter", "has not arrived whole"), ("photo", "no longer kept")):
        with pytest.raises(Refused) as caught:
            service.whole(found.actor, begun.ref, found.proposal, slot)
        assert words in str(caught.value.message)
    with pytest.raises(Refused):
        service.whole(build.acting(build.person()), begun.ref, found.proposal, "city_letter")


def test_a_whole_file_that_may_not_be_kept_is_forgotten(of: City, folder: Path) -> None:
    found = of.found()
    bad = b"MZ" + b"\0" * 40
    ref = service.begin(found.actor, purpose(of), "a.pdf", len(bad), received_at=clock.now()).ref
    service.append(found.actor, ref, 0, io.BytesIO(bad), received_at=clock.now())
    with pytest.raises(Refused) as caught:
        service.whole(found.actor, ref, found.proposal, "city_letter")
    assert "cannot take" in str(caught.value.message)
    with pytest.raises(NotFound):
        service.progress_of(found.actor, ref)
    assert not [p for p in folder.rglob("*") if p.is_file()]
