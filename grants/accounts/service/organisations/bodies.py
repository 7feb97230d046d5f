"""Organisations: added, corrected, merged."""

from dataclasses import asdict, dataclass
from typing import Any

import sqlalchemy as sa

from grants.accounts.models import Membership, Organisation, OrganisationKind
from grants.accounts.queries import merges
from grants.accounts.queries.standing import stands
from grants.accounts.rules.directory import check_may_keep_organisations
from grants.accounts.rules.organisations import check_members, check_merge, survivor
from grants.audit.service import record
from grants.core import clock, operations
from grants.core.actor import Actor
from grants.core.db import db
from grants.core.digest import sha256
from grants.core.errors import Conflict, Refused
from grants.core.messages import msg
from grants.core.text import clean_line, fold, random_ref


@dataclass(frozen=True)
class Details:
    """What is kept about an organisation."""

    name: str
    kind: OrganisationKind
    country: str | None = None
    acronym: str = ""
    email_domain: str = ""
    registration_no: str = ""


def create(actor: Actor, details: Details, *, operation: str = "") -> Organisation:
    """A new organisation; Refused when one of this name stands in the country."""
    check_may_keep_organisations(actor)
    operations.claim(operation, actor, "add-organisation")
    if _named(details.name, details.country) is not None:
        words = msg("An organisation of this name exists already in this country")
        raise Refused(words, {"name": words})
    row = _add(actor, details)
    operations.keep(operation, actor, row.ref)
    db.session.commit()
    return row


def find_or_create(
    actor: Actor, name: str, kind: OrganisationKind, country: str | None
) -> Organisation:
    """The organisation of this name in this country, made when there is none; never commits."""
    found = _named(name, country)
    return found or _add(actor, Details(name=name, kind=kind, country=country))


def _named(name: str, country: str | None) -> Organisation | None:
    row = db.session.scalar(
        sa.select(Organisation)
        .where(
            Organisation.folded_name == fold(clean_line(name)),
            Organisation.country.is_(None) if country is None else Organisation.country == country,
        )
        .order_by(Organisation.merged_into_id.is_not(None), Organisation.id)
        .limit(1)
    )
    if row is None or row.merged_into_id is None:
        return row
    return db.session.get(Organisation, survivor(row.id, merges()))


def _add(actor: Actor, details: Details) -> Organisation:
    name = clean_line(details.name)
    row = Organisation(
        ref=random_ref(),
        name=name,
        folded_name=fold(name),
        acronym=clean_line(details.acronym),
        kind=details.kind,
        country=details.country,
        email_domain=details.email_domain.strip().lower(),
        registration_no=clean_line(details.registration_no),
        created_at=clock.now(),
    )
    db.session.add(row)
    db.session.flush()
    record(actor, "organisation:create", row, new=_traced(row, asdict(details)))
    return row


def edit(
    actor: Actor, organisation: Organisation, details: Details, *, version: int, operation: str = ""
) -> None:
    """Correct the details; Conflict with both texts when somebody did so meanwhile."""
    check_may_keep_organisations(actor)
    operations.claim(operation, actor, "edit-organisation")
    new = asdict(details) | {"name": clean_line(details.name)}
    old = {field: getattr(organisation, field) for field in new}
    if organisation.version != version:
        db.session.rollback()
        raise Conflict(
            msg("This organisation was changed while you had it open."),
            mine={field: str(value or "") for field, value in new.items()},
            theirs={field: str(value or "") for field, value in old.items()},
        )
    changed = [field for field in new if new[field] != old[field]]
    for field in changed:
        setattr(organisation, field, new[field])
    organisation.folded_name = fold(organisation.name)
    if changed:
        record(
            actor,
            "organisation:edit",
            organisation,
            old=_traced(organisation, {f: old[f] for f in changed}),
            new=_traced(organisation, {f: new[f] for f in changed}),
        )
    db.session.commit()


def _traced(row: Organisation, values: dict[str, Any]) -> dict[str, Any]:
    """For the trail: codes as they are, texts as salted digests."""
    plain = {"kind", "country"}
    return {
        field: value if field in plain or not value else sha256(f"{row.ref}:{value}")[:16]
        for field, value in values.items()
    }


def merge(
    actor: Actor,
    source: Organisation,
    target: Organisation,
    *,
    reason: str = "",
    operation: str = "",
) -> None:
    """From now on `source` stands for `target`; nothing else is rewritten."""
    check_may_keep_organisations(actor)
    operations.claim(operation, actor, "merge-organisations")
    for row in sorted((source, target), key=lambda one: one.id):
        db.session.refresh(row, with_for_update=True)
    check_merge(source.id, target.id, merges())
    check_members(source_is_member=_is_member(source.id), target_is_member=_is_member(target.id))
    source.merged_into_id = target.id
    record(
        actor,
        "organisation:merge",
        source,
        old={"merged_into": None},
        new={"merged_into": target.id},
        reason=reason,
    )
    db.session.commit()


def _is_member(organisation_id: int) -> bool:
    found = db.session.scalar(
        sa.select(Membership.id).where(
            Membership.organisation_id == organisation_id, stands(Membership, clock.now())
        )
    )
    return found is not None
