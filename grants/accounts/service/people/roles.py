"""Roles: given and ended, each with its dates, in the trail and by mail."""

from datetime import datetime

import sqlalchemy as sa

from grants.accounts.models import Person, Role, RoleGrant
from grants.accounts.queries import administrators_standing
from grants.accounts.rules.directory import check_may_keep_people
from grants.accounts.rules.roles import (
    ROLE_NAMES,
    RoleState,
    Span,
    check_administrator_stays,
    check_span,
    last_day,
    role_state,
)
from grants.accounts.service.session import ask_renewal
from grants.audit.service import record
from grants.core import clock, operations
from grants.core.actor import Actor
from grants.core.db import db
from grants.core.errors import NotFound, Refused
from grants.core.messages import Link, Message, msg
from grants.mail.service import Addressee, queue


def grant_role(
    actor: Actor,
    person: Person,
    role: Role,
    starts_at: datetime | None = None,
    ends_at: datetime | None = None,
    *,
    operation: str = "",
) -> RoleGrant:
    """Give a role from one instant (now) to another (until it is ended)."""
    check_may_keep_people(actor)
    operations.claim(operation, actor, "give-role")
    granted = give(actor, person, role, starts_at, ends_at)
    db.session.commit()
    return granted


def give(
    actor: Actor,
    person: Person,
    role: Role,
    starts_at: datetime | None = None,
    ends_at: datetime | None = None,
) -> RoleGrant:
    """The same inside another use case, whose caller has checked the actor; never commits."""
    now = clock.now()
    span = Span(starts_at or now, ends_at)
    held = db.session.execute(
        sa.select(RoleGrant.starts_at, RoleGrant.ends_at).where(
            RoleGrant.person_id == _locked(person).id, RoleGrant.role == role
        )
    )
    check_span(span, [Span(*row) for row in held], now)
    granted = RoleGrant(
        person_id=person.id,
        role=role,
        starts_at=span.starts_at,
        ends_at=span.ends_at,
        granted_by_id=actor.person_id,
    )
    db.session.add(granted)
    record(
        actor, "role:give", granted, new={"person": person.id, "role": role.value, **_days(span)}
    )
    _tell(person, _words_of(role, span, now))
    ask_renewal(person.id)
    return granted


def end_role(actor: Actor, grant_id: int, *, operation: str = "") -> None:
    """End a role now, or take back one that has not begun."""
    check_may_keep_people(actor)
    operations.claim(operation, actor, "end-role")
    granted = db.session.get(RoleGrant, grant_id)
    if granted is None:
        raise NotFound
    person = _locked(db.session.get_one(Person, granted.person_id))
    now = clock.now()
    before = Span(granted.starts_at, granted.ends_at)
    state = role_state(before, now)
    if state is RoleState.ENDED:
        raise Refused(msg("This role has ended already; nothing was changed."))
    if state is RoleState.STANDING:
        check_administrator_stays(granted.role, administrators_standing())
    granted.ends_at = max(now, granted.starts_at)
    granted.ended_by_id = actor.person_id
    record(
        actor,
        "role:end",
        granted,
        old={"person": person.id, "role": granted.role.value, **_days(before)},
        new=_days(Span(granted.starts_at, granted.ends_at)),
    )
    _tell(person, msg("Your role “%(role)s” has ended.", role=msg(ROLE_NAMES[granted.role])))
    ask_renewal(person.id)
    db.session.commit()


def _locked(person: Person) -> Person:
    """Two administrators cannot give one person the same role at once."""
    db.session.flush()
    db.session.refresh(person, with_for_update=True)
    return person


def _days(span: Span) -> dict[str, str | None]:
    return {
        "starts_at": span.starts_at.isoformat(),
        "ends_at": span.ends_at.isoformat() if span.ends_at else None,
    }


def _words_of(role: Role, span: Span, now: datetime) -> Message:
    name, until = msg(ROLE_NAMES[role]), last_day(span.ends_at)
    if span.starts_at > now and until:
        return msg(
            "You have the role “%(role)s” from %(start)s until %(until)s.",
            role=name,
            start=span.starts_at.date(),
            until=until,
        )
    if span.starts_at > now:
        return msg(
            "You have the role “%(role)s” from %(start)s.", role=name, start=span.starts_at.date()
        )
    if until:
        return msg("You have the role “%(role)s” until %(until)s.", role=name, until=until)
    return msg("You have the role “%(role)s” from now on.", role=name)


def _tell(person: Person, words: Message) -> None:
    if person.confirmed_at is None or person.disabled_at is not None:
        return
    to = Addressee(person.email, person.language, person.id)
    queue(to, "role_changed", {"words": words, "me": Link("accounts.me")}, about=person)
