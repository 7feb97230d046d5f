"""Two people of the office at once, on both databases: one effect each, nobody overwritten."""

from collections.abc import Callable

import pytest
import sqlalchemy as sa
from flask import Flask

from grants.accounts.models import Person
from grants.audit.models import TrailEvent
from grants.core.db import db
from grants.core.errors import Conflict, Refused, Repeated
from grants.mail.models import Mail
from grants.proposals.models import Proposal, ProposalStatus as S
from grants.screening import service
from grants.screening.models import (
    Clarification,
    Finding,
    LookAlike,
    LookAlikeSearch,
    Screening,
)
from grants.screening.service import Reply
from tests import build
from tests.races.rounds import all_at_once
from tests.screening import cases

pytestmark = pytest.mark.both_databases


def times(action: str) -> int:
    return (
        db.session.scalar(
            sa.select(sa.func.count()).select_from(TrailEvent).where(TrailEvent.action == action)
        )
        or 0
    )


def status(row_id: int) -> S:
    return db.session.get_one(Proposal, row_id, populate_existing=True).status


def acts(people: list[Person], act: Callable[..., None]) -> list[Callable[[], str]]:
    actors = [build.acting(p) for p in people]

    def once(actor: object) -> str:
        act(actor)
        return "done"

    return [lambda a=a: once(a) for a in actors]


def test_of_ten_officers_who_start_one_check_one_becomes_its_officer(app: Flask) -> None:
    row = cases.submitted(cases.closed_call())
    ref, row_id = row.ref, row.id
    people = [cases.officer() for _ in range(10)]
    results = all_at_once(app, acts(people, lambda actor: service.start(actor, ref)))
    assert results.count("done") == 1
    assert sum(isinstance(r, Refused) for r in results) == 9
    assert status(row_id) is S.SCREENING
    assert db.session.scalar(sa.select(sa.func.count()).select_from(Screening)) == 1
    assert times("proposal:start_screening") == 1


def test_of_ten_second_officers_one_confirms_and_the_city_is_told_once(app: Flask) -> None:
    row = cases.submitted(cases.closed_call())
    cases.refuse(row, cases.officer())
    ref, row_id = row.ref, row.id
    people = [cases.officer() for _ in range(10)]
    results = all_at_once(app, acts(people, lambda actor: service.confirm(actor, ref)))
    assert results.count("done") == 1
    assert status(row_id) is S.INELIGIBLE
    assert times("proposal:find_ineligible") == 1
    kinds = db.session.scalars(sa.select(Mail.kind)).all()
    assert kinds.count("proposal_find_ineligible_team") == 1


def test_confirming_and_sending_back_at_once_leaves_one_of_both(app: Flask) -> None:
    row = cases.submitted(cases.closed_call())
    cases.refuse(row, cases.officer())
    ref, row_id = row.ref, row.id
    one, two = (build.acting(cases.officer()) for _ in range(2))
    confirmed, returned = all_at_once(
        app,
        [lambda: service.confirm(one, ref), lambda: service.send_back(two, ref, "Look again.")],
    )
    assert (confirmed is None) != (returned is None)
    found = db.session.scalars(sa.select(Screening)).one()
    if confirmed is None:
        assert (status(row_id), found.finding) == (S.INELIGIBLE, Finding.INELIGIBLE)
    else:
        assert (status(row_id), found.finding) == (S.SCREENING, None)


def test_of_ten_who_save_the_same_version_one_is_kept_and_the_others_see_both(app: Flask) -> None:
    row = cases.submitted(cases.closed_call())
    people = [cases.officer() for _ in range(10)]
    cases.start(row, people[0])
    ref, version = row.ref, db.session.scalars(sa.select(Screening.version)).one()

    def save(actor: object) -> None:
        note = f"Note of {actor.person_id}"  # type: ignore[attr-defined]
        service.answer_checks(
            actor,  # type: ignore[arg-type]
            ref,
            {"B5": Reply(cases.CheckAnswer.YES, note)},
            version=version,
        )

    results = all_at_once(app, acts(people, save))
    assert results.count("done") == 1
    stale = [r for r in results if isinstance(r, Conflict)]
    assert len(stale) == 9
    assert all(r.mine["B5"] != r.theirs["B5"] for r in stale)


def test_an_answer_and_its_retries_are_kept_once(app: Flask) -> None:
    city, officer = build.person(), cases.officer()
    row = cases.submitted(cases.closed_call(), city)
    cases.start(row, officer)
    cases.answer(row, officer, B2="curable", B5="yes")
    service.ask_clarification(build.acting(officer), row.ref, ["B2"], "The letter?")
    ref, row_id, actor = row.ref, row.id, build.acting(city)

    def answer() -> None:
        service.answer_clarification(actor, ref, "Here it is.", operation="same")

    results = all_at_once(app, [answer] * 8)
    assert results.count(None) == 1
    assert sum(isinstance(r, Repeated) for r in results) == 7
    assert status(row_id) is S.SCREENING
    assert db.session.scalars(sa.select(Clarification)).one().answer == "Here it is."
    assert times("clarification:answer") == 1


def test_an_answer_at_the_moment_of_expiry_is_never_lost(app: Flask) -> None:
    from grants.core import clock
    from grants.screening.service.clarify_clock import expire

    city, officer = build.person(), cases.officer()
    row = cases.submitted(cases.closed_call(), city)
    cases.start(row, officer)
    cases.answer(row, officer, B2="curable", B5="yes")
    service.ask_clarification(build.acting(officer), row.ref, ["B2"], "The letter?")
    asked = db.session.scalars(sa.select(Clarification)).one()
    ref, row_id, actor, asked_id = row.ref, row.id, build.acting(city), asked.id
    clock.set_offset(clock.offset() + (asked.due_at - clock.now()) * 1.01)
    answered, expired = all_at_once(
        app,
        [
            lambda: service.answer_clarification(actor, ref, "Here it is."),
            lambda: expire({"clarification_id": asked_id}),
        ],
    )
    assert (answered, expired) == (None, None)
    found = db.session.scalars(sa.select(Clarification)).one()
    assert (found.answer, found.status.value) == ("Here it is.", "answered_late")
    assert status(row_id) is S.SCREENING
    assert times("proposal:end_clarification") == 1


def test_of_two_workers_who_find_the_same_two_one_stores_the_pair(app: Flask) -> None:
    text = "Residents and newcomers map every house together and agree on the lanes. " * 3
    answers = {**cases.ANSWERS, "summary": text}
    rows = [cases.submitted(cases.closed_call(), content={"answers": answers}) for _ in range(2)]
    ids = [row.id for row in rows]
    results = all_at_once(
        app,
        [
            lambda of=of: service.find_lookalikes({"proposal_id": of})
            for of in ids
            for _ in range(3)
        ],
    )
    assert results == [None] * 6
    found = db.session.scalars(sa.select(LookAlike)).one()
    assert (found.proposal_id, found.other_id) == (max(ids), min(ids))


def test_of_eight_leads_who_have_all_compared_again_one_search_comes(app: Flask) -> None:
    ref = cases.closed_call().ref
    people = [cases.lead() for _ in range(8)]
    results = all_at_once(
        app, acts(people, lambda actor: service.look_again(actor, ref, everywhere=True))
    )
    assert results.count("done") == 1
    assert sum(isinstance(r, Refused) for r in results) == 7
    assert db.session.scalar(sa.select(sa.func.count()).select_from(LookAlikeSearch)) == 1
