"""What the words of an answer stand for: a city of the gazetteer, an organisation on record."""

from collections.abc import Iterable

import sqlalchemy as sa

from grants.accounts.models import Organisation
from grants.core.db import db
from grants.core.text import fold
from grants.places.models import City


def city_id(name: str, country: str) -> int | None:
    """The city of exactly this name in the country, when there is only one."""
    found = db.session.scalars(
        sa.select(City.id)
        .where(City.folded_name == fold(name.strip()), City.country == country)
        .limit(2)
    ).all()
    return found[0] if len(found) == 1 else None


def organisation_ids(names: Iterable[tuple[str, str]]) -> dict[tuple[str, str], int]:
    """Organisations of exactly these names and countries, where there is only one of each."""
    wanted = {(fold(name.strip()), country): (name, country) for name, country in names}
    if not wanted:
        return {}
    rows = db.session.execute(
        sa.select(Organisation.id, Organisation.folded_name, Organisation.country).where(
            Organisation.folded_name.in_({folded for folded, _ in wanted}),
            Organisation.merged_into_id.is_(None),
        )
    ).all()
    found: dict[tuple[str, str], list[int]] = {}
    for row in rows:
        if (row.folded_name, row.country) in wanted:
            found.setdefault(wanted[row.folded_name, row.country], []).append(row.id)
    return {key: ids[0] for key, ids in found.items() if len(ids) == 1}
