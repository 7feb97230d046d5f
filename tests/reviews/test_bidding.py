"""Bids: who may make them, what they show, and that nobody can buy a proposal."""

from collections.abc import Callable

import pytest
import sqlalchemy as sa
from flask import Flask
from hypothesis import given, settings, strategies as st

from grants.accounts.models import Role
from grants.core.db import db
from grants.core.errors import NotFound, Refused
from grants.mail.models import Mail
from grants.proposals.models import Proposal
from grants.reviews.models import Assignment, Bid, BidChoice, Conflict, ConflictKind
from grants.reviews.queries.bidding import bidding_of, offered, open_bidding, said
from grants.reviews.rules.drafting import bounded_bids
from grants.reviews.service import assign, bidding, conflicts
from tests import build
from tests.browsing import Browser
from tests.reviews import world as w

Browse = Callable[..., Browser]


@settings(max_examples=40, deadline=None)
@given(
    st.dictionaries(st.integers(1, 60), st.sampled_from(list(BidChoice)), max_size=60),
    st.integers(1, 12),
)
def test_nobody_s_wishes_add_up_to_more_than_they_take(
    bids: dict[int, BidChoice], most: int
) -> None:
    values = bounded_bids([(n, 7, choice) for n, choice in bids.items()], {7: most})
    assert sum(v for v in values.values() if v > 0) <= most + 1e-9
    assert sum(-v for v in values.values() if v < 0) <= most + 1e-9
    assert all(-1 <= v <= 1 for v in values.values())
    assert set(values) == {(n, 7) for n in bids}


def test_who_wants_everything_wants_each_less() -> None:
    few = bounded_bids([(1, 7, BidChoice.WANT)], {7: 2})
    many = bounded_bids([(n, 7, BidChoice.WANT) for n in range(10)], {7: 2})
    assert (few[1, 7], many[1, 7]) == (1.0, 0.2)


@pytest.mark.both_databases
def test_bids_are_asked_once_and_a_conflict_binds_everywhere(app: Flask) -> None:
    made = w.world(proposals=3, evaluators=3)
    lead, eva = build.acting(made.lead), build.acting(made.evaluators[0])
    with pytest.raises(NotFound):
        bidding.bid(eva, made.call.ref, {})
    db.session.rollback()
    assert bidding.open_bids(lead, made.call.ref) == 3
    assert bidding.open_bids(lead, made.call.ref) == 0
    query = sa.select(sa.func.count(Mail.id)).where(Mail.kind == "bids_asked")
    assert db.session.scalar(query) == 3
    first, second, third = (p.ref for p in made.proposals)
    said_so = {first: "want", second: "conflict", third: "nonsense"}
    with pytest.raises(Refused):
        bidding.bid(eva, made.call.ref, said_so)
    db.session.rollback()
    assert bidding.bid(eva, made.call.ref, said_so, "My sister.") == 1
    assert db.session.scalars(sa.select(Bid.choice)).all() == [BidChoice.WANT]
    assert db.session.scalars(sa.select(Conflict.kind)).all() == [ConflictKind.DECLARED]
    rows, total = offered(eva, *open_bidding(eva, made.call.ref))
    assert total == 2
    assert second not in {row.ref for row in rows}
    assert [one.want for one in said(lead, made.call)] == [1, 0, 0]
    bidding.bid(eva, made.call.ref, {first: "rather_not", second: "want"})
    assert db.session.scalars(sa.select(Bid.choice)).all() == [BidChoice.RATHER_NOT]
    assign.suggest(lead, made.call.ref)
    barred = (made.proposals[1].id, made.evaluators[0].id)
    rows = db.session.execute(sa.select(Assignment.proposal_id, Assignment.person_id))
    assert barred not in {(row.proposal_id, row.person_id) for row in rows}
    bidding.close_bids(lead, made.call.ref)
    with pytest.raises(NotFound):
        bidding.bid(eva, made.call.ref, {first: "want"})


def test_each_sees_an_order_of_their_own_that_stays(app: Flask) -> None:
    made = w.world(proposals=12, evaluators=2)
    bidding.open_bids(build.acting(made.lead), made.call.ref)
    row = bidding_of(made.call)
    assert row is not None
    one, two = (build.acting(person) for person in made.evaluators)
    orders = [[p.id for p in offered(who, made.call, row)[0]] for who in (one, two, one)]
    assert orders[0] == orders[2]
    assert orders[0] != orders[1]
    assert sorted(orders[0]) == sorted(orders[1]) == sorted(p.id for p in made.proposals)


def test_a_wish_is_followed_where_nothing_else_decides(app: Flask) -> None:
    made = w.world(proposals=4, evaluators=8)
    lead, eva = build.acting(made.lead), made.evaluators[3]
    bidding.open_bids(lead, made.call.ref)
    wanted = made.proposals[2]
    bidding.bid(build.acting(eva), made.call.ref, {wanted.ref: "want"})
    assign.suggest(lead, made.call.ref)
    row = db.session.scalars(
        sa.select(Assignment).where(
            Assignment.person_id == eva.id, Assignment.proposal_id == wanted.id
        )
    ).one()
    assert row.why["bid"] == 1.0


def test_the_page_shows_who_stands_behind_and_no_content(app: Flask, browse: Browse) -> None:
    made = w.world(proposals=2)
    body = build.organisation("Port Authority")
    db.session.execute(sa.update(Proposal).values(proponent_id=body.id))
    tied = made.proposals[1]
    conflicts.exclude(
        build.acting(made.lead),
        tied.id,
        made.evaluators[0].id,
        ConflictKind.NAMED_BY_SECRETARIAT,
        "Kin.",
    )
    db.session.commit()
    lead = browse(made.lead)
    page = lead.get(f"/reviews/calls/{made.call.ref}/assignment/bids")
    assert "by one mail" in page.text
    page = page.form("Ask the evaluators")
    page = page.submit()
    assert "3 evaluators were asked" in page.text
    browser = browse(made.evaluators[0])
    mine = browser.get(f"/reviews/bids/{made.call.ref}")
    assert "Port Authority" in mine.text
    assert made.proposals[0].title in mine.text
    assert "secret summary" not in mine.source
    assert tied.title not in mine.source
    name = f"bid_{made.proposals[0].ref}"
    mine = mine.form("reason").submit({name: "conflict"})
    assert mine.status == 422
    mine = mine.form("reason").submit({name: "can"})
    assert "Saved." in mine.text
    assert mine.form("reason").values()[name] == "can"
    stranger = browse(build.person("Not in the pool", Role.EVALUATOR))
    assert stranger.get(f"/reviews/bids/{made.call.ref}").status == 404
