"""Telling everyone the result of a call: prepared by one lead, released by another, in one act."""

import sqlalchemy as sa

from grants.audit.service import record
from grants.board.models import Letter, Outcome, Release, ReleaseStatus
from grants.board.queries.funnel import funnel_of
from grants.board.queries.letters import Content, letter_contents
from grants.board.service.prepare import check
from grants.calls.models import Call, CallStatus
from grants.calls.service.lifecycle import enter
from grants.calls.service.results import keep_funnel
from grants.core import clock, operations
from grants.core.actor import Actor
from grants.core.db import db
from grants.core.errors import Conflict, NotFound, Refused
from grants.core.messages import Link, msg
from grants.core.packing import pack, unpack
from grants.core.text import random_ref
from grants.mail.service import Addressee, queue
from grants.permissions import Permission
from grants.proposals.models import Proposal, ProposalStatus
from grants.proposals.queries.conflicts import counted
from grants.proposals.rules.moves import Move
from grants.proposals.service import full
from grants.proposals.service.move import move, team_addressees

_MOVES = {
    Outcome.APPROVED: Move.RELEASE_APPROVED,
    Outcome.RESERVE: Move.RELEASE_RESERVE,
    Outcome.REJECTED: Move.RELEASE_REJECTED,
}


def mail_kind(outcome: Outcome) -> str:
    """The letter of an outcome: one template for the page and for the mail."""
    return f"release_{outcome.value}"


def prepare_release(actor: Actor, call_ref: str, *, operation: str | None = None) -> str:
    """Write a letter for every decided proposal of the call; again replaces what was prepared."""
    check(actor, Permission.RELEASE_PREPARE)
    operations.claim(operation, actor, "board:prepare-release")
    call = _call(call_ref)
    contents = letter_contents(call)
    if not contents:
        raise Refused(msg("No proposal of this call is decided and waiting for its release."))
    release = _prepared(call.id)
    now = clock.now()
    if release is None:
        release = Release(
            ref=random_ref(),
            call_id=call.id,
            status=ReleaseStatus.PREPARED,
            prepared_by_id=actor.person_id,
            prepared_at=now,
        )
        db.session.add(release)
        db.session.flush()
    else:
        db.session.execute(sa.delete(Letter).where(Letter.release_id == release.id))
        release.prepared_by_id, release.prepared_at = actor.person_id or 0, now
    _write(release, contents)
    record(actor, "board:prepare-release", release, new={"letters": len(contents)})
    operations.keep(operation, actor, release.ref)
    db.session.commit()
    return release.ref


def _write(release: Release, contents: list[Content]) -> None:
    for content in contents:
        db.session.add(
            Letter(
                ref=random_ref(),
                release_id=release.id,
                proposal_id=content.proposal_id,
                outcome=content.outcome,
                params=pack(content.params),
            )
        )
    db.session.flush()


def release(actor: Actor, call_ref: str, version: int, *, operation: str | None = None) -> int:
    """Send every letter and let every state show, at once; answers how many were told."""
    check(actor, Permission.RELEASE_CONFIRM)
    operations.claim(operation, actor, "board:release")
    call = _call(call_ref)
    found = _prepared(call.id)
    if found is None:
        raise Refused(msg("Nothing is prepared, or it was released already; nothing was sent."))
    if found.prepared_by_id == actor.person_id:
        raise Refused(
            msg("A release needs two people: you prepared it, so another lead must release it.")
        )
    if found.version != version:
        raise Conflict(
            msg("The letters were prepared again while you read them. Read them, then release.")
        )
    told = _send_all(actor, call, found)
    found.status = ReleaseStatus.RELEASED
    found.released_by_id = actor.person_id
    found.released_at = clock.now()
    enter(actor, call, CallStatus.RESULTS)
    db.session.flush()
    keep_funnel(call, funnel_of(call))
    record(actor, "board:release", found, old={"status": "prepared"}, new={"status": "released"})
    operations.keep(operation, actor, found.ref)
    db.session.commit()
    return told


def _send_all(actor: Actor, call: Call, found: Release) -> int:
    letters = {
        letter.proposal_id: letter
        for letter in db.session.scalars(sa.select(Letter).where(Letter.release_id == found.id))
    }
    proposals = list(
        db.session.scalars(
            sa.select(Proposal)
            .where(
                Proposal.call_id == call.id, Proposal.status == ProposalStatus.DECIDED, counted()
            )
            .order_by(Proposal.id)
            .with_for_update()
            .execution_options(populate_existing=True)
        )
    )
    if {proposal.id for proposal in proposals} != set(letters):
        raise Refused(
            msg(
                "The board decided more since these letters were prepared. "
                "Prepare the release again; nothing was sent."
            )
        )
    for proposal in proposals:
        _send(actor, call, proposal, letters[proposal.id])
    return len(proposals)


def _send(actor: Actor, call: Call, proposal: Proposal, letter: Letter) -> None:
    params = unpack(letter.params)
    move(
        actor,
        proposal,
        _MOVES[letter.outcome],
        facts={"letter": letter.id},
        words={"call": params["call"], "amount": params["amount"]},
    )
    for to in team_addressees(proposal):
        queue(
            Addressee(to.address, proposal.language, to.person_id),
            mail_kind(letter.outcome),
            {**params, "link": Link("board.letter", {"ref": proposal.ref})},
            about=letter,
            dedupe=f"release:{letter.id}:{to.person_id}",
        )
    if letter.outcome is Outcome.APPROVED:
        approved = params["amount"]
        ceiling = approved.cents if approved else proposal.grant_cents
        full.invite(actor, proposal, call, ceiling_cents=ceiling)


def _call(call_ref: str) -> Call:
    """The call, locked: one release at a time."""
    call = db.session.scalars(
        sa.select(Call).where(Call.ref == call_ref).with_for_update()
    ).one_or_none()
    if call is None:
        raise NotFound
    return call


def _prepared(call_id: int) -> Release | None:
    return db.session.scalars(
        sa.select(Release).where(
            Release.call_id == call_id, Release.status == ReleaseStatus.PREPARED
        )
    ).one_or_none()
