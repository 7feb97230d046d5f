"""What every chapter of the world needs: its clock, its dice, its people."""

import random
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta

import sqlalchemy as sa

from grants.accounts.models import Organisation, Person
from grants.accounts.queries import actor_of
from grants.core import clock
from grants.core.actor import Actor
from grants.core.clock import BRUSSELS
from grants.core.db import db
from grants.core.messages import Link
from grants.core.packing import unpack
from grants.mail.models import Mail

SEED = 2015


@dataclass
class Stage:
    """The world in the making: same seed, same world."""

    say: Callable[[str], None]
    password_hash: str
    dice: random.Random = field(default_factory=lambda: random.Random(SEED))  # noqa: S311
    base: timedelta = field(default_factory=clock.offset)
    today: datetime = field(default_factory=clock.now)
    organisations: dict[str, int] = field(default_factory=dict)

    def go_to(self, days: float) -> datetime:
        """Set the clock to so many days from today (negative: before); the instant it is then."""
        clock.set_offset(self.base + timedelta(days=days))
        return clock.now()

    def leave(self) -> None:
        """Back to the present."""
        clock.set_offset(self.base)

    def end_of_day(self, days: int) -> datetime:
        """23:59:59 in Brussels, so many days from today."""
        there = (self.today + timedelta(days=days)).astimezone(BRUSSELS)
        return datetime.combine(there.date(), time(23, 59, 59), BRUSSELS)

    def person(self, email: str) -> Person:
        return db.session.scalars(sa.select(Person).where(Person.email == email)).one()

    def actor(self, email: str) -> Actor:
        return actor_of(self.person(email).id)

    def organisation(self, name: str) -> Organisation:
        return db.session.get_one(Organisation, self.organisations[name])

    def secret_of(self, address: str, kind: str) -> str:
        """The token of the personal link in the last mail of this kind to an address."""
        params = db.session.scalars(
            sa.select(Mail.params)
            .where(Mail.address == address, Mail.kind == kind)
            .order_by(Mail.id.desc())
            .limit(1)
        ).one()
        for value in unpack(params).values():
            if isinstance(value, Link) and value.secret:
                return str(value.values["token"])
        raise LookupError(f"no personal link in {kind} to {address}")
