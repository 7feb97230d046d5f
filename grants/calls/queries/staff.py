"""Who of the Secretariat is named on a call, and whose role is in force."""

from collections.abc import Mapping
from datetime import datetime

import sqlalchemy as sa

from grants.accounts.models import Person, Role
from grants.accounts.queries import people_with, role_ends
from grants.calls.models import Call, CallStaff, StaffDuty
from grants.core.db import db

ROLES = {StaffDuty.LEAD: Role.LEAD, StaffDuty.OFFICER: Role.OFFICER}


def staff_of(call: Call) -> dict[int, StaffDuty]:
    """Everybody named on the call, by person id."""
    return {who: duty for who, (duty, _name) in staff_by_name(call).items()}


def staff_by_name(call: Call) -> dict[int, tuple[StaffDuty, str]]:
    """The same with what they are called; one query."""
    rows = db.session.execute(
        sa.select(CallStaff.person_id, CallStaff.duty, Person.name)
        .join(Person, Person.id == CallStaff.person_id)
        .where(CallStaff.call_id == call.id)
        .order_by(CallStaff.id)
    )
    return {row.person_id: (row.duty, row.name) for row in rows}


def leads_of(call: Call) -> list[int]:
    """Person ids of the leads named on the call who hold the role today and may sign in."""
    standing = {who for who, _name in people_with(Role.LEAD)}
    named = staff_of(call).items()
    return [who for who, duty in named if duty is StaffDuty.LEAD and who in standing]


def ended_roles(staff: Mapping[int, StaffDuty]) -> dict[int, datetime | None]:
    """Those named who do not hold their role today: since when, or None where it is not over (the
    account is closed, the role begins later)."""
    found: dict[int, datetime | None] = {}
    for duty in set(staff.values()):
        standing = {who for who, _name in people_with(ROLES[duty])}
        gone = [who for who, what in staff.items() if what is duty and who not in standing]
        ends = role_ends(gone, ROLES[duty])
        found |= {who: ends.get(who) for who in gone}
    return found
