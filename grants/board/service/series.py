"""Numbers without gaps: whoever numbers holds the row of the series until the commit."""

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite

from grants.board.models import NumberSeries
from grants.core.db import db


def hold(prefix: str) -> int:
    """Lock a series and answer the last number given in it."""
    insert = postgresql.insert if db.engine.dialect.name == "postgresql" else sqlite.insert
    return db.session.scalars(
        insert(NumberSeries)
        .values(prefix=prefix, last=0)
        .on_conflict_do_update(index_elements=["prefix"], set_={"last": NumberSeries.last})
        .returning(NumberSeries.last)
        .execution_options(populate_existing=True)
    ).one()


def give(prefix: str) -> int:
    """The next number of a series."""
    n = hold(prefix) + 1
    db.session.execute(
        sa.update(NumberSeries)
        .where(NumberSeries.prefix == prefix)
        .values(last=n)
        .execution_options(synchronize_session=False)
    )
    return n
