"""A small reviewing world for tests, built through the services where there are any."""

from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

import sqlalchemy as sa

from grants.accounts.models import Person, Role
from grants.calls.models import Call
from grants.calls.queries import criteria_of
from grants.core import clock
from grants.core.db import db
from grants.core.digest import canonical, sha256
from grants.proposals.models import Proposal, ProposalStatus, Snapshot
from grants.reviews.models import Advice, Assignment, AssignmentStatus
from grants.reviews.rules.review import Given
from grants.reviews.rules.scores import Points
from grants.reviews.service import assign, conflicts, pool, review
from grants.reviews.service.pool import Answer
from tests import build

LONG = "A comment that is long enough for every point on the scale."


@dataclass
class World:
    """A call with a lead, evaluators in its pool, and eligible proposals."""

    call: Call
    lead: Person
    city: Person
    evaluators: list[Person]
    proposals: list[Proposal] = field(default_factory=list)

    def ref_for(self, proposal: Proposal, evaluator: Person) -> str:
        """The reference of an assignment."""
        return db.session.scalars(
            sa.select(Assignment.ref).where(
                Assignment.proposal_id == proposal.id, Assignment.person_id == evaluator.id
            )
        ).one()


def world(proposals: int = 2, evaluators: int = 3, **call: Any) -> World:
    """Evaluators have accepted; proposals are eligible and have a submitted version."""
    of = build.call(**{"closes_at": clock.now() - timedelta(days=1), **call})
    made = World(
        call=of,
        lead=build.person("Lena Lead", Role.LEAD),
        city=build.person("Ama City"),
        evaluators=[build.person(f"Eva {n}", Role.EVALUATOR) for n in range(evaluators)],
    )
    join_pool(made, made.evaluators)
    for n in range(proposals):
        add_proposal(made, title=f"Drains for ward {n:03d}")
    return made


def join_pool(made: World, people: list[Person]) -> None:
    if not people:
        return
    pool.invite(build.acting(made.lead), made.call.ref, [p.ref for p in people])
    for person in people:
        actor = build.acting(person)
        member = member_of(made.call, person)
        pool.answer(
            actor,
            member.ref,
            Answer(accepts=True, impartial=True, languages=["en"], regions=["Africa"], most=50),
            version=member.version,
        )


def member_of(call: Call, person: Person) -> Any:
    from grants.reviews.models import PoolMember

    return db.session.scalars(
        sa.select(PoolMember).where(
            PoolMember.call_id == call.id, PoolMember.person_id == person.id
        )
    ).one()


def add_proposal(made: World, **over: Any) -> Proposal:
    now = clock.now()
    values = {"status": ProposalStatus.ELIGIBLE, "submitted_at": now, "submitted_version": 0}
    row = build.proposal(made.call, made.city, **{**values, **over})
    content = canonical(
        {
            "form": "concept_note",
            "language": "en",
            "answers": {
                "title": row.title,
                "summary": f"The secret summary of {row.title}.",
                "innovation": "Something quite new.",
                "proponent": {"name": "City of Tamale", "country": "GH"},
            },
            "budget": [],
            "documents": [],
            "endorsements": [],
        }
    )
    db.session.add(
        Snapshot(
            proposal_id=row.id,
            n=1,
            form="concept_note",
            content=content,
            sha256=sha256(content),
            received_at=now,
            by_id=made.city.id,
        )
    )
    db.session.commit()
    made.proposals.append(row)
    return row


def publish(made: World, *, declared: bool = True) -> None:
    """Everybody reviews everything (the call wants three); with `declared`, without conflict."""
    lead = build.acting(made.lead)
    assign.suggest(lead, made.call.ref)
    assign.publish(lead, made.call.ref, clock.now() + timedelta(days=20))
    if declared:
        for row in db.session.scalars(sa.select(Assignment)).all():
            if row.status is AssignmentStatus.PUBLISHED:
                actor = build.acting(db.session.get_one(Person, row.person_id))
                conflicts.declare(actor, row.ref, has_conflict=False)


def given(made: World, points: list[int | None], **over: Any) -> Given:
    """A complete review; None abstains."""
    scores = {
        criterion.id: Points(value, value is None, LONG)
        for criterion, value in zip(criteria_of(made.call), points, strict=True)
    }
    values = {"strengths": "Strong.", "weaknesses": "Weak.", "advice": Advice.FUND}
    return Given(scores, **{**values, **over})


def write(
    made: World, proposal: Proposal, evaluator: Person, points: list[int | None], **over: Any
) -> None:
    """Save and submit a review."""
    actor, ref = build.acting(evaluator), made.ref_for(proposal, evaluator)
    saved = review.save(actor, ref, given(made, points, **over), version=0)
    review.submit(actor, ref, version=saved.version)


def publish_one(made: World, proposal: Proposal) -> None:
    """One more proposal goes to everybody, who declare no conflict."""
    lead = build.acting(made.lead)
    refs = [member_of(made.call, e).ref for e in made.evaluators]
    assign.assign(lead, made.call.ref, proposal.ref, refs)
    assign.publish(lead, made.call.ref, clock.now() + timedelta(days=20))
    for evaluator in made.evaluators:
        ref = made.ref_for(proposal, evaluator)
        conflicts.declare(build.acting(evaluator), ref, has_conflict=False)
