"""New people, made by the house rather than by themselves."""

from grants.accounts.models import Person, Role, TokenPurpose
from grants.accounts.queries import person_by_email
from grants.accounts.queries.directory import holds
from grants.accounts.rules import check_email
from grants.accounts.service.links import make_link
from grants.accounts.service.people.roles import give
from grants.audit.service import record
from grants.core import clock
from grants.core.actor import SYSTEM, Actor
from grants.core.db import db
from grants.core.errors import Refused
from grants.core.messages import msg
from grants.core.text import clean_line, random_ref


def add_person(
    actor: Actor,
    *,
    email: str,
    name: str,
    password_hash: str | None = None,
    language: str = "en",
    timezone: str = "Europe/Brussels",
    confirmed: bool = True,
) -> Person:
    """A new person inside another use case; Refused when the address has an account."""
    address = check_email(email)
    if person_by_email(address) is not None:
        words = msg("This address has an account already")
        raise Refused(words, {"email": words})
    now = clock.now()
    person = Person(
        ref=random_ref(),
        email=address,
        name=clean_line(name),
        password_hash=password_hash,
        language=language,
        timezone=timezone,
        created_at=now,
        confirmed_at=now if confirmed else None,
    )
    db.session.add(person)
    db.session.flush()
    record(actor, "person:create", person)
    return person


def create_person(
    actor: Actor = SYSTEM,
    *,
    email: str,
    name: str,
    password_hash: str | None = None,
    language: str = "en",
    timezone: str = "Europe/Brussels",
    confirmed: bool = True,
) -> Person:
    """A new person; `password_hash` from `service.hashing.hash_password`."""
    person = add_person(
        actor,
        email=email,
        name=name,
        password_hash=password_hash,
        language=language,
        timezone=timezone,
        confirmed=confirmed,
    )
    db.session.commit()
    return person


def create_administrator(*, email: str, name: str) -> str | None:
    """The first administrator; the secret of a link to choose a password, good for an hour.

    Somebody who has a password only receives the role; then there is no link (None).
    """
    person = person_by_email(check_email(email))
    if person is None:
        person = add_person(SYSTEM, email=email, name=name, confirmed=False)
    if not holds(person.id, Role.ADMINISTRATOR):
        give(SYSTEM, person, Role.ADMINISTRATOR)
    token = None
    if person.password_hash is None:
        token = make_link(person, TokenPurpose.RESET_PASSWORD)
    db.session.commit()
    return token
