"""After its results a lead moves a call on, stage by stage, until nothing of it goes on."""

from collections.abc import Callable
from datetime import timedelta

import pytest
import sqlalchemy as sa
from flask import Flask

from grants.accounts.models import Person, Role
from grants.audit.models import TrailEvent, TrailReason
from grants.calls.models import Call, CallStatus as C, FormKind, Section
from grants.calls.rules import next_stage
from grants.core import clock
from grants.core.db import db
from grants.core.errors import Conflict, Forbidden, Refused, Repeated
from grants.mail.models import Mail
from grants.proposals.models import ProposalStatus as S
from grants.proposals.service.moving_on import move_on
from tests import build
from tests.browsing import Browser

Browse = Callable[..., Browser]
AFTER_RESULTS = (C.RESULTS, C.FULL_PROPOSALS, C.GRANTING)


@pytest.fixture
def lead(app: Flask) -> Person:
    return build.person("Helena", Role.LEAD)


def at(status: C, **over: object) -> Call:
    """A call whose deadline has passed; with a set of questions for the full proposal or not."""
    now = clock.now()
    full = over.pop("full", False)
    dates = {"opens_at": now - timedelta(days=90), "closes_at": now - timedelta(days=30)}
    call = build.call(status=C.DRAFT, **dates, **over)
    if full:
        db.session.add(
            Section(
                call_id=call.id, form=FormKind.FULL_PROPOSAL, group={}, slug="plan", position=1,
                title={"en": "Plan"}, intro={},
            )
        )  # fmt: skip
        db.session.flush()
    call.status = status
    db.session.commit()
    return call


def go(who: Person, call: Call, stage: C, **over: object) -> Call:
    return move_on(build.acting(who), call.ref, stage, **{"version": call.version, **over})  # type: ignore[arg-type]


@pytest.mark.both_databases
def test_a_call_moves_on_one_stage_at_a_time_and_each_is_on_the_trail(lead: Person) -> None:
    call = at(C.RESULTS, full=True)
    go(lead, call, C.FULL_PROPOSALS, reason=" The letters are out. ", operation="key")
    with pytest.raises(Repeated):
        go(lead, call, C.FULL_PROPOSALS, operation="key")
    go(lead, call, C.GRANTING)
    go(lead, call, C.ARCHIVED)
    assert call.status is C.ARCHIVED
    events = db.session.scalars(sa.select(TrailEvent.action).order_by(TrailEvent.seq)).all()
    assert events == ["call:enter"] * 3
    assert db.session.scalars(sa.select(TrailReason.words)).all() == ["The letters are out."]
    assert db.session.scalars(sa.select(Mail.kind)).all() == []


@pytest.mark.parametrize(
    ("over", "stage"),
    [({}, C.GRANTING), ({"full": True}, C.FULL_PROPOSALS), ({"stages": 2}, C.FULL_PROPOSALS)],
    ids=["one stage", "a set of questions", "two scored stages"],
)
def test_without_full_proposals_their_stage_is_left_out(
    lead: Person, browse: Browse, over: dict[str, object], stage: C
) -> None:
    call = at(C.RESULTS, **over)
    page = browse(lead).get(f"/calls/{call.ref}/details").click("Move the call on")
    assert ("that stage is left out" in page.text) is (stage is C.GRANTING)
    page = page.form("Move the call on").submit()
    assert "The call has moved on" in page.text
    db.session.expire_all()
    assert call.status is stage


@pytest.mark.parametrize("status", [one for one in C if one not in AFTER_RESULTS])
def test_nothing_follows_before_the_results_when_cancelled_or_when_over(
    lead: Person, browse: Browse, status: C
) -> None:
    assert next_stage(build.call(status=status), True) is None
    call = build.call(status=status)
    for stage in C:
        with pytest.raises(Refused):
            go(lead, call, stage)
        db.session.rollback()
    browser = browse(lead)
    page = browser.get(f"/calls/{call.ref}/move-on")
    assert "There is no stage to move it on to" in page.text
    assert "Move the call on" not in browser.get(f"/calls/{call.ref}/details").links()


@pytest.mark.parametrize("stage", [C.SCREENING, C.RESULTS, C.GRANTING, C.ARCHIVED])
def test_no_other_stage_can_be_chosen(lead: Person, stage: C) -> None:
    call = at(C.RESULTS, full=True)
    with pytest.raises(Conflict):
        go(lead, call, stage)
    db.session.rollback()
    assert call.status is C.RESULTS


def test_only_a_lead_who_saw_the_present_call_moves_it(lead: Person, browse: Browse) -> None:
    call = at(C.RESULTS)
    officer = build.person("", Role.OFFICER)
    with pytest.raises(Forbidden):
        go(officer, call, C.GRANTING)
    with pytest.raises(Conflict):
        go(lead, call, C.GRANTING, version=call.version - 1)
    db.session.rollback()
    assert browse(officer).get(f"/calls/{call.ref}/move-on").status == 403


GOES_ON = {
    S.SUBMITTED, S.SCREENING, S.CLARIFICATION, S.ELIGIBLE, S.IN_REVIEW, S.RANKED, S.WITH_BOARD,
    S.DECIDED, S.APPROVED,
}  # fmt: skip


@pytest.mark.parametrize("status", list(S))
def test_it_is_a_past_call_only_when_no_proposal_is_undecided_or_in_granting(
    lead: Person, browse: Browse, status: S
) -> None:
    call = at(C.GRANTING)
    build.proposal(call, build.person(), status=status)
    page = browse(lead).get(f"/calls/{call.ref}/move-on")
    assert ("cannot become a past call yet" in page.text) is (status in GOES_ON)
    if status in GOES_ON:
        with pytest.raises(Refused, match="still goes on"):
            go(lead, call, C.ARCHIVED)
        db.session.rollback()
        assert call.status is C.GRANTING
    else:
        assert go(lead, call, C.ARCHIVED).status is C.ARCHIVED


def test_a_test_proposal_holds_nothing_up(lead: Person) -> None:
    call = at(C.GRANTING)
    build.proposal(call, build.person(), status=S.IN_REVIEW, is_test=True)
    build.proposal(at(C.RESULTS), build.person(), status=S.IN_REVIEW)
    assert go(lead, call, C.ARCHIVED).status is C.ARCHIVED
