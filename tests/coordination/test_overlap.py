"""Who finds which concept note, until when it may be commented on, and who reads what is said."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
import sqlalchemy as sa
from flask import Flask

from grants.accounts.models import Role
from grants.audit.models import TrailEvent
from grants.coordination import rules, service
from grants.coordination.models import OverlapCommentVersion, OverlapKind, OverlapWindow
from grants.coordination.queries import (
    calls_to_comment,
    comments_of,
    may_read_note_files,
    note_of,
)
from grants.coordination.service import Words
from grants.coordination.service.window import remind
from grants.core import clock
from grants.core.db import db
from grants.core.errors import Conflict, NotFound, Refused
from grants.core.jobs import Job
from grants.mail.models import Mail
from grants.permissions import Relation
from grants.proposals.models import EndorsementStatus, Proposal, ProposalStatus as S
from tests import build
from tests.coordination import world
from tests.screening import cases

pytestmark = pytest.mark.both_databases
Later = Callable[..., None]


def window() -> OverlapWindow:
    return db.session.scalars(sa.select(OverlapWindow)).one()


def mails(kind: str) -> list[str]:
    return sorted(db.session.scalars(sa.select(Mail.address).where(Mail.kind == kind)))


def test_it_opens_only_with_an_eligible_note_and_only_once(app: Flask) -> None:
    call, lead = cases.closed_call(), build.acting(cases.lead())
    cases.submitted(call)
    with pytest.raises(Refused):
        service.open_window(lead, call.ref, 14)
    db.session.rollback()
    world.note(call)
    service.open_window(lead, call.ref, 14)
    with pytest.raises(Refused):
        service.open_window(lead, call.ref, 14)


def test_only_a_lead_opens_it(app: Flask) -> None:
    call = cases.closed_call()
    world.note(call)
    for who in (cases.officer(), world.reviewer(), build.person("", Role.BOARD_CHAIR)):
        with pytest.raises(NotFound):
            service.open_window(build.acting(who), call.ref, 14)


@pytest.mark.parametrize("days", [6, 61, 0, -3])
def test_days_outside_the_bounds_are_refused_at_their_field(app: Flask, days: int) -> None:
    call = cases.closed_call()
    world.note(call)
    with pytest.raises(Refused) as refused:
        service.open_window(build.acting(cases.lead()), call.ref, days)
    assert "days" in refused.value.fields


def test_everybody_who_may_comment_is_told_once_and_of_no_proposal(app: Flask) -> None:
    call = cases.closed_call()
    world.note(call, "A secret title")
    reviewer = world.reviewer()
    both = build.person("", Role.MEMBER_REVIEWER, Role.BOARD_MEMBER)
    build.person("", Role.OFFICER)
    world.opened(call)
    assert mails("overlap_opened") == sorted([reviewer.email, both.email])
    params = db.session.scalars(sa.select(Mail.params)).all()
    assert all("secret" not in str(one) for one in params)


def test_it_ends_with_the_last_second_of_the_last_day(app: Flask) -> None:
    call = cases.closed_call(zone="Africa/Accra")
    world.note(call)
    world.opened(call, 7)
    there = window().ends_at
    assert (there.hour, there.minute, there.second) == (23, 59, 59)
    assert rules.is_open(there, there + timedelta(microseconds=999_999))
    assert not rules.is_open(there, there + timedelta(seconds=1))


# -- what is found ------------------------------------------------------------------------------


def test_a_note_is_found_from_eligible_on_and_not_when_withdrawn(app: Flask) -> None:
    call, reviewer = cases.closed_call(), world.reviewer()
    first, second = world.note(call, "Stays"), world.note(call, "Goes")
    cases.submitted(call, title="Unchecked")
    world.opened(call)
    assert world.seen(reviewer, call) == {"Stays", "Goes"}
    db.session.execute(
        sa.update(Proposal).where(Proposal.id == second.id).values(status=S.WITHDRAWN)
    )
    db.session.execute(
        sa.update(Proposal).where(Proposal.id == first.id).values(status=S.IN_REVIEW)
    )
    db.session.commit()
    assert world.seen(reviewer, call) == {"Stays"}
    with pytest.raises(NotFound):
        note_of(build.acting(reviewer), call.ref, second.ref)
    late = world.note(call, "Appealed")
    assert late.title in world.seen(reviewer, call)


def test_before_it_is_opened_a_member_finds_nothing(app: Flask) -> None:
    call, reviewer = cases.closed_call(), world.reviewer()
    row = world.note(call)
    actor = build.acting(reviewer)
    with pytest.raises(NotFound):
        note_of(actor, call.ref, row.ref)
    assert calls_to_comment(actor) == []
    assert not may_read_note_files(actor, row.id)
    world.opened(call)
    assert may_read_note_files(build.acting(reviewer), row.id)


@pytest.mark.parametrize("tie", ["proponent", "recipient", "sponsor", "asked", "named", "team"])
def test_a_note_of_ones_own_organisation_is_in_no_list_count_or_file(app: Flask, tie: str) -> None:
    call, own = cases.closed_call(), build.member("Maison des Villes Unies")
    reviewer = world.reviewer("", own)
    world.note(call, "Free")
    over = {"proponent_id": own.id} if tie == "proponent" else {}
    over |= {"recipient_id": own.id} if tie == "recipient" else {}
    row = world.note(call, "Tied", lead=reviewer if tie == "team" else None, **over)
    if tie in ("sponsor", "asked"):
        given = EndorsementStatus.CONFIRMED if tie == "sponsor" else EndorsementStatus.ASKED
        world.sponsored(row, own, given)
    if tie == "named":
        world.names_partner(row, "  maison DES villes unies ")
    world.opened(call)
    actor = build.acting(reviewer)
    assert world.seen(reviewer, call) == {"Free"}
    assert [(c.notes, c.mine) for c in calls_to_comment(actor)] == [(1, 0)]
    assert not may_read_note_files(actor, row.id)
    with pytest.raises(NotFound):
        service.comment(actor, call.ref, row.ref, world.OVERLAPS)
    assert world.comments() == 0


def test_a_board_member_is_tied_by_the_organisation_of_the_seat(app: Flask) -> None:
    call, own = cases.closed_call(), build.member("Seat Organisation")
    holder = build.person("", Role.BOARD_MEMBER)
    build.seat(holder, own)
    world.note(call, "Tied", proponent_id=own.id)
    world.note(call, "Free")
    world.opened(call)
    assert world.seen(holder, call) == {"Free"}


# -- what is said -------------------------------------------------------------------------------


def test_a_comment_may_be_changed_and_every_version_is_kept(app: Flask) -> None:
    call = cases.closed_call()
    row, actor = world.note(call), build.acting(world.reviewer())
    world.opened(call)
    service.comment(actor, call.ref, row.ref, world.OVERLAPS)
    said = note_of(actor, call.ref, row.ref).comment
    assert said is not None
    changed = Words(OverlapKind.CO_FINANCE, "We could pay a third.")
    service.comment(actor, call.ref, row.ref, changed, version=said.version)
    kept = db.session.scalars(sa.select(OverlapCommentVersion).order_by(OverlapCommentVersion.n))
    assert [(one.n, one.kind) for one in kept] == [
        (1, OverlapKind.OVERLAPS),
        (2, OverlapKind.CO_FINANCE),
    ]
    assert [one.words for one in comments_of(actor, row.id)] == ["We could pay a third."]
    with pytest.raises(sa.exc.DatabaseError):
        db.session.execute(sa.update(OverlapCommentVersion).values(words="Other"))
    db.session.rollback()


def test_a_stale_page_shows_both_texts_and_changes_nothing(app: Flask) -> None:
    call = cases.closed_call()
    row, actor = world.note(call), build.acting(world.reviewer())
    world.opened(call)
    service.comment(actor, call.ref, row.ref, world.OVERLAPS)
    with pytest.raises(Conflict) as conflict:
        service.comment(actor, call.ref, row.ref, Words(OverlapKind.OTHER, "Other words"))
    assert conflict.value.mine["words"] == "Other words"
    assert conflict.value.theirs["words"] == world.OVERLAPS.words


def test_words_are_needed_but_for_no_overlap_and_only_so_many(app: Flask) -> None:
    rules.check_comment(OverlapKind.NO_OVERLAP, "")
    for kind, words in ((OverlapKind.OTHER, " "), (OverlapKind.NO_OVERLAP, "word " * 301)):
        with pytest.raises(Refused) as refused:
            rules.check_comment(kind, words)
        assert "words" in refused.value.fields


def test_after_the_last_second_nothing_is_taken(app: Flask, later: Later) -> None:
    call = cases.closed_call()
    row, reviewer = world.note(call), world.reviewer()
    world.opened(call, 7)
    end = window().ends_at
    actor = build.acting(reviewer)
    service.comment(actor, call.ref, row.ref, world.OVERLAPS, received_at=end)
    later(days=9)
    with pytest.raises(Refused):
        service.comment(actor, call.ref, row.ref, world.OVERLAPS, version=1)


def test_a_reviewer_of_no_member_is_refused_and_told_why(app: Flask) -> None:
    call = cases.closed_call()
    row = world.note(call)
    stray = build.person("", Role.MEMBER_REVIEWER)
    build.affiliate(stray, build.organisation())
    world.opened(call)
    with pytest.raises(Refused):
        service.comment(build.acting(stray), call.ref, row.ref, world.OVERLAPS)
    chair = build.person("", Role.BOARD_CHAIR)
    service.comment(build.acting(chair), call.ref, row.ref, world.OVERLAPS)
    assert world.comments() == 1


def test_the_trail_holds_no_words(app: Flask) -> None:
    call = cases.closed_call()
    row = world.note(call)
    world.opened(call)
    service.comment(build.acting(world.reviewer()), call.ref, row.ref, world.OVERLAPS)
    event = db.session.scalars(
        sa.select(TrailEvent).where(TrailEvent.action == "overlap:comment")
    ).one()
    assert event.new == {"n": 1, "kind": "overlaps", "proposal_id": row.id}


# -- who reads it -------------------------------------------------------------------------------


def test_members_read_each_other_only_when_the_time_is_over(app: Flask, later: Later) -> None:
    call = cases.closed_call()
    row, first, second = world.note(call), world.reviewer(), world.reviewer()
    world.opened(call)
    service.comment(build.acting(first), call.ref, row.ref, world.OVERLAPS)
    assert len(comments_of(build.acting(first), row.id)) == 1
    assert comments_of(build.acting(second), row.id) == []
    later(days=16)
    assert len(comments_of(build.acting(second), row.id)) == 1


def test_who_checks_scores_and_decides_reads_at_once_and_nobody_else(app: Flask) -> None:
    call = cases.closed_call()
    lead = build.person()
    row = world.note(call, lead=lead)
    world.opened(call)
    service.comment(build.acting(world.reviewer()), call.ref, row.ref, world.OVERLAPS)
    readers = (
        Role.OFFICER, Role.LEAD, Role.AUDITOR,
        Role.BOARD_MEMBER, Role.BOARD_CHAIR, Role.BOARD_SECRETARY,
    )  # fmt: skip
    for role in readers:
        assert len(comments_of(build.acting(build.person("", role)), row.id)) == 1, role
    evaluator = build.acting(build.person("", Role.EVALUATOR))
    assert len(comments_of(evaluator, row.id, Relation.ASSIGNED)) == 1
    for other in (evaluator, build.acting(lead), build.acting(build.person("", Role.FINANCE))):
        assert comments_of(other, row.id) == []


# -- extending and reminding --------------------------------------------------------------------


def test_it_is_extended_with_a_reason_and_only_to_a_later_day(app: Flask, later: Later) -> None:
    call = cases.closed_call()
    world.note(call)
    reviewer = world.reviewer()
    world.opened(call)
    lead, end = build.acting(cases.lead()), window().ends_at
    with pytest.raises(Refused) as refused:
        service.extend_window(lead, call.ref, end.date(), "Why not")
    assert "until" in refused.value.fields
    with pytest.raises(Refused) as refused:
        service.extend_window(lead, call.ref, end.date() + timedelta(days=3), " ")
    assert "reason" in refused.value.fields
    service.extend_window(lead, call.ref, end.date() + timedelta(days=3), "The assembly met.")
    assert window().ends_at == end + timedelta(days=3)
    assert mails("overlap_extended") == [reviewer.email]
    later(days=30)
    with pytest.raises(Refused):
        service.extend_window(lead, call.ref, clock.now().date() + timedelta(days=3), "Again.")


def test_a_reminder_goes_to_who_has_said_nothing_and_once(app: Flask, later: Later) -> None:
    call, own = cases.closed_call(), build.member()
    row = world.note(call, proponent_id=None)
    spoke, silent = world.reviewer(), world.reviewer()
    tied = world.reviewer("", own)
    world.sponsored(row, own, EndorsementStatus.CONFIRMED)
    world.opened(call)
    service.comment(build.acting(spoke), call.ref, row.ref, world.OVERLAPS)
    job = db.session.scalars(sa.select(Job).where(Job.kind == "overlap_reminder")).one()
    assert job.run_at < window().ends_at
    for _again in range(2):
        remind(dict(job.payload))
    assert mails("overlap_reminder") == [silent.email]
    assert tied.email not in mails("overlap_reminder")
    later(days=30)


def test_an_extended_time_is_reminded_of_before_its_new_end(app: Flask) -> None:
    call = cases.closed_call()
    world.note(call)
    world.reviewer()
    world.opened(call)
    first = db.session.scalars(sa.select(Job.payload)).one()
    day = window().ends_at.date() + timedelta(days=7)
    service.extend_window(build.acting(cases.lead()), call.ref, day, "The assembly met.")
    remind(dict(first))
    assert mails("overlap_reminder") == []
    kinds = db.session.scalars(sa.select(Job.kind)).all()
    assert kinds.count("overlap_reminder") == 2


def test_the_reminder_is_two_working_days_before_the_end(app: Flask) -> None:
    opened_at = datetime(2026, 11, 16, 9, tzinfo=UTC)
    monday = rules.end_of_window(opened_at, 14, "Europe/Brussels")
    before = rules.reminder_at(monday, "Europe/Brussels")
    assert (monday.isoformat(), before.isoformat()) == (
        "2026-11-30T22:59:59+00:00",
        "2026-11-26T22:59:59+00:00",
    )
