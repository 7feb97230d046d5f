"""What runs out for a city is told to its team while it runs, and only then."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from flask import Flask

from grants.core import clock
from grants.core.db import db
from grants.proposals.models import ProposalStatus
from grants.screening.models import Clarification, ClarificationStatus, Finding, Screening
from grants.screening.queries.clocks import clocks
from grants.screening.rules.periods import appeal_until
from grants.screening.service.appeal import appeal
from tests.browsing import Browser
from tests.proposals import ready

Later = Callable[..., None]


@pytest.fixture
def world(app: Flask) -> ready.World:
    made = ready.complete()
    ready.send(made)
    return made


def refused(world: ready.World, *, told: bool = True) -> None:
    """Found ineligible, and confirmed by a second person unless told not."""
    world.proposal.status = ProposalStatus.INELIGIBLE
    db.session.add(
        Screening(
            proposal_id=world.proposal.id,
            started_at=clock.now(),
            finding=Finding.INELIGIBLE,
            found_at=clock.now(),
            found_by_id=world.lead.id,
            reason_codes=["A2-no"],
            sentence="The grant is too large.",
            confirmed_at=clock.now() if told else None,
        )
    )
    db.session.commit()


def asked(world: ready.World, status: ClarificationStatus) -> None:
    db.session.add(
        Clarification(
            ref="C1",
            proposal_id=world.proposal.id,
            items=["B2"],
            question="Who signs?",
            asked_by_id=world.lead.id,
            asked_at=clock.now(),
            due_at=clock.now() + timedelta(days=5),
            status=status,
        )
    )
    db.session.commit()


@pytest.mark.both_databases
def test_a_question_has_its_clock_until_it_is_answered_or_the_check_ends(
    world: ready.World,
) -> None:
    world.proposal.status = ProposalStatus.CLARIFICATION
    asked(world, ClarificationStatus.EXPIRED)
    found = clocks(proposals=[world.proposal.id])[world.proposal.id]
    assert found.answer_by is not None
    world.proposal.status = ProposalStatus.INELIGIBLE
    db.session.commit()
    assert clocks(proposals=[world.proposal.id]) == {}


@pytest.mark.both_databases
def test_the_time_to_object_runs_from_the_telling_and_ends_with_the_objection(
    world: ready.World, browse: Callable[..., Browser]
) -> None:
    refused(world)
    (found,) = clocks(proposals=[world.proposal.id]).values()
    days, zone = world.call.appeal_days, world.call.zone
    assert found.appeal_until == appeal_until(clock.now(), days, zone)
    appeal(world.actor, world.ref, "We think this is wrong.", received_at=clock.now())
    (found,) = clocks(proposals=[world.proposal.id]).values()
    assert (found.appeal_until, found.has_objected) == (None, True)
    page = browse(world.lead).get(f"/proposals/{world.ref}/")
    assert "Your objection is being decided" in page.text


def test_an_outcome_that_was_not_told_has_no_clock(world: ready.World) -> None:
    refused(world, told=False)
    assert clocks(proposals=[world.proposal.id]) == {}


def test_until_when_one_may_object_stands_on_the_list_the_home_and_the_outcome(
    world: ready.World, browse: Callable[..., Browser], later: Later
) -> None:
    world.lead.timezone = "Asia/Manila"
    refused(world)
    lead = browse(world.lead)
    for path in ("/", "/proposals/", f"/proposals/{world.ref}/", f"/proposals/{world.ref}/outcome"):
        text = lead.get(path).text
        assert "Manila" in text, path
        assert "23:59:59 Brussels time" in text, path
    page = lead.get(f"/proposals/{world.ref}/").click("Read why, and what you can do")
    assert page.heading == "Outcome of the eligibility check"
    later(days=30)
    assert "Manila" not in lead.get("/").text.split("Open calls")[0]
