"""What the tests of search share: proposals in the index, and what is found."""

from typing import Any

import sqlalchemy as sa

from grants.accounts.models import Person
from grants.calls.models import Call
from grants.core import clock
from grants.core.db import db
from grants.core.digest import canonical, sha256
from grants.proposals.models import Proposal, ProposalStatus, Snapshot
from grants.proposals.queries.conflicts import counted
from grants.proposals.queries.search import matching, ranked
from grants.proposals.rules.search.typed import terms_of
from grants.proposals.service.search_index import on_submitted
from tests import build


def handed_in(
    call: Call,
    title: str = "",
    summary: str = "",
    *,
    lead: Person | None = None,
    language: str = "en",
    answers: dict[str, Any] | None = None,
    **over: Any,
) -> Proposal:
    """A submitted proposal with a snapshot of these words, indexed as its submission does it."""
    values = {"status": ProposalStatus.SUBMITTED, "submitted_at": clock.now(), **over}
    row = build.proposal(call, lead or build.person(), title=title, language=language, **values)
    freeze(row, {"title": title, "summary": summary, **(answers or {})})
    return row


def freeze(row: Proposal, answers: dict[str, Any], **more: Any) -> Snapshot:
    """One more snapshot of it, indexed."""
    content = canonical(
        {
            "form": "concept_note",
            "language": row.language,
            "answers": answers,
            "budget": [],
            "documents": [],
            "endorsements": [],
            **more,
        }
    )
    last = sa.select(sa.func.max(Snapshot.n)).where(Snapshot.proposal_id == row.id)
    snapshot = Snapshot(
        proposal_id=row.id,
        n=(db.session.scalar(last) or 0) + 1,
        form="concept_note",
        content=content,
        sha256=sha256(content),
        received_at=clock.now(),
        by_id=row.started_by_id,
    )
    db.session.add(snapshot)
    db.session.flush()
    on_submitted(row, snapshot=snapshot)
    db.session.commit()
    return snapshot


def found(typed: str) -> list[str]:
    """The titles that are found, the best first."""
    terms = terms_of(typed)
    return list(
        db.session.scalars(
            sa.select(Proposal.title).where(counted(), matching(terms)).order_by(*ranked(terms))
        )
    )
