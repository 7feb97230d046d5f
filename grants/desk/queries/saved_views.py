"""Named views of the list: one's own, and those shared with the Secretariat."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import sqlalchemy as sa

from grants.accounts.models import Person
from grants.core.actor import Actor
from grants.core.db import db
from grants.core.errors import NotFound
from grants.desk.models import ListPreference, SavedView
from grants.desk.queries.listing.wanted import known_columns
from grants.permissions import Permission, Relation


@dataclass(frozen=True)
class NamedView:
    """A view as pages show it."""

    ref: str
    name: str
    query: Mapping[str, Sequence[str]]
    is_shared: bool
    is_own: bool
    owner: str
    is_default: bool


@dataclass(frozen=True)
class Liking:
    """What a person sees first, and every view there is for them, by name."""

    columns: tuple[str, ...] = ()
    views: list[NamedView] = field(default_factory=list)

    @property
    def default(self) -> NamedView | None:
        return next((view for view in self.views if view.is_default), None)

    def view(self, ref: str) -> NamedView | None:
        return next((view for view in self.views if view.ref == ref), None)


def may_share(actor: Actor) -> bool:
    """Views are shared within the Secretariat; who only reads keeps their own."""
    return actor.is_(Relation.OFFICER) or actor.is_(Relation.LEAD)


def liking(actor: Actor) -> Liking:
    """The actor's columns, default and views; two queries."""
    me = _known(actor)
    own = db.session.execute(
        sa.select(ListPreference.columns, ListPreference.view_id).where(
            ListPreference.person_id == me
        )
    ).one_or_none()
    rows = db.session.execute(
        sa.select(
            SavedView.id,
            SavedView.ref,
            SavedView.name,
            SavedView.query,
            SavedView.is_shared,
            SavedView.owner_id,
            Person.name.label("owner"),
        )
        .join(Person, Person.id == SavedView.owner_id)
        .where(_readable(actor))
        .order_by(SavedView.owner_id != me, sa.func.lower(SavedView.name), SavedView.id)
    )
    default = own.view_id if own else None
    return Liking(
        known_columns(own.columns) if own else (),
        [
            NamedView(
                row.ref,
                row.name,
                row.query,
                row.is_shared,
                row.owner_id == me,
                row.owner,
                row.id == default,
            )
            for row in rows
        ],
    )


def find(actor: Actor, ref: str, *, lock: bool = False) -> SavedView:
    """A view the actor may use; anything else looks missing."""
    query = sa.select(SavedView).where(SavedView.ref == ref, _readable(actor))
    row = db.session.scalars(query.with_for_update() if lock else query).one_or_none()
    if row is None:
        raise NotFound
    return row


def changeable(actor: Actor, ref: str, *, lock: bool = False) -> SavedView:
    """A view the actor may rename or delete: one's own, or a shared one as a lead."""
    row = find(actor, ref, lock=lock)
    if row.owner_id != actor.person_id and not actor.is_(Relation.LEAD):
        raise NotFound
    return row


def users_of(view: SavedView) -> int:
    """How many people begin with this view."""
    query = sa.select(sa.func.count()).where(ListPreference.view_id == view.id)
    return db.session.scalar(query) or 0


def _readable(actor: Actor) -> sa.ColumnElement[bool]:
    mine: sa.ColumnElement[Any] = SavedView.owner_id == _known(actor)
    return sa.or_(mine, SavedView.is_shared.is_(True)) if may_share(actor) else mine


def _known(actor: Actor) -> int:
    if not actor.may(Permission.PROPOSAL_LIST) or actor.person_id is None:
        raise NotFound
    return actor.person_id
