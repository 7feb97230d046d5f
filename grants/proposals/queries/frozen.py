"""A submitted version, read back."""

import json
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from grants.calls.models import QuestionKind
from grants.calls.queries import FormView
from grants.core.db import db
from grants.core.errors import NotFound
from grants.proposals.models import EndorsementStatus, Snapshot
from grants.proposals.queries.access import Access
from grants.proposals.queries.content import Backer, DocumentView, document_versions
from grants.proposals.queries.reading import ReadSection, sections_of
from grants.proposals.rules.budget import Budget, CostLine

# Whom a city does not want to be judged by, and why: no evaluator, member or board reads it.
NAMED_QUESTION = "evaluators_to_avoid"
OFFICE_ONLY = frozenset({NAMED_QUESTION})


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


def cost_lines(content: Mapping[str, Any]) -> tuple[CostLine, ...]:
    """The budget that a snapshot holds."""
    return tuple(CostLine(**line) for line in content.get("budget") or ())


def as_submitted(
    proposal_id: int,
    form: FormView,
    content: Mapping[str, Any],
    budget: Budget | None = None,
    *,
    codes: Collection[str] | None = None,
    office: bool = False,
) -> list[ReadSection]:
    """What was frozen, never the draft, laid out for reading; `codes` shows only some questions.

    office: the reader is the Secretariat or the team, who also read what is told to the office
    alone. One query when it holds documents.
    """
    if not office:
        codes = {q.code for q in form.questions()} if codes is None else set(codes)
        codes -= OFFICE_ONLY
    return sections_of(
        form,
        content.get("answers") or {},
        budget=budget,
        documents=_documents(proposal_id, form, content),
        backers=confirmed_in(content),
        codes=codes,
    )


def confirmed_in(content: Mapping[str, Any]) -> list[Backer]:
    """The endorsements that a snapshot names."""
    return [
        Backer(
            one["organisation"],
            one["representative"],
            EndorsementStatus.CONFIRMED,
            datetime.fromisoformat(one["confirmed_at"]),
        )
        for one in content.get("endorsements") or ()
    ]


def _documents(
    proposal_id: int, form: FormView, content: Mapping[str, Any]
) -> dict[str, DocumentView]:
    """The very files that were submitted, though others may have replaced them since."""
    wanted = {(d["code"], d["sha256"]) for d in content.get("documents") or ()}
    if not wanted:
        return {}
    slots = [q.id for q in form.questions() if q.kind is QuestionKind.FILE]
    found: dict[str, DocumentView] = {}
    for code, versions in document_versions(proposal_id, slots).items():
        for version in versions:
            if (code, version.sha256) in wanted:
                found.setdefault(code, version)
    return found
