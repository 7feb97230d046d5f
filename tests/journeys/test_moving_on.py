"""A call that has its results is moved on, in a house of its own: no other journey comes so far."""

from collections.abc import Callable, Iterator

import pytest
import sqlalchemy as sa

from grants.calls.models import Call, CallStatus
from grants.core.db import db
from grants.proposals.models import Proposal, ProposalStatus
from tests.journeys.conftest import House, Visit, served
from tests.world import World

CALL = "CATF-2015"


@pytest.fixture(scope="module")
def house(demo_world: World, tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    world = demo_world.copy(tmp_path_factory.mktemp("results"))
    with world.open().app_context():
        call = db.session.scalars(sa.select(Call).where(Call.ref == CALL)).one()
        call.status = CallStatus.RESULTS
        db.session.execute(
            sa.update(Proposal)
            .where(Proposal.call_id == call.id, Proposal.status != ProposalStatus.DRAFT)
            .values(status=ProposalStatus.REJECTED)
        )
        lowest = sa.select(sa.func.min(Proposal.id)).where(
            Proposal.call_id == call.id, Proposal.status == ProposalStatus.REJECTED
        )
        first = db.session.get_one(Proposal, db.session.scalar(lowest))
        first.status = ProposalStatus.APPROVED
        db.session.commit()
        db.session.remove()
        db.engine.dispose()  # folds the log into the file
    with served(world) as found:
        yield found


def test_a_lead_moves_a_call_on_until_something_of_it_still_goes_on(
    visit: Callable[..., Visit], house: House
) -> None:
    lead = visit("helena")
    lead.go(f"/calls/{CALL}/details")
    lead.follow("Move the call on").is_at(f"Move {CALL} on").fits("move-on")
    lead.sees("write their full proposals").press("Move the call on")
    lead.sees("Full proposals are being written").follow("Move the call on")
    lead.sees("Agreements are made").press("Move the call on").sees("Grants are being agreed")
    lead.follow("Move the call on").sees("It cannot become a past call yet").fits("move-on-not-yet")
    lead.sees_nothing_of("What will happen")
    with house.world.open().app_context():
        kept = db.session.scalars(sa.select(Call).where(Call.ref == CALL)).one()
        assert kept.status is CallStatus.GRANTING
