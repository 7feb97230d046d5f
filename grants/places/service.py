"""Loading the reference tables that ship with the project."""

import csv
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from babel import Locale

from grants.core.db import db
from grants.core.errors import Refused
from grants.core.messages import msg
from grants.core.text import fold
from grants.places.models import City, Country, CountryList, CountryListEntry

DATA = Path(__file__).parent / "data"
DAC_LIST = "dac-2024-2025"


@dataclass(frozen=True)
class ListVersion:
    """A dated version of a list of eligible countries, with the income group of each by code."""

    code: str
    name: str
    valid_from: date
    valid_to: date | None
    source: str
    income_groups: Mapping[str, str]


def import_list(version: ListVersion) -> bool:
    """Keep a list version; False when it is there already, just so.

    A version never changes, so that no call moves with it: another content needs another code
    (Refused). Only the end of its validity can be set, once, when the next one is known.
    """
    _check_list(version)
    row = db.session.scalars(
        sa.select(CountryList).where(CountryList.code == version.code).with_for_update()
    ).one_or_none()
    if row is None:
        _insert_list(version)
        db.session.commit()
        return True
    entries = sa.select(CountryListEntry.country, CountryListEntry.income_group).where(
        CountryListEntry.list_id == row.id
    )
    kept = {row.country: row.income_group for row in db.session.execute(entries)}
    same = (row.valid_from, kept) == (version.valid_from, dict(version.income_groups))
    ends = row.valid_to in (None, version.valid_to)
    if not (same and ends):
        raise Refused(
            msg(
                "The country list %(code)s is there already with another content, and a list "
                "never changes. Give the new version a code of its own. Nothing was imported.",
                code=version.code,
            )
        )
    is_new = row.valid_to != version.valid_to
    row.valid_to = version.valid_to
    db.session.commit()
    return is_new


def _check_list(version: ListVersion) -> None:
    """Raises Refused for a list that names nothing, or what is no country, or ends too early."""
    if not version.income_groups:
        raise Refused(msg("The list names no country. Nothing was imported."))
    known = set(db.session.scalars(sa.select(Country.code)))
    odd = sorted(set(version.income_groups) - known)
    if odd:
        raise Refused(
            msg(
                "These are no country codes: %(codes)s. Nothing was imported.",
                codes=", ".join(odd[:10]),
            )
        )
    if version.valid_to is not None and version.valid_to < version.valid_from:
        raise Refused(msg("The list ends before it begins. Nothing was imported."))


def _insert_list(version: ListVersion) -> None:
    row = CountryList(
        code=version.code,
        name=version.name,
        valid_from=version.valid_from,
        valid_to=version.valid_to,
        source=version.source,
    )
    db.session.add(row)
    db.session.flush()
    entries = [
        {"list_id": row.id, "country": country, "income_group": group}
        for country, group in sorted(version.income_groups.items())
    ]
    db.session.execute(sa.insert(CountryListEntry), entries)


def load_reference() -> bool:
    """Fill countries, the DAC list and cities when they are empty; True when it did."""
    if db.session.scalar(sa.select(sa.func.count()).select_from(Country)):
        return False
    rows = _read("countries.csv")
    portuguese = Locale("pt").territories
    db.session.execute(sa.insert(Country), [_country(row, portuguese) for row in rows])
    recipients = [row for row in rows if row["oda_recipient"] == "TRUE"]
    _insert_list(
        ListVersion(
            code=DAC_LIST,
            name="DAC list of ODA recipients for 2024 and 2025 flows",
            valid_from=date(2024, 1, 1),
            valid_to=date(2025, 12, 31),
            source="OECD DAC, by datasets/dac-and-crs-code-lists (ODC-PDDL 1.0)",
            income_groups={row["iso2"]: row["dac_income_group"] for row in recipients},
        )
    )
    known = {row["iso2"] for row in rows}
    cities = [row for row in _read("cities_oda_15000.csv") if row["country"] in known]
    db.session.execute(sa.insert(City), [_city(row) for row in cities])
    db.session.commit()
    return True


def _read(name: str) -> list[dict[str, str]]:
    with (DATA / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def _country(row: dict[str, str], portuguese: Any) -> dict[str, object]:
    return {
        "code": row["iso2"],
        "name_en": row["name_en"],
        "name_fr": row["name_fr"] or row["name_en"],
        "name_es": row["name_es"] or row["name_en"],
        "name_pt": portuguese.get(row["iso2"], row["name_en"]),
        "region": row["region"],
        "subregion": row["intermediate_region"] or row["subregion"],
        "is_ldc": row["ldc"] == "TRUE",
        "currency": row["currency"].partition("|")[0],  # some have two tenders
    }


def _city(row: dict[str, str]) -> dict[str, object]:
    return {
        "id": int(row["geonameid"]),
        "name": row["name"],
        "folded_name": fold(row["name"]),
        "country": row["country"],
        "latitude": float(row["latitude"]),
        "longitude": float(row["longitude"]),
        "population": int(row["population"]),
        "timezone": row["timezone"],
    }
