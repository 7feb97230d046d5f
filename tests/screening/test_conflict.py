"""An officer or lead tied to a proposal finds nothing of it in screening."""

import pytest
from flask import Flask

from grants.accounts.models import Person
from grants.core import clock
from grants.core.db import db
from grants.core.errors import NotFound
from grants.proposals.models import Collaborator, Proposal, TeamRole
from grants.proposals.queries.conflicts import conflicted_people
from grants.screening.queries import case
from tests import build
from tests.screening import cases


def joined(row: Proposal, who: Person, *, removed: bool = False) -> None:
    now = clock.now()
    db.session.add(
        Collaborator(
            proposal_id=row.id,
            person_id=who.id,
            role=TeamRole.VIEWER,
            added_at=now,
            removed_at=now if removed else None,
        )
    )
    db.session.commit()


def tie(kind: str, row: Proposal, who: Person) -> None:
    body = build.organisation()
    match kind:
        case "in the team":
            joined(row, who)
        case "once in the team":
            joined(row, who, removed=True)
        case "works for the proponent":
            row.proponent_id = body.id
            build.affiliate(who, body)
        case "works for the recipient":
            row.recipient_id = body.id
            build.affiliate(who, body)
        case "works for what the proponent was merged into":
            whole = build.organisation()
            body.merged_into_id = whole.id
            row.proponent_id = body.id
            build.affiliate(who, whole)
    db.session.commit()


TIES = [
    "in the team",
    "once in the team",
    "works for the proponent",
    "works for the recipient",
    "works for what the proponent was merged into",
]


@pytest.mark.parametrize("kind", TIES)
@pytest.mark.parametrize("by", [cases.officer, cases.lead])
def test_a_tied_person_of_the_office_finds_nothing(app: Flask, kind: str, by: object) -> None:
    call = cases.closed_call()
    row, other = cases.submitted(call), cases.submitted(call)
    who = by()  # type: ignore[operator]
    assert case.find(build.acting(who), row.ref).proposal.id == row.id
    tie(kind, row, who)
    with pytest.raises(NotFound):
        case.find(build.acting(who), row.ref)
    assert who.id in conflicted_people(row)
    assert case.find(build.acting(who), other.ref).proposal.id == other.id
    assert who.id not in conflicted_people(other)
