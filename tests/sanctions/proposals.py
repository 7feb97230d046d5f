"""Submitted proposals whose names are to be compared."""

from typing import Any

import sqlalchemy as sa

from grants.accounts.models import Person
from grants.calls.models import Call
from grants.core.db import db
from grants.core.digest import canonical, sha256
from grants.proposals.models import Proposal, Snapshot
from grants.sanctions import service
from grants.sanctions.models import NamesHit, Verdict
from tests import build
from tests.screening import cases

LIKE = "Youssef Tamimov"  # like the listed Yusuf Karim Tamimov
OTHER = "Ama Mensah"


def answers(*people: str) -> dict[str, Any]:
    contact = [{"name": name, "role": "Mayor", "email": ""} for name in people]
    return {**cases.ANSWERS, "contact": contact}


def submitted(of: Call, *people: str, lead: Person | None = None, **over: Any) -> Proposal:
    """A submitted proposal that names these people besides its proponent."""
    return cases.submitted(of, lead, content={"answers": answers(*people)}, **over)


def checked(of: Call, *people: str, **over: Any) -> Proposal:
    """The same, its names compared with the list in force."""
    row = submitted(of, *people, **over)
    service.run_check({"proposal_id": row.id})
    return row


def again(row: Proposal, *people: str) -> None:
    """Submitted once more."""
    text = canonical(cases.content(answers=answers(*people)))
    last = db.session.scalars(
        sa.select(Snapshot).where(Snapshot.proposal_id == row.id).order_by(Snapshot.n.desc())
    ).first()
    assert last is not None
    db.session.add(
        Snapshot(
            proposal_id=row.id,
            n=last.n + 1,
            form=last.form,
            content=text,
            sha256=sha256(text),
            received_at=last.received_at,
            by_id=last.by_id,
        )
    )
    db.session.commit()


def hits() -> list[NamesHit]:
    db.session.expire_all()
    return list(db.session.scalars(sa.select(NamesHit).order_by(NamesHit.id)))


def judge(row: Proposal, hit: NamesHit, by: Person, verdict: Verdict = Verdict.DIFFERENT) -> None:
    words = "Another day of birth."
    service.judge(build.acting(by), row.ref, hit.ref, verdict, words, version=hit.version)
