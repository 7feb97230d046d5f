"""Submitting: in time, complete, once; frozen; every try on record."""

import json
from datetime import timedelta
from hashlib import sha256

import pytest
import sqlalchemy as sa
from flask import Flask

from grants.accounts.models import Role
from grants.audit.models import TrailEvent
from grants.core import clock, hooks
from grants.core.db import db
from grants.core.digest import canonical
from grants.core.errors import NotFound, Repeated
from grants.core.jobs import Job
from grants.proposals.models import (
    Attempt,
    AttemptOutcome,
    ProposalStatus,
    Receipt,
    Snapshot,
    TeamRole,
)
from grants.proposals.rules.submission import Declaration
from grants.proposals.service.submit import NotSubmitted, submit
from tests import build
from tests.proposals import ready


def outcomes() -> list[AttemptOutcome]:
    return list(db.session.scalars(sa.select(Attempt.outcome).order_by(Attempt.id)))


def how_many(model: type) -> int:
    return db.session.scalar(sa.select(sa.func.count()).select_from(model)) or 0


@pytest.mark.both_databases
def test_a_complete_proposal_becomes_submitted_with_a_snapshot_a_receipt_and_a_mail(
    app: Flask,
) -> None:
    world = ready.complete()
    told = []

    def subscriber(sender: object, snapshot: Snapshot, actor: object) -> None:
        told.append((sender, snapshot.n))

    with hooks.proposal_submitted.connected_to(subscriber):
        number = ready.send(world)

    receipt = db.session.scalars(sa.select(Receipt)).one()
    snapshot = db.session.scalars(sa.select(Snapshot)).one()
    assert number == receipt.number
    assert len(number) == 13
    assert number.startswith("R-")
    assert world.proposal.status is ProposalStatus.SUBMITTED
    assert world.proposal.submitted_version == world.proposal.draft_version
    assert not world.proposal.has_unsent_changes
    assert told == [(world.proposal, 1)]
    (mail,) = ready.mails("proposal_submit_team")
    assert mail.params["number"] == number
    assert mail.params["sha256"] == snapshot.sha256
    assert [m.address for m in ready.mails("proposal_submit_sponsors")] == ["sheela@sdi.example"]
    jobs = db.session.scalars(sa.select(Job.payload).where(Job.kind == "receipt_pdf"))
    assert jobs.all() == [{"receipt_id": receipt.id}]
    assert outcomes() == [AttemptOutcome.ACCEPTED]


def test_the_hash_of_a_snapshot_can_be_computed_again_from_its_text(app: Flask) -> None:
    world = ready.complete()
    ready.send(world)
    snapshot = db.session.scalars(sa.select(Snapshot)).one()
    assert sha256(snapshot.content.encode()).hexdigest() == snapshot.sha256
    content = json.loads(snapshot.content)
    assert canonical(content) == snapshot.content
    assert content["answers"] == ready.ANSWERS
    assert content["budget"][0]["grant_cents"] == 20_000_000
    assert content["call"]["ref"] == world.call.ref
    (endorsement,) = content["endorsements"]
    assert endorsement["organisation"] == "Slum Dwellers International"
    assert endorsement["content_sha256"] == content["content_sha256"] == ready.present(world)
    assert content["declaration"]["signed_by"] == "Ama Mensah"


def test_exactly_at_the_deadline_is_in_time(app: Flask) -> None:
    deadline = (clock.now() + timedelta(days=1)).replace(microsecond=0)
    world = ready.complete(closes_at=deadline)
    ready.send(world, at=deadline)
    assert world.proposal.submitted_at == deadline


def test_within_the_last_second_is_in_time(app: Flask) -> None:
    world = ready.complete(closes_at=(clock.now() + timedelta(days=1)).replace(microsecond=0))
    assert world.call.closes_at is not None
    ready.send(world, at=world.call.closes_at + timedelta(milliseconds=999))
    assert outcomes() == [AttemptOutcome.ACCEPTED]


@pytest.mark.both_databases
def test_one_second_late_is_refused_and_the_attempt_is_kept(app: Flask) -> None:
    world = ready.complete(closes_at=(clock.now() + timedelta(days=1)).replace(microsecond=0))
    assert world.call.closes_at is not None
    with pytest.raises(NotSubmitted, match="after the deadline"):
        ready.send(world, at=world.call.closes_at + timedelta(seconds=1), operation="key")
    assert world.proposal.status is ProposalStatus.DRAFT
    assert how_many(Snapshot) == 0
    attempt = db.session.scalars(sa.select(Attempt)).one()
    assert attempt.outcome is AttemptOutcome.LATE
    assert attempt.facts == {"seconds_late": 1}


def test_an_incomplete_proposal_is_refused_with_every_problem_and_the_attempt_is_kept(
    app: Flask,
) -> None:
    world = ready.complete(endorsed=False)
    ready.write(world.proposal, "summary", "")
    ready.write(world.proposal, "innovation", "word " * 301)
    with pytest.raises(NotSubmitted) as refused:
        ready.send(world, operation="key")
    places = [(p.section_slug, p.code) for p in refused.value.problems]
    assert places == [("project", "summary"), ("project", "innovation"), ("sponsors", "sponsors")]
    attempt = db.session.scalars(sa.select(Attempt)).one()
    assert attempt.outcome is AttemptOutcome.INCOMPLETE
    assert attempt.facts == {"codes": ["innovation", "sponsors", "summary"]}
    assert how_many(Receipt) == 0


def test_a_refused_submission_leaves_its_operation_key_free(app: Flask) -> None:
    world = ready.complete()
    ready.write(world.proposal, "summary", "")
    with pytest.raises(NotSubmitted):
        ready.send(world, operation="key")
    ready.write(world.proposal, "summary", "Again")
    assert ready.send(world, operation="key").startswith("R-")


@pytest.mark.parametrize("left_out", ["truth", "funding", "conflicts", "sharing"])
def test_every_point_of_the_declaration_is_needed(app: Flask, left_out: str) -> None:
    world = ready.complete()
    declaration = Declaration(ready.DECLARED.agreed - {left_out})
    with pytest.raises(NotSubmitted) as refused:
        submit(world.actor, world.ref, declaration=declaration, received_at=clock.now())
    assert set(refused.value.fields) == {left_out}
    assert outcomes() == [AttemptOutcome.INCOMPLETE]


@pytest.mark.both_databases
def test_the_same_request_twice_is_answered_as_the_first(app: Flask) -> None:
    world = ready.complete()
    number = ready.send(world, operation="key")
    with pytest.raises(Repeated) as again:
        ready.send(world, operation="key")
    assert again.value.result == number
    assert how_many(Snapshot) == 1
    assert outcomes() == [AttemptOutcome.ACCEPTED, AttemptOutcome.REPEATED]


def test_submitting_again_with_nothing_new_gives_the_receipt_there_is(app: Flask) -> None:
    world = ready.complete()
    number = ready.send(world)
    assert ready.send(world, operation="another") == number
    assert how_many(Snapshot) == 1
    assert len(ready.mails("proposal_submit_team")) == 1


def test_a_changed_proposal_is_submitted_again_and_the_last_snapshot_counts(app: Flask) -> None:
    world = ready.complete()
    first = ready.send(world)
    ready.write(world.proposal, "summary", "A better summary.")
    assert world.proposal.has_unsent_changes
    second = ready.send(world)
    assert first != second
    assert not world.proposal.has_unsent_changes
    assert [s.n for s in db.session.scalars(sa.select(Snapshot).order_by(Snapshot.n))] == [1, 2]
    assert len(ready.mails("proposal_resubmit_team")) == 1


def test_a_failed_second_submission_leaves_the_first_standing(app: Flask) -> None:
    world = ready.complete()
    ready.send(world)
    ready.write(world.proposal, "summary", "")
    with pytest.raises(NotSubmitted):
        ready.send(world)
    assert world.proposal.status is ProposalStatus.SUBMITTED
    assert how_many(Snapshot) == 1
    assert outcomes() == [AttemptOutcome.ACCEPTED, AttemptOutcome.INCOMPLETE]


@pytest.mark.parametrize("role", [TeamRole.EDITOR, TeamRole.VIEWER])
def test_only_the_lead_submits_and_the_try_of_another_is_on_record(
    app: Flask, role: TeamRole
) -> None:
    world = ready.complete()
    other = build.person()
    build.teammate(world.proposal, other, role)
    with pytest.raises(NotSubmitted, match="Only the lead"):
        submit(
            build.acting(other),
            world.ref,
            declaration=ready.DECLARED,
            received_at=clock.now(),
        )
    assert outcomes() == [AttemptOutcome.REFUSED]


@pytest.mark.parametrize("roles", [(), (Role.OFFICER,), (Role.AUDITOR,)])
def test_outside_the_team_there_is_nothing_to_submit_and_no_trace_is_left(
    app: Flask, roles: tuple[Role, ...]
) -> None:
    world = ready.complete()
    ready.send(world)
    ready.write(world.proposal, "summary", "Changed.")
    with pytest.raises(NotFound):
        submit(
            build.acting(build.person("", *roles)),
            world.ref,
            declaration=ready.DECLARED,
            received_at=clock.now(),
        )
    db.session.rollback()
    assert outcomes() == [AttemptOutcome.ACCEPTED]


def test_a_proposal_being_checked_cannot_be_submitted_again(app: Flask) -> None:
    world = ready.complete()
    ready.send(world)
    world.proposal.status = ProposalStatus.DECIDED
    world.proposal.draft_version += 1
    db.session.commit()
    with pytest.raises(NotSubmitted) as refused:
        ready.send(world)
    assert "With the board" in str(refused.value.message.params["state"])
    assert "ecided" not in str(refused.value)


@pytest.mark.both_databases
def test_the_database_refuses_to_change_a_snapshot_a_receipt_or_an_attempt(app: Flask) -> None:
    world = ready.complete()
    ready.send(world)
    for statement in (
        "UPDATE snapshot SET content = '{}'",
        "DELETE FROM snapshot",
        "UPDATE receipt SET number = 'R-1'",
        "DELETE FROM attempt",
    ):
        with pytest.raises(sa.exc.DBAPIError, match="append-only"):
            db.session.execute(sa.text(statement))
        db.session.rollback()


def test_the_trail_says_which_snapshot_and_holds_no_answer(app: Flask) -> None:
    world = ready.complete()
    ready.send(world)
    event = db.session.scalars(
        sa.select(TrailEvent).where(TrailEvent.action == "proposal:submit")
    ).one()
    assert event.new is not None
    assert set(event.new) == {"status", "snapshot", "n", "version"}


def test_an_extension_lets_one_applicant_submit_later(app: Flask) -> None:
    world = ready.complete()
    build.extension(world.proposal, clock.now() + timedelta(days=40))
    ready.send(world, at=clock.now() + timedelta(days=39))
    assert outcomes() == [AttemptOutcome.ACCEPTED]


@pytest.mark.parametrize(("reconfirm", "goes"), [(False, True), (True, False)])
def test_an_endorsement_of_an_earlier_text_counts_as_the_call_says(
    app: Flask, reconfirm: bool, goes: bool
) -> None:
    world = ready.complete(reconfirm_endorsement=reconfirm)
    ready.write(world.proposal, "summary", "Changed after the sponsor confirmed.")
    if goes:
        ready.send(world)
        return
    with pytest.raises(NotSubmitted) as refused:
        ready.send(world)
    assert [p.code for p in refused.value.problems] == ["sponsors"]
