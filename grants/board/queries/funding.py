"""Allocations to choose from."""

import sqlalchemy as sa

from grants.core.db import db
from grants.funds.models import Allocation, BusinessLine


def allocation_rows() -> list[sa.Row[str, str, int, str, int, str]]:
    """Every allocation: (ref, line code, year, donor, free cents, currency), newest year first."""
    free = Allocation.amount_cents - Allocation.enveloped_cents
    return list(
        db.session.execute(
            sa.select(
                Allocation.ref,
                BusinessLine.code,
                Allocation.fiscal_year,
                Allocation.donor,
                free,
                Allocation.currency,
            )
            .join(BusinessLine, BusinessLine.id == Allocation.line_id)
            .order_by(Allocation.fiscal_year.desc(), BusinessLine.position, Allocation.id)
            .limit(200)
        )
    )
