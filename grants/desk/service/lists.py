"""How somebody likes the list of proposals: columns, named views, the one to begin with."""

from collections.abc import Mapping, Sequence

import sqlalchemy as sa

from grants.audit.service import record
from grants.core import clock, operations
from grants.core.actor import Actor
from grants.core.db import db, insert_unless_there
from grants.core.errors import Conflict, NotFound, Refused
from grants.core.messages import msg
from grants.core.text import random_ref
from grants.desk.models import ListPreference, SavedView
from grants.desk.queries import saved_views as queries
from grants.desk.queries.listing.wanted import known_columns
from grants.permissions import Permission

MOST_VIEWS = 50  # of one person
Query = Mapping[str, Sequence[str]]


def keep_columns(actor: Actor, codes: Sequence[str]) -> None:
    """The columns a person sees from now on, in their order; none: the usual ones."""
    _preference(actor).columns = list(known_columns(codes))
    db.session.commit()


def save_view(
    actor: Actor, name: str, query: Query, *, shared: bool, operation: str | None = None
) -> str:
    """A new view of the actor's own; its reference. Refused when the name is taken."""
    operations.claim(operation, actor, "save_view")
    if not actor.may(Permission.PROPOSAL_LIST) or actor.person_id is None:
        raise NotFound
    own = sa.select(sa.func.count()).where(SavedView.owner_id == actor.person_id)
    if (db.session.scalar(own) or 0) >= MOST_VIEWS:
        raise Refused(
            msg("You keep %(most)s views already. Delete one you no longer use.", most=MOST_VIEWS)
        )
    row = SavedView(
        ref=random_ref(),
        owner_id=actor.person_id,
        name=name,
        is_shared=shared and queries.may_share(actor),
        query={key: list(values) for key, values in query.items()},
        created_at=clock.now(),
    )
    db.session.add(row)
    _flush_name(row)
    record(actor, "view:save", row, new={"shared": row.is_shared})
    operations.keep(operation, actor, row.ref)
    db.session.commit()
    return row.ref


def change_view(
    actor: Actor, ref: str, name: str, *, shared: bool, version: int | None, query: Query | None
) -> None:
    """Another name, shared or not, and the filters of the present list when `query` is given."""
    row = queries.changeable(actor, ref, lock=True)
    if version is not None and version != row.version:
        raise Conflict(
            msg("Somebody else changed this view meanwhile."), {"name": name}, {"name": row.name}
        )
    old = {"shared": row.is_shared}
    row.name, row.is_shared = name, shared and queries.may_share(actor)
    if query is not None:
        row.query = {key: list(values) for key, values in query.items()}
    _flush_name(row)  # before anything is asked: a question would write the name, unguarded
    if not row.is_shared:
        _forget_default(row, all_but=row.owner_id)
    record(actor, "view:change", row, old=old, new={"shared": row.is_shared})
    db.session.commit()


def delete_view(actor: Actor, ref: str) -> None:
    """Gone for everybody; who began with it begins with all proposals again."""
    row = queries.changeable(actor, ref, lock=True)
    _forget_default(row)
    record(actor, "view:delete", row, old={"shared": row.is_shared})
    db.session.flush()
    db.session.delete(row)
    db.session.commit()


def begin_with(actor: Actor, ref: str | None) -> None:
    """The view a person's list opens with; None: all proposals."""
    view = queries.find(actor, ref) if ref else None
    _preference(actor).view_id = view.id if view else None
    db.session.commit()


def _preference(actor: Actor) -> ListPreference:
    """The actor's row, made when there is none yet; two at once make one."""
    if not actor.may(Permission.PROPOSAL_LIST) or actor.person_id is None:
        raise NotFound
    row = {"person_id": actor.person_id, "columns": []}
    db.session.execute(insert_unless_there(ListPreference, row))
    return db.session.scalars(
        sa.select(ListPreference)
        .where(ListPreference.person_id == actor.person_id)
        .with_for_update()
    ).one()


def _flush_name(row: SavedView) -> None:
    """Two views of one person are never called the same."""
    twin = sa.select(SavedView.id).where(
        SavedView.owner_id == row.owner_id, SavedView.name == row.name
    )
    with db.session.no_autoflush:
        taken = db.session.scalar(twin if row.id is None else twin.where(SavedView.id != row.id))
    message = msg("You have a view of this name already. Choose another name.")
    if taken is not None:
        raise Refused(message, {"name": message})
    try:
        db.session.flush()
    except sa.exc.IntegrityError as error:  # somebody was faster: the same person twice
        raise Refused(message, {"name": message}) from error


def _forget_default(view: SavedView, all_but: int | None = None) -> None:
    using = ListPreference.view_id == view.id
    if all_but is not None:
        using = sa.and_(using, ListPreference.person_id != all_but)
    db.session.execute(sa.update(ListPreference).where(using).values(view_id=None))
