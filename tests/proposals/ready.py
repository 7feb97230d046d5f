"""A proposal that could be submitted at once, and the steps around it, for the tests here."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from grants.accounts.models import Organisation, Person
from grants.calls.models import Call, Question, Section
from grants.core import clock
from grants.core.actor import VISITOR, Actor
from grants.core.db import db
from grants.core.packing import unpack
from grants.mail.models import Mail
from grants.proposals.models import Answer, BudgetLine, Endorsement, Proposal
from grants.proposals.queries import submission as queries
from grants.proposals.rules.submission import DECLARATIONS, Declaration
from grants.proposals.service.endorse import confirm
from grants.proposals.service.sponsors import ask
from grants.proposals.service.submit import submit
from tests import build

DECLARED = Declaration(frozenset(DECLARATIONS), "None that we know of.")

ANSWERS: dict[str, Any] = {
    "title": "Water kiosks run by women",
    "focus_area": "live",
    "city": {"name": "Tamale", "country": "GH", "city_id": None},
    "proponent": {
        "name": "Tamale Metropolitan Assembly",
        "kind": "local_authority",
        "country": "GH",
    },
    "months": 18,
    "summary": "Kiosks bring safe water to four settlements.",
    "innovation": "Women own and run them.",
}


@dataclass
class World:
    """The pieces of a complete draft."""

    call: Call
    lead: Person
    actor: Actor
    proposal: Proposal
    member: Organisation
    ref: str


def complete(*, endorsed: bool = True, **call: Any) -> World:
    """A draft with every answer, a budget in order and (unless told not to) a sponsor."""
    of = build.call(**call)
    lead = build.person("Ama Mensah")
    proposal = build.proposal(of, lead, title=ANSWERS["title"])
    for code, value in ANSWERS.items():
        write(proposal, code, value)
    db.session.add(
        BudgetLine(
            proposal_id=proposal.id,
            position=1,
            component="Kiosks",
            category="events",
            description="Twelve kiosks",
            grant_cents=20_000_000,
            recipient_cents=5_000_000,
        )
    )
    db.session.commit()
    member = build.member("Slum Dwellers International")
    world = World(of, lead, build.acting(lead), proposal, member, proposal.ref)
    if endorsed:
        endorse(world)
    return world


def write(proposal: Proposal, code: str, value: Any) -> None:
    """One answer as stored, counted as a change."""
    question = db.session.scalars(
        sa.select(Question.id)
        .join(Section, Section.id == Question.section_id)
        .where(
            Question.code == code,
            Section.call_id == proposal.call_id,
            Section.form == proposal.form,
        )
    ).one()
    row = db.session.scalars(
        sa.select(Answer).where(Answer.proposal_id == proposal.id, Answer.question_id == question)
    ).one_or_none()
    if row is None:
        row = Answer(proposal_id=proposal.id, question_id=question)
        db.session.add(row)
    row.value, row.saved_at = value, clock.now()
    proposal.draft_version += 1
    db.session.commit()


def ask_sponsor(
    world: World, member: Organisation | None = None, email: str = "sheela@sdi.example"
) -> str:
    """A request; returns the token of its mailed link."""
    ask(
        world.actor,
        world.ref,
        organisation_id=(member or world.member).id,
        representative="Sheela Patel",
        email=email,
        received_at=clock.now(),
    )
    return token_mailed("endorsement_request")


def token_mailed(kind: str) -> str:
    mail = db.session.scalars(
        sa.select(Mail).where(Mail.kind == kind).order_by(Mail.id.desc())
    ).first()
    assert mail is not None, f"no {kind} was mailed"
    return str(unpack(mail.params)["link"].values["token"])


def mails(kind: str) -> list[Mail]:
    return list(db.session.scalars(sa.select(Mail).where(Mail.kind == kind).order_by(Mail.id)))


def present(world: World) -> str:
    """The hash of what the proposal says now."""
    return queries.present(world.proposal, world.call).sha256


def confirm_by(
    world: World, token: str, at: datetime | None = None, read: str | None = None
) -> None:
    """By the sponsor who read what the proposal says now, or the version `read`."""
    confirm(
        VISITOR,
        token,
        read_sha256=read or present(world),
        position="Director",
        role="We train the women who run the kiosks.",
        received_at=at or clock.now(),
    )


def endorse(world: World, member: Organisation | None = None, **kwargs: Any) -> Endorsement:
    """Asked and confirmed."""
    confirm_by(world, ask_sponsor(world, member, **kwargs))
    return db.session.scalars(sa.select(Endorsement).order_by(Endorsement.id.desc())).first()  # type: ignore[return-value]


def send(world: World, at: datetime | None = None, operation: str | None = None) -> str:
    """Submit, by the lead, with everything declared."""
    return submit(
        world.actor,
        world.ref,
        declaration=DECLARED,
        received_at=at or clock.now(),
        operation=operation,
    )
