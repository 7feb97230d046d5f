"""Who has still to check a proposal again finds nothing of it anywhere else, in no figure."""

from collections.abc import Callable

import pytest
import sqlalchemy as sa
from flask import Flask

from grants.accounts.models import Person
from grants.calls.models import Call
from grants.core import clock
from grants.core.db import db
from grants.proposals.models import Proposal
from grants.proposals.queries.conflicts import conflicted_people
from grants.proposals.service.documents import may_read_files as in_office
from grants.screening import service
from grants.screening.models import CheckAnswer, Finding, Rescreen
from grants.screening.queries.blind import may_read_files
from grants.screening.service import Reply
from tests import build
from tests.browsing import Browser
from tests.screening import cases

pytestmark = pytest.mark.both_databases
Browse = Callable[..., Browser]
TITLE = "The hidden one"


@pytest.fixture
def people(app: Flask) -> dict[str, Person]:
    return {name: cases.officer(name) for name in ("First", "Second", "Blind")}


@pytest.fixture(params=["refused", "eligible"])
def row(request: pytest.FixtureRequest, people: dict[str, Person]) -> Proposal:
    """One proposal whose check has ended, drawn and given to Blind, beside one of its call."""
    call, first = cases.closed_call(), people["First"]
    found = cases.submitted(call, title=TITLE)
    if request.param == "refused":
        cases.refused(found, first, people["Second"])
    else:
        cases.start(found, first)
        cases.answer(found, first, B2="yes", B5="yes")
        service.find(build.acting(first), found.ref, Finding.ELIGIBLE)
    service.draw(build.acting(cases.lead("Lead")), call.ref)
    db.session.execute(sa.update(Rescreen).values(officer_id=people["Blind"].id))
    db.session.commit()
    cases.submitted(call, title="The other one")
    return found


def pages(row: Proposal) -> dict[str, str]:
    """Every page on which the outcome of a check could be read, by its title or by a count."""
    call = db.session.get_one(Call, row.call_id).ref
    return {
        "the list": f"/calls/{call}/proposals",
        "the list of one state": f"/calls/{call}/proposals?state=ineligible&state=eligible",
        "the spreadsheet": f"/calls/{call}/proposals.csv",
        "the search": "/search?q=hidden",
        "the desk": f"/screening/{call}/?view=done",
        "all of the desk": f"/screening/{call}/?view=all",
        "look-alikes": f"/screening/{call}/look-alikes",
        "names": f"/names/{call}?view=all",
        "overlap": "/overlap/",
        "home": "/",
        "for me": "/for-you/",
    }


def test_it_is_in_no_list_count_search_or_export_until_it_is_ended(
    row: Proposal, people: dict[str, Person], browse: Browse
) -> None:
    blind, other = browse(people["Blind"]), browse(people["First"])
    for name, path in pages(row).items():
        page = blind.get(path)
        assert page.status == 200, name
        assert TITLE not in page.source, name
        assert row.ref not in page.source, name
    listed = pages(row)["the list"]
    # One is handed in for who must not know, in one state: nothing is left to be subtracted.
    assert "1 proposal handed in" in blind.get(listed).text
    assert "2 proposals handed in" in other.get(listed).text
    for state in ("Ineligible (", "Eligible ("):
        assert state not in blind.get(listed).text
    assert TITLE in other.get(listed).source
    assert "0 Done" in blind.get(pages(row)["the desk"]).text.replace(" of 1", "")
    end(row, people["Blind"])
    assert TITLE in blind.get(listed).source


def end(row: Proposal, who: Person) -> None:
    replies = {code: Reply(CheckAnswer.YES, "") for code in ("B2", "B5")}
    call = db.session.get_one(Call, row.call_id).ref
    service.save_again(build.acting(who), call, row.ref, replies, finish=True)


def test_every_page_of_it_is_gone_but_the_blind_check_to_which_the_file_leads(
    row: Proposal, people: dict[str, Person], browse: Browse
) -> None:
    blind = browse(people["Blind"])
    call = db.session.get_one(Call, row.call_id).ref
    for tail in ("notes", "activity", "messages", ""):
        assert blind.get(f"/proposals/{row.ref}/{tail}").status == 404, tail
    for path in (f"/names/{call}/{row.ref}", f"/overlap/{call}/{row.ref}"):
        assert blind.get(path).status == 404, path
    for tail in ("", "/finding", "/clarify", "/step-aside"):
        page = blind.get(f"/screening/{call}/{row.ref}{tail}")
        assert page.heading == f"Check again: {TITLE}", tail
    assert TITLE in blind.get(f"/screening/{call}/even-handed").source


def test_nobody_tells_them_of_it_but_its_documents_stay_readable(
    row: Proposal, people: dict[str, Person]
) -> None:
    blind = build.acting(people["Blind"])
    assert people["Blind"].id in conflicted_people(row)
    assert may_read_files(blind, row.id)
    assert not in_office(blind, row.id)
    assert not may_read_files(build.acting(people["First"]), row.id)
    db.session.execute(sa.update(Rescreen).values(done_at=clock.now()))
    assert people["Blind"].id not in conflicted_people(row)
    assert in_office(blind, row.id)
    assert not may_read_files(blind, row.id)
