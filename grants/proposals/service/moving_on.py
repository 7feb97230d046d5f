"""Moving a call on after its results, which needs to know how its proposals stand."""

from grants.calls.models import Call, CallStatus
from grants.calls.queries import asks_full_proposals, for_office
from grants.calls.rules import next_stage
from grants.calls.service.exchange import check_may_manage
from grants.calls.service.lifecycle import check_version, enter
from grants.core import operations
from grants.core.actor import Actor
from grants.core.db import db
from grants.core.errors import Conflict, Refused
from grants.core.messages import Message, msg
from grants.proposals.queries.concerned import states_in
from grants.proposals.rules.closing import pending


def move_on(
    actor: Actor,
    call_ref: str,
    stage: CallStatus,
    *,
    version: int,
    reason: str = "",
    operation: str | None = None,
) -> Call:
    """To the one stage that follows; nobody is told. The reason is kept when there is one.

    Refused when no stage follows (before the results, cancelled, over), when the call is to become
    a past one and something of it goes on; Conflict when another stage follows by now.
    """
    check_may_manage(actor)
    operations.claim(operation, actor, "call:move-on")
    call = for_office(actor, call_ref)
    db.session.refresh(call, with_for_update=True)
    check_version(call, version)
    following = next_stage(call, asks_full_proposals(call))
    if following is None:
        raise Refused(why_not(call))
    if stage is not following:
        raise Conflict(msg("This call has gone on meanwhile. Look at it again, then decide."))
    if going_on(call, following):
        raise Refused(
            msg("Something of this call still goes on, so it is no past call yet. Nothing changed.")
        )
    enter(actor, call, following, reason=reason.strip())
    operations.keep(operation, actor, call.ref)
    db.session.commit()
    return call


def going_on(call: Call, stage: CallStatus) -> list[Message]:
    """What stands in the way of a stage; only of becoming a past call anything does."""
    return pending(states_in(call)) if stage is CallStatus.ARCHIVED else []


def why_not(call: Call) -> Message:
    """Why no stage follows that a lead could choose."""
    if call.status is CallStatus.CANCELLED:
        return msg("This call was cancelled: it goes no further. Nothing was changed.")
    if call.status is CallStatus.ARCHIVED:
        return msg("This is a past call already: no stage follows. Nothing was changed.")
    return msg(
        "Until its results are released a call moves on by itself: by the clock, and by the work "
        "on its proposals. Nothing was changed."
    )
