"""Many presses of one button: one submission, everybody answered with it."""

from collections.abc import Callable
from functools import partial

import pytest
import sqlalchemy as sa
from flask import Flask

from grants.core.db import db
from grants.core.errors import Repeated
from grants.core.operations import new_key
from grants.mail.models import Mail
from grants.proposals.models import Attempt, AttemptOutcome, Receipt, Snapshot
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
