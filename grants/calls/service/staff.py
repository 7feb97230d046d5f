"""Who of the Secretariat is named on a call; and all that stops a call from being published."""

import sqlalchemy as sa

from grants.accounts.queries import people_with
from grants.audit.service import record
from grants.calls import queries
from grants.calls.models import Call, CallStaff, CallStatus, StaffDuty
from grants.calls.queries.staff import ROLES
from grants.calls.rules.publishing import LEADS_NEEDED
from grants.calls.service.exchange import check_may_manage
from grants.core import operations
from grants.core.actor import Actor
from grants.core.db import db
from grants.core.errors import Refused
from grants.core.messages import msg


def name_staff(
    actor: Actor, ref: str, person_id: int, duty: StaffDuty, *, operation: str | None = None
) -> None:
    """Name a person on the call who holds the role; at any time, for people come and go."""
    check_may_manage(actor)
    operations.claim(operation, actor, "call:name-staff")
    call = _locked(actor, ref)
    if person_id not in {who for who, _name in people_with(ROLES[duty])}:
        message = msg("Choose somebody who holds the role today")
        raise Refused(message, {"who": message})
    if person_id in queries.staff_of(call):
        message = msg(
            "This person is named on the call already. To change what they do, remove them first"
        )
        raise Refused(message, {"who": message})
    db.session.add(CallStaff(call_id=call.id, person_id=person_id, duty=duty))
    record(actor, "call:name-staff", call, new={"person": person_id, "duty": duty.value})
    db.session.commit()


def remove_staff(actor: Actor, ref: str, person_id: int, *, operation: str | None = None) -> None:
    """Take a person off the call; a call that is public keeps two leads who hold the role."""
    check_may_manage(actor)
    operations.claim(operation, actor, "call:remove-staff")
    call = _locked(actor, ref)
    staff = queries.staff_of(call)
    duty = staff.get(person_id)
    if duty is None:
        raise Refused(msg("This person is not named on the call any more."))
    leads = queries.leads_of(call)  # who does not hold the role any more can always go
    is_public = call.status is not CallStatus.DRAFT
    if person_id in leads and is_public and len(leads) <= LEADS_NEEDED:
        raise Refused(
            msg(
                "A public call has two leads. Name the one who follows first, then remove this one."
            )
        )
    db.session.execute(
        sa.delete(CallStaff).where(CallStaff.call_id == call.id, CallStaff.person_id == person_id)
    )
    record(actor, "call:remove-staff", call, old={"person": person_id, "duty": duty.value})
    db.session.commit()


def _locked(actor: Actor, ref: str) -> Call:
    """Of two who change the staff at once, the second counts what the first left."""
    call = queries.for_office(actor, ref)
    db.session.refresh(call, with_for_update=True)
    return call
