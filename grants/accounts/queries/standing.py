"""What stands at an instant: begun, and not over."""

from datetime import datetime
from typing import Any

import sqlalchemy as sa


def stands(model: Any, now: datetime | sa.BindParameter[datetime]) -> sa.ColumnElement[bool]:
    """Rows of a model with `starts_at` and `ends_at` that stand at `now`."""
    return sa.and_(model.starts_at <= now, sa.or_(model.ends_at.is_(None), model.ends_at > now))
