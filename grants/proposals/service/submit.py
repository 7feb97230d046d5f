"""Submitting a proposal: once, in time, complete; and every try on record."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from grants.calls.models import QuestionKind
from grants.core import hooks, jobs, operations
from grants.core.actor import Actor
from grants.core.db import db
from grants.core.digest import sha256
from grants.core.errors import NotFound, Refused, Repeated
from grants.core.messages import Link, msg
from grants.core.text import random_ref
from grants.permissions import Permission
from grants.proposals.models import (
    Attempt,
    AttemptOutcome,
    ProposalStatus,
    Receipt,
    Snapshot,
)
from grants.proposals.queries import submission as queries
from grants.proposals.queries.access import Access, find
from grants.proposals.queries.content import extension_until
from grants.proposals.rules.deadline import accepts, deadline_of
from grants.proposals.rules.moves import APPLICANT_WORDS, Move
from grants.proposals.rules.submission import (
    Declaration,
    Problem,
    check_declaration,
    incomplete,
    late,
    problems,
    snapshot_text,
)
from grants.proposals.rules.trying import check_counts
from grants.proposals.service.move import move

MOVE_FROM = {ProposalStatus.DRAFT: Move.SUBMIT, ProposalStatus.SUBMITTED: Move.RESUBMIT}


class NotSubmitted(Refused):
    """A refusal that goes on record as an attempt; `problems` says what to mend."""

    def __init__(
        self,
        refusal: Refused,
        outcome: AttemptOutcome,
        facts: Mapping[str, Any] | None = None,
        found: tuple[Problem, ...] = (),
    ):
        super().__init__(refusal.message, refusal.fields)
        self.outcome = outcome
        self.facts = dict(facts or {})
        self.problems = found


def submit(
    actor: Actor,
    ref: str,
    *,
    declaration: Declaration,
    received_at: datetime,
    operation: str | None = None,
) -> str:
    """Freeze what the proposal says and give a receipt; returns the receipt's number.

    `received_at` is when the complete request had arrived; it counts to the second. A second copy
    of the same request, or one with nothing new in it, is answered with the receipt there is.
    Every try is kept as an attempt, also when this raises NotSubmitted.
    """
    received_at = received_at.replace(microsecond=0)
    try:
        operations.claim(operation, actor, "proposal:submit")
        number = _submit(actor, ref, declaration, received_at)
        operations.keep(operation, actor, number)
        db.session.commit()
    except Repeated as again:
        _keep_attempt(actor, ref, received_at, AttemptOutcome.REPEATED, {"receipt": again.result})
        raise
    except NotSubmitted as refusal:
        db.session.rollback()  # the operation key is free again for the mended form
        _keep_attempt(actor, ref, received_at, refusal.outcome, refusal.facts)
        raise
    return number


def problems_of(found: Access, now: queries.Present) -> tuple[Problem, ...]:
    """What stands in the way of submitting what the proposal says now; pages show the same."""
    values = dict(now.values)
    for question in now.form.questions():
        if question.kind is QuestionKind.ENDORSEMENTS:
            values[question.code] = queries.backing_at(found.proposal, found.call, now.sha256)
    return tuple(problems(now.form.sections, values))


def _submit(actor: Actor, ref: str, declaration: Declaration, received_at: datetime) -> str:
    found = find(actor, ref, lock=True)
    proposal = found.proposal
    _check_may_submit(found, received_at)
    standing = queries.standing_number(proposal.id)
    if standing and not proposal.has_unsent_changes:
        _add_attempt(found, received_at, AttemptOutcome.REPEATED, {"receipt": standing})
        return standing
    _check_declared(declaration)
    now = queries.present(proposal, found.call)
    wrong = problems_of(found, now)
    if wrong:
        codes = sorted({problem.code for problem in wrong})
        raise NotSubmitted(incomplete(wrong), AttemptOutcome.INCOMPLETE, {"codes": codes}, wrong)
    snapshot, receipt = _freeze(found, now.content, declaration, received_at)
    _add_attempt(found, received_at, AttemptOutcome.ACCEPTED, {"receipt": receipt.number})
    _tell(found, snapshot, receipt)
    return receipt.number


def _check_may_submit(found: Access, received_at: datetime) -> None:
    if not found.may(Permission.PROPOSAL_SUBMIT):
        if found.role is None:
            raise NotFound
        raise NotSubmitted(
            Refused(msg("Only the lead of the team can submit. Nothing was submitted.")),
            AttemptOutcome.REFUSED,
            {"why": "not the lead"},
        )
    check_counts(is_test=found.proposal.is_test)
    if found.proposal.status not in MOVE_FROM:
        raise NotSubmitted(
            Refused(
                msg(
                    "The proposal cannot be submitted now: its state is “%(state)s”. "
                    "Nothing was changed.",
                    state=msg(APPLICANT_WORDS[found.proposal.status]),
                )
            ),
            AttemptOutcome.REFUSED,
            {"why": "state"},
        )
    until = extension_until(found.proposal.id)
    if not accepts(found.schedule, until, received_at):
        raise _not_open(found, until, received_at)


def _not_open(found: Access, until: datetime | None, received_at: datetime) -> NotSubmitted:
    deadline = deadline_of(found.schedule, until)
    if deadline is None or received_at <= deadline:
        return NotSubmitted(
            Refused(
                msg(
                    "This call takes no proposals now. Nothing was submitted; everything you "
                    "wrote is kept."
                )
            ),
            AttemptOutcome.REFUSED,
            {"why": "call"},
        )
    seconds = int((received_at - deadline).total_seconds())
    return NotSubmitted(late(deadline, received_at), AttemptOutcome.LATE, {"seconds_late": seconds})


def _check_declared(declaration: Declaration) -> None:
    try:
        check_declaration(declaration)
    except Refused as refusal:
        raise NotSubmitted(
            refusal, AttemptOutcome.INCOMPLETE, {"codes": ["declaration"]}
        ) from refusal


def _freeze(
    found: Access, content: Mapping[str, Any], declaration: Declaration, received_at: datetime
) -> tuple[Snapshot, Receipt]:
    proposal, call, actor = found.proposal, found.call, found.actor
    text = snapshot_text(
        content,
        proposal_ref=proposal.ref,
        call_ref=call.ref,
        call_version=call.version,
        endorsements=queries.confirmed_endorsements(proposal.id),
        declaration=declaration,
        signed_by=actor.name,
        received_at=received_at,
    )
    before = db.session.scalar(
        sa.select(sa.func.max(Snapshot.n)).where(Snapshot.proposal_id == proposal.id)
    )
    snapshot = Snapshot(
        proposal_id=proposal.id,
        n=(before or 0) + 1,
        form=proposal.form.value,
        content=text,
        sha256=sha256(text),
        received_at=received_at,
        by_id=actor.person_id,
    )
    db.session.add(snapshot)
    db.session.flush()
    receipt = Receipt(
        number=f"R-{random_ref(5)}-{random_ref(5)}",
        snapshot_id=snapshot.id,
        received_at=received_at,
    )
    db.session.add(receipt)
    proposal.submitted_at = received_at
    proposal.submitted_version = proposal.draft_version
    db.session.flush()
    return snapshot, receipt


def _tell(found: Access, snapshot: Snapshot, receipt: Receipt) -> None:
    """The trail, the mails, the receipt as a PDF, and the domains above."""
    proposal = found.proposal
    move(
        found.actor,
        proposal,
        MOVE_FROM[proposal.status],
        facts={"snapshot": snapshot.id, "n": snapshot.n, "version": proposal.submitted_version},
        words={
            "number": receipt.number,
            "sha256": snapshot.sha256,
            "received_at": f"{receipt.received_at:%Y-%m-%d %H:%M:%S} UTC",
            "receipt": Link("proposals.receipt", {"ref": proposal.ref}),
            "check": Link("proposals.receipt_check"),
            "call": Link("calls.show", {"ref": found.call.ref}),
        },
    )
    jobs.enqueue("receipt_pdf", {"receipt_id": receipt.id}, dedupe=f"receipt_pdf:{receipt.number}")
    hooks.proposal_submitted.send(proposal, snapshot=snapshot, actor=found.actor)


def _add_attempt(
    found: Access, received_at: datetime, outcome: AttemptOutcome, facts: Mapping[str, Any]
) -> None:
    db.session.add(
        Attempt(
            proposal_id=found.proposal.id,
            person_id=found.actor.person_id,
            received_at=received_at,
            outcome=outcome,
            facts=dict(facts),
        )
    )


def _keep_attempt(
    actor: Actor,
    ref: str,
    received_at: datetime,
    outcome: AttemptOutcome,
    facts: Mapping[str, Any],
) -> None:
    """In a transaction of its own, kept though the submission is refused."""
    found = find(actor, ref)
    _add_attempt(found, received_at, outcome, facts)
    db.session.commit()
