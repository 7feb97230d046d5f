"""One proposal of a remainder: a seat steps aside from it and takes part in the rest."""

from collections.abc import Callable

import pytest
import sqlalchemy as sa
from flask import Flask

from grants.accounts.models import Role, RoleGrant
from grants.board.models import Decision, Recusal, RecusalCause
from grants.board.service import voice
from grants.core import clock
from grants.core.db import db
from grants.core.errors import Forbidden, NotFound, Refused
from tests import build
from tests.board import world as w
from tests.browsing import Browser

Browse = Callable[..., Browser]
Later = Callable[..., None]


@pytest.fixture
def of(app: Flask) -> w.World:
    return w.world()


def rest(of: w.World) -> str:
    """Two awards are items 1 and 2; item 3 is the rest: `Reserve 0` and `Rest 0`."""
    return w.opened(of, w.proposed(of, w.ranked(of)))


def path_of(of: w.World, ref: str, k: int = 3) -> str:
    return f"/board/{ref}/items/3/rows/{of.proposals[k].ref}"


def recusals() -> list[tuple[int, int | None, RecusalCause]]:
    db.session.commit()
    rows = db.session.execute(sa.select(Recusal.seat_id, Recusal.proposal_id, Recusal.cause))
    return [(row[0], row[1], row[2]) for row in rows]


def test_a_member_steps_aside_from_one_row_and_takes_part_in_the_rest(
    of: w.World, browse: Browse
) -> None:
    ref = rest(of)
    browser = browse(of.members[0])
    page = browser.get(f"/board/{ref}/items/3").click("Recuse: Rest 0")
    assert "takes part in the rest of the item" in page.text
    empty = page.form("interest").submit({"interest": ""})
    assert empty.status == 422
    assert "Say what the interest is" in empty.text
    page = empty.form("interest").submit({"interest": "My sister leads it."})
    assert page.heading == "Reserve list and proposals not recommended"
    assert "Reserve 0" in page.text
    assert "Rest 0" not in page.source
    assert "Proposals you are recused from are not listed here" in page.text
    assert recusals() == [(of.seats[0].id, of.proposals[3].id, RecusalCause.DECLARED)]
    assert browser.get(path_of(of, ref)).status == 404
    assert "Rest 0" in browse(of.members[1]).get(f"/board/{ref}/items/3").text
    assert "My sister leads it." in browse(of.secretary).get(f"/board/{ref}/items/3").text


def test_the_same_form_sent_twice_recuses_once(of: w.World, browse: Browse) -> None:
    ref = rest(of)
    form = browse(of.members[0]).get(path_of(of, ref)).form("interest")
    for _ in range(2):
        page = form.submit({"interest": "My sister leads it."})
        assert page.heading == "Reserve list and proposals not recommended"
    assert len(recusals()) == 1


def test_the_chair_recuses_a_seat_from_one_row(of: w.World, browse: Browse) -> None:
    ref = rest(of)
    page = browse(of.chair).get(f"/board/{ref}/items/3").click("Recuse: Reserve 0")
    empty = page.form("why").submit({"seat": "", "why": ""})
    assert empty.status == 422
    assert "Choose a seat" in empty.text
    assert "Give the reason" in empty.text
    page = empty.form("why").submit({"seat": of.seats[5].ref, "why": "Its director advises it."})
    assert "The seat is recused from this proposal" in page.text
    again = browse(of.chair).get(path_of(of, ref, 2)).form("why")
    again.submit({"seat": of.seats[5].ref, "why": "Once more."})
    assert recusals() == [(of.seats[5].id, of.proposals[2].id, RecusalCause.CHAIR)]
    member = browse(of.members[5]).get(f"/board/{ref}/items/3")
    assert "Reserve 0" not in member.source
    assert "Rest 0" in member.text


def test_whoever_has_no_seat_and_no_chair_has_no_way_to_recuse(of: w.World, browse: Browse) -> None:
    ref = rest(of)
    path = path_of(of, ref)
    auditor = build.person("Auditor", Role.AUDITOR)
    for who in (of.secretary, of.lead, auditor):
        page = browse(who).get(f"/board/{ref}/items/3")
        assert "Rest 0" in page.text
        assert path not in page.source
        assert browse(who).get(path).status == 404
        with pytest.raises(Forbidden):
            voice.add_recusal(
                of.acting(who), ref, 3, of.seats[0].ref, "So", proposal_id=of.proposals[3].id
            )
    assert browse(of.city).get(path).status == 403
    seatless = build.person("Seatless", Role.BOARD_MEMBER)
    assert browse(seatless).get(path).status == 404
    with pytest.raises(Refused, match="no seat"):
        voice.declare_recusal(of.acting(seatless), ref, 3, "So", proposal_id=of.proposals[3].id)


def test_only_a_row_of_a_remainder_that_one_sees_can_be_recused_from(
    of: w.World, browse: Browse
) -> None:
    ref = rest(of)
    member = of.acting(of.members[0])
    award, other = of.proposals[0].id, of.proposals[3].id
    voice.declare_recusal(member, ref, 3, "My sister leads it.", proposal_id=other)
    for n, proposal_id in ((3, award), (3, 0), (3, other), (1, award)):
        with pytest.raises(NotFound):
            voice.declare_recusal(member, ref, n, "So", proposal_id=proposal_id)
        db.session.rollback()
    browser = browse(of.members[0])
    assert browser.get(f"/board/{ref}/items/1/rows/{of.proposals[0].ref}").status == 404
    assert browser.get(f"/board/{ref}/items/3/rows/{of.proposals[0].ref}").status == 404
    assert browser.get(f"/board/{ref}/items/3/rows/nothing").status == 404


def test_a_row_can_be_recused_from_until_the_results_are_confirmed(
    of: w.World, browse: Browse, later: Later
) -> None:
    ref = rest(of)
    later(days=15)
    w.closed(of, ref)
    assert "Rest 0" in browse(of.members[0]).get(path_of(of, ref)).text
    w.confirmed(of, ref)
    assert browse(of.members[0]).get(path_of(of, ref)).status == 404
    assert "Recuse: " not in browse(of.members[0]).get(f"/board/{ref}/items/3").text


def test_who_else_is_recused_from_a_hidden_row_is_hidden_too(
    of: w.World, browse: Browse, later: Later
) -> None:
    """The record names seats and reasons; those about a row one may not see would tell of it."""
    ref = rest(of)
    row = of.proposals[3].id
    voice.declare_recusal(of.acting(of.members[0]), ref, 3, "I know them", proposal_id=row)
    voice.declare_recusal(of.acting(of.members[7]), ref, 3, "Our own project", proposal_id=row)
    later(days=15)
    w.closed(of, ref)
    plain, recused = browse(of.members[1]), browse(of.members[0])
    assert "Our own project" in plain.get(f"/board/{ref}/items/3").text
    assert "Our own project" not in recused.get(f"/board/{ref}/items/3").source
    w.confirmed(of, ref)
    number = db.session.scalars(sa.select(Decision.number).order_by(Decision.id.desc())).first()
    assert "Member body 07" in plain.get(f"/decisions/{number}").text
    assert "Member body 07" not in recused.get(f"/decisions/{number}").source


def test_a_chair_with_a_seat_has_both_forms_and_each_keeps_what_was_typed(
    of: w.World, browse: Browse
) -> None:
    ref = rest(of)
    both = of.members[2]
    chair = RoleGrant(person_id=both.id, role=Role.BOARD_CHAIR, starts_at=clock.now())
    db.session.add(chair)
    db.session.commit()
    page = browse(both).get(path_of(of, ref))
    page = page.form("why").submit({"seat": of.seats[1].ref, "why": ""})
    assert page.form("why").values()["seat"] == of.seats[1].ref
    assert "Say what the interest is" not in page.text
