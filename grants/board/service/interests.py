"""Standing declarations of members: which organisations they have an interest in."""

import sqlalchemy as sa

from grants.accounts.models import Organisation
from grants.audit.service import record
from grants.board.models import Interest
from grants.board.service.prepare import check
from grants.board.service.recusals import find_recusals, undecided_items
from grants.core import clock, operations
from grants.core.actor import Actor
from grants.core.db import db
from grants.core.errors import NotFound, Refused
from grants.core.messages import msg
from grants.core.text import random_ref
from grants.permissions import Permission


def declare(
    actor: Actor, organisation_ref: str, words: str, *, operation: str | None = None
) -> None:
    """Declare an interest; it recuses at once from everything still undecided that it touches."""
    check(actor, Permission.BOARD_TAKE_PART)
    operations.claim(operation, actor, "board:interest")
    organisation = db.session.scalars(
        sa.select(Organisation).where(Organisation.ref == organisation_ref)
    ).one_or_none()
    if organisation is None:
        raise Refused(
            msg("Choose an organisation from the list."),
            {"organisation": msg("Choose an organisation from the list")},
        )
    standing = db.session.scalar(
        sa.select(Interest.id).where(
            Interest.person_id == actor.person_id,
            Interest.organisation_id == organisation.id,
            Interest.ended_at.is_(None),
        )
    )
    if standing is not None:
        raise Refused(msg("You declared an interest in this organisation already."))
    row = Interest(
        ref=random_ref(),
        person_id=actor.person_id,
        organisation_id=organisation.id,
        words=words,
        declared_at=clock.now(),
    )
    db.session.add(row)
    db.session.flush()
    record(actor, "board:declare-interest", row, new={"organisation": organisation.id})
    find_recusals(undecided_items())
    db.session.commit()


def end(actor: Actor, ref: str, *, operation: str | None = None) -> None:
    """End a declaration; recusals that came from it stay."""
    check(actor, Permission.BOARD_TAKE_PART)
    operations.claim(operation, actor, "board:interest")
    row = db.session.scalars(
        sa.select(Interest).where(Interest.ref == ref, Interest.person_id == actor.person_id)
    ).one_or_none()
    if row is None:
        raise NotFound
    if row.ended_at is None:
        row.ended_at = clock.now()
        record(actor, "board:end-interest", row)
    db.session.commit()
