"""A submitted version, read back."""

import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from grants.core.db import db
from grants.core.errors import NotFound
from grants.proposals.models import Snapshot
from grants.proposals.queries.access import Access


@dataclass(frozen=True)
class FrozenFile:
    """A document named by a snapshot."""

    code: str
    name: str
    size: int
    sha256: str


@dataclass(frozen=True)
class FrozenSponsor:
    """An endorsement named by a snapshot."""

    organisation: str
    representative: str
    position: str
    confirmed_at: datetime
    letter_sha256: str | None


@dataclass(frozen=True)
class Frozen:
    """One submitted version, read back from its canonical JSON."""

    n: int
    sha256: str
    received_at: datetime
    content: dict[str, Any]

    @property
    def documents(self) -> list[FrozenFile]:
        return [FrozenFile(**d) for d in self.content["documents"]]

    @property
    def sponsors(self) -> list[FrozenSponsor]:
        return [
            FrozenSponsor(
                e["organisation"],
                e["representative"],
                e["position"],
                datetime.fromisoformat(e["confirmed_at"]),
                e["letter_sha256"],
            )
            for e in self.content["endorsements"]
        ]


def frozen(found: Access, n: int | None = None) -> Frozen:
    """The version that counts, or the n-th; NotFound when there is none."""
    query = sa.select(Snapshot).where(Snapshot.proposal_id == found.proposal.id)
    if n is not None:
        query = query.where(Snapshot.n == n)
    row = db.session.scalars(query.order_by(Snapshot.n.desc()).limit(1)).one_or_none()
    if row is None:
        raise NotFound
    return Frozen(row.n, row.sha256, row.received_at, json.loads(row.content))
