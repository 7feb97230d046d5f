"""Seats of the board: who may sit where, what is kept, and what stands against two windows."""

import pytest
import sqlalchemy as sa
from flask import Flask

from grants.accounts.models import Constituency, Person, Role, Seat, SeatHolder, SeatPlace
from grants.accounts.queries import sittings as queries
from grants.accounts.rules.seats import check_may_sit
from grants.accounts.service import seats as service
from grants.audit.models import TrailEvent
from grants.core import clock
from grants.core.actor import SYSTEM, Actor
from grants.core.db import db
from grants.core.errors import Conflict, Forbidden, NotFound, Refused
from grants.permissions import Permission
from tests import build

MEMBER, ALTERNATE = SeatPlace.MEMBER, SeatPlace.ALTERNATE
SITS = [Role.BOARD_MEMBER]


@pytest.fixture
def sylvie(app: Flask) -> Actor:
    return build.acting(build.person("Sylvie", Role.BOARD_SECRETARY))


def new_seat() -> Seat:
    group = db.session.scalars(sa.select(Constituency.id).order_by(Constituency.position)).first()
    return service.create_seat(SYSTEM, constituency_id=group or 0, organisation=None)


def member(name: str = "") -> Person:
    return build.person(name, Role.BOARD_MEMBER)


# -- the rule -----------------------------------------------------------------------------------


@pytest.mark.parametrize("roles", [[], [Role.OFFICER], [Role.BOARD_SECRETARY, Role.LEAD]])
def test_without_a_role_of_the_board_nobody_sits(roles: list[Role]) -> None:
    with pytest.raises(Refused, match="does not hold the role"):
        check_may_sit(roles, [], 1, MEMBER)


def test_a_chair_may_sit_like_a_member() -> None:
    check_may_sit([Role.BOARD_CHAIR], [], 1, MEMBER)
    check_may_sit([Role.BOARD_MEMBER], [], 1, ALTERNATE)


def test_nobody_is_the_member_of_two_seats_nor_both_holders_of_one() -> None:
    with pytest.raises(Refused, match="holds this place already"):
        check_may_sit(SITS, [(1, MEMBER)], 1, MEMBER)
    with pytest.raises(Refused, match="the other place of this seat"):
        check_may_sit(SITS, [(1, MEMBER)], 1, ALTERNATE)
    with pytest.raises(Refused, match="the member of another seat"):
        check_may_sit(SITS, [(2, MEMBER)], 1, MEMBER)


def test_an_alternate_may_be_a_member_elsewhere_and_an_alternate_of_several() -> None:
    check_may_sit(SITS, [(2, ALTERNATE)], 1, MEMBER)
    check_may_sit(SITS, [(2, MEMBER)], 1, ALTERNATE)
    check_may_sit(SITS, [(2, ALTERNATE), (3, ALTERNATE)], 1, ALTERNATE)


# -- the acts -----------------------------------------------------------------------------------


def test_whose_role_has_ended_or_account_is_disabled_is_not_put_in(sylvie: Actor) -> None:
    seat, person = new_seat(), member()
    person.disabled_at = clock.now()
    db.session.commit()
    with pytest.raises(Refused, match="does not hold the role"):
        service.take_seat(sylvie, seat, person, MEMBER)


@pytest.mark.both_databases
def test_a_place_is_changed_only_as_it_was_seen(sylvie: Actor) -> None:
    seat, first, second = new_seat(), member("First"), member("Second")
    service.take_seat(sylvie, seat, first, MEMBER, seen=service.EMPTY)
    with pytest.raises(Conflict):
        service.take_seat(sylvie, seat, second, MEMBER, seen=service.EMPTY)
    db.session.rollback()
    sitting = queries.seat_row(sylvie, seat.ref).member
    assert sitting is not None
    service.take_seat(sylvie, seat, second, MEMBER, seen=sitting.key)
    with pytest.raises(Conflict):
        service.leave_seat(sylvie, seat, MEMBER, seen=sitting.key)
    db.session.rollback()
    row = queries.seat_row(sylvie, seat.ref)
    assert row.member is not None
    assert row.member.name == "Second"
    assert [one.name for one in queries.past_sittings(sylvie, row)] == ["First"]


def test_a_seat_ends_when_nobody_sits_in_it_and_takes_nobody_after(sylvie: Actor) -> None:
    seat, person = new_seat(), member()
    service.take_seat(sylvie, seat, person, ALTERNATE)
    with pytest.raises(Refused, match="Somebody sits"):
        service.end_seat(sylvie, seat)
    db.session.rollback()
    service.leave_seat(sylvie, seat, ALTERNATE)
    service.end_seat(sylvie, seat)
    assert queries.seat_rows(sylvie) == []
    with pytest.raises(NotFound):
        queries.seat_row(sylvie, seat.ref)
    for act in (
        lambda: service.end_seat(sylvie, seat),
        lambda: service.take_seat(sylvie, seat, person, MEMBER),
    ):
        with pytest.raises(Refused, match="ended already"):
            act()
        db.session.rollback()


def test_every_change_of_seats_is_in_the_trail(sylvie: Actor) -> None:
    seat, person = new_seat(), member()
    service.take_seat(sylvie, seat, person, MEMBER)
    service.leave_seat(sylvie, seat, MEMBER)
    service.end_seat(sylvie, seat)
    actions = db.session.scalars(
        sa.select(TrailEvent.action)
        .where(TrailEvent.action.startswith("seat:"))
        .order_by(TrailEvent.seq)
    )
    assert list(actions) == ["seat:create", "seat:take", "seat:leave", "seat:end"]


@pytest.mark.parametrize(
    "role", [Role.BOARD_MEMBER, Role.BOARD_CHAIR, Role.AUDITOR, Role.LEAD, Role.OFFICER]
)
def test_only_the_secretary_and_the_administrator_keep_seats(app: Flask, role: Role) -> None:
    seat, person, actor = new_seat(), member(), build.acting(build.person("", role))
    assert not actor.may(Permission.SEATS_KEEP)
    for act in (
        lambda: service.create_seat(actor, constituency_id=1, organisation=None),
        lambda: service.take_seat(actor, seat, person, MEMBER),
        lambda: service.leave_seat(actor, seat, MEMBER),
        lambda: service.end_seat(actor, seat),
    ):
        with pytest.raises(Forbidden):
            act()
    for ask in (
        lambda: queries.seat_by_ref(actor, seat.ref),
        lambda: queries.candidates(actor),
        lambda: queries.person_to_seat(actor, person.ref),
    ):
        with pytest.raises(NotFound):
            ask()
    assert db.session.scalar(sa.select(sa.func.count(SeatHolder.id))) == 0


@pytest.mark.both_databases
def test_candidates_are_those_who_could_take_part_today(sylvie: Actor) -> None:
    seat, one = new_seat(), member("Ama")
    build.person("Chair", Role.BOARD_CHAIR)
    build.person("Officer", Role.OFFICER)
    build.person("Gone", Role.BOARD_MEMBER, disabled_at=clock.now())
    build.affiliate(one, build.organisation("Habitat Forum"))
    service.take_seat(sylvie, seat, one, ALTERNATE)
    found = queries.candidates(sylvie)
    assert [candidate.name for candidate in found] == ["Ama", "Chair"]
    assert found[0].bodies == ("Habitat Forum",)
    assert found[0].places == ((seat.id, ALTERNATE),)
    assert queries.candidates(sylvie, one.ref) == found[:1]
