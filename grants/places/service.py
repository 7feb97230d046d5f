"""Loading the reference tables that ship with the project."""

import csv
from datetime import date
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from babel import Locale

from grants.core.db import db
from grants.core.text import fold
from grants.places.models import City, Country, CountryList, CountryListEntry

DATA = Path(__file__).parent / "data"
DAC_LIST = "dac-2024-2025"


def load_reference() -> bool:
    """Fill countries, the DAC list and cities when they are empty; True when it did."""
    if db.session.scalar(sa.select(sa.func.count()).select_from(Country)):
        return False
    rows = _read("countries.csv")
    portuguese = Locale("pt").territories
    db.session.execute(sa.insert(Country), [_country(row, portuguese) for row in rows])
    dac = CountryList(
        code=DAC_LIST,
        name="DAC list of ODA recipients for 2024 and 2025 flows",
        valid_from=date(2024, 1, 1),
        valid_to=date(2025, 12, 31),
        source="OECD DAC, by datasets/dac-and-crs-code-lists (ODC-PDDL 1.0)",
    )
    db.session.add(dac)
    db.session.flush()
    recipients = [row for row in rows if row["oda_recipient"] == "TRUE"]
    db.session.execute(
        sa.insert(CountryListEntry),
        [
            {"list_id": dac.id, "country": row["iso2"], "income_group": row["dac_income_group"]}
            for row in recipients
        ],
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
