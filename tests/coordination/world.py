"""A call with eligible concept notes, members and their people."""

from typing import Any

import sqlalchemy as sa

from grants.accounts.models import Organisation, Person, Role
from grants.calls.models import Call, Question, QuestionKind, Section
from grants.coordination import service
from grants.coordination.models import OverlapComment, OverlapKind
from grants.coordination.queries import notes_of, place_of
from grants.coordination.service import Words
from grants.core import clock
from grants.core.db import db
from grants.core.text import random_ref
from grants.proposals.models import (
    Answer,
    Endorsement,
    EndorsementStatus,
    Proposal,
    ProposalStatus as S,
)
from tests import build
from tests.screening import cases

OVERLAPS = Words(OverlapKind.OVERLAPS, "We work in the same quarter.", "Markets", "Ada")


def note(of: Call, title: str = "A note", **over: Any) -> Proposal:
    """An eligible concept note with its snapshot."""
    row = cases.submitted(of, title=title, **over)
    db.session.execute(sa.update(Proposal).where(Proposal.id == row.id).values(status=S.ELIGIBLE))
    db.session.commit()
    db.session.refresh(row)
    return row


def reviewer(name: str = "", where: Organisation | None = None) -> Person:
    """A member reviewer who works for a member of the partnership."""
    row = build.person(name, Role.MEMBER_REVIEWER)
    build.affiliate(row, where or build.member())
    return row


def opened(of: Call, days: int = 14) -> Call:
    service.open_window(build.acting(cases.lead()), of.ref, days)
    return of


def seen(who: Person, of: Call) -> set[str]:
    """Titles in the list of this person."""
    place = place_of(build.acting(who), of.ref)
    return {row.title for row in notes_of(place, reads_all=False)}


def comments() -> int:
    return db.session.scalar(sa.select(sa.func.count()).select_from(OverlapComment)) or 0


def sponsored(row: Proposal, by: Organisation, status: EndorsementStatus) -> None:
    now = clock.now()
    db.session.add(
        Endorsement(
            ref=random_ref(),
            proposal_id=row.id,
            organisation_id=by.id,
            representative="A. Friend",
            email="friend@example.org",
            digest=random_ref(40),
            status=status,
            asked_by_id=row.started_by_id,
            asked_at=now,
        )
    )
    db.session.commit()


def names_partner(row: Proposal, name: str) -> None:
    """The city names an organisation in an answer about one."""
    question = db.session.scalars(
        sa.select(Question.id).where(
            Question.kind == QuestionKind.ORGANISATION,
            Question.section_id.in_(sa.select(Section.id).where(Section.call_id == row.call_id)),
        )
    ).first()
    db.session.add(
        Answer(
            proposal_id=row.id,
            question_id=question,
            value={"name": name, "kind": "civil_society"},
            saved_at=clock.now(),
        )
    )
    db.session.commit()
