"""Keeping uploads: whole or not at all, once per content, never orphaned unseen."""

import io
import os
from pathlib import Path

import pytest
import sqlalchemy as sa
from flask import Flask

from grants.core.db import db
from grants.core.errors import NotFound, Refused
from grants.files import queries, service
from grants.files.models import Blob, File
from grants.files.rules import Kind
from tests import build
from tests.files import samples


@pytest.fixture(autouse=True)
def folder(app: Flask, tmp_path: Path) -> Path:
    before, app.config["FILES_DIR"] = app.config["FILES_DIR"], tmp_path / "files"
    yield tmp_path / "files"
    app.config["FILES_DIR"] = before


def test_an_upload_is_stored_under_its_hash_with_its_name_and_owner(folder: Path) -> None:
    who = build.person()
    content = samples.pdf()
    file = service.store(build.acting(who), io.BytesIO(content), "../Letter.PDF", build.call())
    db.session.commit()
    stored = queries.by_ids([file.id])[file.id]
    assert (stored.name, stored.media_type, stored.size) == (
        "Letter.pdf",
        "application/pdf",
        len(content),
    )
    assert stored.owner_kind == "call"
    assert stored.uploaded_by_id == who.id
    path = folder / stored.sha256[:2] / stored.sha256[2:4] / stored.sha256
    assert path.read_bytes() == content
    assert oct(path.stat().st_mode)[-3:] == "600"
    with service.open_content(stored) as opened:
        assert opened.read() == content
    assert not list((folder / "incoming").iterdir())


@pytest.mark.both_databases
def test_the_same_content_is_kept_once_however_often_it_is_uploaded(database: object) -> None:
    actor, owner = build.acting(build.person()), build.call()
    first = service.store(actor, io.BytesIO(samples.image()), "a.jpg", owner)
    second = service.store(actor, io.BytesIO(samples.image()), "b.jpg", owner)
    db.session.commit()
    assert first.blob_id == second.blob_id
    assert first.ref != second.ref
    assert db.session.scalar(sa.select(sa.func.count()).select_from(Blob)) == 1
    assert [f.name for f in queries.files_of(owner)] == ["b.jpg", "a.jpg"]


def test_a_refused_upload_leaves_nothing_behind(folder: Path) -> None:
    with pytest.raises(Refused):
        service.store(build.acting(build.person()), io.BytesIO(b"MZ..."), "a.pdf", build.call())
    assert not [p for p in folder.rglob("*") if p.is_file()]
    assert db.session.scalar(sa.select(sa.func.count()).select_from(File)) == 0


@pytest.mark.parametrize(("head", "most"), [(b"%PDF-1.7", 15), (b"\xff\xd8\xff\xe0", 40)])
def test_an_upload_over_the_limit_of_its_kind_is_refused_before_it_is_all_read(
    folder: Path, head: bytes, most: int
) -> None:
    class Endless(io.RawIOBase):
        taken = 0

        def read(self, size: int = -1) -> bytes:
            start = head if not self.taken else b""
            self.taken += size
            return start.ljust(size, b"x")

    stream = Endless()
    with pytest.raises(Refused) as refused:
        service.receive(stream)
    assert f"larger than {most} MB" in str(refused.value.message)
    assert stream.taken < (most + 2) * 1024 * 1024
    assert not list((folder / "incoming").iterdir())


def test_what_this_system_makes_is_stored_without_the_check(folder: Path) -> None:
    file = service.store_made(b"%PDF-made", Kind.PDF, "receipt", build.call())
    db.session.commit()
    assert queries.by_ids([file.id])[file.id].name == "receipt.pdf"
    assert file.uploaded_by_id is None


def test_lost_changed_and_ownerless_content_is_found(folder: Path) -> None:
    actor, owner = build.acting(build.person()), build.call()
    lost = service.store(actor, io.BytesIO(samples.image("JPEG")), "a.jpg", owner)
    changed = service.store(actor, io.BytesIO(samples.image("PNG")), "b.png", owner)
    gone = service.store(actor, io.BytesIO(samples.pdf()), "c.pdf", owner)
    db.session.commit()
    assert service.orphans(hashes=True) == []
    digests = {row.id: row.sha256 for row in queries.by_ids([lost.id, changed.id]).values()}
    service.path_of(digests[lost.id]).unlink()
    path = service.path_of(digests[changed.id])
    content = bytearray(path.read_bytes())
    content[-1] ^= 1
    path.write_bytes(content)
    gone.owner_id = 999_999
    db.session.commit()
    found = {(o.what, o.where) for o in service.orphans(hashes=True)}
    assert found == {
        ("content is missing on disk", digests[lost.id]),
        ("content on disk has changed", digests[changed.id]),
        ("upload of a call that is gone", gone.ref),
    }


def test_sweeping_removes_only_old_content_that_nothing_points_to(folder: Path) -> None:
    actor, owner = build.acting(build.person()), build.call()
    kept = service.store(actor, io.BytesIO(samples.image("JPEG")), "a.jpg", owner)
    db.session.commit()
    fresh = service.receive(io.BytesIO(samples.pdf()))
    old = service.receive(io.BytesIO(samples.image("PNG")))
    os.utime(service.path_of(old.sha256), (1, 1))
    os.utime(service.path_of(queries.by_ids([kept.id])[kept.id].sha256), (1, 1))
    assert service.sweep() == 1
    assert service.path_of(fresh.sha256).exists()
    assert not service.path_of(old.sha256).exists()
    assert service.orphans() == []


def test_a_file_is_read_only_by_whom_its_owners_domain_allows(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    reader, other = build.person(), build.person()
    owner = build.call()
    file = service.store(build.acting(reader), io.BytesIO(samples.pdf()), "a.pdf", owner)
    db.session.commit()
    with pytest.raises(NotFound):
        queries.readable(build.acting(reader), file.ref)  # nobody has said who may read
    monkeypatch.setitem(
        queries.readers,
        "call",
        [lambda actor, owner_id: actor.person_id == reader.id and owner_id == owner.id],
    )
    assert queries.readable(build.acting(reader), file.ref).name == "a.pdf"
    with pytest.raises(NotFound):
        queries.readable(build.acting(other), file.ref)
    with pytest.raises(NotFound):
        queries.readable(build.acting(reader), "NOSUCHREF")
