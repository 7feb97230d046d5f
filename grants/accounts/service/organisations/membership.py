"""The register of members of the partnership."""

from typing import Any

import sqlalchemy as sa

from grants.accounts.models import Constituency, Membership, MembershipKind, Organisation
from grants.accounts.rules.directory import check_may_keep_organisations
from grants.audit.service import record
from grants.core import clock, operations
from grants.core.actor import Actor
from grants.core.db import db
from grants.core.errors import NotFound, Refused
from grants.core.messages import msg


def make_member(
    actor: Actor,
    organisation: Organisation,
    *,
    constituency: str,
    kind: MembershipKind,
    operation: str = "",
) -> None:
    """On the register of members from now on, in a constituency (by its code)."""
    check_may_keep_organisations(actor)
    operations.claim(operation, actor, "make-member")
    group = db.session.scalar(sa.select(Constituency).where(Constituency.code == constituency))
    if group is None:
        words = msg("Choose a constituency from the list")
        raise Refused(words, {"constituency": words})
    row = db.session.scalar(
        sa.select(Membership).where(Membership.organisation_id == organisation.id)
    )
    old = _membership(row) if row else None
    if row is None:
        row = Membership(organisation_id=organisation.id, starts_at=clock.now())
        db.session.add(row)
    elif row.ends_at is not None:
        row.starts_at, row.ends_at = clock.now(), None
    row.constituency_id, row.kind = group.id, kind
    record(actor, "membership:set", row, old=old, new=_membership(row))
    db.session.commit()


def end_membership(actor: Actor, organisation: Organisation, *, operation: str = "") -> None:
    """Off the register of members; what it sponsored stays as it is."""
    check_may_keep_organisations(actor)
    operations.claim(operation, actor, "end-membership")
    row = db.session.scalar(
        sa.select(Membership).where(
            Membership.organisation_id == organisation.id, Membership.ends_at.is_(None)
        )
    )
    if row is None:
        raise NotFound
    row.ends_at = clock.now()
    record(
        actor,
        "membership:end",
        row,
        old={"ends_at": None},
        new={"ends_at": row.ends_at.isoformat()},
    )
    db.session.commit()


def _membership(row: Membership) -> dict[str, Any]:
    ends_at = row.ends_at.isoformat() if row.ends_at else None
    return {"constituency": row.constituency_id, "kind": row.kind.value, "ends_at": ends_at}
