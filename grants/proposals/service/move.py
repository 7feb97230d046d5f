"""The only place that assigns a proposal's status."""

from collections.abc import Collection
from typing import Any

import sqlalchemy as sa

from grants.accounts.models import Person
from grants.audit.service import record
from grants.calls.models import Call, CallStaff
from grants.core import clock, hooks
from grants.core.actor import Actor
from grants.core.db import db
from grants.core.messages import Link, msg
from grants.mail.service import Addressee, queue
from grants.proposals.models import (
    Collaborator,
    Endorsement,
    EndorsementStatus,
    Proposal,
)
from grants.proposals.queries.conflicts import conflicted_people
from grants.proposals.rules.moves import APPLICANT_WORDS, MOVES, Move, Told, check_move


def move(
    actor: Actor,
    proposal: Proposal,
    step: Move,
    *,
    reason: str = "",
    facts: dict[str, Any] | None = None,
    words: dict[str, Any] | None = None,
) -> None:
    """Set the status, record it, queue the mails, tell the upper domains; never commits.

    The caller has checked the actor's permission against the object. `facts` (ids, versions) go to
    the trail; `words` are further parameters of the mails.
    """
    rule = MOVES[step]
    check_move(step, proposal.status)
    before = proposal.status
    proposal.status = rule.target
    proposal.status_at = clock.now()
    record(
        actor,
        f"proposal:{step.value}",
        proposal,
        old={"status": before.value},
        new={"status": rule.target.value, **(facts or {})},
        reason=reason,
    )
    for told in rule.tells:
        _tell(proposal, step, told, words or {})
    hooks.proposal_moved.send(proposal, move=step, actor=actor)


def _tell(proposal: Proposal, step: Move, told: Told, words: dict[str, Any]) -> None:
    """The mails of a move to those of one kind, with the state it led to."""
    for to in _addressees(proposal, told):
        queue(
            to,
            f"proposal_{step.value}_{told.value}",
            {
                "title": proposal.title,
                "ref": proposal.ref,
                "state": msg(APPLICANT_WORDS[proposal.status]),
                "at": proposal.status_at,
                "link": Link("proposals.tasks", {"ref": proposal.ref}),
                **words,
            },
            about=proposal,
        )


def team_addressees(proposal: Proposal) -> list[Addressee]:
    """Everybody in the team now."""
    return teams_addressees([proposal.id]).get(proposal.id, [])


def teams_addressees(proposal_ids: Collection[int]) -> dict[int, list[Addressee]]:
    """The same for many proposals, by id. One query."""
    rows = db.session.execute(
        sa.select(Collaborator.proposal_id, Person.email, Person.language, Person.id)
        .join(Collaborator, Collaborator.person_id == Person.id)
        .where(
            Collaborator.proposal_id.in_(proposal_ids),
            Collaborator.removed_at.is_(None),
            Person.disabled_at.is_(None),
        )
        .order_by(Person.id)
    )
    found: dict[int, list[Addressee]] = {}
    for row in rows:
        found.setdefault(row[0], []).append(Addressee(*row[1:]))
    return found


def _addressees(proposal: Proposal, told: Told) -> list[Addressee]:
    if told is Told.TEAM:
        return team_addressees(proposal)
    if told is Told.SPONSORS:
        sponsors = db.session.execute(
            sa.select(Endorsement.email, Endorsement.id).where(
                Endorsement.proposal_id == proposal.id,
                Endorsement.status == EndorsementStatus.CONFIRMED,
            )
        )
        return [Addressee(row.email, proposal.language) for row in sponsors]
    return office_addressees(proposal.call_id, without=conflicted_people(proposal))


def office_addressees(call_id: int, *, without: Collection[int] = ()) -> list[Addressee]:
    """The Secretariat people named on the call; the call's own address when none is.

    `without` are people who must not hear of it (their own proposal, their organisation's).
    """
    rows = db.session.execute(
        sa.select(Person.email, Person.language, Person.id)
        .join(CallStaff, CallStaff.person_id == Person.id)
        .where(
            CallStaff.call_id == call_id,
            Person.disabled_at.is_(None),
            Person.id.not_in(without),
        )
        .order_by(Person.id)
    ).all()
    if rows:
        return [Addressee(*row) for row in rows]
    contact = db.session.scalar(sa.select(Call.contact_email).where(Call.id == call_id))
    return [Addressee(contact)] if contact else []
