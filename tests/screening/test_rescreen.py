"""A part of the checks done again, blind: who gets it, what they see, and what it leaves alone."""

from collections.abc import Callable

import pytest
import sqlalchemy as sa
from flask import Flask

from grants.accounts.models import Person, Role
from grants.calls.models import Call
from grants.core.db import db
from grants.core.errors import NotFound, Refused
from grants.mail.models import Mail
from grants.proposals.models import Proposal, ProposalStatus as S
from grants.screening import service
from grants.screening.models import CheckAnswer, Finding, Rescreen, RescreenSample
from grants.screening.queries import rescreen as queries
from grants.screening.rules.rescreen import drawn
from grants.screening.service import Reply
from tests import build
from tests.browsing import Browser
from tests.counting import queries_of
from tests.screening import cases

pytestmark = pytest.mark.both_databases
Browse = Callable[..., Browser]
SECRET = "The theme is another one."


def checked(of: Call, first: Person, second: Person, *, refused: bool = False) -> Proposal:
    row = cases.submitted(of)
    if refused:
        cases.refused(row, first, second)
        return row
    cases.start(row, first)
    cases.answer(row, first, B2="yes", B5="yes")
    service.find(build.acting(first), row.ref, Finding.ELIGIBLE)
    return row


@pytest.fixture
def people(app: Flask) -> dict[str, Person]:
    return {
        "first": cases.officer("First"),
        "second": cases.officer("Second"),
        "blind": cases.officer("Blind"),
        "lead": cases.lead("Lead"),
    }


@pytest.fixture
def drawn_one(people: dict[str, Person]) -> Proposal:
    """One refused proposal, drawn; only Blind may check it again (the lead is tied to it)."""
    call = cases.closed_call()
    row = checked(call, people["first"], people["second"], refused=True)
    other = cases.lead("Another lead")
    works_for = build.organisation()
    build.affiliate(people["lead"], works_for)
    db.session.execute(
        sa.update(Proposal).where(Proposal.id == row.id).values(proponent_id=works_for.id)
    )
    db.session.commit()
    service.draw(build.acting(other), call.ref)
    again = db.session.scalars(sa.select(Rescreen)).one()
    again.officer_id = people["blind"].id
    db.session.commit()
    return row


def address(row: Proposal, tail: str = "") -> str:
    call = db.session.get_one(Call, row.call_id)
    return f"/screening/{call.ref}/{row.ref}{tail}"


def call_of(row: Proposal) -> Call:
    return db.session.get_one(Call, row.call_id)


def finish(row: Proposal, who: Person, **answers: str) -> None:
    replies = {code: Reply(CheckAnswer(value), "seen") for code, value in answers.items()}
    service.save_again(build.acting(who), call_of(row).ref, row.ref, replies, finish=True)


def test_the_draw_is_reproducible_and_gives_nothing_to_who_took_part(
    people: dict[str, Person],
) -> None:
    call = cases.closed_call()
    rows = [checked(call, people["first"], people["second"], refused=n % 2 == 0) for n in range(11)]
    assert service.draw(build.acting(people["lead"]), call.ref) == 2
    sample = db.session.scalars(sa.select(RescreenSample)).one()
    again = db.session.scalars(sa.select(Rescreen).order_by(Rescreen.position)).all()
    refs = {row.id: row.ref for row in rows}
    assert [refs[one.proposal_id] for one in again] == drawn(sample.seed, refs.values(), 2)
    refused = {row.id for row in rows if row.status is S.INELIGIBLE}
    for one in again:
        assert one.officer_id != people["first"].id
        assert one.proposal_id not in refused or one.officer_id != people["second"].id
    told = db.session.scalars(sa.select(Mail.person_id).where(Mail.kind == "rescreen_given"))
    assert set(told) == {one.officer_id for one in again}


def test_a_sample_is_drawn_once_by_a_lead(people: dict[str, Person]) -> None:
    call = cases.closed_call()
    with pytest.raises(Refused):
        service.draw(build.acting(people["lead"]), call.ref)
    db.session.rollback()
    checked(call, people["first"], people["second"])
    service.draw(build.acting(people["lead"]), call.ref)
    with pytest.raises(Refused):
        service.draw(build.acting(people["lead"]), call.ref)


def test_where_everybody_took_part_nobody_is_given_it(app: Flask) -> None:
    call, only = cases.closed_call(), cases.lead("Only")
    checked(call, only, only)
    service.draw(build.acting(only), call.ref)
    assert db.session.scalars(sa.select(Rescreen.officer_id)).one() is None


def test_until_it_is_ended_the_blind_officer_sees_nothing_of_the_first_check(
    drawn_one: Proposal, people: dict[str, Person], browse: Browse
) -> None:
    browser = browse(people["blind"])
    for tail in ("", "/again", "/find", "/confirm", "/clarify", "/appeal"):
        page = browser.get(address(drawn_one, tail))
        if page.status == 200:
            assert "You check this one again, blind" in page.text, tail
            for hidden in (SECRET, "First", "Second", "not eligible"):
                assert hidden not in page.text.replace("First check", ""), (tail, hidden)
    figures = browser.get(f"/screening/{call_of(drawn_one).ref}/even-handed")
    assert "Not eligible 1" not in figures.text
    assert "Ended checks" not in figures.text
    assert "Waits for you" in figures.text


def test_a_blind_finding_changes_no_outcome_and_then_both_are_shown(
    drawn_one: Proposal, people: dict[str, Person], browse: Browse
) -> None:
    finish(drawn_one, people["blind"], B2="yes", B5="yes")
    db.session.refresh(drawn_one)
    assert drawn_one.status is S.INELIGIBLE
    row = db.session.scalars(sa.select(Rescreen)).one()
    assert (row.finding, row.done_at is not None) == (Finding.ELIGIBLE, True)
    for who in ("blind", "first"):
        page = browse(people[who]).get(address(drawn_one, "/again"))
        assert "Another outcome" in page.text
        assert "Differs" in page.text
    assert "Checklist" in browse(people["blind"]).get(address(drawn_one)).text
    with pytest.raises(Refused):
        finish(drawn_one, people["blind"], B2="yes", B5="no")


def test_only_the_officer_it_was_given_to_finds_it(
    drawn_one: Proposal, people: dict[str, Person], browse: Browse
) -> None:
    for who in ("first", "second", "lead"):
        assert browse(people[who]).get(address(drawn_one, "/again")).status == 404
        with pytest.raises(NotFound):
            finish(drawn_one, people[who], B2="yes", B5="yes")
        db.session.rollback()
    assert "Checklist" in browse(people["first"]).get(address(drawn_one)).text


def test_a_blind_check_rests_on_every_item_and_may_be_kept_for_later(
    drawn_one: Proposal, people: dict[str, Person], browse: Browse
) -> None:
    browser = browse(people["blind"])
    page = browser.get(address(drawn_one, "/again"))
    page = page.form("answer_B2").submit({"answer_B2": "yes"}, "End my blind check")
    assert page.status == 422
    assert "Still open: B5" in page.text
    page = page.form("answer_B2").submit({"answer_B2": "yes"}, "Keep and come back")
    assert page.form("answer_B2").values()["answer_B2"] == "yes"
    page = page.form("answer_B2").submit({"answer_B5": "no"}, "End my blind check")
    assert "write a note" in page.text
    values = {"answer_B5": "no", "note_B5": "Nothing on it."}
    page = page.form("answer_B2").submit(values, "End my blind check")
    assert "The same outcome" in page.text


def test_somebody_tied_finds_the_proposal_in_no_figure_of_the_sample(
    drawn_one: Proposal, people: dict[str, Person], browse: Browse
) -> None:
    finish(drawn_one, people["blind"], B2="yes", B5="no")
    call = call_of(drawn_one)
    free, tied = build.acting(people["first"]), build.acting(people["lead"])
    assert len(queries.decided_in(free, call)) == len(queries.sample_rows(free, call)) == 1
    assert queries.decided_in(tied, call) == queries.sample_rows(tied, call) == []
    assert queries.compared(free, call, queries.sample_rows(free, call)).overall.n == 2
    assert queries.compared(tied, call, []).overall.n == 0
    page = browse(people["lead"]).get(f"/screening/{call.ref}/even-handed")
    assert drawn_one.title not in page.source


def test_the_figures_are_for_the_office_and_the_auditor_alone(
    drawn_one: Proposal, browse: Browse
) -> None:
    path = f"/screening/{call_of(drawn_one).ref}/even-handed"
    assert browse(build.person("Aude", Role.AUDITOR)).get(path).status == 200
    for role in (Role.EVALUATOR, Role.BOARD_MEMBER, Role.MEMBER_REVIEWER, Role.FINANCE):
        assert browse(build.person("", role)).get(path).status == 403
    assert browse(cases.officer()).get(path + "/draw").status == 403


def test_a_lead_draws_on_a_page_that_says_how_many(
    people: dict[str, Person], browse: Browse
) -> None:
    call = cases.closed_call()
    checked(call, people["first"], people["second"])
    browser = browse(people["lead"])
    page = browser.get(f"/screening/{call.ref}/even-handed").click("Draw the sample")
    assert "1 of 1 ended checks is drawn" in page.text
    page = page.form("operation").submit(button="Draw the sample")
    assert "The sample is drawn" in page.source
    assert "Not ended yet" in page.text or "Waits for you" in page.text


def test_the_page_asks_the_same_of_five_and_of_fifteen(
    people: dict[str, Person], browse: Browse
) -> None:
    call, path = cases.closed_call(), ""
    browser = browse(people["lead"])
    path = f"/screening/{call.ref}/even-handed"
    for _n in range(5):
        checked(call, people["first"], people["second"])
    service.draw(build.acting(people["lead"]), call.ref)
    browser.get(path)
    few = queries_of(browser, path)
    for _n in range(10):
        checked(call, people["first"], people["second"], refused=True)
    assert queries_of(browser, path) == few <= 12
