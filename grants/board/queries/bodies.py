"""Organisations by the name people type."""

import sqlalchemy as sa

from grants.accounts.models import Membership, Organisation
from grants.core.db import db
from grants.core.text import fold


def body_called(name: str) -> str | None:
    """The reference of the one organisation so called."""
    found = body_of_name(name)
    return found.ref if found is not None else None


def body_of_name(name: str) -> Organisation | None:
    """The one organisation so called, by name or acronym; None when there is none or several."""
    wanted = " ".join(name.split())
    rows = list(
        db.session.scalars(
            sa.select(Organisation)
            .where(
                Organisation.merged_into_id.is_(None),
                sa.or_(
                    Organisation.folded_name == fold(wanted),
                    sa.func.lower(Organisation.acronym) == wanted.lower(),
                ),
            )
            .limit(2)
        )
    )
    return rows[0] if len(rows) == 1 else None


def body_names() -> list[str]:
    """Suggestions: the members of the partnership."""
    return list(
        db.session.scalars(
            sa.select(Organisation.name)
            .join(Membership, Membership.organisation_id == Organisation.id)
            .where(Organisation.merged_into_id.is_(None))
            .order_by(Organisation.folded_name)
            .limit(300)
        )
    )
