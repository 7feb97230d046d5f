"""Chapter: the names of the scored call compared with a made-up list, one of them to be judged."""

from datetime import timedelta

import sqlalchemy as sa

from grants.core import clock
from grants.core.db import db
from grants.demo.cast import BY_KEY
from grants.demo.world.calls import SCORED
from grants.demo.world.notes import DATA
from grants.demo.world.stage import Stage
from grants.sanctions import service
from grants.sanctions.models import NamesRun
from grants.sanctions.rules.age import today

AGE = 9  # days: new enough for due diligence
SOURCE = "Demonstration list, not the real one"


def build(stage: Stage) -> None:
    """A lead uploads the list and puts it in force; an officer has the whole call compared."""
    lead, officer = (stage.actor(BY_KEY[key].email) for key in ("pierre", "sofia"))
    stage.go_to(2 - AGE)
    day = today(clock.now()) - timedelta(days=2)
    with (DATA / "names-list.csv").open("rb") as file:
        ref = service.upload(lead, file, "names-list.csv", SOURCE, day)
    service.put_in_force(lead, ref)
    stage.go_to(1 - AGE)
    service.check_call(officer, SCORED)
    run_id = db.session.scalars(sa.select(NamesRun.id)).one()
    service.run_for_call({"run_id": run_id})
