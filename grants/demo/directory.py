"""Who is in the demonstration, with the references of what is theirs: for tests from outside."""

from typing import Any

import sqlalchemy as sa

from grants.accounts.models import Person, RoleGrant
from grants.core.db import db
from grants.demo.cast import BY_EMAIL
from grants.proposals.models import Collaborator, Endorsement, Proposal
from grants.proposals.queries.conflicts import counted
from grants.reviews.models import Assignment


def directory() -> list[dict[str, Any]]:
    """One entry a person: e-mail, name, relation, roles, proposals, assignments, endorsements."""
    entries: dict[int, dict[str, Any]] = {}
    for person in db.session.scalars(sa.select(Person).order_by(Person.id)):
        character = BY_EMAIL.get(person.email)
        entries[person.id] = {
            "email": person.email,
            "name": person.name,
            "relation": character.relation if character else None,
            "disabled": person.disabled_at is not None,
            "roles": [],
            "proposals": [],
            "assignments": [],
            "endorsements": [],
        }
    by_email = {entry["email"]: entry for entry in entries.values()}
    for person_id, role in db.session.execute(
        sa.select(RoleGrant.person_id, RoleGrant.role).where(RoleGrant.ends_at.is_(None))
    ):
        entries[person_id]["roles"].append(role.value)
    for person_id, ref, place, status in db.session.execute(
        sa.select(Collaborator.person_id, Proposal.ref, Collaborator.role, Proposal.status)
        .join(Proposal, Proposal.id == Collaborator.proposal_id)
        .where(Collaborator.removed_at.is_(None), counted())
    ):
        entries[person_id]["proposals"].append(
            {"ref": ref, "relation": place.value, "status": status.value}
        )
    for person_id, ref, step in db.session.execute(
        sa.select(Assignment.person_id, Assignment.ref, Assignment.status)
    ):
        entries[person_id]["assignments"].append({"ref": ref, "status": step.value})
    for email, ref, answer in db.session.execute(
        sa.select(Endorsement.email, Endorsement.ref, Endorsement.status)
    ):
        if email in by_email:
            by_email[email]["endorsements"].append({"ref": ref, "status": answer.value})
    return list(entries.values())
