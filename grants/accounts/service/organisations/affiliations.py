"""Who works for an organisation."""

import sqlalchemy as sa

from grants.accounts.models import Affiliation, Organisation, Person
from grants.accounts.queries.standing import stands
from grants.accounts.rules.directory import check_may_keep_organisations
from grants.audit.service import record
from grants.core import clock, operations
from grants.core.actor import Actor
from grants.core.db import db
from grants.core.errors import NotFound, Refused
from grants.core.messages import msg
from grants.core.text import clean_line


def affiliate(
    actor: Actor, person: Person, organisation: Organisation, *, title: str = "",
    operation: str = "",
) -> None:  # fmt: skip
    """A person works for an organisation from now on."""
    check_may_keep_organisations(actor)
    operations.claim(operation, actor, "affiliate")
    if not attach(actor, person.id, organisation, title):
        words = msg("This person already works for this organisation")
        raise Refused(words, {"email": words})
    db.session.commit()


def attach(actor: Actor, person_id: int, organisation: Organisation, title: str = "") -> bool:
    """The same inside another use case; False when it stood already; never commits."""
    standing = db.session.scalar(
        sa.select(Affiliation.id).where(
            Affiliation.person_id == person_id,
            Affiliation.organisation_id == organisation.id,
            stands(Affiliation, clock.now()),
        )
    )
    if standing is not None:
        return False
    row = Affiliation(
        person_id=person_id,
        organisation_id=organisation.id,
        title=clean_line(title),
        starts_at=clock.now(),
    )
    db.session.add(row)
    record(
        actor, "affiliation:begin", row, new={"person": person_id, "organisation": organisation.id}
    )
    return True


def end_affiliation(actor: Actor, affiliation_id: int, *, operation: str = "") -> None:
    """The person does not work there any more."""
    check_may_keep_organisations(actor)
    operations.claim(operation, actor, "end-affiliation")
    row = db.session.get(Affiliation, affiliation_id)
    if row is None or row.ends_at is not None:
        raise NotFound
    row.ends_at = clock.now()
    record(actor, "affiliation:end", row, new={"ends_at": row.ends_at.isoformat()})
    db.session.commit()
