"""The office's list of every try to submit: that it was made, and nothing of a draft."""

import csv
import io
from collections.abc import Callable
from datetime import timedelta

import openpyxl
import pytest
from flask import Flask

from grants.accounts.models import Person, Role
from grants.core import clock
from grants.core.db import db
from grants.proposals.models import Attempt, AttemptOutcome, Proposal
from grants.proposals.service.submit import NotSubmitted
from tests import build
from tests.browsing import Browser
from tests.counting import queries_of
from tests.proposals import ready

Browse = Callable[..., Browser]


def tried(
    proposal: Proposal, person: Person, outcome: AttemptOutcome, n: int = 1, **facts: object
) -> None:
    for i in range(n):
        db.session.add(
            Attempt(
                proposal_id=proposal.id,
                person_id=person.id,
                received_at=clock.now() + timedelta(seconds=i),
                outcome=outcome,
                facts=facts,
            )
        )
    db.session.commit()


@pytest.fixture
def world(app: Flask) -> ready.World:
    """A draft that was refused once as incomplete, once as late."""
    made = ready.complete(endorsed=False)
    with pytest.raises(NotSubmitted):
        ready.send(made)
    tried(made.proposal, made.lead, AttemptOutcome.LATE, seconds_late=125)
    return made


def test_the_office_sees_that_a_draft_was_tried_and_nothing_of_its_content(
    world: ready.World, browse: Browse
) -> None:
    officer = browse(build.person("Oli", Role.OFFICER))
    page = officer.get(f"/calls/{world.call.ref}/details").click("Attempts to submit")
    assert "2 attempts" in page.text
    assert "2 min 5 s after the deadline" in page.text
    assert "Ama Mensah" in page.text
    assert "never accepted" in page.text
    for path in ("attempts", "attempts.csv"):
        source = officer.get(f"/calls/{world.call.ref}/{path}").source
        for hidden in (world.proposal.title, "Tamale", "sponsors", "Sponsors", "Missing"):
            assert hidden not in source, (path, hidden)
    assert f"/{world.ref}" not in str(page.links()), "no way into a draft"


def test_a_filter_by_outcome_narrows_the_list_and_its_files(
    world: ready.World, browse: Browse
) -> None:
    officer = browse(build.person("Oli", Role.OFFICER))
    here = f"/calls/{world.call.ref}/attempts"
    page = officer.get(here).form("outcome").submit({"outcome": "late"})
    assert "1 attempt," in page.text
    rows = list(csv.reader(io.StringIO(page.click("CSV").source.removeprefix("\ufeff"))))
    assert [row[5] for row in rows] == ["Seconds late", "125"]
    book = openpyxl.load_workbook(io.BytesIO(page.click("XLSX").response.data))
    assert [row[5].value for row in book.active.rows] == ["Seconds late", 125]
    assert "No attempt ended like this" in officer.get(here, {"outcome": "accepted"}).text
    assert "2 attempts" in officer.get(here, {"outcome": "nonsense"}).text


def test_an_accepted_attempt_leads_to_the_file(app: Flask, browse: Browse) -> None:
    world = ready.complete()
    ready.send(world)
    officer = browse(build.person("Oli", Role.OFFICER))
    page = officer.get(f"/calls/{world.call.ref}/attempts")
    assert f"/screening/{world.call.ref}/{world.ref}" in page.links().values()


def test_whoever_is_tied_to_a_proposal_sees_no_trace_of_its_attempts(
    world: ready.World, browse: Browse
) -> None:
    tied = build.person("Tied", Role.OFFICER)
    build.teammate(world.proposal, tied)
    browser = browse(tied)
    assert "Nobody has tried to submit yet" in browser.get(f"/calls/{world.call.ref}/attempts").text
    assert world.ref not in browser.get(f"/calls/{world.call.ref}/attempts.csv").source


@pytest.mark.parametrize("roles", [(), (Role.EVALUATOR,), (Role.FINANCE,)])
def test_nobody_else_reads_the_list(
    world: ready.World, browse: Browse, roles: tuple[Role, ...]
) -> None:
    browser = browse(build.person("", *roles))
    for path in ("attempts", "attempts.csv", "attempts.xlsx"):
        assert browser.get(f"/calls/{world.call.ref}/{path}").status in (403, 404)


def test_a_name_that_looks_like_a_formula_stays_a_name(app: Flask, browse: Browse) -> None:
    world = ready.complete()
    mallory = build.person("=HYPERLINK(1)")
    tried(world.proposal, mallory, AttemptOutcome.REFUSED)
    officer = browse(build.person("Oli", Role.OFFICER))
    text = officer.get(f"/calls/{world.call.ref}/attempts.csv").source
    assert '"\'=HYPERLINK(1)"' in text
    data = officer.get(f"/calls/{world.call.ref}/attempts.xlsx").response.data
    cell = openpyxl.load_workbook(io.BytesIO(data)).active["D2"]
    assert (cell.value, cell.data_type) == ("=HYPERLINK(1)", "s")


def test_a_long_list_goes_by_pages_and_asks_no_more_for_more(
    world: ready.World, browse: Browse
) -> None:
    officer = browse(build.person("Oli", Role.OFFICER))
    here = f"/calls/{world.call.ref}/attempts"
    officer.get(here)
    few = queries_of(officer, here)
    tried(world.proposal, world.lead, AttemptOutcome.LATE, n=60, seconds_late=1)
    assert queries_of(officer, here) == few <= 12
    page = officer.get(here)
    assert "1 to 50 of 62" in page.text
    assert "51 to 62 of 62" in page.click("Next page").text
    assert officer.get(here, {"page": "999999999999"}).status == 200
