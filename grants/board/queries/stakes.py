"""Who has a stake in which proposal, and what binds which seat; internal to the board."""

import json
from collections.abc import Collection, Iterable
from typing import Any

import sqlalchemy as sa

from grants.accounts.models import (
    Affiliation,
    Organisation,
    OrganisationKind,
)
from grants.accounts.queries import merges, seats
from grants.board.models import Interest
from grants.board.rules.recusal import Stakes, Ties, folded
from grants.core import clock
from grants.core.db import db
from grants.proposals.models import Endorsement, EndorsementStatus, Proposal, Snapshot


def stakes_of(proposal_ids: Collection[int]) -> dict[int, Stakes]:
    """The stakes in these proposals, as they were submitted; three queries."""
    sponsors: dict[int, set[int]] = {}
    for backing in db.session.execute(
        sa.select(Endorsement.proposal_id, Endorsement.organisation_id).where(
            Endorsement.proposal_id.in_(proposal_ids),
            Endorsement.status == EndorsementStatus.CONFIRMED,
        )
    ):
        sponsors.setdefault(backing.proposal_id, set()).add(backing.organisation_id)
    answers = {pid: content.get("answers", {}) for pid, content in frozen(proposal_ids).items()}
    found = {}
    for row in db.session.execute(
        sa.select(
            Proposal.id,
            Proposal.country,
            Proposal.proponent_id,
            Proposal.recipient_id,
            Proposal.proponent_name,
        ).where(Proposal.id.in_(proposal_ids))
    ):
        said = answers.get(row.id, {})
        found[row.id] = Stakes(
            sponsors=frozenset(sponsors.get(row.id, ())),
            applicant=row.proponent_id,
            recipient=row.recipient_id,
            applicant_names=folded([row.proponent_name, *_names(said.get("proponent"))]),
            recipient_names=folded(_names(said.get("recipient"))),
            partner_names=folded(_names(said.get("partners"))),
            co_financier_names=folded(_names(said.get("co_financiers"))),
            country=row.country,
        )
    return found


def frozen(proposal_ids: Collection[int]) -> dict[int, dict[str, Any]]:
    """What was submitted and counts, by proposal; one query."""
    newest = (
        sa.select(Snapshot.proposal_id, sa.func.max(Snapshot.n).label("n"))
        .where(Snapshot.proposal_id.in_(proposal_ids))
        .group_by(Snapshot.proposal_id)
        .subquery()
    )
    rows = db.session.execute(
        sa.select(Snapshot.proposal_id, Snapshot.content).join(
            newest,
            sa.and_(newest.c.proposal_id == Snapshot.proposal_id, newest.c.n == Snapshot.n),
        )
    )
    return {row.proposal_id: json.loads(row.content) for row in rows}


def _names(value: Any) -> list[str]:
    """Names in an answer about one organisation or several."""
    rows = value if isinstance(value, list) else [value]
    return [
        str(row.get(key))
        for row in rows
        if isinstance(row, dict)
        for key in ("name", "acronym")
        if row.get(key)
    ]


def ties_of_seats() -> dict[int, Ties]:
    """What binds every standing seat: five queries."""
    standing = seats()
    holders = {s.id: [p for p in (s.member_id, s.alternate_id) if p is not None] for s in standing}
    people = {person for held in holders.values() for person in held}
    bodies = _bodies_of_people(people)
    up = merges()
    names: dict[int, set[str]] = {}
    kinds: dict[int, tuple[OrganisationKind, str | None]] = {}
    for row in db.session.execute(
        sa.select(
            Organisation.id,
            Organisation.name,
            Organisation.acronym,
            Organisation.kind,
            Organisation.country,
        ).where(
            Organisation.id.in_(
                {i for held in bodies.values() for i in held}
                | {s.organisation_id for s in standing if s.organisation_id is not None}
            )
        )
    ):
        names[row.id] = {n for n in (row.name, row.acronym) if n}
        kinds[row.id] = (row.kind, row.country)
    found = {}
    for seat in standing:
        own = {seat.organisation_id} if seat.organisation_id is not None else set()
        own |= {body for person in holders[seat.id] for body in bodies.get(person, ())}
        kind, country = kinds.get(seat.organisation_id or 0, (None, None))
        found[seat.id] = Ties(
            organisations=frozenset(_with_merges(own, up)),
            names=folded([name for body in own for name in names.get(body, ())]),
            government_of=country if kind is OrganisationKind.NATIONAL_GOVERNMENT else None,
        )
    return found


def _bodies_of_people(people: Iterable[int]) -> dict[int, set[int]]:
    """Where people work now, and what they declared an interest in."""
    now = clock.now()
    wanted = set(people)
    works = sa.select(Affiliation.person_id, Affiliation.organisation_id).where(
        Affiliation.person_id.in_(wanted),
        Affiliation.starts_at <= now,
        sa.or_(Affiliation.ends_at.is_(None), Affiliation.ends_at > now),
    )
    declared = sa.select(Interest.person_id, Interest.organisation_id).where(
        Interest.person_id.in_(wanted), Interest.ended_at.is_(None)
    )
    found: dict[int, set[int]] = {}
    for person_id, organisation_id in db.session.execute(sa.union(works, declared)):
        found.setdefault(person_id, set()).add(organisation_id)
    return found


def _with_merges(bodies: set[int], up: dict[int, int | None]) -> set[int]:
    """All ids that mean the same organisations, merged ones included."""

    def top(body: int) -> int:
        seen = {body}
        while (parent := up.get(body)) is not None and parent not in seen:
            seen.add(parent)
            body = parent
        return body

    tops = {top(body) for body in bodies}
    return bodies | tops | {body for body in up if top(body) in tops}
