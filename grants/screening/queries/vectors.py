"""Texts and their stored vectors, for the worker: it flags pairs for people, and shows nothing."""

import json
from collections.abc import Sequence
from dataclasses import dataclass

import sqlalchemy as sa

from grants.core.db import db, read
from grants.core.digest import sha256
from grants.proposals.models import Proposal, Snapshot
from grants.proposals.queries.conflicts import counted
from grants.screening.models import TextVector
from grants.screening.rules.texts import long_text
from grants.screening.vectors import SCHEME, Packed


@dataclass(frozen=True)
class Text:
    """The text of a proposal's valid snapshot."""

    proposal_id: int
    snapshot_n: int
    text: str

    @property
    def digest(self) -> str:
        return sha256(self.text)


def texts_without_vector(most: int) -> list[Text]:
    """At most so many texts whose vector is missing, or of an earlier snapshot or scheme."""
    last = (
        sa.select(Snapshot.proposal_id, sa.func.max(Snapshot.n).label("n"))
        .group_by(Snapshot.proposal_id)
        .subquery()
    )
    query = (
        sa.select(Snapshot.proposal_id, Snapshot.n, Snapshot.content)
        .join(last, sa.and_(last.c.proposal_id == Snapshot.proposal_id, last.c.n == Snapshot.n))
        .join(Proposal, Proposal.id == Snapshot.proposal_id)
        .outerjoin(TextVector, TextVector.proposal_id == Snapshot.proposal_id)
        .where(
            counted(),
            sa.or_(
                TextVector.id.is_(None),
                TextVector.snapshot_n < Snapshot.n,
                TextVector.scheme < SCHEME,
            ),
        )
        .limit(most)
    )
    return [Text(of, n, long_text(json.loads(content))) for of, n, content in read(query)]


@dataclass(frozen=True)
class Stored:
    """Every text that is compared, in the order of the proposals' ids."""

    ids: Sequence[int]
    digests: Sequence[str]
    packed: Sequence[Packed]


def stored() -> Stored:
    """All vectors; one query, about 50 MB for 10,000 texts of 3,000 words."""
    rows = read(
        sa.select(TextVector.proposal_id, TextVector.digest, TextVector.words, TextVector.times)
        .join(Proposal, Proposal.id == TextVector.proposal_id)
        .where(counted(), TextVector.scheme == SCHEME)
    )
    # Put in order here: the database would carry the vectors along while it sorts.
    rows = sorted(rows, key=lambda row: row[0])
    return Stored(
        [row[0] for row in rows],
        [row[1] for row in rows],
        [Packed(bytes(row[2]), bytes(row[3])) for row in rows],
    )


def in_call(call_id: int) -> set[int]:
    """Ids of the proposals of a call."""
    return set(db.session.scalars(sa.select(Proposal.id).where(Proposal.call_id == call_id)))
