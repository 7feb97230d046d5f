"""A team and the office writing at once, on both databases: every message stands, each once."""

import pytest
import sqlalchemy as sa
from flask import Flask

from grants.core.actor import Actor
from grants.core.db import db
from grants.core.errors import Conflict, Refused
from grants.messages import service
from grants.messages.models import Message
from tests import build
from tests.messages import writing
from tests.messages.writing import mails, said, thread_row
from tests.races.rounds import all_at_once

WRITERS = 8


@pytest.mark.both_databases
def test_messages_sent_at_once_are_numbered_one_after_the_other(app: Flask) -> None:
    of = writing.world()
    ref, office = of.ref, build.acting(of.officer)
    team = [build.acting(of.lead), build.acting(of.editor)]

    def write(n: int) -> int:
        actor: Actor = office if n % 2 else team[n // 2 % 2]
        return service.send(actor, ref, f"Message {n}")

    results = all_at_once(app, [lambda n=n: write(n) for n in range(WRITERS)])
    assert sorted(results) == list(range(1, WRITERS + 1)), results
    assert sorted(said()) == [f"Message {n}" for n in range(WRITERS)]
    row = thread_row()
    last = db.session.scalars(sa.select(Message).where(Message.n == WRITERS)).one()
    assert (row.last_n, row.last_side, row.last_by_id) == (WRITERS, last.side, last.by_id)


@pytest.mark.both_databases
def test_one_form_sent_many_times_at_once_is_one_message_and_one_mail(app: Flask) -> None:
    of = writing.world()
    ref, actor = of.ref, build.acting(of.officer)
    act = lambda: service.send(actor, ref, "Once", operation="the same key")  # noqa: E731
    all_at_once(app, [act] * WRITERS)
    assert said() == ["Once"]
    assert len(mails()) == 2  # lead and editor


@pytest.mark.both_databases
def test_what_the_team_adds_while_its_message_is_marked_still_waits(app: Flask) -> None:
    of = writing.world()
    of.team_writes()
    ref, version = of.ref, thread_row().version
    office, team = build.acting(of.officer), build.acting(of.lead)
    [marked, n] = all_at_once(
        app,
        [
            lambda: service.settle(office, ref, version=version),
            lambda: service.send(team, ref, "And this?"),
        ],
    )
    assert n == 2
    assert marked is None or isinstance(marked, Conflict | Refused)
    assert thread_row().waits
