"""A sponsor's answer to a request to endorse a proposal."""

from datetime import datetime

import sqlalchemy as sa

from grants.audit.service import record
from grants.calls.models import QuestionKind
from grants.core import clock, operations
from grants.core.actor import Actor
from grants.core.db import db, own_transaction
from grants.core.errors import Conflict
from grants.core.messages import Link, msg
from grants.files.service import Received, store
from grants.mail.service import queue
from grants.proposals.models import Endorsement, EndorsementStatus
from grants.proposals.queries import endorsement as queries
from grants.proposals.queries.access import Access
from grants.proposals.queries.content import extension_until
from grants.proposals.queries.submission import present
from grants.proposals.queries.team import emails_in_team
from grants.proposals.rules.deadline import accepts
from grants.proposals.rules.endorsement import check_not_teammate, check_open, check_unanswered
from grants.proposals.rules.team import title_or_words
from grants.proposals.service.move import team_addressees
from grants.proposals.service.rows import restate_sections


def note_read(page: queries.SponsorsPage) -> None:
    """The sponsor has opened the link; noted beside the page, which itself only reads."""
    row = page.endorsement
    if row.read_at is not None or row.status is not EndorsementStatus.ASKED:
        return
    with own_transaction() as session:
        session.execute(
            sa.update(Endorsement)
            .where(Endorsement.id == row.id, Endorsement.read_at.is_(None))
            .values(read_at=clock.now())
        )


def confirm(
    actor: Actor,
    token: str,
    *,
    read_sha256: str,
    position: str,
    role: str,
    received_at: datetime,
    letter: Received | None = None,
    letter_name: str = "",
    operation: str | None = None,
) -> None:
    """The member backs the version that was read (`read_sha256`); another version is a Conflict.

    `letter` was received before, so that nobody waits for the check of a file.
    """
    operations.claim(operation, actor, "proposal:confirm_endorsement")
    page = queries.by_token(actor, token, lock=True)
    row = page.endorsement
    _check_answerable(page, received_at)
    now_sha256 = present(page.proposal, page.call).sha256
    if now_sha256 != read_sha256:
        raise Conflict(
            msg(
                "The team changed the proposal after you opened this page, so nothing was "
                "confirmed. What you typed is kept: read the present version and confirm it."
            )
        )
    row.status = EndorsementStatus.CONFIRMED
    row.position, row.role = position, role
    row.content_sha256 = now_sha256
    if letter is not None:
        row.letter_id = store(actor, letter, letter_name, page.proposal).id
    page.proposal.draft_version += 1  # a snapshot taken before does not name this sponsor
    _answered(actor, page, "proposal:confirm_endorsement")
    db.session.commit()


def decline(
    actor: Actor, token: str, *, reason: str, received_at: datetime, operation: str | None = None
) -> None:
    """The member does not back the proposal; the reason is for the team."""
    operations.claim(operation, actor, "proposal:decline_endorsement")
    page = queries.by_token(actor, token, lock=True)
    _check_answerable(page, received_at)
    page.endorsement.status = EndorsementStatus.DECLINED
    page.endorsement.reason = reason
    _answered(actor, page, "proposal:decline_endorsement")
    db.session.commit()


def _check_answerable(page: queries.SponsorsPage, received_at: datetime) -> None:
    check_unanswered(page.endorsement.status)
    in_time = accepts(page.call, extension_until(page.proposal.id), received_at)
    check_open(page.proposal.status, in_time=in_time)
    check_not_teammate(page.endorsement.email, emails_in_team(page.proposal.id))


def _answered(actor: Actor, page: queries.SponsorsPage, action: str) -> None:
    row = page.endorsement
    row.answered_at = clock.now()
    restate_sections(Access(page.proposal, page.call, None, actor), QuestionKind.ENDORSEMENTS)
    record(
        actor,
        action,
        page.proposal,
        new={"endorsement": row.id, "answer": row.status.value, "sha256": row.content_sha256},
    )
    for to in team_addressees(page.proposal):
        queue(
            to,
            "endorsement_answered",
            {
                "title": title_or_words(page.proposal.title),
                "organisation": page.organisation,
                "name": row.representative,
                "confirmed": row.status is EndorsementStatus.CONFIRMED,
                "role": row.role,
                "reason": row.reason,
                "link": Link("proposals.sponsors", {"ref": page.proposal.ref}),
            },
            about=page.proposal,
        )
