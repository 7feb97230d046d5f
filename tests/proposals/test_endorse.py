"""Endorsements: asked of members, answered once, in time, for the version that was read."""

from collections.abc import Callable
from datetime import timedelta

import pytest
import sqlalchemy as sa
from flask import Flask

from grants.core import clock
from grants.core.actor import VISITOR
from grants.core.db import db, set_may_write
from grants.core.errors import Conflict, NotFound, Refused
from grants.proposals.models import (
    Endorsement,
    EndorsementStatus,
    ProposalStatus,
    SectionState,
    SectionWork,
    TeamRole,
)
from grants.proposals.queries.access import find
from grants.proposals.queries.endorsement import by_token, own_requests, sponsors_of
from grants.proposals.rules.endorsement import SponsorState, state_of
from grants.proposals.service import endorse, sponsors
from tests import build
from tests.proposals import ready


@pytest.fixture
def world(app: Flask) -> ready.World:
    return ready.complete(endorsed=False)


def only(world: ready.World) -> Endorsement:
    return db.session.scalars(sa.select(Endorsement)).one()


@pytest.mark.both_databases
def test_a_sponsor_confirms_the_version_that_was_read_and_the_team_is_told(app: Flask) -> None:
    world = ready.complete(endorsed=False)
    token = ready.ask_sponsor(world)
    before = world.proposal.draft_version
    ready.confirm_by(world, token)
    row = only(world)
    assert row.status is EndorsementStatus.CONFIRMED
    assert row.content_sha256 == ready.present(world)
    assert row.role == "We train the women who run the kiosks."
    assert world.proposal.draft_version == before + 1, "an earlier snapshot does not name them"
    (mail,) = ready.mails("endorsement_answered")
    assert mail.address == world.lead.email


def test_the_section_about_sponsors_follows_their_answers(world: ready.World) -> None:
    def work() -> list[SectionWork]:
        return list(db.session.scalars(sa.select(SectionState.work)))

    assert work() == []
    token = ready.ask_sponsor(world)
    assert work() == [SectionWork.IN_PROGRESS]
    ready.confirm_by(world, token)
    assert work() == [SectionWork.COMPLETE]
    sponsors.withdraw_request(world.actor, world.ref, only(world).ref, received_at=clock.now())
    assert work() == [SectionWork.NOT_STARTED]


def test_a_version_that_changed_meanwhile_is_not_confirmed(world: ready.World) -> None:
    token, read = ready.ask_sponsor(world), ready.present(world)
    ready.write(world.proposal, "summary", "Changed while the sponsor read.")
    with pytest.raises(Conflict, match="changed the proposal"):
        ready.confirm_by(world, token, read=read)
    db.session.rollback()
    assert only(world).status is EndorsementStatus.ASKED


def test_a_request_is_answered_once(world: ready.World) -> None:
    token = ready.ask_sponsor(world)
    endorse.decline(VISITOR, token, reason="No time", received_at=clock.now())
    with pytest.raises(Refused, match="answered already"):
        ready.confirm_by(world, token)
    db.session.rollback()
    assert only(world).status is EndorsementStatus.DECLINED


def test_after_a_refusal_another_person_of_the_member_can_be_asked(world: ready.World) -> None:
    endorse.decline(VISITOR, ready.ask_sponsor(world), reason="No", received_at=clock.now())
    ready.confirm_by(world, ready.ask_sponsor(world, email="another@sdi.example"))
    statuses = [r.status for r in sponsors_of(find(world.actor, world.ref))]
    assert statuses == [EndorsementStatus.DECLINED, EndorsementStatus.CONFIRMED]


@pytest.mark.parametrize("seconds", [0, 1])
def test_confirming_is_possible_until_the_deadline_and_not_after(app: Flask, seconds: int) -> None:
    deadline = (clock.now() + timedelta(days=1)).replace(microsecond=0)
    world = ready.complete(endorsed=False, closes_at=deadline)
    token = ready.ask_sponsor(world)
    at = deadline + timedelta(seconds=seconds)
    if seconds == 0:
        ready.confirm_by(world, token, at=at)
        return
    with pytest.raises(Refused, match="deadline"):
        ready.confirm_by(world, token, at=at)


def test_an_applicant_cannot_endorse_their_own_proposal(world: ready.World) -> None:
    with pytest.raises(Refused, match="in the team") as refused:
        ready.ask_sponsor(world, email=world.lead.email.title())
    assert "email" in refused.value.fields


def test_a_sponsor_who_came_into_the_team_can_no_longer_confirm(world: ready.World) -> None:
    sheela = build.person("Sheela")
    token = ready.ask_sponsor(world, email=sheela.email)
    build.teammate(world.proposal, sheela)
    with pytest.raises(Refused, match="cannot endorse"):
        ready.confirm_by(world, token)


def test_only_a_member_of_the_partnership_is_asked(world: ready.World) -> None:
    with pytest.raises(Refused) as refused:
        ready.ask_sponsor(world, build.organisation("No member"))
    assert "organisation" in refused.value.fields


def test_a_member_is_asked_once_at_a_time(world: ready.World) -> None:
    ready.ask_sponsor(world)
    with pytest.raises(Refused, match="asked already"):
        ready.ask_sponsor(world, email="another@sdi.example")


def test_a_viewer_asks_nobody(world: ready.World) -> None:
    viewer = build.person()
    build.teammate(world.proposal, viewer, TeamRole.VIEWER)
    world.actor = build.acting(viewer)
    with pytest.raises(NotFound):
        ready.ask_sponsor(world)


def test_opening_the_link_shows_as_read_and_a_wrong_link_as_missing(world: ready.World) -> None:
    token = ready.ask_sponsor(world)
    db.session.commit()
    set_may_write(False)
    endorse.note_read(by_token(VISITOR, token))
    db.session.rollback()
    set_may_write(True)
    assert state_of(only(world), "") is SponsorState.READ
    for wrong in (token[:-1], only(world).ref, only(world).digest, ""):
        with pytest.raises(NotFound):
            by_token(VISITOR, wrong)


def test_the_reference_opens_only_for_whom_was_asked(world: ready.World) -> None:
    sheela, other = build.person("Sheela"), build.person("Other")
    ready.ask_sponsor(world, email=sheela.email)
    ref = only(world).ref
    assert by_token(build.acting(sheela), ref).endorsement.ref == ref
    with pytest.raises(NotFound):
        by_token(build.acting(other), ref)
    assert [r.ref for r in own_requests(build.acting(sheela))] == [ref]
    assert own_requests(build.acting(other)) == []
    assert own_requests(VISITOR) == []


def test_edits_after_confirming_show_as_changed_since(world: ready.World) -> None:
    ready.endorse(world)
    assert state_of(only(world), ready.present(world)) is SponsorState.CONFIRMED
    ready.write(world.proposal, "summary", "Changed since.")
    assert state_of(only(world), ready.present(world)) is SponsorState.CHANGED


def test_a_changed_proposal_can_be_confirmed_anew_and_only_then(app: Flask) -> None:
    world = ready.complete(reconfirm_endorsement=True)
    first = only(world)
    with pytest.raises(Refused, match="nothing to ask"):
        sponsors.renew(world.actor, world.ref, first.ref, received_at=clock.now())
    db.session.rollback()
    ready.write(world.proposal, "summary", "Changed since.")
    sponsors.renew(world.actor, world.ref, first.ref, received_at=clock.now())
    ready.confirm_by(world, ready.token_mailed("endorsement_request"))
    assert ready.send(world).startswith("R-")


def test_a_reminder_goes_once_a_day_and_both_links_work(
    world: ready.World, later: Callable[..., None]
) -> None:
    first = ready.ask_sponsor(world)
    ref = only(world).ref
    with pytest.raises(Refused, match="less than a day"):
        sponsors.remind(world.actor, world.ref, ref, received_at=clock.now())
    db.session.rollback()
    later(days=1)
    sponsors.remind(world.actor, world.ref, ref, received_at=clock.now())
    second = ready.token_mailed("endorsement_reminder")
    assert first != second
    assert by_token(VISITOR, first).endorsement is by_token(VISITOR, second).endorsement
    with pytest.raises(Refused):
        sponsors.remind(world.actor, world.ref, ref, received_at=clock.now())


def test_a_withdrawn_request_no_longer_takes_an_answer_nor_counts(world: ready.World) -> None:
    ready.endorse(world)
    token = ready.token_mailed("endorsement_request")
    sponsors.withdraw_request(world.actor, world.ref, only(world).ref, received_at=clock.now())
    with pytest.raises(Refused, match="withdrew this request"):
        ready.confirm_by(world, token)
    db.session.rollback()
    assert len(ready.mails("endorsement_withdrawn")) == 1
    with pytest.raises(Refused):
        ready.send(world)


def test_nobody_answers_for_a_proposal_that_was_withdrawn(world: ready.World) -> None:
    token = ready.ask_sponsor(world)
    world.proposal.status, world.proposal.submitted_at = ProposalStatus.WITHDRAWN, clock.now()
    db.session.commit()
    with pytest.raises(Refused, match="withdrawn or is being judged"):
        ready.confirm_by(world, token)
