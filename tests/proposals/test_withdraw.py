"""Withdrawing, and more time for one applicant."""

from datetime import timedelta

import pytest
import sqlalchemy as sa
from flask import Flask

from grants.accounts.models import Role
from grants.audit.models import TrailEvent, TrailReason
from grants.core import clock
from grants.core.db import db
from grants.core.errors import NotFound, Refused, Repeated
from grants.proposals.models import AttemptOutcome, Extension, ProposalStatus as S, TeamRole
from grants.proposals.queries.content import extension_until
from grants.proposals.rules.withdrawal import may_withdraw
from grants.proposals.service.extend import extend
from grants.proposals.service.submit import NotSubmitted
from grants.proposals.service.withdraw import withdraw
from tests import build
from tests.proposals import ready


def at(world: ready.World, status: S) -> None:
    world.proposal.status = status
    db.session.commit()


@pytest.mark.both_databases
def test_a_withdrawn_proposal_is_out_and_team_sponsors_and_office_are_told(app: Flask) -> None:
    world = ready.complete()
    ready.send(world)
    withdraw(world.actor, world.ref, reason="We found other money.", operation="key")
    assert world.proposal.status is S.WITHDRAWN
    for told in ("team", "sponsors", "office"):
        assert len(ready.mails(f"proposal_withdraw_{told}")) == 1
    assert db.session.scalars(sa.select(TrailReason.words)).all() == ["We found other money."]
    with pytest.raises(Repeated):
        withdraw(world.actor, world.ref, operation="key")
    with pytest.raises(NotSubmitted) as refused:
        ready.send(world)
    assert refused.value.outcome is AttemptOutcome.REFUSED


@pytest.mark.parametrize("status", [S.WITH_BOARD, S.DECIDED])
def test_before_and_after_an_unreleased_decision_the_answer_is_the_same(
    app: Flask, status: S
) -> None:
    world = ready.complete()
    ready.send(world)
    at(world, status)
    with pytest.raises(Refused) as refused:
        withdraw(world.actor, world.ref)
    assert str(refused.value) == (
        "The proposal is with the board, so it can no longer be withdrawn here. "
        "Write to catf@example.org. Nothing was changed."
    )


def test_withdrawing_is_possible_from_submitting_until_the_board_has_it() -> None:
    assert {status for status in S if may_withdraw(status)} == {
        S.SUBMITTED,
        S.SCREENING,
        S.CLARIFICATION,
        S.ELIGIBLE,
        S.IN_REVIEW,
        S.RANKED,
    }


def test_only_the_lead_withdraws(app: Flask) -> None:
    world = ready.complete()
    ready.send(world)
    editor, officer = build.person(), build.person("", Role.OFFICER)
    build.teammate(world.proposal, editor, TeamRole.EDITOR)
    for who in (editor, officer):
        with pytest.raises(NotFound):
            withdraw(build.acting(who), world.ref)


# -- more time -----------------------------------------------------------------------------------


def test_more_time_is_one_logged_line_and_the_team_is_told(app: Flask) -> None:
    world = ready.complete()
    lead = build.person("Lead", Role.LEAD)
    until = clock.now() + timedelta(days=45)
    extend(build.acting(lead), world.ref, until_at=until, reason="The portal was down.")
    assert extension_until(world.proposal.id) == until
    event = db.session.scalars(
        sa.select(TrailEvent).where(TrailEvent.action == "proposal:extend")
    ).one()
    assert event.actor_id == lead.id
    assert event.reason_digest is not None
    assert [m.address for m in ready.mails("proposal_extended")] == [world.lead.email]


@pytest.mark.parametrize(
    ("days", "reason", "field"),
    [(20, "Why", "until_on"), (400, "Why", "until_on"), (45, "  ", "reason")],
    ids=["earlier than the deadline", "a wrong year", "no reason"],
)
def test_more_time_is_refused(app: Flask, days: int, reason: str, field: str) -> None:
    world = ready.complete()
    actor = build.acting(build.person("", Role.LEAD))
    with pytest.raises(Refused) as refused:
        extend(actor, world.ref, until_at=clock.now() + timedelta(days=days), reason=reason)
    assert field in refused.value.fields


@pytest.mark.parametrize("who", ["officer", "applicant", "lead of the fund in the team"])
def test_nobody_else_gives_more_time(app: Flask, who: str) -> None:
    world = ready.complete()
    person = {
        "officer": lambda: build.person("", Role.OFFICER),
        "applicant": lambda: world.lead,
        "lead of the fund in the team": lambda: build.person("", Role.LEAD),
    }[who]()
    if who.startswith("lead"):
        build.teammate(world.proposal, person, TeamRole.VIEWER)
    with pytest.raises(NotFound):
        extend(
            build.acting(person),
            world.ref,
            until_at=clock.now() + timedelta(days=45),
            reason="Why",
        )
    assert db.session.scalar(sa.select(sa.func.count(Extension.id))) == 0
