"""Who of the Secretariat is named on a call, and whose role is in force."""

from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa

from grants.accounts.models import Person, Role, RoleGrant
from grants.accounts.queries.standing import stands
from grants.calls.models import Call, CallStaff, StaffDuty
from grants.core import clock
from grants.core.db import UtcDateTime, db

ROLES = {StaffDuty.LEAD: Role.LEAD, StaffDuty.OFFICER: Role.OFFICER}


@dataclass(frozen=True)
class Named:
    """Somebody named on a call.

    Without the role today, `ended_at` says since when; None where it is not over (the account is
    closed, the role begins later).
    """

    id: int
    name: str
    duty: StaffDuty
    holds_role: bool
    ended_at: datetime | None


def staff_named(call: Call) -> list[Named]:
    """Everybody named on the call, in the order of naming; one query."""
    now = clock.now()
    role = sa.case(*((CallStaff.duty == duty, role.value) for duty, role in ROLES.items()))
    of_person = sa.and_(
        RoleGrant.person_id == CallStaff.person_id, sa.cast(RoleGrant.role, sa.String) == role
    )
    holds = sa.and_(
        Person.disabled_at.is_(None), sa.exists().where(of_person, stands(RoleGrant, now))
    )
    is_over = sa.func.count() == sa.func.count(RoleGrant.ends_at)
    last = sa.select(sa.case((is_over, sa.func.max(RoleGrant.ends_at)))).where(of_person)
    rows = db.session.execute(
        sa.select(
            CallStaff.person_id,
            Person.name,
            CallStaff.duty,
            holds,
            sa.type_coerce(last.scalar_subquery(), UtcDateTime()),
        )
        .join(Person, Person.id == CallStaff.person_id)
        .where(CallStaff.call_id == call.id)
        .order_by(CallStaff.id)
    )
    return [
        Named(who, name, duty, bool(stands_now), ended if ended and ended <= now else None)
        for who, name, duty, stands_now, ended in rows
    ]


def staff_of(call: Call) -> dict[int, StaffDuty]:
    """What each of them does for the call, by person id."""
    return {one.id: one.duty for one in staff_named(call)}


def leads_of(call: Call) -> list[int]:
    """Person ids of the leads named on the call who hold the role today and may sign in."""
    named = staff_named(call)
    return [one.id for one in named if one.duty is StaffDuty.LEAD and one.holds_role]
