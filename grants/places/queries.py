"""Finding countries and cities."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

import sqlalchemy as sa

from grants.core.db import db
from grants.core.text import fold
from grants.places.models import City, Country, CountryList, CountryListEntry


@dataclass(frozen=True)
class Place:
    """A city as a suggestion."""

    id: int
    name: str
    country: str
    population: int
    timezone: str


@dataclass(frozen=True)
class DatedList:
    """A list of countries with the days it holds for."""

    code: str
    name: str
    valid_from: date
    valid_to: date | None


def country_lists() -> list[DatedList]:
    """Every list of countries, the newest first."""
    rows = db.session.execute(
        sa.select(
            CountryList.code, CountryList.name, CountryList.valid_from, CountryList.valid_to
        ).order_by(CountryList.valid_from.desc(), CountryList.code)
    )
    return [DatedList(*row) for row in rows]


def country_names(language: str) -> dict[str, str]:
    """Every country's name in a language, by code, in alphabetical order of the names."""
    column = getattr(Country, f"name_{language}", Country.name_en)
    rows = db.session.execute(sa.select(Country.code, column))
    return dict(sorted(((r[0], r[1]) for r in rows), key=lambda pair: fold(pair[1])))


def listed_countries(list_id: int) -> set[str]:
    """Codes on a country list."""
    rows = db.session.scalars(
        sa.select(CountryListEntry.country).where(CountryListEntry.list_id == list_id)
    )
    return set(rows)


def city(city_id: int) -> Place | None:
    row = db.session.get(City, city_id)
    return _place(row) if row else None


def cities_like(text: str, *, country: str | None = None, most: int = 10) -> list[Place]:
    """Cities whose name begins with the text, accents aside; the largest first."""
    start = fold(text.strip())
    if not start:
        return []
    query = sa.select(City).where(City.folded_name.startswith(start, autoescape=True))
    if country:
        query = query.where(City.country == country)
    rows = db.session.scalars(query.order_by(City.population.desc()).limit(most))
    return [_place(row) for row in rows]


def largest_city(countries: Collection[str]) -> Place | None:
    """The city with the most people in these countries; in the world when none is named."""
    query = sa.select(City).order_by(City.population.desc(), City.id).limit(1)
    if countries:
        query = query.where(City.country.in_(countries))
    row = db.session.scalars(query).one_or_none()
    return _place(row) if row else None


def _place(row: City) -> Place:
    return Place(row.id, row.name, row.country, row.population, row.timezone)
