"""What a person changes about themselves."""

import sqlalchemy as sa

from grants.accounts.models import Person
from grants.accounts.service.entry import refuse_weak, tell_password_changed
from grants.accounts.service.hashing import fits, hash_password
from grants.accounts.service.links import spend_links
from grants.accounts.service.session import end_sessions, leave_queue
from grants.audit.service import record
from grants.core import operations, throttle
from grants.core.actor import Actor
from grants.core.db import db, own_transaction
from grants.core.errors import Conflict, Refused
from grants.core.messages import msg
from grants.core.text import clean_line

FREE_TRIES = 5


def change_details(
    actor: Actor, *, name: str, language: str, timezone: str, version: int, operation: str = ""
) -> None:
    """Name, language and time zone; Conflict when changed meanwhile, with both kept."""
    operations.claim(operation, actor, "change-details")
    person = _own(actor)
    new = {"name": clean_line(name), "language": language, "timezone": timezone}
    old = {field: str(getattr(person, field)) for field in new}
    if person.version != version:
        db.session.rollback()
        raise Conflict(msg("Your details were changed in another window."), mine=new, theirs=old)
    changed = [field for field in new if new[field] != old[field]]
    for field in changed:
        setattr(person, field, new[field])
    if changed:
        record(actor, "person:change-details", person, new={"changed": changed})
    db.session.commit()


def change_password(actor: Actor, *, present: str, password: str, operation: str = "") -> None:
    """A new password for who knows the present one; every other session ends."""
    leave_queue()
    throttle.check((f"change-password:{actor.person_id}", FREE_TRIES))
    operations.claim(operation, actor, "change-password")
    person = _own(actor)
    if not fits(person.password_hash, present):
        db.session.rollback()
        words = msg("This is not your present password")
        raise Refused(words, {"present": words})
    refuse_weak(password, person.email, person.name)
    person.password_hash = hash_password(password)
    spend_links(person)
    end_sessions(person.id, but=actor.session_id)
    tell_password_changed(person)
    record(actor, "person:change-password", person)
    db.session.commit()
    throttle.forget(f"change-password:{actor.person_id}")


def choose_language(actor: Actor, language: str) -> None:
    """The language of pages and mails, chosen by a link: in a transaction of its own."""
    with own_transaction() as session:
        session.execute(
            sa.update(Person).where(Person.id == actor.person_id).values(language=language)
        )


def _own(actor: Actor) -> Person:
    return db.session.get_one(Person, actor.person_id)
