"""Conflicts on record, and the ties from which they are found."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import aliased

from grants.accounts.models import Organisation, Person
from grants.accounts.queries import names
from grants.accounts.rules.emails import domain_of
from grants.calls.models import Call, Question
from grants.core.actor import Actor
from grants.core.db import db
from grants.core.errors import NotFound
from grants.core.text import fold
from grants.proposals.models import (
    Answer,
    Collaborator,
    Endorsement,
    EndorsementStatus,
    Proposal,
)
from grants.proposals.queries.frozen import NAMED_QUESTION
from grants.reviews.models import Conflict, ConflictKind, PoolMember, PoolStatus
from grants.reviews.queries.pool import organisations_by_person
from grants.reviews.queries.walls import unbarred
from grants.reviews.rules.conflicts import PersonTies, ProposalTies
from grants.reviews.rules.same_organisation import Body, body

NAMED_BODIES = ("recipient", "partners")  # questions about organisations
SHOWN = 50


@dataclass(frozen=True)
class ConflictRow:
    """One conflict for the lead's list."""

    ref: str
    title: str
    proposal_ref: str
    person: str
    kind: ConflictKind
    reason: str
    evidence: str
    at: datetime
    by: str
    waived_at: datetime | None
    waived_reason: str


def recorded(actor: Actor, call: Call, *, page: int = 1) -> tuple[list[ConflictRow], int]:
    """Conflicts of the call, the newest first, and how many there are."""
    shown = [Proposal.call_id == call.id, unbarred(actor)]
    total = db.session.scalar(
        sa.select(sa.func.count(Conflict.id))
        .join(Proposal, Proposal.id == Conflict.proposal_id)
        .where(*shown)
    )
    rows = db.session.execute(
        sa.select(Conflict, Proposal.title, Proposal.ref, Person.name)
        .join(Proposal, Proposal.id == Conflict.proposal_id)
        .join(Person, Person.id == Conflict.person_id)
        .where(*shown)
        .order_by(Conflict.at.desc(), Conflict.id.desc())
        .limit(SHOWN)
        .offset((page - 1) * SHOWN)
    ).all()
    by = names({row.Conflict.by_id for row in rows})
    return [
        ConflictRow(
            ref=row.Conflict.ref,
            title=row.title,
            proposal_ref=row.ref,
            person=row.name,
            kind=row.Conflict.kind,
            reason=row.Conflict.reason,
            evidence=row.Conflict.evidence,
            at=row.Conflict.at,
            by=by.get(row.Conflict.by_id or 0, ""),
            waived_at=row.Conflict.waived_at,
            waived_reason=row.Conflict.waived_reason,
        )
        for row in rows
    ], total or 0


def conflict_by_ref(actor: Actor, call: Call, ref: str) -> tuple[Conflict, Proposal, Person]:
    """One conflict of the call, or NotFound."""
    row = db.session.execute(
        sa.select(Conflict, Proposal, Person)
        .join(Proposal, Proposal.id == Conflict.proposal_id)
        .join(Person, Person.id == Conflict.person_id)
        .where(Conflict.ref == ref, Proposal.call_id == call.id, unbarred(actor))
    ).one_or_none()
    if row is None:
        raise NotFound
    return row[0], row[1], row[2]


def standing_pairs(call: Call) -> set[tuple[int, int]]:
    """(proposal id, person id) that must never meet, whoever asks."""
    rows = db.session.execute(
        sa.select(Conflict.proposal_id, Conflict.person_id)
        .join(Proposal, Proposal.id == Conflict.proposal_id)
        .where(Proposal.call_id == call.id, Conflict.waived_at.is_(None))
    )
    return {(row.proposal_id, row.person_id) for row in rows}


def known_kinds(call: Call) -> set[tuple[int, int, ConflictKind]]:
    """What is already on record, waived or not."""
    rows = db.session.execute(
        sa.select(Conflict.proposal_id, Conflict.person_id, Conflict.kind)
        .join(Proposal, Proposal.id == Conflict.proposal_id)
        .where(Proposal.call_id == call.id)
    )
    return {(row.proposal_id, row.person_id, row.kind) for row in rows}


def people_ties(call: Call) -> list[PersonTies]:
    """What connects the people of the pool; invited ones too."""
    rows = db.session.execute(
        sa.select(Person.id, Person.email, Person.name)
        .join(PoolMember, PoolMember.person_id == Person.id)
        .where(
            PoolMember.call_id == call.id,
            PoolMember.status.in_((PoolStatus.INVITED, PoolStatus.ACCEPTED)),
        )
    ).all()
    bodies = organisations_by_person([row.id for row in rows])
    known = _bodies(set().union(*bodies.values()) if bodies else set())
    return [
        PersonTies(
            row.id,
            row.email,
            bodies.get(row.id, frozenset()),
            row.name,
            tuple(known[one] for one in sorted(bodies.get(row.id, ())) if one in known),
        )
        for row in rows
    ]


def proposal_ties(proposal_ids: Collection[int]) -> list[ProposalTies]:
    """What connects these proposals; seven queries however many."""
    ids = list(proposal_ids)
    proposals = db.session.execute(
        sa.select(
            Proposal.id, Proposal.proponent_id, Proposal.recipient_id, Proposal.proponent_name
        ).where(Proposal.id.in_(ids))
    ).all()
    team, emails, team_names = _teams(ids)
    sponsors, sponsor_emails = _sponsors(ids)
    named = _named(ids)
    bodies = {row.id: _present(row.proponent_id, row.recipient_id) for row in proposals}
    linked = set().union(*bodies.values()) if bodies else set()
    domains, known, written, earlier = _domains(linked), _bodies(linked), _said(ids), _earlier(ids)
    return [
        ProposalTies(
            proposal_id=row.id,
            organisations=frozenset(bodies[row.id]),
            sponsor_organisations=frozenset(sponsors.get(row.id, ())),
            sponsor_emails=frozenset(sponsor_emails.get(row.id, ())),
            team=frozenset(team.get(row.id, ())),
            domains=frozenset(
                {domain_of(email) for email in emails.get(row.id, ())}
                | {domains[body] for body in bodies[row.id] if domains.get(body)}
            ),
            named=frozenset(named.get(row.id, ())),
            bodies=(
                *(known[one] for one in sorted(bodies[row.id]) if one in known),
                body(row.proponent_name),
                *written.get((row.id, "recipient"), ()),
            ),
            partners=tuple(written.get((row.id, "partners"), ())),
            team_names=team_names.get(row.id, {}),
            earlier=frozenset(earlier.get(row.id, ())),
        )
        for row in proposals
    ]


def _present(*ids: int | None) -> set[int]:
    return {i for i in ids if i is not None}


def _domains(organisation_ids: set[int]) -> dict[int, str]:
    rows = db.session.execute(
        sa.select(Organisation.id, Organisation.email_domain).where(
            Organisation.id.in_(list(organisation_ids))
        )
    )
    return {row.id: row.email_domain.casefold() for row in rows}


def _bodies(organisation_ids: set[int]) -> dict[int, Body]:
    rows = db.session.execute(
        sa.select(
            Organisation.id, Organisation.name, Organisation.acronym, Organisation.country
        ).where(Organisation.id.in_(list(organisation_ids)))
    )
    return {row.id: body(row.name, row.acronym, row.country) for row in rows}


def _said(ids: list[int]) -> dict[tuple[int, str], list[Body]]:
    """The bodies named in the answers about the recipient and the partners."""
    found: dict[tuple[int, str], list[Body]] = {}
    for row in db.session.execute(
        sa.select(Answer.proposal_id, Question.code, Answer.value)
        .join(Question, Question.id == Answer.question_id)
        .where(Question.code.in_(NAMED_BODIES), Answer.proposal_id.in_(ids))
    ):
        for one in row.value if isinstance(row.value, list) else [row.value]:
            if isinstance(one, dict) and one.get("name"):
                made = body(str(one["name"]), str(one.get("acronym") or ""))
                found.setdefault((row.proposal_id, row.code), []).append(made)
    return found


def _earlier(ids: list[int]) -> dict[int, set[int]]:
    """By proposal, who was in the team of another one of the same proponent."""
    other = aliased(Proposal)
    found: dict[int, set[int]] = {}
    for row in db.session.execute(
        sa.select(Proposal.id, Collaborator.person_id)
        .join(
            other,
            sa.and_(other.proponent_id == Proposal.proponent_id, other.id != Proposal.id),
        )
        .join(Collaborator, Collaborator.proposal_id == other.id)
        .where(Proposal.id.in_(ids), Proposal.proponent_id.is_not(None))
    ):
        found.setdefault(row.id, set()).add(row.person_id)
    return found


def _teams(
    ids: list[int],
) -> tuple[dict[int, set[int]], dict[int, set[str]], dict[int, dict[str, str]]]:
    """Everybody who ever was in the team, with addresses and names: having written it is not
    undone by leaving."""
    people: dict[int, set[int]] = {}
    emails: dict[int, set[str]] = {}
    called: dict[int, dict[str, str]] = {}
    for row in db.session.execute(
        sa.select(Collaborator.proposal_id, Collaborator.person_id, Person.email, Person.name)
        .join(Person, Person.id == Collaborator.person_id)
        .where(Collaborator.proposal_id.in_(ids))
    ):
        people.setdefault(row.proposal_id, set()).add(row.person_id)
        emails.setdefault(row.proposal_id, set()).add(row.email)
        called.setdefault(row.proposal_id, {})[fold(row.name)] = row.name
    return people, emails, called


def _sponsors(ids: list[int]) -> tuple[dict[int, set[int]], dict[int, set[str]]]:
    bodies: dict[int, set[int]] = {}
    emails: dict[int, set[str]] = {}
    for row in db.session.execute(
        sa.select(Endorsement.proposal_id, Endorsement.organisation_id, Endorsement.email).where(
            Endorsement.proposal_id.in_(ids),
            Endorsement.status.in_((EndorsementStatus.ASKED, EndorsementStatus.CONFIRMED)),
        )
    ):
        bodies.setdefault(row.proposal_id, set()).add(row.organisation_id)
        emails.setdefault(row.proposal_id, set()).add(row.email.casefold())
    return bodies, emails


def _named(ids: list[int]) -> dict[int, set[str]]:
    """E-mail addresses in the answer to the question of people to avoid, where a call asks it."""
    rows = db.session.execute(
        sa.select(Answer.proposal_id, Answer.value)
        .join(Question, Question.id == Answer.question_id)
        .where(Question.code == NAMED_QUESTION, Answer.proposal_id.in_(ids))
    )
    return {row.proposal_id: _emails(row.value) for row in rows}


def _emails(value: Any) -> set[str]:
    people = value if isinstance(value, list) else []
    return {
        str(one.get("email", "")).strip().casefold() for one in people if isinstance(one, dict)
    } - {""}
