"""`python -m bench.many FOLDER`: fill a built demonstration; see the package."""

import json
import os
import sys
import time
from datetime import timedelta
from pathlib import Path

import sqlalchemy as sa

from bench.many import CALL, EARLIER, SIZES
from bench.many.filling import Filling, slots
from bench.many.proposals import batch
from grants.accounts.models import Person
from grants.app import create_app
from grants.calls.models import CallStaff, StaffDuty
from grants.calls.service import exchange, lifecycle
from grants.core import clock
from grants.core.actor import SYSTEM
from grants.core.db import db
from grants.demo.cast import BY_KEY
from grants.demo.world.calls import DATA
from grants.proposals.service.search_index import rebuild
from grants.screening.service.compare import bring_up_to_date

BATCH = 500


def main() -> None:
    folder = Path(sys.argv[1])
    os.environ["INSTANCE_DIR"] = str(folder)
    with create_app().app_context():
        pairs = fill()
        _say("vectors")
        bring_up_to_date()
        _say("the index")
        rebuild()
        _say("done")
    (folder / "planted.json").write_text(json.dumps(pairs))


def fill() -> list[tuple[int, int]]:
    """Into a built demonstration; the planted pairs as ids, the later first."""
    filling = Filling()
    earlier, call = _call(EARLIER, -400), _call(CALL, -40)
    for call_id, ref in ((earlier, EARLIER), (call, CALL)):
        files = slots(call_id)
        for start in range(0, SIZES[ref], BATCH):
            numbers = range(start, min(start + BATCH, SIZES[ref]))
            batch(filling, call_id, files, numbers, is_last=ref == CALL)
            db.session.commit()
            db.session.expunge_all()
        _say(f"{SIZES[ref]} proposals of {ref}")
    return filling.planted


_BEGIN = time.perf_counter()


def _say(what: str) -> None:
    print(f"{time.perf_counter() - _BEGIN:4.0f} s: {what}", flush=True)


def _call(ref: str, closed: int) -> int:
    """The call of 2015 under another name, closed so many days from today."""
    text = (DATA / "catf-2015.yaml").read_text(encoding="utf-8")
    call = exchange.rehearse_call(
        SYSTEM,
        text.replace("ref: CATF-2015", f"ref: {ref}"),
        f"{ref}.yaml",
        opens_at=clock.now() + timedelta(days=closed - 56),
        closes_at=clock.now() + timedelta(days=closed),
        more_languages=("pt",),
    )
    for key, duty in (("helena", StaffDuty.LEAD), ("sofia", StaffDuty.OFFICER)):
        email = BY_KEY[key].email
        person = db.session.scalars(sa.select(Person.id).where(Person.email == email)).one()
        db.session.add(CallStaff(call_id=call.id, person_id=person, duty=duty))
    db.session.commit()
    call_id = call.id
    lifecycle.advance(clock.now())
    return call_id


if __name__ == "__main__":
    main()
