"""What goes wrong with documents: each trouble has its words, and what was there stays."""

import io
from collections.abc import Callable
from io import BytesIO

import pytest
import sqlalchemy as sa
from flask import Flask

from grants.calls.models import QuestionKind, Requirement
from grants.core import clock
from grants.core.db import db
from grants.core.gate import gate_of
from grants.files import service
from grants.files.models import File
from grants.files.rules import MAX_IMAGE_BYTES
from grants.proposals.models import Collaborator, Document
from grants.proposals.queries import content
from grants.proposals.queries.access import find
from grants.proposals.service import documents
from tests import build
from tests.browsing import Browser
from tests.files import samples
from tests.files.test_inspect import NASTY
from tests.proposals.test_documents import picture, put, versions
from tests.proposals.test_sections import ask
from tests.proposals.writing import EDIT, City, city
from tests.races.rounds import all_at_once

SLOT = "city_letter"
MORE = [
    ("an image of 30,000 × 30,000", lambda: samples.huge_png(30_000, 30_000), "30000 × 30000"),
    ("more than 15 MB", lambda: b"%PDF-" + b"x" * (15 * 1024 * 1024), "larger than 15 MB"),
    (
        "a photo of more than 40 MB",
        lambda: samples.image("JPEG").ljust(MAX_IMAGE_BYTES + 1, b"x"),
        "larger than 40 MB",
    ),
]


@pytest.fixture
def of(app: Flask) -> City:
    return city()


def in_pieces(of: City, sent: bytes, name: str) -> str:
    """The reference of an upload that has arrived whole."""
    actor = of.found().actor
    purpose = f"proposal {of.proposal.ref} {SLOT}"
    begun = service.begin(actor, purpose, name, len(sent), received_at=clock.now())
    service.append(actor, begun.ref, 0, io.BytesIO(sent), received_at=clock.now())
    return begun.ref


TROUBLES = [*NASTY, *MORE]


@pytest.mark.parametrize(
    ("make", "reason"), [case[1:] for case in TROUBLES], ids=[case[0] for case in TROUBLES]
)
def test_a_file_in_trouble_is_refused_at_its_slot_and_what_was_there_stays(
    of: City, browse: Callable[..., Browser], make: Callable[[], bytes], reason: str
) -> None:
    put(of)
    form = browse(of.lead).get(of.url("documents")).form("Replace")
    page = form.submit({"file": (BytesIO(make()), "letter.pdf")}, "Replace")
    assert page.status == 422
    assert reason in page.text
    assert "Here now: letter.png" in " ".join(page.text.split())
    assert versions(of) == [(1, True)]


@pytest.mark.parametrize(
    ("make", "reason"),
    [case[1:] for case in NASTY if case[0] in ("macros", "a bomb of zeros", "half a photo")],
)
def test_what_came_in_pieces_is_looked_into_like_any_other(
    of: City, browse: Callable[..., Browser], make: Callable[[], bytes], reason: str
) -> None:
    put(of)
    ref = in_pieces(of, make(), "letter.pdf")
    form = browse(of.lead).get(of.url("documents")).form("Replace")
    page = form.submit({"file-upload": ref}, "Replace")
    assert page.status == 422
    assert reason in page.text
    assert versions(of) == [(1, True)]
    page = form.submit({"file-upload": ref}, "Replace")
    assert "no longer kept" in page.text


@pytest.mark.both_databases
def test_a_form_names_what_came_in_pieces_and_a_second_copy_of_it_changes_nothing(
    of: City, browse: Callable[..., Browser]
) -> None:
    ref = in_pieces(of, samples.pdf(), "Lettre signée.PDF")
    form = browse(of.lead).get(of.url("documents")).form("Upload")
    for _ in range(2):
        page = form.submit({"file-upload": ref}, "Upload")
        assert "“Lettre signée.pdf” was saved" in page.text
    assert versions(of) == [(1, True)]


NAMES = [
    ("a" * 300 + ".pdf", "a" * 120 + ".pdf"),
    ("رسالة العمدة.pdf", "رسالة العمدة.pdf"),
    ("letter\u202efdp.exe", "letterfdp.exe.pdf"),
    ("let\0ter.pdf", "letter.pdf"),
    ("=HYPERLINK(1).pdf", "=HYPERLINK(1).pdf"),
    ("+cmd|' /C calc'!A0.pdf", "C calc'!A0.pdf"),
]


@pytest.mark.parametrize(("name", "kept"), NAMES, ids=["long", "rtl", "trick", "nul", "=", "+"])
@pytest.mark.parametrize("pieces", [False, True], ids=["whole", "pieces"])
@pytest.mark.both_databases
def test_a_file_of_a_strange_name_is_kept_under_a_harmless_one(
    of: City, browse: Callable[..., Browser], name: str, kept: str, pieces: bool
) -> None:
    form = browse(of.lead).get(of.url("documents")).form("Upload")
    if pieces:
        page = form.submit({"file-upload": in_pieces(of, samples.pdf(), name)}, "Upload")
    else:
        page = form.submit({"file": (BytesIO(samples.pdf()), name)}, "Upload")
    assert db.session.scalars(sa.select(File.name)).one() == kept
    answer = browse(of.lead).get(page.links()[kept]).response
    assert answer.data.startswith(b"%PDF")
    answer.close()


def test_a_photo_says_how_much_smaller_it_was_made(
    of: City, browse: Callable[..., Browser]
) -> None:
    from PIL import Image

    out = BytesIO()
    grain = Image.effect_noise((1300, 1000), 90).convert("RGB").resize((3900, 3000))
    grain.save(out, "JPEG", quality=95)
    form = browse(of.lead).get(of.url("documents")).form("Upload")
    page = form.submit({"file": (BytesIO(out.getvalue()), "IMG_1.jpg")}, "Upload")
    document = content.documents_of(of.proposal.id)[SLOT]
    assert document.sent_size == len(out.getvalue())
    assert document.size < len(out.getvalue()) / 2
    said = f"{document.sent_size / 1e6:.1f} MB → {document.size / 1e6:.1f} MB"
    assert f"The photo was made smaller: {said}" in page.text
    assert "made smaller from" in browse(of.lead).get(of.url("documents")).text
    assert service.path_of(document.sha256).stat().st_size == document.size


def test_the_same_file_again_is_told_and_makes_no_new_version(
    of: City, browse: Callable[..., Browser]
) -> None:
    put(of)
    form = browse(of.lead).get(of.url("documents")).form("Replace")
    page = form.submit({"file": (BytesIO(picture()), "other-name.png")}, "Replace")
    assert page.status == 422
    assert "This file is there already, under the name “letter.png”" in page.text
    assert versions(of) == [(1, True)]
    documents.remove(of.found(), SLOT, received_at=clock.now())
    put(of)  # what was taken out may come back
    assert versions(of) == [(1, False), (2, True)]


@pytest.mark.both_databases
def test_of_uploads_into_one_slot_at_once_the_last_stands_and_none_is_lost(
    app: Flask, of: City
) -> None:
    actor, ref = build.acting(of.lead), of.proposal.ref
    proposal_id = of.proposal.id
    sent = [service.receive(BytesIO(picture(colour))) for colour in ("red", "blue", "green")]

    def send(n: int) -> str:
        found = find(actor, ref, EDIT, lock=True)
        return documents.upload(found, SLOT, sent[n], f"{n}.png", received_at=clock.now())

    results = all_at_once(app, [lambda n=n: send(n) for n in range(3)])
    assert sorted(map(str, results)) == ["0.png", "1.png", "2.png"]
    rows = db.session.execute(sa.select(Document.n, Document.removed_at).order_by(Document.n))
    assert [(row.n, row.removed_at is None) for row in rows] == [(1, False), (2, False), (3, True)]
    assert len(content.document_versions(proposal_id, [_question(of)])[SLOT]) == 3


def _question(of: City) -> int:
    return documents.slot(of.found(), SLOT).id


@pytest.mark.parametrize("pieces", [False, True], ids=["whole", "pieces"])
def test_a_file_begun_before_the_deadline_and_sent_after_it_is_refused_with_the_deadline(
    of: City, browse: Callable[..., Browser], later: Callable[..., None], pieces: bool
) -> None:
    put(of)
    form = browse(of.lead).get(of.url("documents")).form("Replace")
    ref = in_pieces(of, samples.pdf(), "a.pdf") if pieces else ""
    of.call.closes_at = clock.now()
    db.session.commit()
    later(seconds=2)
    more = {"file-upload": ref} if pieces else {"file": (BytesIO(samples.pdf()), "a.pdf")}
    page = form.submit(more, "Replace")
    assert page.status == 422
    assert "was not saved" in page.heading
    assert "the call closed at" in page.text
    assert "What you typed" not in page.text
    assert versions(of) == [(1, True)]


def test_the_tab_a_removed_editor_left_open_changes_nothing(
    of: City, browse: Callable[..., Browser]
) -> None:
    put(of)
    editor = build.person()
    build.teammate(of.proposal, editor)
    form = browse(editor).get(of.url("documents")).form("Replace")
    gone = sa.update(Collaborator).where(Collaborator.person_id == editor.id)
    db.session.execute(gone.values(removed_at=clock.now()))
    db.session.commit()
    page = form.submit({"file": (BytesIO(samples.pdf()), "a.pdf")}, "Replace")
    assert page.status == 404
    assert versions(of) == [(1, True)]


def test_a_file_that_is_too_large_takes_none_of_the_answers_beside_it(
    of: City, browse: Callable[..., Browser]
) -> None:
    """Of 60 MB only the beginning is kept on the way in; the form is read to its end."""
    ask(of, "project", "photo", QuestionKind.FILE, required=Requirement.NEVER)
    form = browse(of.lead).get(of.url("project")).form("q_summary")
    huge = samples.image("JPEG").ljust(60_000_000, b"x")
    values = {"q_summary": "Water for all", "q_photo": (BytesIO(huge), "street.jpg")}
    page = form.submit(values, "Save and continue")
    assert page.status == 422
    assert "larger than 40 MB" in page.text
    assert content.answers_of(of.proposal.id)["summary"] == "Water for all"


def test_a_request_larger_than_the_server_takes_has_a_page_of_its_own(
    app: Flask, of: City, browse: Callable[..., Browser], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(app.config, "MAX_CONTENT_LENGTH", 2_000_000)
    browser = browse(of.lead)
    form = browser.get(of.url("documents")).form("Upload")
    page = browser.post(
        form.element.get("action"),
        {**form.values(), "file": (BytesIO(b"x" * 3_000_000), "a.pdf")},
        headers={"Referer": f"http://localhost{of.url('documents')}"},
    )
    assert page.status == 413
    assert page.heading == "This is too large"
    assert of.url("documents") in page.links().values()


def test_nobody_waits_in_the_writers_queue_while_a_file_is_looked_into(
    app: Flask, of: City, browse: Callable[..., Browser], monkeypatch: pytest.MonkeyPatch
) -> None:
    from grants.files.service import storage

    gate = gate_of(app.config["SQLALCHEMY_DATABASE_URI"].removeprefix("sqlite:///"))
    look, holders = storage.inspect_apart, []
    monkeypatch.setattr(
        storage, "inspect_apart", lambda path: (holders.append(gate.holder), look(path))[1]
    )
    ask(of, "project", "photo", QuestionKind.FILE, required=Requirement.NEVER)
    form = browse(of.lead).get(of.url("documents")).form("Upload")
    form.submit({"file": (BytesIO(samples.pdf()), "a.pdf")}, "Upload")
    form = browse(of.lead).get(of.url("project")).form("q_summary")
    form.submit({"q_photo": (BytesIO(samples.pdf()), "a.pdf")}, "Save and continue")
    ref = in_pieces(of, picture("green"), "b.png")
    form = browse(of.lead).get(of.url("documents")).form("Replace")
    form.submit({"file-upload": ref}, "Replace")
    assert holders == [0, 0, 0]
