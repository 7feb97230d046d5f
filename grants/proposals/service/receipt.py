"""The receipt as a document: stored with the proposal and announced to its team."""

import sqlalchemy as sa

from grants.audit.service import record
from grants.core import clock
from grants.core.actor import SYSTEM
from grants.core.db import db
from grants.core.messages import Link
from grants.files.rules import Kind
from grants.files.service import store_made
from grants.mail.service import queue
from grants.proposals.models import Proposal, Receipt, ReceiptDocument, Snapshot
from grants.proposals.service.move import team_addressees


def attach(receipt_id: int, pdf: bytes) -> None:
    """Keep the PDF of a receipt and mail its link to the team; a second time changes nothing."""
    receipt = db.session.get_one(Receipt, receipt_id, with_for_update=True)
    known = sa.select(ReceiptDocument.id).where(ReceiptDocument.receipt_id == receipt_id)
    if db.session.scalar(known) is not None:
        db.session.rollback()
        return
    snapshot = db.session.get_one(Snapshot, receipt.snapshot_id)
    proposal = db.session.get_one(Proposal, snapshot.proposal_id)
    file = store_made(pdf, Kind.PDF, f"{receipt.number}.pdf", proposal)
    document = ReceiptDocument(receipt_id=receipt_id, file_id=file.id, made_at=clock.now())
    db.session.add(document)
    record(SYSTEM, "proposal:make_receipt", proposal, new={"receipt": receipt_id, "file": file.id})
    for to in team_addressees(proposal):
        queue(
            to,
            "receipt",
            {
                "title": proposal.title,
                "number": receipt.number,
                "sha256": snapshot.sha256,
                "received_at": f"{receipt.received_at:%Y-%m-%d %H:%M:%S} UTC",
                "link": Link("files.download", {"ref": file.ref, "name": file.name}),
                "receipt": Link("proposals.receipt", {"ref": proposal.ref}),
            },
            about=proposal,
            dedupe=f"receipt:{receipt.number}:{to.person_id}",
        )
    db.session.commit()
