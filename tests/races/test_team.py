"""The lead changes hands while somebody submits; a colleague writes while the lead submits."""

import json
from collections.abc import Callable
from functools import partial
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from grants.accounts.models import Person
from grants.calls.queries import form_of
from grants.core import clock
from grants.core.actor import Actor
from grants.core.db import db
from grants.core.errors import NotFound
from grants.permissions import Permission
from grants.proposals.models import (
    Attempt,
    AttemptOutcome,
    Collaborator,
    Proposal,
    ProposalStatus,
    Receipt,
    Snapshot,
    TeamRole,
)
from grants.proposals.queries import content
from grants.proposals.queries.access import find
from grants.proposals.queries.submission import standing_snapshot
from grants.proposals.service import team
from grants.proposals.service.answers import save_section
from grants.proposals.service.submit import NotSubmitted, submit
from tests import build
from tests.proposals import ready
from tests.races.rounds import all_at_once

ROUNDS = 4


def with_editor(world: ready.World) -> Person:
    editor = build.person("Bruno Diaz")
    db.session.add(
        Collaborator(
            proposal_id=world.proposal.id,
            person_id=editor.id,
            role=TeamRole.EDITOR,
            added_at=clock.now(),
        )
    )
    db.session.commit()
    return editor


def send(actor: Actor, ref: str) -> str:
    return submit(actor, ref, declaration=ready.DECLARED, received_at=clock.now())


def hand_over(actor: Actor, ref: str, to: str) -> str:
    team.hand_over(actor, ref, to)
    return "handed over"


def write(actor: Actor, ref: str, text: str) -> str:
    found = find(actor, ref, Permission.PROPOSAL_EDIT, lock=True)
    section = form_of(found.call).section("project")
    assert section is not None
    save_section(found, section, {"summary": text}, version=0, received_at=clock.now())
    return "saved"


def count(column: Any) -> int:
    return db.session.scalar(sa.select(sa.func.count(column))) or 0


def roles(proposal_id: int) -> list[TeamRole]:
    rows = db.session.scalars(
        sa.select(Collaborator.role)
        .where(Collaborator.proposal_id == proposal_id, Collaborator.removed_at.is_(None))
        .order_by(Collaborator.id)
    )
    return list(rows)


@pytest.mark.both_databases
def test_the_lead_handed_over_while_submitting_is_either_in_time_or_refused_on_record(
    app: Flask,
) -> None:
    for _ in range(ROUNDS):
        world = ready.complete()
        editor = with_editor(world)
        ref, proposal_id, lead = world.ref, world.proposal.id, world.actor
        before = count(Snapshot.id)
        acts: list[Callable[[], str]] = [
            partial(send, lead, ref),
            partial(hand_over, lead, ref, editor.ref),
        ]
        sent, handed = all_at_once(app, acts)

        assert handed == "handed over"
        assert roles(proposal_id) == [TeamRole.EDITOR, TeamRole.LEAD]
        status = db.session.get_one(Proposal, proposal_id).status
        outcome = db.session.scalars(
            sa.select(Attempt.outcome).where(Attempt.proposal_id == proposal_id)
        ).one()
        if isinstance(sent, NotSubmitted):
            assert "Only the lead" in str(sent)
            assert (status, outcome) == (ProposalStatus.DRAFT, AttemptOutcome.REFUSED)
            assert count(Snapshot.id) == before
        else:
            assert str(sent).startswith("R-"), sent
            assert (status, outcome) == (ProposalStatus.SUBMITTED, AttemptOutcome.ACCEPTED)
            assert count(Snapshot.id) == before + 1


@pytest.mark.both_databases
def test_old_and_new_lead_pressing_at_once_make_one_submission(app: Flask) -> None:
    world = ready.complete()
    editor = with_editor(world)
    ref, old, new = world.ref, world.actor, build.acting(editor)
    hand_over(old, ref, editor.ref)

    results = all_at_once(app, [partial(send, old, ref), partial(send, new, ref)] * 4)

    numbers = {result for result in results if isinstance(result, str)}
    assert len(numbers) == count(Receipt.id) == count(Snapshot.id) == 1
    refused = [result for result in results if isinstance(result, NotSubmitted)]
    assert len(refused) == 4
    assert {result.outcome for result in refused} == {AttemptOutcome.REFUSED}
    by_old = db.session.scalars(
        sa.select(Attempt.outcome).where(Attempt.person_id == old.person_id)
    )
    assert set(by_old) == {AttemptOutcome.REFUSED}


@pytest.mark.both_databases
def test_two_people_made_lead_at_once_leave_one_lead(app: Flask) -> None:
    world = ready.complete()
    first, second = with_editor(world), with_editor(world)
    ref, proposal_id = world.ref, world.proposal.id
    acts = [partial(hand_over, world.actor, ref, person.ref) for person in (first, second)]

    results = all_at_once(app, acts)

    assert results.count("handed over") == 1, results
    assert sum(isinstance(result, NotFound) for result in results) == 1, results
    assert roles(proposal_id).count(TeamRole.LEAD) == 1


@pytest.mark.both_databases
def test_what_an_editor_saves_beside_a_submission_is_in_it_or_shows_as_unsent(app: Flask) -> None:
    for round_ in range(ROUNDS):
        world = ready.complete()
        editor = build.acting(with_editor(world))
        ref, text = world.ref, f"By the editor, round {round_}."
        saved, sent = all_at_once(
            app, [partial(write, editor, ref, text), partial(send, world.actor, ref)]
        )
        assert saved == "saved"
        proposal = find(world.actor, ref).proposal
        snapshot = standing_snapshot(proposal.id)
        assert str(sent).startswith("R-"), sent
        assert snapshot is not None
        is_in = json.loads(snapshot.content)["answers"]["summary"] == text
        assert is_in is not proposal.has_unsent_changes


@pytest.mark.both_databases
def test_an_editor_removed_while_saving_has_saved_or_finds_nothing(app: Flask) -> None:
    for round_ in range(ROUNDS):
        world = ready.complete()
        editor = with_editor(world)
        actor, ref, proposal_id = build.acting(editor), world.ref, world.proposal.id
        text = f"Round {round_}"
        saved, removed = all_at_once(
            app,
            [partial(write, actor, ref, text), partial(team.remove, world.actor, ref, editor.ref)],
        )
        assert removed is None
        stored = content.answers_of(proposal_id)["summary"]
        assert (saved == "saved") is (stored == text), saved
        assert saved == "saved" or isinstance(saved, NotFound)
        assert len(roles(proposal_id)) == 1
