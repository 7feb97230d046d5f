"""Shutting an account and opening it again."""

from grants.accounts.models import Person, Role
from grants.accounts.queries import administrators_standing
from grants.accounts.queries.directory import holds
from grants.accounts.rules.directory import check_may_keep_people
from grants.accounts.rules.roles import check_administrator_stays, check_not_oneself
from grants.accounts.service.links import spend_links
from grants.accounts.service.session import end_sessions
from grants.audit.service import record
from grants.core import clock, operations
from grants.core.actor import Actor
from grants.core.db import db
from grants.core.errors import Refused
from grants.core.messages import msg


def disable(actor: Actor, person: Person, *, reason: str, operation: str = "") -> None:
    """Nobody signs in with it any more; sessions and links end at once. Nothing is deleted."""
    check_may_keep_people(actor)
    operations.claim(operation, actor, "disable")
    db.session.refresh(person, with_for_update=True)
    check_not_oneself(actor.person_id, person.id)
    if person.disabled_at is not None:
        raise Refused(msg("This account is disabled already; nothing was changed."))
    if holds(person.id, Role.ADMINISTRATOR):
        check_administrator_stays(Role.ADMINISTRATOR, administrators_standing())
    person.disabled_at = clock.now()
    end_sessions(person.id)
    spend_links(person)
    record(
        actor,
        "person:disable",
        person,
        old={"disabled": False},
        new={"disabled": True},
        reason=reason,
    )
    db.session.commit()


def enable(actor: Actor, person: Person, *, reason: str = "", operation: str = "") -> None:
    """The person may sign in again, with the roles that stand."""
    check_may_keep_people(actor)
    operations.claim(operation, actor, "enable")
    db.session.refresh(person, with_for_update=True)
    if person.disabled_at is None:
        raise Refused(msg("This account is open already; nothing was changed."))
    person.disabled_at = None
    record(
        actor, "person:enable", person, old={"disabled": True}, new={"disabled": False},
        reason=reason,
    )  # fmt: skip
    db.session.commit()
