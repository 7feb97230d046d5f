"""The receipt: made as a PDF by the worker, mailed once, checked by anyone without content."""

import io
import json
from collections.abc import Callable
from dataclasses import replace

import pikepdf
import pytest
import sqlalchemy as sa
from flask import Flask

from grants.core import jobs
from grants.core.clock import BRUSSELS
from grants.core.db import db
from grants.core.jobs import Job
from grants.files.models import File
from grants.files.queries import by_ids
from grants.files.service import open_content
from grants.proposals import receipt_pdf
from grants.proposals.models import Receipt, ReceiptDocument, Snapshot
from grants.proposals.queries.submission import genuine, receipt_source
from tests.browsing import Browser
from tests.proposals import ready


def test_the_worker_makes_the_pdf_stores_it_with_the_proposal_and_mails_its_link(
    app: Flask,
) -> None:
    world = ready.complete()
    number = ready.send(world)
    while jobs.work_once():
        pass
    job = db.session.scalars(sa.select(Job).where(Job.kind == "receipt_pdf")).one()
    assert job.done_at is not None, job.last_error
    file = db.session.get_one(File, db.session.scalars(sa.select(ReceiptDocument.file_id)).one())
    assert (file.owner_kind, file.owner_id) == ("proposal", world.proposal.id)
    assert file.name == f"{number}.pdf"
    with (
        open_content(by_ids([file.id])[file.id]) as content,
        pikepdf.open(content) as pdf,
        pdf.open_metadata() as meta,
    ):
        assert number in meta["dc:title"]
        assert meta.get("pdfuaid:part") == "1"
    (mail,) = ready.mails("receipt")
    assert mail.params["number"] == number


def test_a_receipt_job_done_twice_makes_one_document_and_one_mail(app: Flask) -> None:
    world = ready.complete()
    ready.send(world)
    receipt_id = db.session.scalars(sa.select(Receipt.id)).one()
    receipt_pdf.make({"receipt_id": receipt_id})
    receipt_pdf.make({"receipt_id": receipt_id})
    assert db.session.scalar(sa.select(sa.func.count(ReceiptDocument.id))) == 1
    assert len(ready.mails("receipt")) == 1


def test_a_hostile_title_stays_text_in_the_pdf(app: Flask) -> None:
    world = ready.complete()
    world.proposal.title = '#panic("x") $ \\ *  مرحبا 中文'
    ready.send(world)
    source = receipt_source(db.session.scalars(sa.select(Receipt.id)).one())
    assert source is not None
    with pikepdf.open(io.BytesIO(receipt_pdf.pdf_of(source))) as pdf:
        assert len(pdf.pages) >= 1


def test_the_pdf_is_tagged_and_carries_every_figure_of_the_proof(app: Flask) -> None:
    world = ready.complete()
    number = ready.send(world)
    source = receipt_source(db.session.scalars(sa.select(Receipt.id)).one())
    assert source is not None
    content = json.loads(source.content)
    file = {"name": "letter.pdf", "size": 5_000, "sha256": "ab" * 32}
    source = replace(source, content=json.dumps({**content, "documents": [file]}))
    document = receipt_pdf.pdf_of(source)
    with pikepdf.open(io.BytesIO(document)) as pdf, pdf.open_metadata() as meta:
        assert bool(pdf.Root.MarkInfo.Marked)
        assert "/StructTreeRoot" in pdf.Root
        assert str(pdf.Root.Lang) == "en"
        assert bool(pdf.Root.ViewerPreferences.DisplayDocTitle)
        assert number in meta["dc:title"]
    at = source.received_at
    shown = receipt_pdf._data(source)
    facts = {fact["label"]: fact["value"] for fact in shown["facts"]}
    assert facts["Number"] == number
    assert f"{at:%Y-%m-%d %H:%M:%S} UTC" in facts["Received"]
    assert f"{at.astimezone(BRUSSELS):%H:%M:%S} Brussels time" in facts["Received"]
    assert facts["SHA-256"] == source.sha256
    assert [one["sha256"] for one in shown["documents"]] == ["ab" * 32]
    assert source.sha256 in shown["check_url"]


def test_number_and_hash_must_both_be_right(app: Flask) -> None:
    world = ready.complete()
    number = ready.send(world)
    digest = db.session.scalars(sa.select(Snapshot.sha256)).one()
    assert genuine(number, digest) is not None
    assert genuine(number, "0" * 64) is None
    assert genuine("R-22222-22222", digest) is None


@pytest.fixture
def sent(app: Flask) -> tuple[ready.World, str, str]:
    world = ready.complete()
    number = ready.send(world)
    return world, number, db.session.scalars(sa.select(Snapshot.sha256)).one()


def test_anyone_checks_a_receipt_and_learns_nothing_of_its_content(
    sent: tuple[ready.World, str, str], browse: Callable[..., Browser]
) -> None:
    world, number, digest = sent
    spaced = f" {digest[:32].upper()} {digest[32:]} "
    page = browse().get("/receipts/", {"number": number.lower(), "hash": spaced})
    assert "This receipt is genuine" in page.text
    assert world.proposal.title not in page.source
    assert world.lead.name not in page.source
    wrong = browse().get("/receipts/", {"number": number, "hash": "f" * 64})
    assert "not a receipt of ours" in wrong.text
    half = browse().get("/receipts/", {"number": number})
    assert "Type both" in half.text
    assert "Check" in browse().get("/receipts/").text


def test_checking_many_receipts_is_slowed_down(app: Flask, browse: Callable[..., Browser]) -> None:
    browser = browse()
    for _ in range(30):
        assert browser.get("/receipts/", {"number": "R-1", "hash": "0" * 64}).status == 200
    slowed = [
        browser.get("/receipts/", {"number": "R-1", "hash": "0" * 64}).status for _ in range(3)
    ]
    assert 429 in slowed
