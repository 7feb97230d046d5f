"""Chosen proposals whole: what was submitted, laid out for reading, and the files with it."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa

from grants.calls.models import Call, FormKind
from grants.calls.queries import form_of
from grants.core.actor import Actor
from grants.core.db import db
from grants.desk.queries.listing import ProposalList, Wanted
from grants.files.models import File
from grants.files.queries import StoredFile, by_ids
from grants.proposals.models import Proposal, ProposalStatus, Snapshot
from grants.proposals.queries.content import budget_under
from grants.proposals.queries.frozen import as_submitted, cost_lines
from grants.proposals.queries.reading import ReadSection

__all__ = ["Dossier", "dossiers"]


@dataclass(frozen=True)
class Dossier:
    """One proposal: the version that counts, and the documents that belong to that version."""

    ref: str
    title: str
    city: str
    country: str | None
    proponent: str
    status: ProposalStatus
    submitted_at: datetime
    sha256: str
    sections: list[ReadSection]
    files: list[tuple[str, StoredFile]]  # with the code of their question


def readable_refs(actor: Actor, call: Call, refs: Sequence[str]) -> list[str]:
    """Those the actor still finds in the call's list, in the given order; one query."""
    found: set[str] = set()
    listing = ProposalList(actor, call)
    for start in range(0, len(refs), 400):  # as many references as one parameter takes
        part = ".".join(refs[start : start + 400])
        found.update(listing.refs(Wanted(filters=(("only", (part,)),))))
    return [ref for ref in refs if ref in found]


def dossiers(call: Call, refs: Sequence[str]) -> list[Dossier]:
    """In the given order, without those that were never submitted in this system. The caller has
    found them for the actor. Two queries, and one for each proposal with documents."""
    last = (
        sa.select(sa.func.max(Snapshot.n))
        .where(Snapshot.proposal_id == Proposal.id)
        .correlate(Proposal)
        .scalar_subquery()
    )
    rows = db.session.execute(
        sa.select(Proposal, Snapshot)
        .join(Snapshot, sa.and_(Snapshot.proposal_id == Proposal.id, Snapshot.n == last))
        .where(Proposal.call_id == call.id, Proposal.ref.in_(refs))
    )
    found = {proposal.ref: (proposal, snapshot) for proposal, snapshot in rows}
    return [_dossier(call, *found[ref]) for ref in refs if ref in found]


def _dossier(call: Call, proposal: Proposal, snapshot: Snapshot) -> Dossier:
    content = json.loads(snapshot.content)
    form = form_of(call, FormKind(snapshot.form))
    budget = budget_under(call, cost_lines(content))
    sections = as_submitted(proposal.id, form, content, budget, office=True)
    return Dossier(
        ref=proposal.ref,
        title=proposal.title,
        city=proposal.city,
        country=proposal.country,
        proponent=proposal.proponent_name,
        status=proposal.status,
        submitted_at=snapshot.received_at,
        sha256=snapshot.sha256,
        sections=sections,
        files=_files(sections),
    )


def _files(sections: list[ReadSection]) -> list[tuple[str, StoredFile]]:
    slots = {
        document.file_ref: row.code
        for section in sections
        for row in section.rows
        for document in row.documents
    }
    if not slots:
        return []
    ids = list(db.session.scalars(sa.select(File.id).where(File.ref.in_(slots))))
    return [(slots[file.ref], file) for file in by_ids(ids).values()]
