"""Chapter one: members of the partnership, board seats, and the cast."""

import sqlalchemy as sa

from grants.accounts.models import (
    Constituency,
    MembershipKind,
    OrganisationKind as Kind,
    Role,
    SeatPlace,
)
from grants.accounts.service.organisations import Details, affiliate, create, make_member
from grants.accounts.service.people import create_person, disable, grant_role
from grants.accounts.service.seats import create_seat, take_seat
from grants.core.actor import SYSTEM
from grants.core.db import db
from grants.demo.cast import BY_KEY, CAST
from grants.demo.world.stage import Stage

# The register as the 2018 annual report groups it; domains are invented.
MEMBERS: tuple[tuple[str, str, str, str | None, str, Kind], ...] = (
    (
        "Slum Dwellers International",
        "SDI",
        "international_ngos",
        "ZA",
        "sdinet",
        Kind.CIVIL_SOCIETY,
    ),
    ("AVSI Foundation", "AVSI", "international_ngos", "IT", "avsi", Kind.CIVIL_SOCIETY),
    (
        "Habitat for Humanity International",
        "HFHI",
        "international_ngos",
        "US",
        "habitat",
        Kind.CIVIL_SOCIETY,
    ),
    (
        "Women in Informal Employment: Globalizing and Organizing",
        "WIEGO",
        "international_ngos",
        "GB",
        "wiego",
        Kind.CIVIL_SOCIETY,
    ),
    (
        "Federal Ministry for Economic Cooperation and Development",
        "BMZ",
        "national_governments",
        "DE",
        "bmz",
        Kind.NATIONAL_GOVERNMENT,
    ),
    (
        "Department of Human Settlements",
        "DHS",
        "national_governments",
        "ZA",
        "dhs",
        Kind.NATIONAL_GOVERNMENT,
    ),
    (
        "Ministry of Cities",
        "MCID",
        "national_governments",
        "BR",
        "cidades",
        Kind.NATIONAL_GOVERNMENT,
    ),
    (
        "State Secretariat for Economic Affairs",
        "SECO",
        "national_governments",
        "CH",
        "seco",
        Kind.NATIONAL_GOVERNMENT,
    ),
    ("World Bank", "WB", "multilateral", "US", "worldbank", Kind.MULTILATERAL),
    (
        "United Nations Human Settlements Programme",
        "UN-Habitat",
        "multilateral",
        "KE",
        "unhabitat",
        Kind.MULTILATERAL,
    ),
    (
        "United Nations Capital Development Fund",
        "UNCDF",
        "multilateral",
        "US",
        "uncdf",
        Kind.MULTILATERAL,
    ),
    (
        "United Cities and Local Governments",
        "UCLG",
        "local_government_associations",
        "ES",
        "uclg",
        Kind.CITY_ASSOCIATION,
    ),
    (
        "ICLEI Local Governments for Sustainability",
        "ICLEI",
        "local_government_associations",
        "DE",
        "iclei",
        Kind.CITY_ASSOCIATION,
    ),
    (
        "World Association of the Major Metropolises",
        "Metropolis",
        "local_government_associations",
        "ES",
        "metropolis",
        Kind.CITY_ASSOCIATION,
    ),
    (
        "Commonwealth Local Government Forum",
        "CLGF",
        "local_government_associations",
        "GB",
        "clgf",
        Kind.CITY_ASSOCIATION,
    ),
    ("Ford Foundation", "", "private_foundations", "US", "ford", Kind.FOUNDATION),
    ("Omidyar Network", "", "private_foundations", "US", "omidyar", Kind.FOUNDATION),
    (
        "Institute for Housing and Urban Development Studies",
        "IHS",
        "universities",
        "NL",
        "ihs",
        Kind.RESEARCH,
    ),
    (
        "International Institute for Environment and Development",
        "IIED",
        "universities",
        "GB",
        "iied",
        Kind.RESEARCH,
    ),
)

# Twelve seats over six constituencies: who sits, and for which member.
SEATS: tuple[tuple[str, str, str], ...] = (
    ("clara", "Clara Winther", "Institute for Housing and Urban Development Studies"),
    ("beth", "Beth Moyo", "Slum Dwellers International"),
    ("hans", "Hans Richter", "Federal Ministry for Economic Cooperation and Development"),
    ("seat.lerato", "Lerato Khumalo", "Department of Human Settlements"),
    ("seat.bruno", "Bruno Carvalho", "Ministry of Cities"),
    ("seat.grace", "Grace Whitfield", "World Bank"),
    ("seat.omar", "Omar Farah", "United Nations Human Settlements Programme"),
    ("seat.jordi", "Jordi Puig", "United Cities and Local Governments"),
    ("seat.anna", "Anna Vogel", "ICLEI Local Governments for Sustainability"),
    ("seat.lidia", "Lidia Ferrari", "AVSI Foundation"),
    ("seat.ruth", "Ruth Adler", "Ford Foundation"),
    ("seat.david", "David Okello", "International Institute for Environment and Development"),
)

AFFILIATIONS: dict[str, str] = {
    "ingrid": "Slum Dwellers International",
    "beth": "Slum Dwellers International",
    "noura": "Women in Informal Employment: Globalizing and Organizing",
    "hans": "Federal Ministry for Economic Cooperation and Development",
}

# Evaluators beside those of the cast: name, domain, languages, regions, themes.
EVALUATORS: tuple[tuple[str, str, str], ...] = (
    ("Ana Beltrán", "urbanismo", "es"),
    ("Bruno Tavares", "cidadeviva", "pt"),
    ("Camille Roussel", "villedurable", "fr"),
    ("Dina Petrosyan", "yerevanstudies", "en"),
    ("Esteban Quiroga", "territorio", "es"),
    ("Fatou Ndiaye", "dakarurbain", "fr"),
    ("Gustavo Prado", "planejar", "pt"),
    ("Hana Suzuki", "cityfutures", "en"),
    ("Irene Vidal", "habitares", "es"),
)


def build(stage: Stage) -> None:
    """Members, seats and everybody of the cast, through the services."""
    stage.go_to(-160)
    for name, acronym, constituency, country, domain, kind in MEMBERS:
        details = Details(
            name=name, kind=kind, country=country, acronym=acronym, email_domain=f"{domain}.example"
        )
        row = create(SYSTEM, details)
        stage.organisations[name] = row.id
        make_member(SYSTEM, row, constituency=constituency, kind=MembershipKind.FULL)
    for character in CAST:
        person = create_person(
            SYSTEM,
            email=character.email,
            name=character.name,
            password_hash=stage.password_hash,
            language=character.language,
            timezone=character.timezone,
        )
        for role in character.roles:
            grant_role(SYSTEM, person, role)
    for key, organisation in AFFILIATIONS.items():
        affiliate(SYSTEM, stage.person(BY_KEY[key].email), stage.organisation(organisation))
    _seats(stage)
    _evaluators(stage)
    former = stage.person(BY_KEY["daniel"].email)
    disable(stage.actor(BY_KEY["maya"].email), former, reason="Left the Secretariat in spring.")


def _seats(stage: Stage) -> None:
    constituencies = {c.code: c.id for c in db.session.scalars(sa.select(Constituency))}
    of_member = {name: constituencies[code] for name, _, code, *_ in MEMBERS}
    domains = {name: domain for name, _, _, _, domain, _ in MEMBERS}
    for key, name, member in SEATS:
        if key in BY_KEY:
            person = stage.person(BY_KEY[key].email)
        else:
            email = f"{key.removeprefix('seat.')}@{domains[member]}.example"
            person = create_person(
                SYSTEM, email=email, name=name, password_hash=stage.password_hash
            )
            grant_role(SYSTEM, person, Role.BOARD_MEMBER)
        organisation = stage.organisation(member)
        seat = create_seat(SYSTEM, constituency_id=of_member[member], organisation=organisation)
        take_seat(SYSTEM, seat, person, SeatPlace.MEMBER)


def _evaluators(stage: Stage) -> None:
    for name, domain, language in EVALUATORS:
        person = create_person(
            SYSTEM,
            email=evaluator_email(name, domain),
            name=name,
            password_hash=stage.password_hash,
            language=language,
        )
        grant_role(SYSTEM, person, Role.EVALUATOR)


def evaluator_email(name: str, domain: str) -> str:
    """ana@urbanismo.example"""
    return f"{name.partition(' ')[0].lower()}@{domain}.example"
