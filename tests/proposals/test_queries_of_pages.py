"""How much the pages around submitting ask the database: few queries, the same for many rows."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest
import sqlalchemy as sa
from flask import Flask

from grants.core import clock
from grants.core.db import db
from grants.proposals.models import Attempt, AttemptOutcome
from tests import build
from tests.browsing import Browser
from tests.proposals import ready

PAGES = ("check", "submit", "receipt", "history", "team", "sponsors", "withdraw")


@contextmanager
def counted() -> Iterator[list[str]]:
    seen: list[str] = []

    def note(_c: object, _k: object, statement: str, *_: object) -> None:
        seen.append(statement)

    engine = db.engine
    sa.event.listen(engine, "before_cursor_execute", note)
    try:
        yield seen
    finally:
        sa.event.remove(engine, "before_cursor_execute", note)


def crowd(world: ready.World, n: int) -> None:
    """More of everything that is listed."""
    for i in range(n):
        build.teammate(world.proposal, build.person())
        ready.endorse(world, build.member(), email=f"s{i}@member.example")
        ready.write(world.proposal, "summary", f"Version {i}")
        ready.send(world)
        db.session.add(
            Attempt(
                proposal_id=world.proposal.id,
                person_id=world.lead.id,
                received_at=clock.now(),
                outcome=AttemptOutcome.LATE,
                facts={"seconds_late": i},
            )
        )
    db.session.commit()


@pytest.mark.parametrize("page", PAGES)
def test_a_page_asks_at_most_twelve_times_and_no_more_for_many_rows(
    app: Flask, browse: Callable[..., Browser], page: str
) -> None:
    world = ready.complete()
    crowd(world, 1)
    address, browser = f"/proposals/{world.ref}/{page}", browse(world.lead)
    browser.get(address)
    with counted() as few:
        browser.get(address)
    crowd(world, 8)
    with counted() as many:
        browser.get(address)
    assert len(few) == len(many), few
    assert len(many) <= 12, "\n".join(many)


def test_the_sponsors_page_asks_at_most_twelve_times(
    app: Flask, browse: Callable[..., Browser]
) -> None:
    world = ready.complete(endorsed=False)
    token = ready.ask_sponsor(world)
    with counted() as first:
        browse().get(f"/endorse/{token}")
    assert len(first) <= 12, "\n".join(first)
