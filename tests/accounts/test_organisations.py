"""Organisations, who works for them, members, seats, and what other domains ask about them."""

from collections.abc import Callable
from datetime import timedelta

import pytest
import sqlalchemy as sa
from flask import Flask

from grants.accounts import queries
from grants.accounts.models import (
    Constituency,
    Membership,
    MembershipKind,
    Organisation,
    OrganisationKind,
    Person,
    Role,
    SeatPlace,
)
from grants.accounts.service import organisations as service, seats
from grants.audit.models import TrailEvent
from grants.core import clock
from grants.core.actor import SYSTEM
from grants.core.db import db
from grants.core.errors import Conflict, Forbidden, Refused
from tests import build
from tests.browsing import Browser

Browse = Callable[..., Browser]


@pytest.fixture
def administrator(app: Flask) -> Person:
    return build.person("Ada Admin", Role.ADMINISTRATOR)


def latest(action: str) -> TrailEvent:
    db.session.commit()
    return db.session.scalars(
        sa.select(TrailEvent)
        .where(TrailEvent.action == action)
        .order_by(TrailEvent.seq.desc())
        .limit(1)
    ).one()


def test_an_organisation_is_added_corrected_and_recorded(
    app: Flask, browse: Browse, administrator: Person
) -> None:
    browser = browse(administrator)
    page = browser.get("/organisations/").click("Add an organisation").form("name")
    values = {"name": "Accra Metropolitan Assembly", "kind": "local_authority", "country": "GH"}
    page = page.submit({**values, "acronym": "AMA"})
    assert page.heading == "Accra Metropolitan Assembly"
    page = page.click("Correct the details").form("name").submit({"acronym": "A.M.A."})
    assert "A.M.A." in page.text
    event = latest("organisation:edit")
    assert set(event.new or {}) == {"acronym"}
    assert "A.M.A." not in str(event.new)


def test_the_same_name_in_the_same_country_is_refused_and_kept_typed(
    app: Flask, browse: Browse, administrator: Person
) -> None:
    build.organisation("Ville de Thiès", country="SN")
    page = browse(administrator).get("/organisations/add").form("name")
    page = page.submit({"name": "VILLE DE THIES", "kind": "local_authority", "country": "SN"})
    assert page.status == 422
    assert "exists already" in page.text
    assert page.form("name").values()["name"] == "VILLE DE THIES"


def test_a_stale_correction_shows_both(app: Flask, browse: Browse, administrator: Person) -> None:
    row = build.organisation("Old name")
    browser = browse(administrator)
    stale = browser.get(f"/organisations/{row.ref}/edit").form("name")
    browser.get(f"/organisations/{row.ref}/edit").form("name").submit({"name": "Newer name"})
    page = stale.submit({"name": "Other name"})
    assert page.status == 409
    assert "Newer name" in page.text
    assert "Other name" in page.text
    with pytest.raises(Conflict):
        service.edit(
            build.acting(administrator),
            row,
            service.Details(name="X", kind=OrganisationKind.PRIVATE),
            version=99,
        )


def test_merging_asks_first_rewrites_nothing_and_is_followed_both_ways(
    app: Flask, browse: Browse, administrator: Person
) -> None:
    old, new = build.organisation("Accra Assembly"), build.organisation("Accra Metropolitan")
    person, other = build.person("Ama"), build.person("Kofi")
    build.affiliate(person, old)
    build.affiliate(other, new)
    page = browse(administrator).get(f"/organisations/{old.ref}/merge?q=Accra")
    page = page.click("Accra Metropolitan")
    assert "stands for both" in page.text
    assert old.merged_into_id is None
    page = page.form("reason").submit({"reason": "One body, renamed in 2019"})
    assert page.heading == "Accra Metropolitan"
    db.session.expire_all()
    assert old.merged_into_id == new.id
    assert queries.organisations_of(person.id) == {old.id, new.id}
    assert queries.organisations_of(other.id) == {old.id, new.id}
    assert queries.affiliated_people([old.id]) == {old.id: {person.id, other.id}}
    rows, total = queries.organisations_page(build.acting(administrator))
    assert (total, [row.ref for row in rows]) == (1, [new.ref])


@pytest.mark.both_databases
def test_a_chain_of_merges_is_one_organisation(app: Flask) -> None:
    a, b, c, d = (build.organisation() for _ in range(4))
    service.merge(SYSTEM, a, b)
    service.merge(SYSTEM, b, c)
    assert queries.same_organisations([a.id]) == {a.id, b.id, c.id}
    assert queries.same_organisations([c.id, d.id]) == {a.id, b.id, c.id, d.id}
    assert queries.same_organisations([]) == set()
    with pytest.raises(Refused):
        service.merge(SYSTEM, c, a)


def test_a_member_is_never_merged_away(app: Flask) -> None:
    member, plain = build.member("Slum Dwellers"), build.organisation("Slum Dwellers Int.")
    with pytest.raises(Refused):
        service.merge(SYSTEM, member, plain)
    db.session.rollback()
    service.merge(SYSTEM, plain, member)


def test_an_organisation_is_found_by_its_name_accents_and_merges_aside(app: Flask) -> None:
    kind = OrganisationKind.LOCAL_AUTHORITY
    first = service.find_or_create(SYSTEM, "São Paulo", kind, "BR")
    db.session.commit()
    assert service.find_or_create(SYSTEM, " sao  paulo ", kind, "BR").id == first.id
    assert service.find_or_create(SYSTEM, "São Paulo", kind, "PT").id != first.id
    target = build.organisation("Prefeitura de São Paulo", country="BR")
    service.merge(SYSTEM, first, target)
    assert service.find_or_create(SYSTEM, "São Paulo", kind, "BR").id == target.id


def test_people_are_added_to_an_organisation_and_taken_off(
    app: Flask, browse: Browse, administrator: Person
) -> None:
    row, person = build.organisation("Accra"), build.person("Ama")
    browser = browse(administrator)
    page = browser.get(f"/organisations/{row.ref}").form("title")
    page = page.submit({"email": "nobody@example.org", "title": "Mayor"})
    assert page.status == 422
    assert "Nobody has an account" in page.text
    page = page.form("title").submit({"email": person.email})
    assert "Ama" in page.text
    assert queries.organisations_of(person.id) == {row.id}
    twice = page.form("title").submit({"email": person.email})
    assert "already works" in twice.text
    page = browser.get(f"/organisations/{row.ref}").form("affiliation")
    page.submit(button="Does not work here any more")
    db.session.commit()
    assert queries.organisations_of(person.id) == set()


def test_the_register_holds_standing_members_only(
    app: Flask, browse: Browse, administrator: Person
) -> None:
    row = build.organisation("Habitat Forum", acronym="HF")
    browser = browse(administrator)
    page = browser.get(f"/organisations/{row.ref}").form("constituency")
    page = page.submit({"constituency": "international_ngos", "membership": "associate"})
    assert "Associate member" in page.text
    found = queries.members("habitat")
    assert [(m.organisation_id, m.label) for m in found] == [(row.id, "Habitat Forum (HF)")]
    assert queries.members(organisation_id=row.id) == found
    page = page.form("End the membership").submit(button="End the membership")
    db.session.commit()
    assert queries.members() == []
    service.make_member(SYSTEM, row, constituency="universities", kind=MembershipKind.FULL)
    assert queries.members()[0].constituency.startswith("Universities")
    assert db.session.scalar(sa.select(sa.func.count(Membership.id))) == 1


def test_who_may_not_keep_organisations_only_reads(app: Flask, browse: Browse) -> None:
    row = build.organisation("Accra")
    officer = build.person("Ofe", Role.OFFICER)
    page = browse(officer).get(f"/organisations/{row.ref}")
    assert page.root is not None
    assert page.root.find(".//main").findall(".//button") == []
    assert browse(build.person()).get("/organisations/").status == 403
    actor = build.acting(officer)
    with pytest.raises(Forbidden):
        service.create(actor, service.Details(name="X", kind=OrganisationKind.PRIVATE))
    with pytest.raises(Forbidden):
        service.merge(actor, row, build.organisation())
    assert db.session.scalar(sa.select(sa.func.count(Organisation.id))) == 2


def test_a_seat_has_a_member_before_an_alternate(app: Flask) -> None:
    member, alternate, successor = (
        build.person(name, Role.BOARD_MEMBER) for name in ("Mem", "Alt", "Suc")
    )
    group = db.session.scalars(sa.select(Constituency.id)).first()
    assert group is not None
    seat = seats.create_seat(SYSTEM, constituency_id=group, organisation=None)
    seats.take_seat(SYSTEM, seat, member, SeatPlace.MEMBER)
    seats.take_seat(SYSTEM, seat, alternate, SeatPlace.ALTERNATE)
    found = queries.seat_of(alternate.id)
    assert found is not None
    assert (found.member, found.alternate) == ("Mem", "Alt")
    second = seats.create_seat(SYSTEM, constituency_id=group, organisation=None)
    seats.take_seat(SYSTEM, second, alternate, SeatPlace.MEMBER)
    own = queries.seat_of(alternate.id)
    assert own is not None
    assert own.id == second.id
    seats.take_seat(SYSTEM, seat, successor, SeatPlace.MEMBER)
    assert queries.seat_of(member.id) is None
    assert [s.member for s in queries.seats()] == ["Suc", "Alt"]
    seats.leave_seat(SYSTEM, seat, SeatPlace.MEMBER)
    assert queries.seats()[0].member is None
    with pytest.raises(Forbidden):
        seats.leave_seat(build.acting(member), seat, SeatPlace.ALTERNATE)


def test_other_domains_learn_names_addresses_and_role_holders(app: Flask) -> None:
    one = build.person("One", Role.EVALUATOR, language="fr")
    gone = build.person("Gone", Role.EVALUATOR, disabled_at=clock.now())
    assert queries.names([one.id, None, 99999]) == {one.id: "One"}
    found = queries.addressees([one.id, gone.id])
    assert [(to.address, to.language, to.person_id) for to in found] == [(one.email, "fr", one.id)]
    assert queries.people_with(Role.EVALUATOR) == [(one.id, "One")]
    assert queries.person_by_email(one.email.upper()) is one
    assert queries.people_matching(one.email.upper()) == [one.id]


def test_an_ended_affiliation_counts_no_more(app: Flask) -> None:
    from grants.accounts.models import Affiliation

    row, person = build.organisation(), build.person()
    build.affiliate(person, row)
    db.session.execute(sa.update(Affiliation).values(ends_at=clock.now() - timedelta(seconds=1)))
    db.session.commit()
    assert queries.organisations_of(person.id) == set()
