"""Many presses of one button: one submission, everybody answered with it."""

import json
from collections.abc import Callable
from functools import partial

import pytest
import sqlalchemy as sa
from flask import Flask

from grants.calls.queries import form_of
from grants.core import clock
from grants.core.db import db
from grants.core.errors import Repeated
from grants.core.operations import new_key
from grants.mail.models import Mail
from grants.permissions import Permission
from grants.proposals.models import Attempt, AttemptOutcome, Receipt, Snapshot
from grants.proposals.queries.access import find
from grants.proposals.queries.submission import standing_snapshot
from grants.proposals.service.answers import save_section
from tests.proposals import ready
from tests.races.rounds import all_at_once

PRESSES = 30


def answers(app: Flask, acts: list[Callable[[], str]]) -> list[str]:
    """What each was told; a repeated form is told what the first was."""
    given = all_at_once(app, acts)
    return [str(g.result) if isinstance(g, Repeated) else str(g) for g in given]


def count(column: object) -> int:
    return db.session.scalar(sa.select(sa.func.count(column))) or 0


@pytest.mark.both_databases
@pytest.mark.parametrize("same_form", [True, False], ids=["one form", "thirty tabs"])
def test_thirty_submissions_at_once_are_one_and_all_get_its_receipt(
    app: Flask, same_form: bool
) -> None:
    world = ready.complete()
    keys = [new_key()] * PRESSES if same_form else [new_key() for _ in range(PRESSES)]

    given = answers(app, [partial(ready.send, world, operation=key) for key in keys])

    number = db.session.scalars(sa.select(Receipt.number)).one()
    assert given == [number] * PRESSES
    assert count(Snapshot.id) == 1
    team_mails = db.session.scalar(
        sa.select(sa.func.count()).where(Mail.kind == "proposal_submit_team")
    )
    assert team_mails == 1
    outcomes = list(db.session.scalars(sa.select(Attempt.outcome)))
    assert sorted(outcomes) == [AttemptOutcome.ACCEPTED] + [AttemptOutcome.REPEATED] * (PRESSES - 1)


def save(world: ready.World, text: str) -> str:
    found = find(world.actor, world.ref, Permission.PROPOSAL_EDIT, lock=True)
    section = form_of(found.call).section("project")
    assert section is not None
    save_section(found, section, {"summary": text}, version=0, received_at=clock.now())
    return "saved"


@pytest.mark.both_databases
def test_a_save_beside_a_submission_is_in_the_snapshot_or_shows_as_unsent(app: Flask) -> None:
    for round_ in range(4):
        world, text = ready.complete(), f"Written in round {round_}."
        saved, number = answers(app, [partial(save, world, text), partial(ready.send, world)])
        assert (saved, number[:2]) == ("saved", "R-")
        proposal = find(world.actor, world.ref).proposal
        snapshot = standing_snapshot(proposal.id)
        assert snapshot is not None
        is_in = json.loads(snapshot.content)["answers"]["summary"] == text
        assert is_in is not proposal.has_unsent_changes


@pytest.mark.both_databases
def test_a_sponsor_who_presses_many_times_answers_once(app: Flask) -> None:
    world = ready.complete(endorsed=False)
    token, read = ready.ask_sponsor(world), ready.present(world)

    def press() -> str:
        ready.confirm_by(world, token, read=read)
        return "confirmed"

    given = answers(app, [press] * 8)
    assert given.count("confirmed") == 1
    assert all("answered already" in g for g in given if g != "confirmed")
    assert len(ready.mails("endorsement_answered")) == 1
