"""What happens when the lead changes the team, and when somebody joins or leaves it."""

import sqlalchemy as sa

from grants.accounts.models import Person
from grants.accounts.rules import check_email
from grants.audit.service import record
from grants.core import clock, operations
from grants.core.actor import Actor
from grants.core.db import db
from grants.core.digest import new_token
from grants.core.errors import Forbidden, Refused
from grants.core.messages import Link, msg
from grants.core.text import random_ref
from grants.mail.service import Addressee, queue
from grants.permissions import Permission
from grants.proposals.models import Collaborator, Proposal, TeamInvitation, TeamRole
from grants.proposals.queries import team as queries
from grants.proposals.queries.access import Access, find
from grants.proposals.rules.team import (
    INVITATION_LASTS,
    ROLE_WORDS,
    check_can_go,
    check_invitee,
    check_reader,
    check_role,
    title_or_words,
)
from grants.proposals.rules.trying import check_counts


def invite(
    actor: Actor, ref: str, *, email: str, role: TeamRole, operation: str | None = None
) -> str:
    """Offer a place in the team by a mailed link; returns the invitation's reference."""
    operations.claim(operation, actor, "proposal:invite")
    found = find(actor, ref, Permission.PROPOSAL_TEAM, lock=True)
    check_counts(is_test=found.proposal.is_test)
    email = check_email(email)
    check_role(role)
    check_invitee(
        email,
        team=queries.emails_in_team(found.proposal.id),
        invited={i.email for i in queries.invitations_of(found)},
        sponsors=queries.emails_of_sponsors(found.proposal.id),
    )
    row = _invite(actor, found, email, role)
    operations.keep(operation, actor, row.ref)
    db.session.commit()
    return row.ref


def withdraw_invitation(actor: Actor, ref: str, invitation_ref: str) -> None:
    """The link stops working; done twice, it stays withdrawn."""
    found = find(actor, ref, Permission.PROPOSAL_TEAM, lock=True)
    row = queries.invitation(found, invitation_ref)
    if row.accepted_at is not None:
        raise Refused(msg("This invitation was accepted already. You can remove the person."))
    if row.withdrawn_at is None:
        row.withdrawn_at = clock.now()
        record(actor, "proposal:withdraw_invitation", found.proposal, new={"invitation": row.id})
    db.session.commit()


def join(actor: Actor, token: str) -> str:
    """Accept an invitation; returns the proposal's reference. A second press changes nothing."""
    if not actor.is_signed_in:
        raise Forbidden
    page = queries.invitation_by_token(token, actor)
    check_reader(page.email, actor.email)
    proposal = db.session.scalars(
        sa.select(Proposal).where(Proposal.id == page.proposal_id).with_for_update()
    ).one()
    row = db.session.get_one(TeamInvitation, page.id, populate_existing=True)
    if row.accepted_at is not None:
        if not queries.is_teammate(proposal.id, actor.person_id):
            raise Refused(msg("This invitation was accepted already. Ask for a new one."))
        return page.proposal_ref
    if not page.is_standing() or row.withdrawn_at is not None:
        raise Refused(
            msg(
                "This invitation has expired or was withdrawn. Ask %(name)s for a new one.",
                name=page.inviter,
            )
        )
    if actor.email in queries.emails_of_sponsors(proposal.id):
        raise Refused(
            msg(
                "You were asked to endorse this proposal for a member, so you cannot also be in "
                "its team. Ask the lead to withdraw that request first."
            )
        )
    _take_in(actor, proposal, row)
    db.session.commit()
    return page.proposal_ref


def change_role(actor: Actor, ref: str, person_ref: str, role: TeamRole) -> None:
    """Editor or viewer; it counts from the person's next request."""
    found = find(actor, ref, Permission.PROPOSAL_TEAM, lock=True)
    row = queries.teammate(found, person_ref)
    check_role(role)
    check_can_go(row.role)
    if row.role is role:
        db.session.rollback()
        return
    _set_role(actor, found, row, role)
    _tell(row.person_id, "team_changed", found.proposal, name=actor.name, role=role)
    db.session.commit()


def hand_over(actor: Actor, ref: str, person_ref: str) -> None:
    """Somebody else in the team becomes the lead; the lead until now becomes an editor."""
    found = find(actor, ref, Permission.PROPOSAL_TEAM, lock=True)
    row = queries.teammate(found, person_ref)
    if row.role is TeamRole.LEAD:
        db.session.rollback()
        return
    lead = db.session.scalars(
        sa.select(Collaborator).where(
            Collaborator.proposal_id == found.proposal.id,
            Collaborator.removed_at.is_(None),
            Collaborator.role == TeamRole.LEAD,
        )
    ).one()
    _set_role(actor, found, lead, TeamRole.EDITOR)
    db.session.flush()  # one lead at a time is a unique index: the old one goes first
    _set_role(actor, found, row, TeamRole.LEAD)
    _tell(row.person_id, "team_changed", found.proposal, name=actor.name, role=TeamRole.LEAD)
    db.session.commit()


def remove(actor: Actor, ref: str, person_ref: str) -> None:
    """Access ends with the person's next request; what they wrote stays."""
    found = find(actor, ref, Permission.PROPOSAL_TEAM, lock=True)
    row = queries.teammate(found, person_ref)
    check_can_go(row.role)
    _end(actor, found, row, "proposal:remove")
    _tell(row.person_id, "team_removed", found.proposal, name=actor.name, role=row.role)
    db.session.commit()


def leave(actor: Actor, ref: str) -> None:
    """One's own place ends at once; only an invitation brings one back."""
    found = find(actor, ref, lock=True)
    row = db.session.scalars(
        sa.select(Collaborator).where(
            Collaborator.proposal_id == found.proposal.id,
            Collaborator.person_id == actor.person_id,
            Collaborator.removed_at.is_(None),
        )
    ).one_or_none()
    if row is None:
        raise Refused(msg("You are not in the team of this proposal."))
    check_can_go(row.role)
    _end(actor, found, row, "proposal:leave")
    for mate in queries.team_of(found):
        if mate.role is TeamRole.LEAD:
            _tell(mate.person_id, "team_left", found.proposal, name=actor.name, role=row.role)
    db.session.commit()


def _invite(actor: Actor, found: Access, email: str, role: TeamRole) -> TeamInvitation:
    token, digest = new_token()
    now = clock.now()
    row = TeamInvitation(
        ref=random_ref(),
        proposal_id=found.proposal.id,
        email=email,
        role=role,
        digest=digest,
        invited_by_id=actor.person_id,
        created_at=now,
        expires_at=now + INVITATION_LASTS,
    )
    db.session.add(row)
    db.session.flush()
    queue(
        Addressee(email, found.proposal.language),
        "team_invitation",
        {
            "title": title_or_words(found.proposal.title),
            "inviter": actor.name,
            "role": msg(ROLE_WORDS[role]),
            "expires_at": row.expires_at,
            "link": Link("proposals.join", {"token": token}, secret=True),
        },
        about=found.proposal,
    )
    facts = {"invitation": row.id, "role": role.value}
    record(actor, "proposal:invite", found.proposal, new=facts)
    return row


def _take_in(actor: Actor, proposal: Proposal, row: TeamInvitation) -> None:
    row.accepted_at = clock.now()
    if actor.email not in queries.emails_in_team(proposal.id):
        db.session.add(
            Collaborator(
                proposal_id=proposal.id,
                person_id=actor.person_id,
                role=row.role,
                added_by_id=row.invited_by_id,
                added_at=row.accepted_at,
            )
        )
    _tell(row.invited_by_id, "team_joined", proposal, name=actor.name, role=row.role)
    record(
        actor,
        "proposal:join",
        proposal,
        new={"person": actor.person_id, "role": row.role.value, "invitation": row.id},
    )


def _set_role(actor: Actor, found: Access, row: Collaborator, role: TeamRole) -> None:
    record(
        actor,
        "proposal:change_role",
        found.proposal,
        old={"person": row.person_id, "role": row.role.value},
        new={"person": row.person_id, "role": role.value},
    )
    row.role = role


def _end(actor: Actor, found: Access, row: Collaborator, action: str) -> None:
    row.removed_at = clock.now()
    row.removed_by_id = actor.person_id
    record(actor, action, found.proposal, old={"person": row.person_id, "role": row.role.value})


def _tell(person_id: int, kind: str, proposal: Proposal, *, name: str, role: TeamRole) -> None:
    person = db.session.get_one(Person, person_id)
    queue(
        Addressee(person.email, person.language, person.id),
        kind,
        {
            "title": title_or_words(proposal.title),
            "name": name,
            "role": msg(ROLE_WORDS[role]),
            "link": _page_for(kind, proposal),
        },
        about=proposal,
    )


def _page_for(kind: str, proposal: Proposal) -> Link:
    """A person who was removed is led to what is still theirs."""
    if kind == "team_removed":
        return Link("proposals.index")
    return Link("proposals.tasks", {"ref": proposal.ref})
