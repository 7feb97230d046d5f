"""The pages about seats: who reads and who keeps them, and that nothing happens unasked."""

from collections.abc import Callable

import pytest
import sqlalchemy as sa
from flask import Flask

from grants.accounts.models import Person, Role, RoleGrant, Seat, SeatHolder, SeatPlace
from grants.accounts.queries import seat_of, seats
from grants.accounts.service import seats as service
from grants.board.models import ItemStatus, Recusal, RecusalCause
from grants.core import clock
from grants.core.actor import SYSTEM
from grants.core.db import db
from grants.mail.models import Mail
from tests import build
from tests.board import world as w
from tests.browsing import Browser
from tests.counting import queries_of

Browse = Callable[..., Browser]
Later = Callable[..., None]


@pytest.fixture
def sylvie(app: Flask) -> Person:
    return build.person("Sylvie", Role.BOARD_SECRETARY)


def a_seat(name: str = "Ada Aki", body: str = "Habitat Forum") -> tuple[Seat, Person]:
    person = build.person(name, Role.BOARD_MEMBER)
    return build.seat(person, build.member(body)), person


def holders() -> list[tuple[str, bool]]:
    db.session.commit()
    rows = db.session.execute(
        sa.select(Person.name, SeatHolder.ends_at.is_(None))
        .join(Person, Person.id == SeatHolder.person_id)
        .order_by(SeatHolder.id)
    )
    return [(row[0], bool(row[1])) for row in rows]


# -- reading ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "role", [Role.BOARD_MEMBER, Role.BOARD_CHAIR, Role.AUDITOR, Role.BOARD_SECRETARY,
             Role.ADMINISTRATOR]
)  # fmt: skip
def test_the_board_its_house_and_the_auditor_read_who_sits_for_whom_since_when(
    app: Flask, browse: Browse, role: Role
) -> None:
    _, person = a_seat()
    page = browse(build.person("Reader", role)).get("/board/members/")
    for words in ("Habitat Forum", "Ada Aki", "since", "Nobody"):
        assert words in page.text
    page = page.click("Habitat Forum")
    assert page.heading == "Habitat Forum"
    keeps = role in (Role.BOARD_SECRETARY, Role.ADMINISTRATOR)
    assert ("Replace Ada Aki" in page.text) is keeps
    assert person.ref not in page.source or role is Role.ADMINISTRATOR


@pytest.mark.parametrize("role", [Role.LEAD, Role.OFFICER, Role.EVALUATOR, Role.FINANCE])
def test_nobody_else_reads_it(app: Flask, browse: Browse, role: Role) -> None:
    seat, _ = a_seat()
    browser = browse(build.person("Other", role))
    assert browser.get("/board/members/").status == 403
    assert browser.get(f"/board/members/{seat.ref}").status == 403
    assert browse().get("/board/members/").path.startswith("/sign-in")


def test_readers_who_do_not_keep_seats_find_no_way_to_change_them(
    app: Flask, browse: Browse
) -> None:
    seat, person = a_seat()
    for role in (Role.BOARD_MEMBER, Role.BOARD_CHAIR, Role.AUDITOR):
        browser = browse(build.person("", role))
        page = browser.get(f"/board/members/{seat.ref}")
        assert page.root is not None
        assert page.root.find(".//main").findall(".//button") == []
        for path in ("add", f"{seat.ref}/member", f"{seat.ref}/member/empty", f"{seat.ref}/end"):
            assert browser.get(f"/board/members/{path}").status == 403
        assert browser.get(f"/board/members/{seat.ref}/member?person={person.ref}").status == 403


def test_the_header_leads_there_and_marks_one_entry_only(sylvie: Person, browse: Browse) -> None:
    page = browse(sylvie).get("/board/").click("Members")
    assert page.path == "/board/members/"
    assert page.root is not None
    here = page.root.findall(".//header//a[@aria-current='page']")
    assert ["".join(link.itertext()).strip() for link in here] == ["Members"]
    member = build.person("Mem", Role.BOARD_MEMBER)
    assert browse(member).get("/board/").click("Members of the board").status == 200


def test_a_seat_that_is_not_there_looks_missing(sylvie: Person, browse: Browse) -> None:
    seat, _ = a_seat()
    browser = browse(sylvie)
    for path in ("nothing", "nothing/member", "nothing/member/empty", "nothing/end",
                 f"{seat.ref}/alternate/empty", f"{seat.ref}/chair",
                 f"{seat.ref}/alternate?person=nobody"):  # fmt: skip
        assert browser.get(f"/board/members/{path}").status == 404


# -- adding and ending --------------------------------------------------------------------------


def test_the_first_seat_is_added_from_an_empty_list(sylvie: Person, browse: Browse) -> None:
    build.member("Habitat Forum")
    reader = browse(build.person("Mem", Role.BOARD_MEMBER)).get("/board/members/")
    assert "The board secretary adds the seats" in reader.text
    page = browse(sylvie).get("/board/members/").click("Add the first seat")
    assert "without a member or an alternate" in page.text
    form = page.form("constituency")
    wrong = form.submit({"constituency": "", "organisation": "Nobody knows it"})
    assert wrong.status == 422
    assert "Choose a constituency" in wrong.text
    wrong = wrong.form("constituency").submit({"constituency": "international_ngos"})
    assert wrong.status == 422
    assert "Choose an organisation from the list, or leave it empty" in wrong.text
    assert wrong.form("constituency").values()["organisation"] == "Nobody knows it"
    page = wrong.form("constituency").submit({"organisation": "habitat forum"})
    assert "The seat is added" in page.text
    assert page.heading == "Habitat Forum"
    assert [seat.organisation for seat in seats()] == ["Habitat Forum"]


def test_a_seat_without_an_organisation_bears_the_name_of_its_constituency(
    sylvie: Person, browse: Browse
) -> None:
    page = browse(sylvie).get("/board/members/add").form("constituency")
    page = page.submit({"constituency": "universities"})
    assert page.heading.startswith("Universities")


def test_a_seat_sent_twice_is_added_once(sylvie: Person, browse: Browse) -> None:
    form = browse(sylvie).get("/board/members/add").form("constituency")
    for _ in range(2):
        assert form.submit({"constituency": "universities"}).status == 200
    assert len(seats()) == 1


def test_a_seat_is_ended_when_nobody_sits_in_it(sylvie: Person, browse: Browse) -> None:
    seat, _ = a_seat()
    browser = browse(sylvie)
    page = browser.get(f"/board/members/{seat.ref}")
    assert "End the seat" not in page.text
    refused = browser.get(f"/board/members/{seat.ref}/end").form().submit(button="End the seat")
    assert refused.status == 422
    assert "Empty its places first" in refused.text
    service.leave_seat(SYSTEM, seat, SeatPlace.MEMBER)
    form = browser.get(f"/board/members/{seat.ref}").click("End the seat").form()
    for _ in range(2):
        page = form.submit(button="End the seat")
        assert page.path == "/board/members/"
    assert seats() == []


# -- putting in and emptying --------------------------------------------------------------------


def test_replacing_a_member_shows_first_who_leaves_and_who_comes_in(
    sylvie: Person, browse: Browse
) -> None:
    seat, old = a_seat()
    new = build.person("Nia Newcomer", Role.BOARD_MEMBER)
    build.affiliate(new, build.organisation("Ministry of Cities"))
    page = browse(sylvie).get(f"/board/members/{seat.ref}").click("Replace Ada Aki")
    assert "Ministry of Cities" in page.text
    page = page.click("Nia Newcomer")
    for words in ("Comes in", "Nia Newcomer", "Leaves", "Ada Aki", "At once", "found anew",
                  "Nobody: no message is sent"):  # fmt: skip
        assert words in page.text
    assert holders() == [("Ada Aki", True)], "nothing happened yet"
    page = page.form().submit(button="Put Nia Newcomer in")
    assert "No mail was sent" in page.text
    assert "Who sat here before" in page.text
    assert holders() == [("Ada Aki", False), ("Nia Newcomer", True)]
    assert seat_of(old.id) is None
    assert db.session.scalar(sa.select(sa.func.count(Mail.id))) == 0


def test_an_alternate_is_put_in_beside_the_member(sylvie: Person, browse: Browse) -> None:
    seat, _ = a_seat()
    build.person("Ali Alternate", Role.BOARD_CHAIR)
    page = browse(sylvie).get(f"/board/members/{seat.ref}").click("Put a person in")
    page = page.click("Ali Alternate")
    assert "Nobody: the place is empty" in page.text
    page.form().submit(button="Put Ali Alternate in")
    [one] = seats()
    assert (one.member, one.alternate) == ("Ada Aki", "Ali Alternate")


def test_a_form_sent_twice_puts_in_and_empties_once(sylvie: Person, browse: Browse) -> None:
    seat, _ = a_seat()
    browser = browse(sylvie)
    build.person("Nia Newcomer", Role.BOARD_MEMBER)
    form = browser.get(f"/board/members/{seat.ref}/member").click("Nia Newcomer").form()
    for _ in range(2):
        assert form.submit(button="Put Nia Newcomer in").heading == "Habitat Forum"
    form = browser.get(f"/board/members/{seat.ref}").click("Empty this place").form()
    for _ in range(2):
        assert form.submit(button="Empty the place").heading == "Habitat Forum"
    assert holders() == [("Ada Aki", False), ("Nia Newcomer", False)]


def test_a_page_that_is_out_of_date_changes_nothing(sylvie: Person, browse: Browse) -> None:
    seat, _ = a_seat()
    for name in ("Nia Newcomer", "Zed Zulu"):
        build.person(name, Role.BOARD_MEMBER)
    browser = browse(sylvie)
    choose = browser.get(f"/board/members/{seat.ref}/member")
    stale, empty = (
        choose.click("Nia Newcomer").form(),
        browser.get(f"/board/members/{seat.ref}/member/empty").form(),
    )
    choose.click("Zed Zulu").form().submit(button="Put Zed Zulu in")
    for page in (stale.submit(), empty.submit()):
        assert page.status == 409
        assert "Somebody changed who sits there" in page.text
    assert holders() == [("Ada Aki", False), ("Zed Zulu", True)]


def test_only_role_holders_are_offered_and_the_page_says_what_others_lack(
    sylvie: Person, browse: Browse
) -> None:
    seat, _ = a_seat()
    officer = build.person("Ofe Officer", Role.OFFICER)
    path = f"/board/members/{seat.ref}/alternate"
    page = browse(sylvie).get(path)
    assert "Ofe Officer" not in page.text
    assert "An administrator gives the role" in page.text
    assert browse(sylvie).get(f"{path}?person={officer.ref}").status == 404
    admin = browse(build.person("Adm", Role.ADMINISTRATOR)).get(path)
    assert admin.click("or by an invitation").status == 200


def test_who_is_a_member_elsewhere_is_listed_without_a_link_and_refused(
    sylvie: Person, browse: Browse
) -> None:
    seat, _ = a_seat()
    _, other = a_seat("Zed Zulu", "Cities Network")
    browser = browse(sylvie)
    path = f"/board/members/{seat.ref}/member"
    page = browser.get(path)
    assert "Member of Cities Network" in page.text
    assert "Nobody below can take this place" in page.text
    assert other.ref not in page.source
    refused = browser.get(f"{path}?person={other.ref}")
    assert refused.status == 422
    assert "nobody speaks for two" in refused.text
    page = browser.get(f"/board/members/{seat.ref}/alternate").click("Zed Zulu")
    assert "as a member before as an alternate" in page.text


def test_a_role_that_ended_after_the_page_was_read_is_refused(
    sylvie: Person, browse: Browse
) -> None:
    seat, _ = a_seat()
    new = build.person("Nia Newcomer", Role.BOARD_MEMBER)
    form = browse(sylvie).get(f"/board/members/{seat.ref}/member").click("Nia Newcomer").form()
    grants = sa.update(RoleGrant).where(RoleGrant.person_id == new.id)
    db.session.execute(grants.values(ends_at=clock.now()))
    db.session.commit()
    page = form.submit(button="Put Nia Newcomer in")
    assert page.status == 422
    assert "does not hold the role" in page.text
    assert holders() == [("Ada Aki", True)]


def test_who_lost_their_role_is_marked_for_those_who_can_do_something(
    sylvie: Person, browse: Browse
) -> None:
    seat, person = a_seat()
    db.session.execute(sa.update(RoleGrant).where(RoleGrant.person_id == person.id).values(
        ends_at=clock.now()))  # fmt: skip
    db.session.commit()
    assert "Cannot take part" in browse(sylvie).get("/board/members/").text
    page = browse(sylvie).get(f"/board/members/{seat.ref}")
    assert "An administrator gives what is missing" in page.text
    admin = browse(build.person("Adm", Role.ADMINISTRATOR)).get(f"/board/members/{seat.ref}")
    assert admin.click("See the roles").heading == "Ada Aki"
    colleague = browse(build.person("Col", Role.BOARD_MEMBER))
    assert "annot take part" not in colleague.get(f"/board/members/{seat.ref}").text
    assert "Cannot take part" not in colleague.get("/board/members/").text


# -- what is under way --------------------------------------------------------------------------


@pytest.mark.both_databases
def test_a_newcomer_is_recused_at_once_from_what_they_are_tied_to(
    app: Flask, browse: Browse
) -> None:
    of = w.world()
    ranking = w.ranked(of)
    sponsor = build.member("Sponsor of the award")
    w.sponsor(of.proposals[0], sponsor, of.city)
    w.sponsor(of.proposals[3], sponsor, of.city)
    ref = w.opened(of, w.proposed(of, ranking))
    new = build.person("Nia Newcomer", Role.BOARD_MEMBER)
    build.affiliate(new, sponsor)
    page = browse(of.secretary).get(f"/board/members/{of.seats[4].ref}/member")
    page = page.click("Nia Newcomer")
    assert "1 meeting or procedure under way is affected" in page.text
    assert f"/board/{ref}/" in page.source
    page.form().submit(button="Put Nia Newcomer in")
    rows = db.session.execute(sa.select(Recusal.seat_id, Recusal.proposal_id, Recusal.cause))
    assert [tuple(row) for row in rows] == [
        (of.seats[4].id, None, RecusalCause.SPONSOR),
        (of.seats[4].id, of.proposals[3].id, RecusalCause.SPONSOR),
    ]
    newcomer = browse(new)
    assert "Award 0" not in newcomer.get(f"/board/{ref}/").source
    assert "Rest 0" not in newcomer.get(f"/board/{ref}/items/3").source
    assert "Award 1" in newcomer.get(f"/board/{ref}/").text


def test_a_newcomer_is_recused_from_results_that_wait_for_the_chair_too(
    app: Flask, browse: Browse, later: Later
) -> None:
    of = w.world()
    ranking = w.ranked(of)
    sponsor = build.member("Sponsor of the award")
    w.sponsor(of.proposals[0], sponsor, of.city)
    ref = w.opened(of, w.proposed(of, ranking))
    later(days=15)
    w.closed(of, ref)
    new = build.person("Nia Newcomer", Role.BOARD_MEMBER)
    build.affiliate(new, sponsor)
    service.take_seat(of.acting(of.secretary), of.seats[4], new, SeatPlace.MEMBER)
    assert "Award 0" not in browse(new).get(f"/board/{ref}/").source


def test_a_seat_added_while_something_is_under_way_is_recused_for_its_organisation(
    app: Flask,
) -> None:
    of = w.world()
    ranking = w.ranked(of)
    sponsor = build.member("Sponsor of the award")
    w.sponsor(of.proposals[0], sponsor, of.city)
    w.opened(of, w.proposed(of, ranking))
    group = of.seats[0].constituency_id
    seat = service.create_seat(of.acting(of.secretary), constituency_id=group, organisation=sponsor)
    assert list(db.session.scalars(sa.select(Recusal.seat_id))) == [seat.id]


def test_who_reads_no_meetings_is_not_told_that_any_is_under_way(
    app: Flask, browse: Browse
) -> None:
    of = w.world()
    admin = browse(build.person("Adm", Role.ADMINISTRATOR))
    path = f"/board/members/{of.seats[4].ref}/member/empty"
    before = admin.get(path).text
    ref = w.opened(of, w.proposed(of, w.ranked(of)))
    after = admin.get(path)
    assert after.text == before
    assert ref not in after.source


def test_a_seat_that_nobody_holds_is_no_part_of_a_quorum(app: Flask, later: Later) -> None:
    """Its silence is no consent: of seven seats that are needed one is empty."""
    of = w.world(seats=7)
    ref = w.opened(of, w.proposed(of, w.ranked(of)))
    service.leave_seat(of.acting(of.secretary), of.seats[0], SeatPlace.MEMBER)
    later(days=15)
    w.closed(of, ref)
    assert {item.status for item in w.items(ref)} == {ItemStatus.NO_QUORUM}


def test_the_list_takes_as_many_queries_for_fifty_seats_as_for_five(
    app: Flask, browse: Browse, sylvie: Person
) -> None:
    counts = []
    browser = browse(sylvie)
    for many in (5, 45):
        for n in range(many):
            a_seat(f"Person {many} {n}", f"Body {many} {n}")
        first = db.session.scalars(sa.select(Seat.ref).order_by(Seat.id)).first()
        paths = ("/board/members/", f"/board/members/{first}", f"/board/members/{first}/alternate")
        counts.append([queries_of(browser, path) for path in paths])
    assert counts[0] == counts[1]
    assert max(counts[0]) <= 12
