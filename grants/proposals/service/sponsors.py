"""Asking members of the partnership to endorse a proposal."""

from datetime import datetime

from grants.accounts.queries import members
from grants.accounts.rules import check_email
from grants.audit.service import record
from grants.calls.models import QuestionKind
from grants.core import clock, operations
from grants.core.actor import Actor
from grants.core.db import db
from grants.core.digest import new_token
from grants.core.messages import Link
from grants.core.text import random_ref
from grants.mail.service import Addressee, queue
from grants.permissions import Permission
from grants.proposals.models import Endorsement, EndorsementStatus, Proposal
from grants.proposals.queries import endorsement as queries
from grants.proposals.queries.access import Access, find
from grants.proposals.queries.content import extension_until
from grants.proposals.queries.submission import present
from grants.proposals.queries.team import emails_in_team
from grants.proposals.rules.deadline import accepts, deadline_of
from grants.proposals.rules.endorsement import (
    check_may_ask,
    check_may_renew,
    check_open,
    check_reminder,
    check_unanswered,
    check_withdrawable,
    state_of,
)
from grants.proposals.rules.full import check_is_concept
from grants.proposals.rules.team import title_or_words
from grants.proposals.rules.trying import check_counts
from grants.proposals.service.rows import restate_sections


def ask(
    actor: Actor,
    ref: str,
    *,
    organisation_id: int,
    representative: str,
    email: str,
    received_at: datetime,
    operation: str | None = None,
) -> str:
    """Ask a member by a mailed personal link; returns the request's reference."""
    operations.claim(operation, actor, "proposal:ask_sponsor")
    found = find(actor, ref, Permission.PROPOSAL_EDIT, lock=True)
    _check_open(found, received_at)
    email = check_email(email)
    check_may_ask(
        email,
        organisation_id,
        team=emails_in_team(found.proposal.id),
        members={m.organisation_id for m in members(organisation_id=organisation_id)},
        standing=queries.standing_organisations(found.proposal.id),
    )
    row = _request(actor, found, organisation_id, representative, email)
    restate_sections(found, QuestionKind.ENDORSEMENTS)
    restate_sections(found, QuestionKind.ENDORSEMENTS)
    operations.keep(operation, actor, row.ref)
    db.session.commit()
    return row.ref


def renew(actor: Actor, ref: str, endorsement_ref: str, *, received_at: datetime) -> str:
    """Ask a sponsor to confirm the changed proposal; the earlier confirmation is set aside."""
    found = find(actor, ref, Permission.PROPOSAL_EDIT, lock=True)
    _check_open(found, received_at)
    row = queries.request(found, endorsement_ref)
    now_sha256 = present(found.proposal, found.call).sha256
    check_may_renew(state_of(row, now_sha256))
    row.status = EndorsementStatus.WITHDRAWN
    record(
        actor,
        "proposal:set_endorsement_aside",
        found.proposal,
        old={"endorsement": row.id, "sha256": row.content_sha256},
    )
    db.session.flush()  # one standing request for a member is a unique index
    again = _request(actor, found, row.organisation_id, row.representative, row.email)
    restate_sections(found, QuestionKind.ENDORSEMENTS)
    restate_sections(found, QuestionKind.ENDORSEMENTS)
    db.session.commit()
    return again.ref


def remind(actor: Actor, ref: str, endorsement_ref: str, *, received_at: datetime) -> None:
    """Mail a sponsor again who has not answered; once a day at most."""
    found = find(actor, ref, Permission.PROPOSAL_EDIT, lock=True)
    _check_open(found, received_at)
    row = queries.request(found, endorsement_ref)
    check_unanswered(row.status)
    check_reminder(row.asked_at, row.reminded_at, clock.now())
    send_reminder(actor, found.proposal, deadline_of(found.call, _until(found.proposal)), row)
    db.session.commit()


def withdraw_request(
    actor: Actor, ref: str, endorsement_ref: str, *, received_at: datetime
) -> None:
    """The link says so from now on; a confirmation given before no longer counts."""
    found = find(actor, ref, Permission.PROPOSAL_EDIT, lock=True)
    _check_open(found, received_at)
    row = queries.request(found, endorsement_ref)
    check_withdrawable(row.status)
    record(
        actor,
        "proposal:withdraw_endorsement",
        found.proposal,
        old={"endorsement": row.id, "answer": row.status.value},
    )
    if row.status is EndorsementStatus.CONFIRMED:
        found.proposal.draft_version += 1  # what was submitted names a sponsor that is gone
        queue(
            Addressee(row.email, found.proposal.language),
            "endorsement_withdrawn",
            {"title": title_or_words(found.proposal.title), "name": row.representative},
            about=found.proposal,
        )
    row.status = EndorsementStatus.WITHDRAWN
    restate_sections(found, QuestionKind.ENDORSEMENTS)
    db.session.commit()


def _until(proposal: Proposal) -> datetime | None:
    return extension_until(proposal.id)


def _check_open(found: Access, received_at: datetime) -> None:
    check_counts(is_test=found.proposal.is_test)
    check_is_concept(is_full=found.proposal.is_full)
    in_time = accepts(found.call, _until(found.proposal), received_at)
    check_open(found.proposal.status, in_time=in_time)


def _request(
    actor: Actor, found: Access, organisation_id: int, representative: str, email: str
) -> Endorsement:
    token, digest = new_token()
    row = Endorsement(
        ref=random_ref(),
        proposal_id=found.proposal.id,
        organisation_id=organisation_id,
        representative=representative,
        email=email,
        digest=digest,
        status=EndorsementStatus.ASKED,
        asked_by_id=actor.person_id,
        asked_at=clock.now(),
    )
    db.session.add(row)
    db.session.flush()
    deadline = deadline_of(found.call, _until(found.proposal))
    _mail(found.proposal, row, "endorsement_request", token, deadline, actor.name)
    record(
        actor,
        "proposal:ask_sponsor",
        found.proposal,
        new={"endorsement": row.id, "organisation": organisation_id},
    )
    return row


def send_reminder(
    actor: Actor, proposal: Proposal, deadline: datetime | None, row: Endorsement
) -> None:
    """Mail the sponsor a link beside the first; the caller has checked and commits."""
    token, row.reminder_digest = new_token()
    row.reminded_at = clock.now()
    _mail(proposal, row, "endorsement_reminder", token, deadline, actor.name)
    record(actor, "proposal:remind_sponsor", proposal, new={"endorsement": row.id})


def _mail(
    proposal: Proposal,
    row: Endorsement,
    kind: str,
    token: str,
    deadline: datetime | None,
    asker: str,
) -> None:
    queue(
        Addressee(row.email, proposal.language),
        kind,
        {
            "name": row.representative,
            "organisation": queries.organisation_name(row.organisation_id),
            "title": title_or_words(proposal.title),
            "city": proposal.city,
            "asker": asker,
            "deadline": deadline,
            "link": Link("proposals.endorse", {"token": token}, secret=True),
        },
        about=proposal,
    )
