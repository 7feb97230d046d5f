"""How every act on a case begins: the row locked, the actor checked, the version compared."""

import sqlalchemy as sa
from sqlalchemy.orm.attributes import flag_modified

from grants.core import clock
from grants.core.actor import Actor
from grants.core.db import db
from grants.core.errors import Conflict
from grants.core.messages import msg
from grants.permissions import Permission
from grants.screening.models import Checker, Screening
from grants.screening.queries.case import Case, find


def open_case(actor: Actor, ref: str, permission: Permission = Permission.SCREENING_WORK) -> Case:
    """The case, its proposal locked until the transaction ends."""
    return find(actor, ref, permission, lock=True)


def check_version(screening: Screening, version: int | None) -> None:
    """A page read before somebody else changed the check is refused; None asks nothing."""
    check_opened_version(screening.version, version)


def check_opened_version(present: int, version: int | None) -> None:
    """The same for the version of anything that belongs to a check."""
    if version is not None and present != version:
        raise Conflict(
            msg(
                "Somebody changed this check while you had it open. Nothing of yours was saved: "
                "open the page again and compare."
            )
        )


def touch(screening: Screening) -> None:
    """Count a change of what belongs to the check as a change of the check."""
    flag_modified(screening, "reason_codes")


def take_part(screening: Screening, actor: Actor) -> None:
    """Remember that the actor had a hand in the first check."""
    if actor.person_id is None:
        return
    seen = db.session.scalar(
        sa.select(Checker.id).where(
            Checker.screening_id == screening.id, Checker.person_id == actor.person_id
        )
    )
    if seen is None:
        db.session.add(
            Checker(screening_id=screening.id, person_id=actor.person_id, since_at=clock.now())
        )
