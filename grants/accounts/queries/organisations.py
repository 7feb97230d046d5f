"""Organisations: which are the same after merges, who works for them, lists and files."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from grants.accounts.models import (
    Affiliation,
    Constituency,
    Membership,
    MembershipKind,
    Organisation,
    OrganisationKind,
    Person,
)
from grants.accounts.queries.standing import stands
from grants.core import clock
from grants.core.actor import Actor
from grants.core.db import db
from grants.core.errors import NotFound
from grants.core.text import fold
from grants.permissions import Permission


def organisations_of(person_id: int) -> set[int]:
    """Ids of the organisations a person works for now.

    Merges are followed both ways: every id that stands for one of them is in the set, so that a
    row written before a merge still compares.
    """
    own = db.session.scalars(
        sa.select(Affiliation.organisation_id).where(
            Affiliation.person_id == person_id, stands(Affiliation, clock.now())
        )
    )
    return same_organisations(own)


def same_organisations(organisation_ids: Iterable[int]) -> set[int]:
    """All ids that mean the same organisations as these, merged ones included."""
    start = set(organisation_ids)
    return set(db.session.scalars(same_as(start))) if start else set()


def same_as(start: Collection[int] | sa.Select[int]) -> sa.Select[int]:
    """The ids that mean the same organisations as these, as a query; merges are followed to the
    one that stands, and from there to all that went into it."""
    up = sa.select(Organisation.id, Organisation.merged_into_id).where(Organisation.id.in_(start))
    chain = up.cte("chain", recursive=True)
    parent = sa.orm.aliased(Organisation)
    chain = chain.union(
        sa.select(parent.id, parent.merged_into_id).where(parent.id == chain.c.merged_into_id)
    )
    tree = sa.select(chain.c.id).where(chain.c.merged_into_id.is_(None)).cte("tree", recursive=True)
    child = sa.orm.aliased(Organisation)
    tree = tree.union(sa.select(child.id).where(child.merged_into_id == tree.c.id))
    return sa.select(tree.c.id)


def affiliated_people(organisation_ids: Iterable[int]) -> dict[int, set[int]]:
    """Who works for these organisations now, merges followed: organisation id → person ids."""
    wanted = set(organisation_ids)
    found: dict[int, set[int]] = {}
    for one in wanted:
        same = same_organisations([one])
        found[one] = set(
            db.session.scalars(
                sa.select(Affiliation.person_id).where(
                    Affiliation.organisation_id.in_(same), stands(Affiliation, clock.now())
                )
            )
        )
    return found


def merges() -> dict[int, int | None]:
    """Every merge: from id to the id it was merged into."""
    rows = db.session.execute(
        sa.select(Organisation.id, Organisation.merged_into_id).where(
            Organisation.merged_into_id.is_not(None)
        )
    )
    return {row.id: row.merged_into_id for row in rows}


@dataclass(frozen=True)
class OrganisationRow:
    """A line of the list of organisations."""

    ref: str
    name: str
    acronym: str
    kind: OrganisationKind
    country: str | None
    membership: MembershipKind | None
    people: int


@dataclass(frozen=True)
class AffiliationRow:
    """Somebody who works, or worked, for an organisation."""

    id: int
    person_ref: str
    person_name: str
    title: str
    starts_at: datetime
    ends_at: datetime | None


@dataclass(frozen=True)
class MembershipRow:
    """An organisation's membership of the partnership."""

    id: int
    kind: MembershipKind
    constituency: str
    starts_at: datetime
    ends_at: datetime | None


@dataclass(frozen=True)
class OrganisationFile:
    """Everything the page of one organisation shows."""

    organisation: Organisation
    membership: MembershipRow | None
    people: Sequence[AffiliationRow]
    merged_into: tuple[str, str] | None
    merged_from: Sequence[tuple[str, str]]


def organisations_page(
    actor: Actor,
    *,
    text: str = "",
    kind: OrganisationKind | None = None,
    country: str = "",
    only_members: bool = False,
    offset: int = 0,
    most: int = 50,
) -> tuple[list[OrganisationRow], int]:
    """One page of organisations by name, merged ones left out, and how many there are."""
    _check_may_read(actor)
    wanted = _conditions(text, kind, country, only_members)
    total = db.session.scalar(sa.select(sa.func.count(Organisation.id)).where(*wanted)) or 0
    rows = db.session.execute(
        _rows()
        .where(*wanted)
        .order_by(Organisation.folded_name, Organisation.id)
        .limit(most)
        .offset(offset)
    )
    return [OrganisationRow(*row) for row in rows], total


def _rows() -> sa.Select[Any]:
    """The columns of OrganisationRow."""
    now = clock.now()
    people = (
        sa.select(sa.func.count(Affiliation.id))
        .where(Affiliation.organisation_id == Organisation.id, stands(Affiliation, now))
        .correlate(Organisation)
        .scalar_subquery()
    )
    return sa.select(
        Organisation.ref,
        Organisation.name,
        Organisation.acronym,
        Organisation.kind,
        Organisation.country,
        Membership.kind.label("membership"),
        people.label("people"),
    ).outerjoin(
        Membership,
        sa.and_(Membership.organisation_id == Organisation.id, stands(Membership, now)),
    )


def _conditions(
    text: str, kind: OrganisationKind | None, country: str, only_members: bool
) -> list[sa.ColumnElement[bool]]:
    wanted: list[sa.ColumnElement[bool]] = [Organisation.merged_into_id.is_(None)]
    if text.strip():
        wanted.append(_matches(text))
    if kind is not None:
        wanted.append(Organisation.kind == kind)
    if country:
        wanted.append(Organisation.country == country)
    if only_members:
        members = sa.select(Membership.organisation_id).where(stands(Membership, clock.now()))
        wanted.append(Organisation.id.in_(members))
    return wanted


def _matches(text: str) -> sa.ColumnElement[bool]:
    wanted = text.strip()
    return sa.or_(
        Organisation.folded_name.contains(fold(wanted), autoescape=True),
        sa.func.lower(Organisation.acronym) == wanted.lower(),
    )


def organisation_by_ref(actor: Actor, ref: str) -> Organisation:
    """One organisation for the directory, or NotFound."""
    _check_may_read(actor)
    row = db.session.scalar(sa.select(Organisation).where(Organisation.ref == ref))
    if row is None:
        raise NotFound
    return row


def organisation_file(actor: Actor, ref: str) -> OrganisationFile:
    """The page of one organisation."""
    row = organisation_by_ref(actor, ref)
    member = db.session.execute(
        sa.select(
            Membership.id,
            Membership.kind,
            Constituency.name,
            Membership.starts_at,
            Membership.ends_at,
        )
        .join(Constituency, Constituency.id == Membership.constituency_id)
        .where(Membership.organisation_id == row.id)
    ).one_or_none()
    people = db.session.execute(
        sa.select(
            Affiliation.id,
            Person.ref,
            Person.name,
            Affiliation.title,
            Affiliation.starts_at,
            Affiliation.ends_at,
        )
        .join(Person, Person.id == Affiliation.person_id)
        .where(Affiliation.organisation_id == row.id)
        .order_by(Person.name, Affiliation.id)
        .limit(200)
    )
    near = db.session.execute(
        sa.select(Organisation.id, Organisation.ref, Organisation.name).where(
            sa.or_(Organisation.merged_into_id == row.id, Organisation.id == row.merged_into_id)
        )
    ).all()
    return OrganisationFile(
        organisation=row,
        membership=MembershipRow(*member) if member else None,
        people=[AffiliationRow(*one) for one in people],
        merged_into=next(((n.ref, n.name) for n in near if n.id == row.merged_into_id), None),
        merged_from=[(n.ref, n.name) for n in near if n.id != row.merged_into_id],
    )


def _check_may_read(actor: Actor) -> None:
    if not actor.may(Permission.ORGANISATION_READ):
        raise NotFound
