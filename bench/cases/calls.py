"""Calls: the page everybody reads before signing in, and making one of sixty questions."""

from collections.abc import Callable
from itertools import count

import sqlalchemy as sa

from bench.long_call import REF, long_call
from bench.registry import Goal, Request, case, work
from bench.worlds import World
from grants.calls.models import Call, CallStatus
from grants.calls.service import import_call
from grants.core.actor import SYSTEM
from grants.core.db import db
from grants.demo.cast import BY_KEY

VISITOR_BYTES = 20_000


@case("calls.public", Goal(first_load_bytes=VISITOR_BYTES))
def public(world: World) -> list[Request]:
    """The page of the call that is open, as a visitor reads it."""
    ref = world.one(
        sa.select(Call.ref)
        .where(
            Call.status.in_((CallStatus.PUBLISHED, CallStatus.OPEN)),
            Call.opens_at <= sa.func.current_timestamp(),
            Call.closes_at > sa.func.current_timestamp(),
        )
        .order_by(Call.closes_at)
    )
    return [Request(f"/calls/{ref}/")]


@case("calls.questions", Goal(first_load_bytes=None))
def questions(world: World) -> list[Request]:
    """The question set of a call of sixty questions, as a lead changes it."""
    cookie = world.cookie(BY_KEY["helena"].email)
    return [Request(f"/calls/{REF}/edit/questions/concept_note", cookie)]


@work("calls.import", most_ms=1_000)
def importing(world: World) -> Callable[[], None]:
    """A new call of sixty questions from its file."""
    number, text = count(1), long_call()

    def once() -> None:
        ref = f"{REF}-{next(number)}"
        with world.app.app_context():
            import_call(SYSTEM, text.replace(f"ref: {REF}", f"ref: {ref}"), f"{ref}.yaml")
            db.session.remove()

    return once
