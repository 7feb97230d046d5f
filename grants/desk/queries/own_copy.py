"""Everything a team has in this system about one proposal, for its own keeping."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from grants.accounts.models import Person
from grants.calls.models import Question
from grants.core.db import db
from grants.files.models import File
from grants.files.queries import StoredFile, files_of
from grants.proposals.models import AnswerVersion, Receipt, ReceiptDocument, Snapshot
from grants.proposals.queries.access import Access
from grants.proposals.queries.content import document_versions
from grants.proposals.queries.endorsement import SponsorRow

DOCUMENTS, RECEIPTS, SPONSORS, OTHER = "documents", "receipts", "sponsors", "other"


@dataclass(frozen=True)
class Sent:
    """A submission: the very text whose SHA-256 the receipt carries, and the receipt as a PDF."""

    number: str
    received_at: datetime
    sha256: str
    content: str
    pdf_ref: str | None


@dataclass(frozen=True)
class Kept:
    """An upload, and in which folder of the archive it lies under which name."""

    file: StoredFile
    folder: str
    name: str


@dataclass(frozen=True)
class Earlier:
    """An answer as it was once saved."""

    at: datetime
    by: str
    code: str
    value: Any
    is_aside: bool


def submissions(found: Access) -> Sequence[Sent]:
    """Every submission, the first one first."""
    rows = db.session.execute(
        sa.select(
            Receipt.number,
            Snapshot.received_at,
            Snapshot.sha256,
            Snapshot.content,
            File.ref,
        )
        .join(Snapshot, Snapshot.id == Receipt.snapshot_id)
        .outerjoin(ReceiptDocument, ReceiptDocument.receipt_id == Receipt.id)
        .outerjoin(File, File.id == ReceiptDocument.file_id)
        .where(Snapshot.proposal_id == found.proposal.id)
        .order_by(Snapshot.n)
    )
    return [Sent(*row) for row in rows]


def uploads(found: Access, submitted: Sequence[Sent], sponsors: Sequence[SponsorRow]) -> list[Kept]:
    """Every version of every document, the receipts, the letters of sponsors. Two queries."""
    slots = {q.id: q.code for q in found.form().questions()}
    placed: dict[str, tuple[str, str]] = {}
    for code, versions in document_versions(found.proposal.id, list(slots)).items():
        for one in versions:
            placed[one.file_ref] = (DOCUMENTS, f"{code}-{one.n}-{one.name}")
    for sent in submitted:
        if sent.pdf_ref:
            placed[sent.pdf_ref] = (RECEIPTS, f"{sent.number}.pdf")
    for row in sponsors:
        if row.letter_ref and row.letter_name:
            placed[row.letter_ref] = (SPONSORS, row.letter_name)
    return [
        Kept(file, *placed.get(file.ref, (OTHER, file.name)))
        for file in reversed(files_of(found.proposal))
    ]


def earlier_answers(found: Access) -> list[Earlier]:
    """Every answer as it was saved at any time, the first one first."""
    rows = db.session.execute(
        sa.select(
            AnswerVersion.saved_at,
            sa.func.coalesce(Person.name, ""),
            Question.code,
            AnswerVersion.value,
            AnswerVersion.is_aside,
        )
        .join(Question, Question.id == AnswerVersion.question_id)
        .outerjoin(Person, Person.id == AnswerVersion.saved_by_id)
        .where(AnswerVersion.proposal_id == found.proposal.id)
        .order_by(AnswerVersion.saved_at, AnswerVersion.id)
    )
    return [Earlier(*row) for row in rows]
