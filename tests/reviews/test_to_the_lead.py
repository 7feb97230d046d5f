"""What a lead is told and offered: reviews that lie apart, and who could step in."""

from collections.abc import Callable

import pytest
import sqlalchemy as sa
from flask import Flask

from grants.accounts.models import Role
from grants.calls.models import StaffDuty
from grants.core.db import db
from grants.mail.models import Mail
from grants.reviews.models import ConflictKind
from grants.reviews.queries.assignment import proposal_in
from grants.reviews.queries.next_best import next_best
from grants.reviews.queries.pool import Member, members
from grants.reviews.service import assign, conflicts, pool
from grants.reviews.service.pool import Answer
from tests import build
from tests.browsing import Browser
from tests.reviews import world as w

Browse = Callable[..., Browser]


def told(kind: str = "reviews_diverge") -> list[Mail]:
    return list(db.session.scalars(sa.select(Mail).where(Mail.kind == kind).order_by(Mail.id)))


@pytest.fixture
def made(app: Flask) -> w.World:
    found = w.world(proposals=1)
    build.staff(found.call, found.lead)
    w.publish(found)
    return found


def test_leads_hear_once_that_reviews_lie_apart_and_no_figure(made: w.World) -> None:
    proposal, (one, two, three) = made.proposals[0], made.evaluators
    w.write(made, proposal, one, [5, 5, 5])
    assert told() == []
    w.write(made, proposal, two, [1, 1, 1])
    w.write(made, proposal, three, [3, 3, 3])
    mails = told()
    assert [m.person_id for m in mails] == [made.lead.id]
    assert set(mails[0].params) == {"title", "ref", "link"}


def test_reviews_that_agree_are_no_news(made: w.World) -> None:
    for evaluator in made.evaluators:
        w.write(made, made.proposals[0], evaluator, [4, 4, 4])
    assert told() == []


def test_neither_officers_nor_leads_with_a_tie_hear_of_it(made: w.World) -> None:
    tied = build.person("Lars Lead", Role.LEAD)
    officer = build.person("Oda Officer", Role.OFFICER)
    build.staff(made.call, officer, StaffDuty.OFFICER)
    build.staff(made.call, tied)
    kind = ConflictKind.NAMED_BY_SECRETARIAT
    conflicts.exclude(build.acting(made.lead), made.proposals[0].id, tied.id, kind, "Kin.")
    db.session.commit()
    w.write(made, made.proposals[0], made.evaluators[0], [5, 5, 5])
    w.write(made, made.proposals[0], made.evaluators[1], [1, 1, 1])
    assert [m.person_id for m in told()] == [made.lead.id]


def join(made: w.World, name: str, languages: list[str], most: int = 5) -> str:
    """One more evaluator of the pool; the reference of their place."""
    person = build.person(name, Role.EVALUATOR)
    pool.invite(build.acting(made.lead), made.call.ref, [person.ref])
    member = w.member_of(made.call, person)
    given = Answer(accepts=True, impartial=True, languages=languages, regions=["Africa"], most=most)
    pool.answer(build.acting(person), member.ref, given, version=member.version)
    return str(member.ref)


def named(made: w.World, *names: str) -> list[Member]:
    return [m for m in members(made.call, seen_by=build.acting(made.lead)) if m.name in names]


def test_after_a_drop_out_the_next_best_stands_first(made: w.World, browse: Browse) -> None:
    lead, proposal = build.acting(made.lead), made.proposals[0]
    join(made, "Paul Portugal", ["pt"])
    join(made, "Fay Fitting", ["en"])
    ref = made.ref_for(proposal, made.evaluators[0])
    browser = browse(made.lead)
    page = browser.get(f"/reviews/calls/{made.call.ref}/assignment/{proposal.ref}/end/{ref}")
    page = page.form("reason").submit({"reason": "Ill."})
    assert page.heading.startswith("Evaluators of")
    assert page.text.index("Fay Fitting") < page.text.index("Paul Portugal")
    free = [
        m for m in members(made.call, seen_by=lead) if m.name in ("Paul Portugal", "Fay Fitting")
    ]
    shown = proposal_in(lead, made.call, proposal.ref)
    ranked = next_best(shown, made.call, free)
    assert [one.member.name for one in ranked] == ["Fay Fitting", "Paul Portugal"]
    assert ranked[0].fit > ranked[1].fit
    assert next_best(shown, made.call, []) == []


def test_who_has_no_room_stands_last_however_well_they_fit(app: Flask) -> None:
    made = w.world(proposals=2)
    full = join(made, "Full Up", ["en"], most=1)
    join(made, "Paul Portugal", ["pt"])
    lead = build.acting(made.lead)
    assign.assign(lead, made.call.ref, made.proposals[1].ref, [full])
    free = named(made, "Full Up", "Paul Portugal")
    shown = proposal_in(lead, made.call, made.proposals[0].ref)
    assert [o.member.name for o in next_best(shown, made.call, free)] == [
        "Paul Portugal",
        "Full Up",
    ]
