"""The pool, drafts, suggestions and publication."""

from datetime import timedelta

import pytest
import sqlalchemy as sa
from flask import Flask

from grants.accounts.models import Role, RoleGrant
from grants.core import clock
from grants.core.db import db
from grants.core.errors import Conflict, NotFound, Refused, Repeated
from grants.mail.models import Mail
from grants.proposals.models import Collaborator, ProposalStatus, TeamRole
from grants.reviews.models import Assignment, AssignmentStatus, ConflictKind, PoolStatus
from grants.reviews.queries.conflicts import known_kinds
from grants.reviews.queries.desk import desk
from grants.reviews.service import assign, pool, reminders
from grants.reviews.service.pool import Answer
from tests import build
from tests.reviews import world as w


def mails(kind: str) -> list[Mail]:
    return list(db.session.scalars(sa.select(Mail).where(Mail.kind == kind)))


def test_only_evaluators_are_invited_and_each_gets_one_mail(app: Flask) -> None:
    made = w.world(proposals=0, evaluators=2)
    assert len(mails("review_invitation")) == 2
    plain = build.person("Plain")
    with pytest.raises(Refused):
        pool.invite(build.acting(made.lead), made.call.ref, [plain.ref])


def test_accepting_needs_impartiality_and_a_language(app: Flask) -> None:
    made = w.world(proposals=0, evaluators=0)
    eva = build.person("Eva", Role.EVALUATOR)
    pool.invite(build.acting(made.lead), made.call.ref, [eva.ref])
    member = w.member_of(made.call, eva)
    with pytest.raises(Refused) as refused:
        pool.answer(build.acting(eva), member.ref, Answer(True, most=0), version=member.version)
    assert set(refused.value.fields) == {"impartial", "languages", "most"}
    db.session.rollback()
    status = pool.answer(build.acting(eva), member.ref, Answer(False), version=member.version)
    assert status is PoolStatus.DECLINED
    with pytest.raises(Conflict):
        pool.answer(build.acting(eva), member.ref, Answer(False), version=1)


def test_drafts_are_seen_by_nobody_but_the_lead(app: Flask) -> None:
    made = w.world(proposals=1)
    refs = [w.member_of(made.call, e).ref for e in made.evaluators]
    assign.assign(build.acting(made.lead), made.call.ref, made.proposals[0].ref, refs)
    assert desk(build.acting(made.evaluators[0])).rows == ()


@pytest.mark.both_databases
def test_publishing_tells_each_evaluator_once_and_starts_the_review(app: Flask) -> None:
    made = w.world(proposals=3, evaluators=2)
    w.publish(made, declared=False)
    told = mails("assignment_published")
    assert sorted(m.person_id for m in told) == sorted(e.id for e in made.evaluators)
    db.session.expire_all()
    assert {p.status for p in made.proposals} == {ProposalStatus.IN_REVIEW}
    assert len(desk(build.acting(made.evaluators[0])).open) == 3


def test_publishing_twice_does_it_once(app: Flask) -> None:
    made = w.world(proposals=1)
    lead = build.acting(made.lead)
    assign.suggest(lead, made.call.ref)
    due = clock.now() + timedelta(days=9)
    assign.publish(lead, made.call.ref, due, operation="press-1")
    with pytest.raises(Repeated):
        assign.publish(lead, made.call.ref, due, operation="press-1")
    assert len(mails("assignment_published")) == 3
    with pytest.raises(Refused):
        assign.publish(lead, made.call.ref, due)


def test_a_suggestion_keeps_conflicts_out_and_tells_why(app: Flask) -> None:
    made = w.world(proposals=2, evaluators=3)
    tied = made.evaluators[0]
    body = build.organisation("City of Tamale")
    build.affiliate(tied, body)
    made.proposals[0].proponent_id = body.id
    db.session.commit()
    plan = assign.suggest(build.acting(made.lead), made.call.ref)
    assert [s.missing for s in plan.shortfalls] == [1]
    rows = db.session.scalars(sa.select(Assignment)).all()
    assert (made.proposals[0].id, tied.id) not in {(r.proposal_id, r.person_id) for r in rows}
    assert all(set(r.why) == {"language", "region", "theme", "text", "bid", "fit"} for r in rows)
    kinds = known_kinds(made.call)
    assert kinds == {(made.proposals[0].id, tied.id, ConflictKind.SAME_ORGANISATION)}


def test_a_merged_organisation_is_the_same_organisation(app: Flask) -> None:
    made = w.world(proposals=1, evaluators=1)
    old, new = build.organisation("Old Town Council"), build.organisation("Town Council")
    old.merged_into_id = new.id
    build.affiliate(made.evaluators[0], old)
    made.proposals[0].proponent_id = new.id
    db.session.commit()
    with pytest.raises(Refused, match="Nothing was changed"):
        assign.assign(
            build.acting(made.lead),
            made.call.ref,
            made.proposals[0].ref,
            [w.member_of(made.call, made.evaluators[0]).ref],
        )


def test_somebody_who_joins_the_team_later_loses_the_proposal_at_once(app: Flask) -> None:
    made = w.world(proposals=2)
    w.publish(made)
    one = made.evaluators[0]
    db.session.add(
        Collaborator(
            proposal_id=made.proposals[0].id,
            person_id=one.id,
            role=TeamRole.VIEWER,
            added_at=clock.now(),
        )
    )
    db.session.commit()
    assert [row.title for row in desk(build.acting(one)).rows] == [made.proposals[1].title]


def test_who_is_no_longer_an_evaluator_has_no_desk(app: Flask) -> None:
    made = w.world(proposals=1)
    w.publish(made)
    one = made.evaluators[0]
    db.session.execute(
        sa.update(RoleGrant).where(RoleGrant.person_id == one.id).values(ends_at=clock.now())
    )
    db.session.commit()
    with pytest.raises(NotFound):
        desk(build.acting(one))


def test_ending_an_assignment_tells_the_evaluator_and_asks_nobody_twice(app: Flask) -> None:
    made = w.world(proposals=1, evaluators=2)
    w.publish(made)
    lead, one = build.acting(made.lead), made.evaluators[0]
    ref = made.ref_for(made.proposals[0], one)
    with pytest.raises(Refused):
        assign.take_back(lead, made.call.ref, ref, "")
    db.session.rollback()
    assign.take_back(lead, made.call.ref, ref, "On leave until May.")
    row = db.session.scalars(sa.select(Assignment).where(Assignment.ref == ref)).one()
    assert row.status is AssignmentStatus.VOIDED
    assert len(mails("assignment_ended")) == 1
    plan = assign.suggest(lead, made.call.ref)
    assert all(pair.reader != one.id for pair in plan.pairs)


def test_reminders_go_once_an_occasion(app: Flask, later: object) -> None:
    made = w.world(proposals=2, evaluators=2)
    w.publish(made)
    w.write(made, made.proposals[0], made.evaluators[0], [3, 3, 3])
    w.write(made, made.proposals[1], made.evaluators[0], [3, 3, 3])
    lead = build.acting(made.lead)
    assert reminders.remind(lead, made.call.ref) == 1
    assert reminders.remind_due(clock.now()) == 0
    later(days=18)  # type: ignore[operator]
    assert reminders.remind_due(clock.now()) == 1
    reminders.remind_due(clock.now())
    assert len(mails("review_reminder")) == 2
    later(days=3)  # type: ignore[operator]
    reminders.remind_due(clock.now())
    reminders.remind_due(clock.now())
    assert {m.person_id for m in mails("review_reminder")} == {made.evaluators[1].id}
    assert len(mails("review_reminder")) == 3


def test_somebody_who_is_no_lead_manages_nothing(app: Flask) -> None:
    made = w.world(proposals=1)
    officer = build.acting(build.person("Olu", Role.OFFICER))
    with pytest.raises(NotFound):
        assign.suggest(officer, made.call.ref)
    with pytest.raises(NotFound):
        pool.invite(officer, made.call.ref, [made.evaluators[0].ref])


def test_who_lost_the_role_is_given_nothing_more(app: Flask) -> None:
    made = w.world(proposals=1, evaluators=2)
    gone = made.evaluators[0]
    db.session.execute(
        sa.update(RoleGrant).where(RoleGrant.person_id == gone.id).values(ends_at=clock.now())
    )
    db.session.commit()
    plan = assign.suggest(build.acting(made.lead), made.call.ref)
    assert {pair.reader for pair in plan.pairs} == {made.evaluators[1].id}
    ref = w.member_of(made.call, gone).ref
    with pytest.raises(Refused, match="Nothing was changed"):
        assign.assign(build.acting(made.lead), made.call.ref, made.proposals[0].ref, [ref])
