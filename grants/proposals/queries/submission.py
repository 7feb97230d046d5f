"""What a proposal says now, what was frozen of it, and every try to submit it."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import aliased

from grants.accounts.models import Organisation
from grants.calls.models import Call, QuestionKind
from grants.calls.queries import FormView, form_of
from grants.core.db import db
from grants.files.models import Blob, File
from grants.proposals.models import (
    Attempt,
    AttemptOutcome,
    Endorsement,
    EndorsementStatus,
    Proposal,
    Receipt,
    ReceiptDocument,
    Snapshot,
)
from grants.proposals.queries.access import Access
from grants.proposals.queries.content import Backer, Values, everything
from grants.proposals.queries.reading import ReadSection, sections_of
from grants.proposals.rules.answers import Backing
from grants.proposals.rules.budget import Budget, CostLine
from grants.proposals.rules.endorsement import STANDING, how_many_count
from grants.proposals.rules.submission import (
    FrozenDocument,
    FrozenEndorsement,
    content_of,
    content_sha256,
)
from grants.proposals.rules.trying import backed


@dataclass(frozen=True)
class Present:
    """What a proposal says now: loaded once, for reading, checking and freezing."""

    form: FormView
    values: Values
    content: dict[str, Any]
    sha256: str

    def sections(self, backers: Sequence[Backer] | None = None) -> list[ReadSection]:
        """For reading by the team. Without `backers` for a sponsor, who is not shown the other
        sponsors and for whom documents are names, because downloads need an account."""
        kinds = {q.code: q.kind for q in self.form.questions()}
        codes = {code for code, kind in kinds.items() if kind is not QuestionKind.ENDORSEMENTS}
        budget = next((v for v in self.values.values() if isinstance(v, Budget)), None)
        files = {
            code: replace(document, file_ref="") if backers is None else document
            for code, kind in kinds.items()
            if kind is QuestionKind.FILE
            for document in self.values.get(code) or ()
        }
        return sections_of(
            self.form,
            self.values,
            budget=budget,
            documents=files,
            backers=backers or (),
            codes=codes if backers is None else None,
        )


def present(proposal: Proposal, call: Call) -> Present:
    """Everything the city wrote, and its hash. Four queries at most."""
    form = form_of(call, proposal.form)
    values = everything(proposal, call, form)
    content = content_from(form, values, proposal.language)
    return Present(form, values, content, content_sha256(content))


def content_from(form: FormView, values: Values, language: str) -> dict[str, Any]:
    """What would be frozen of these values."""
    answers: dict[str, Any] = {}
    lines: tuple[CostLine, ...] = ()
    documents: list[FrozenDocument] = []
    for question in form.questions():
        value = values.get(question.code)
        match value:
            case Budget():
                lines = value.lines
            case list() if question.kind is QuestionKind.FILE:
                documents += [FrozenDocument(d.code, d.name, d.size, d.sha256) for d in value]
            case Backing() | None:
                pass
            case _:
                answers[question.code] = value
    return content_of(
        form=form.kind.value,
        language=language,
        answers=answers,
        budget=[line.stored() for line in lines],
        documents=documents,
    )


def backing_at(proposal: Proposal, call: Call, present_sha256: str) -> Backing:
    """How many sponsors count for a submission of what the proposal says now."""
    if proposal.is_test:
        return backed(call.sponsors_required)
    rows = db.session.execute(
        sa.select(Endorsement.status, Endorsement.read_at, Endorsement.content_sha256).where(
            Endorsement.proposal_id == proposal.id, Endorsement.status.in_(STANDING)
        )
    ).all()
    return Backing(
        asked=len(rows),
        confirmed=how_many_count(rows, present_sha256, reconfirm=call.reconfirm_endorsement),
        needed=call.sponsors_required,
    )


def confirmed_endorsements(proposal_id: int) -> list[FrozenEndorsement]:
    """Endorsements that stand confirmed, in the order they came."""
    letter = aliased(Blob)
    rows = db.session.execute(
        sa.select(
            Organisation.name.label("organisation"),
            Endorsement.representative,
            Endorsement.position,
            Endorsement.content_sha256,
            Endorsement.answered_at.label("confirmed_at"),
            letter.sha256.label("letter_sha256"),
        )
        .join(Organisation, Organisation.id == Endorsement.organisation_id)
        .outerjoin(File, File.id == Endorsement.letter_id)
        .outerjoin(letter, letter.id == File.blob_id)
        .where(
            Endorsement.proposal_id == proposal_id,
            Endorsement.status == EndorsementStatus.CONFIRMED,
        )
        .order_by(Endorsement.answered_at, Endorsement.id)
    )
    return [FrozenEndorsement(**row._mapping) for row in rows]


# -- snapshots, receipts, attempts ---------------------------------------------------------------


@dataclass(frozen=True)
class ReceiptRow:
    """A submission and its proof; the one with the highest `n` counts."""

    id: int
    number: str
    n: int
    sha256: str
    received_at: datetime
    by_id: int
    pdf_ref: str | None
    pdf_name: str | None


@dataclass(frozen=True)
class AttemptRow:
    """One try to submit."""

    received_at: datetime
    person_id: int
    outcome: AttemptOutcome
    facts: dict[str, Any]


_RECEIPTS = (
    sa.select(
        Receipt.id,
        Receipt.number,
        Snapshot.n,
        Snapshot.sha256,
        Receipt.received_at,
        Snapshot.by_id,
        File.ref.label("pdf_ref"),
        File.name.label("pdf_name"),
    )
    .join(Snapshot, Snapshot.id == Receipt.snapshot_id)
    .outerjoin(ReceiptDocument, ReceiptDocument.receipt_id == Receipt.id)
    .outerjoin(File, File.id == ReceiptDocument.file_id)
)


def receipts_of(found: Access) -> list[ReceiptRow]:
    """Every submission of a proposal, the one that counts first."""
    rows = db.session.execute(
        _RECEIPTS.where(Snapshot.proposal_id == found.proposal.id).order_by(Snapshot.n.desc())
    )
    return [ReceiptRow(**row._mapping) for row in rows]


def standing_snapshot(proposal_id: int) -> Snapshot | None:
    """The last valid on-time submission: the one that counts."""
    return db.session.scalars(
        sa.select(Snapshot)
        .where(Snapshot.proposal_id == proposal_id)
        .order_by(Snapshot.n.desc())
        .limit(1)
    ).one_or_none()


def standing_number(proposal_id: int) -> str | None:
    """The number of the receipt that counts."""
    return db.session.scalar(
        sa.select(Receipt.number)
        .join(Snapshot, Snapshot.id == Receipt.snapshot_id)
        .where(Snapshot.proposal_id == proposal_id)
        .order_by(Snapshot.n.desc())
        .limit(1)
    )


def attempts_of(found: Access) -> list[AttemptRow]:
    """Every try to submit, the newest first."""
    rows = db.session.execute(
        sa.select(Attempt.received_at, Attempt.person_id, Attempt.outcome, Attempt.facts)
        .where(Attempt.proposal_id == found.proposal.id)
        .order_by(Attempt.received_at.desc(), Attempt.id.desc())
        .limit(200)
    )
    return [AttemptRow(**row._mapping) for row in rows]


@dataclass(frozen=True)
class Genuine:
    """What anyone learns of a receipt whose number and hash fit together: only when."""

    number: str
    received_at: datetime


def genuine(number: str, sha256: str) -> Genuine | None:
    """The receipt of this number and this hash, or None."""
    row = db.session.execute(
        sa.select(Receipt.number, Receipt.received_at)
        .join(Snapshot, Snapshot.id == Receipt.snapshot_id)
        .where(Receipt.number == number, Snapshot.sha256 == sha256)
    ).one_or_none()
    return None if row is None else Genuine(**row._mapping)


@dataclass(frozen=True)
class ReceiptSource:
    """What the worker needs to make the PDF of a receipt."""

    receipt_id: int
    number: str
    received_at: datetime
    sha256: str
    content: str
    language: str
    proposal_ref: str
    title: str
    call_title: dict[str, str]


def receipt_source(receipt_id: int) -> ReceiptSource | None:
    """For the worker: a receipt that has no PDF yet, or None when it has one."""
    row = db.session.execute(
        sa.select(
            Receipt.id.label("receipt_id"),
            Receipt.number,
            Receipt.received_at,
            Snapshot.sha256,
            Snapshot.content,
            Proposal.language,
            Proposal.ref.label("proposal_ref"),
            Proposal.title,
            Call.title.label("call_title"),
        )
        .join(Snapshot, Snapshot.id == Receipt.snapshot_id)
        .join(Proposal, Proposal.id == Snapshot.proposal_id)
        .join(Call, Call.id == Proposal.call_id)
        .where(
            Receipt.id == receipt_id,
            ~sa.exists().where(ReceiptDocument.receipt_id == Receipt.id),
        )
    ).one_or_none()
    return None if row is None else ReceiptSource(**row._mapping)
