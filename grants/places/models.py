"""Countries, dated lists of ODA recipients, cities of 15,000 people and more."""

from datetime import date

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from grants.core.db import BIG, Base, Code, Key, Line


class Country(Base):
    """A country or territory by ISO 3166-1 alpha-2; names in the four languages."""

    __tablename__ = "country"

    code: Mapped[str] = mapped_column(sa.String(2), primary_key=True)
    name_en: Mapped[Line]
    name_fr: Mapped[Line]
    name_es: Mapped[Line]
    name_pt: Mapped[Line]
    region: Mapped[Line]
    subregion: Mapped[Line]
    is_ldc: Mapped[bool]
    currency: Mapped[str] = mapped_column(sa.String(3))


class CountryList(Base):
    """A list of eligible countries with its validity, such as the DAC list for 2024-2025."""

    __tablename__ = "country_list"

    id: Mapped[Key]
    code: Mapped[Code] = mapped_column(unique=True)
    name: Mapped[Line]
    valid_from: Mapped[date]
    valid_to: Mapped[date | None]
    source: Mapped[str]


class CountryListEntry(Base):
    """One country on one list, with its income group then."""

    __tablename__ = "country_list_entry"

    list_id: Mapped[int] = mapped_column(BIG, sa.ForeignKey("country_list.id"), primary_key=True)
    country: Mapped[str] = mapped_column(
        sa.String(2), sa.ForeignKey("country.code"), primary_key=True
    )
    income_group: Mapped[str] = mapped_column(sa.String(40))


class City(Base):
    """A place of 15,000 people or more (GeoNames); `folded_name` is for searching."""

    __tablename__ = "city"
    __table_args__ = (sa.Index("ix_city_folded_name", "folded_name"),)

    id: Mapped[Key]  # the GeoNames id
    name: Mapped[Line]
    folded_name: Mapped[Line]
    country: Mapped[str] = mapped_column(sa.String(2), sa.ForeignKey("country.code"), index=True)
    latitude: Mapped[float]
    longitude: Mapped[float]
    population: Mapped[int]
    timezone: Mapped[str] = mapped_column(sa.String(60))
