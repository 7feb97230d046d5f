"""The pages of calls that everybody reads before signing in."""

import sqlalchemy as sa

from bench.registry import Goal, Request, case
from bench.worlds import World
from grants.calls.models import Call, CallStatus

VISITOR_BYTES = 20_000


@case("calls.public", Goal(ratio=0.06, first_load_bytes=VISITOR_BYTES))
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
