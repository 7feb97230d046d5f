"""Withdrawing."""

import pytest
import sqlalchemy as sa
from flask import Flask

from grants.accounts.models import Role
from grants.audit.models import TrailReason
from grants.core.db import db
from grants.core.errors import NotFound, Refused, Repeated
from grants.proposals.models import AttemptOutcome, ProposalStatus as S, TeamRole
from grants.proposals.rules.withdrawal import may_withdraw
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
