"""Acts on many proposals: what the preview promises is what happens, and the rest is told."""

import threading
from collections.abc import Callable

import pytest
import sqlalchemy as sa
from flask import Flask

from grants.accounts.models import Person, Role
from grants.calls.models import Call
from grants.core import clock, jobs
from grants.core.db import db
from grants.core.errors import NotFound, Refused, Repeated
from grants.desk.models import BulkRun
from grants.desk.rules.bulk import AT_ONCE, shared_out
from grants.desk.service import bulk
from grants.mail.models import Mail
from grants.notes.models import ProposalTag
from grants.proposals.models import Proposal, ProposalStatus as S
from grants.proposals.service.withdraw import withdraw
from grants.screening import service as screening
from grants.screening.models import Checker, Clarification, Screening
from tests import build
from tests.browsing import Browser
from tests.counting import queries_of
from tests.desk.test_proposals import url
from tests.screening import cases

Browse = Callable[..., Browser]


@pytest.fixture
def call(app: Flask) -> Call:
    return cases.closed_call()


def some(call: Call, n: int, who: Person | None = None) -> list[Proposal]:
    who = who or build.person("Ama Mensah")
    return [cases.submitted(call, who, title=f"Proposal {k}") for k in range(n)]


def refs(rows: list[Proposal]) -> list[str]:
    return [row.ref for row in rows]


def passed(row: Proposal, by: Person) -> None:
    """Every item in order, no outcome yet."""
    cases.start(row, by)
    cases.answer(row, by, B2="yes", B5="yes")


def go(by: Person, call: Call, run: BulkRun) -> BulkRun:
    """Start it, and let the worker end it."""
    key = run.id
    bulk.start(build.acting(by), call, run.ref)
    while jobs.work_once():
        pass
    return db.session.get_one(BulkRun, key, populate_existing=True)


def tie(who: Person, row: Proposal) -> None:
    screening.step_aside(build.acting(who), row.ref, "The mayor is my cousin.")


def why(run: BulkRun) -> dict[str, str]:
    return {one["ref"]: one["why"]["$msg"][0] for one in run.report}


def officer_of(row: Proposal) -> int | None:
    return db.session.scalar(sa.select(Screening.officer_id).where(Screening.proposal_id == row.id))


def mails(kind: str) -> list[str]:
    return list(
        db.session.scalars(sa.select(Mail.address).where(Mail.kind == kind).order_by(Mail.id))
    )


@pytest.mark.both_databases
def test_of_many_those_no_longer_in_the_state_are_named_and_the_rest_is_done(call: Call) -> None:
    ama, officer, lead = build.person("Ama"), cases.officer("Sofia"), cases.lead("Helena")
    rows = some(call, AT_ONCE + 35, ama)
    run = bulk.plan_assign(build.acting(lead), call, refs(rows), [officer.ref])
    assert (len(run.refs), run.report) == (len(rows), [])
    for row in rows[3:6]:
        withdraw(build.acting(ama), row.ref)
    run = go(lead, call, run)
    assert run.finished_at is not None
    assert run.done == len(rows)
    assert sorted(why(run)) == sorted(refs(rows[3:6]))
    assert all("state is" in words for words in why(run).values())
    states = db.session.execute(
        sa.select(Proposal.status, sa.func.count()).group_by(Proposal.status)
    )
    assert {row[0]: row[1] for row in states} == {S.SCREENING: len(rows) - 3, S.WITHDRAWN: 3}
    assert mails("checks_given") == [officer.email]


@pytest.mark.both_databases
def test_a_run_carried_out_twice_at_once_does_everything_once(app: Flask, call: Call) -> None:
    officer, lead = cases.officer("Sofia"), cases.lead("Helena")
    rows = some(call, 6)
    for row in rows:
        passed(row, officer)
    run = bulk.plan_eligible(build.acting(lead), call, refs(rows))
    run_id, actor, sent = run.id, build.acting(lead), len(mails("proposal_find_eligible_team"))
    db.session.execute(
        sa.update(BulkRun).where(BulkRun.id == run_id).values(started_at=clock.now())
    )
    db.session.commit()
    db.session.remove()
    barrier, failed = threading.Barrier(2), []

    def work() -> None:
        with app.app_context():
            barrier.wait(20)
            try:
                bulk.carry_on({"run_id": run_id})
            except Exception as error:
                failed.append(error)
            finally:
                db.session.remove()

    threads = [threading.Thread(target=work) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert failed == []
    assert actor.person_id
    found = db.session.get_one(BulkRun, run_id, populate_existing=True)
    assert (found.done, found.report) == (6, [])
    assert len(mails("proposal_find_eligible_team")) == sent + 6


@pytest.mark.both_databases
def test_a_plan_changes_nothing_and_is_carried_out_once(call: Call) -> None:
    officer, lead = cases.officer(), cases.lead()
    rows = some(call, 2)
    run = bulk.plan_assign(build.acting(lead), call, refs(rows), [officer.ref])
    assert {row.status for row in rows} == {S.SUBMITTED}
    assert mails("checks_given") == []
    bulk.start(build.acting(lead), call, run.ref, operation="key")
    with pytest.raises(Repeated):
        bulk.start(build.acting(lead), call, run.ref, operation="key")
    with pytest.raises(Refused, match="carried out already"):
        bulk.start(build.acting(lead), call, run.ref)
    assert len(mails("checks_given")) == 1


@pytest.mark.both_databases
def test_what_the_plan_left_out_stays_even_if_it_could_be_changed_later(call: Call) -> None:
    officer, lead = cases.officer(), cases.lead()
    ready, late = some(call, 2)
    passed(ready, officer)
    cases.start(late, officer)
    run = bulk.plan_eligible(build.acting(lead), call, refs([ready, late]))
    assert run.refs == [ready.ref]
    assert "Still in the way" in why(run)[late.ref]
    cases.answer(late, officer, B2="yes", B5="yes")
    run = go(lead, call, run)
    db.session.refresh(ready)
    db.session.refresh(late)
    assert (ready.status, late.status) == (S.ELIGIBLE, S.SCREENING)
    assert list(why(run)) == [late.ref]


@pytest.mark.both_databases
def test_checks_are_shared_out_evenly_and_never_to_somebody_tied(call: Call) -> None:
    sofia, kwame, lead = cases.officer("Sofia"), cases.officer("Kwame"), cases.lead()
    rows = some(call, 6)
    tie(sofia, rows[0])
    run = go(lead, call, bulk.plan_assign(
        build.acting(lead), call, refs(rows), [sofia.ref, kwame.ref]
    ))  # fmt: skip
    given = [officer_of(row) for row in rows]
    assert given[0] == kwame.id
    assert sorted(map(given.count, (sofia.id, kwame.id))) == [3, 3]
    assert run.report == []


@pytest.mark.both_databases
def test_who_gives_checks_away_may_confirm_them_and_who_got_them_may_not(call: Call) -> None:
    sofia, lead = cases.officer("Sofia"), cases.lead()
    row = some(call, 1)[0]
    go(lead, call, bulk.plan_assign(build.acting(lead), call, [row.ref], [sofia.ref]))
    assert officer_of(row) == sofia.id
    assert db.session.scalar(sa.select(sa.func.count(Checker.id))) == 0
    cases.answer(row, sofia, B2="yes", B5="no")
    assert db.session.scalars(sa.select(Checker.person_id)).all() == [sofia.id]


def test_a_tied_officer_alone_gets_nothing_and_the_reason_is_told(call: Call) -> None:
    sofia, lead = cases.officer(), cases.lead()
    row = some(call, 1)[0]
    tie(sofia, row)
    run = bulk.plan_assign(build.acting(lead), call, [row.ref], [sofia.ref])
    assert run.refs == []
    assert "ties" in why(run)[row.ref]


@pytest.mark.both_databases
def test_each_city_is_asked_only_about_what_is_curable_in_its_own_check(call: Call) -> None:
    officer = cases.officer()
    asked, other = some(call, 2)
    for row in (asked, other):
        cases.start(row, officer)
    cases.answer(asked, officer, B2="curable", B5="yes")
    cases.answer(other, officer, B2="yes", B5="yes")
    run = bulk.plan_ask(
        build.acting(officer), call, refs([asked, other]), ["B2"], "Please send the letter."
    )
    assert run.refs == [asked.ref]
    assert "curable" in why(run)[other.ref]
    go(officer, call, run)
    rows = db.session.scalars(sa.select(Clarification)).all()
    assert [(one.proposal_id, one.items) for one in rows] == [(asked.id, ["B2"])]
    assert mails("proposal_ask_clarification_team")


@pytest.mark.both_databases
def test_a_tag_goes_on_those_without_it(call: Call) -> None:
    officer = cases.officer()
    rows = some(call, 3)
    go(officer, call, bulk.plan_tag(build.acting(officer), call, [rows[0].ref], "Coast"))
    run = bulk.plan_tag(build.acting(officer), call, refs(rows), "coast")
    assert run.refs == refs(rows[1:])
    go(officer, call, run)
    put = sa.select(ProposalTag.proposal_id).order_by(ProposalTag.proposal_id)
    assert list(db.session.scalars(put)) == [row.id for row in rows]


def test_somebody_tied_finds_the_proposal_in_no_plan_of_theirs(call: Call) -> None:
    officer = cases.officer()
    seen, hidden = some(call, 2)
    run = bulk.plan_tag(build.acting(officer), call, refs([seen, hidden]), "Coast")
    tie(officer, hidden)
    again = bulk.plan_tag(build.acting(officer), call, refs([seen, hidden]), "River")
    assert (again.refs, again.report) == ([seen.ref], [])
    run = go(officer, call, run)
    assert why(run) == {hidden.ref: "It is no longer in your list."}


def test_a_run_is_its_makers_alone_and_old_ones_go(call: Call) -> None:
    officer, other, auditor = cases.officer(), cases.officer(), build.person("", Role.AUDITOR)
    run = bulk.plan_tag(build.acting(officer), call, refs(some(call, 1)), "Coast")
    with pytest.raises(NotFound):
        bulk.start(build.acting(other), call, run.ref)
    with pytest.raises(NotFound):
        bulk.plan_tag(build.acting(auditor), call, run.refs, "Coast")
    assert bulk.drop_old_runs() == 0
    run.expires_at = clock.now()
    db.session.commit()
    assert bulk.drop_old_runs() == 1


def test_equal_hands_the_first_first() -> None:
    free = {1: frozenset("abc"), 2: frozenset("bc")}
    assert shared_out("abcd", free, [1, 2]) == {"a": 1, "b": 2, "c": 1}


# -- on the page --------------------------------------------------------------------------------


def test_an_officer_gives_three_to_a_colleague_and_sees_what_became_of_it(
    call: Call, browse: Browse
) -> None:
    sofia, lead = cases.officer("Sofia"), cases.lead("Helena")
    some(call, 3)
    page = browse(lead).get(url(call)).form(action="selected").submit({"everything": "yes"})
    assert page.heading == "3 chosen proposals"
    page = page.form(action="acts/assign").submit({"officers": sofia.ref})
    assert "3 proposals change as the table shows." in page.text
    assert "Sofia: one message about 3 checks" in page.text
    assert "Nobody yet · Submitted" in page.text
    page = page.form(action="start").submit()
    assert "3 proposals were changed" in page.text
    assert "Sofia" in browse(lead).get(url(call)).text


def test_the_preview_names_the_people_who_are_written_to(call: Call, browse: Browse) -> None:
    officer = cases.officer()
    row = some(call, 1)[0]
    passed(row, officer)
    page = browse(officer).get(url(call)).form(action="selected").submit({"ref": row.ref})
    page = page.form(action="acts/eligible").submit()
    assert "1 person in the teams" in page.text
    assert "Ama Mensah" in page.text


def test_bad_input_comes_back_with_everything_typed(call: Call, browse: Browse) -> None:
    officer = cases.officer()
    some(call, 1)
    chosen = browse(officer).get(url(call)).form(action="selected").submit({"everything": "yes"})
    page = chosen.form(action="acts/assign").submit()
    assert page.status == 422
    assert "Choose at least one person" in page.text
    page = chosen.form(action="acts/tag").submit({"name": "…"})
    assert "at least one letter or digit" in page.text
    page = chosen.form(action="acts/ask").submit({"question": "<b>What</b>?"})
    assert "Choose at least one item" in page.text
    assert "<b>What</b>?" in page.text


def test_a_plan_of_which_nothing_can_be_changed_has_no_button(call: Call, browse: Browse) -> None:
    officer = cases.officer()
    some(call, 1)
    page = browse(officer).get(url(call)).form(action="selected").submit({"everything": "yes"})
    page = page.form(action="acts/eligible").submit()
    assert "Nothing of it can be changed" in page.text
    assert "does not wait for an outcome" in page.text


def test_an_auditortakes_the_list_along_and_changes_nothing(call: Call, browse: Browse) -> None:
    some(call, 1)
    auditor = build.person("", Role.AUDITOR)
    page = browse(auditor).get(url(call)).form(action="selected").submit({"everything": "yes"})
    assert "Take them along" in page.text
    assert "Do something" not in page.text
    with pytest.raises(NotFound):
        bulk.plan_tag(build.acting(auditor), call, ["PR0P0SAL"], "Coast")


def test_many_cost_as_few_queries_as_few(call: Call, browse: Browse) -> None:
    officer = cases.officer()
    rows = some(call, 40)
    few = bulk.plan_tag(build.acting(officer), call, refs(rows[:3]), "Coast").ref
    many = bulk.plan_tag(build.acting(officer), call, refs(rows), "River").ref
    browser = browse(officer)
    counts = {ref: queries_of(browser, f"{url(call)}/runs/{ref}") for ref in (few, many)}
    assert counts[few] == counts[many] <= 12
