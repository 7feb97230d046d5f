"""Invitations, roles with dates, accounts shut and opened, one's own page."""

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
import sqlalchemy as sa
from flask import Flask

from grants.accounts import queries
from grants.accounts.models import Invitation, Person, Role, RoleGrant, SignIn
from grants.accounts.service import own, people as service
from grants.accounts.service.hashing import hash_password
from grants.audit.models import TrailEvent, TrailReason
from grants.core import clock
from grants.core.db import db
from grants.core.errors import Conflict, Forbidden, NotFound, Refused, Repeated
from grants.mail.letter import write_letter
from grants.mail.models import Mail
from grants.permissions import Relation
from tests import build
from tests.browsing import Browser

Browse = Callable[..., Browser]
Later = Callable[..., None]

GOOD = "seven green buses at noon"


@pytest.fixture
def administrator(app: Flask) -> Person:
    return build.person("Ada Admin", Role.ADMINISTRATOR)


def newest_mail() -> Mail:
    db.session.commit()
    return db.session.scalars(sa.select(Mail).order_by(Mail.id.desc()).limit(1)).one()


def link_in(mail: Mail) -> str:
    found = re.search(r"https?://[^/\s]+(/\S+)", write_letter(mail).text)
    assert found is not None
    return found[1]


def events(action: str) -> list[TrailEvent]:
    db.session.commit()
    return list(
        db.session.scalars(
            sa.select(TrailEvent).where(TrailEvent.action == action).order_by(TrailEvent.seq)
        )
    )


def test_an_invited_person_sets_a_password_and_holds_the_role(
    app: Flask, browse: Browse, administrator: Person
) -> None:
    page = browse(administrator).get("/people/invite").form("role")
    page = page.submit({"email": "New@Example.org", "name": "Nia New", "role": "evaluator"})
    assert "new@example.org" in page.text
    mail = newest_mail()
    assert "Evaluator" in write_letter(mail).text
    guest = browse()
    page = guest.get(link_in(mail))
    assert "Ada Admin" in page.text
    done = page.form("password").submit({"password": GOOD}, follow=False)
    assert done.status == 302
    assert "Evaluator" in guest.get("/me/").text
    person = queries.person_by_email("new@example.org")
    assert person is not None
    assert Relation.EVALUATOR in build.acting(person).relations
    assert browse().get(link_in(mail)).status == 404


def test_somebody_with_an_account_accepts_only_as_themselves(
    app: Flask, browse: Browse, administrator: Person
) -> None:
    person, other = build.person("Nia"), build.person("Other")
    service.invite(build.acting(administrator), email=person.email, name="Nia", role=Role.AUDITOR)
    link = link_in(newest_mail())
    page = browse().get(link)
    assert "Sign in with it, then accept" in page.text
    assert page.links()["Sign in"].startswith("/sign-in")
    page = browse(other).get(link)
    assert "another account" in page.text
    browse(person).get(link).form("operation").submit(button="Accept", follow=False)
    assert Relation.AUDITOR in build.acting(person).relations
    assert Relation.AUDITOR not in build.acting(other).relations


def test_a_refused_password_keeps_the_invitation(
    app: Flask, browse: Browse, administrator: Person
) -> None:
    service.invite(
        build.acting(administrator), email="n@example.org", name="Nia", role=Role.AUDITOR
    )
    page = browse().get(link_in(newest_mail())).form("password").submit({"password": "short"})
    assert page.status == 422
    assert queries.person_by_email("n@example.org") is None
    assert page.form("password").submit({"password": GOOD}, follow=False).status == 302


def test_an_invitation_ends_after_two_weeks_and_can_be_withdrawn(
    app: Flask, browse: Browse, administrator: Person, later: Later
) -> None:
    actor = build.acting(administrator)
    service.invite(actor, email="a@example.org", name="A", role=Role.AUDITOR)
    first = link_in(newest_mail())
    page = browse(administrator).get("/people/")
    page = page.form("Withdraw").submit(button="Withdraw")
    assert "is withdrawn" in page.text
    assert browse().get(first).status == 404
    service.invite(actor, email="b@example.org", name="B", role=Role.AUDITOR)
    second = link_in(newest_mail())
    later(days=14, minutes=1)
    assert browse().get(second).status == 404


@pytest.mark.both_databases
def test_an_invitation_is_accepted_once(app: Flask) -> None:
    administrator = build.person("Ada", Role.ADMINISTRATOR)
    service.invite(build.acting(administrator), email="a@example.org", name="A", role=Role.AUDITOR)
    token = link_in(newest_mail()).rsplit("/", 1)[1]
    from grants.core.actor import VISITOR

    service.accept(token, actor=VISITOR, name="A", password=GOOD)
    with pytest.raises(NotFound):
        service.accept(token, actor=VISITOR, name="B", password=GOOD)
    assert db.session.scalar(sa.select(sa.func.count(RoleGrant.id))) == 2


def test_a_role_is_given_from_one_day_to_another_and_told_and_recorded(
    app: Flask, browse: Browse, administrator: Person, later: Later
) -> None:
    person = build.person("Ofe")
    first = (clock.now() + timedelta(days=2)).date()
    last = first + timedelta(days=3)
    page = browse(administrator).get(f"/people/{person.ref}").form("role")
    page = page.submit(
        {"role": "officer", "starts_on": first.isoformat(), "ends_on": last.isoformat()}
    )
    assert "Begins later" in page.text
    mail = newest_mail()
    assert mail.person_id == person.id
    assert "Secretariat officer" in write_letter(mail).text
    event = events("role:give")[-1]
    assert event.actor_id == administrator.id
    assert event.new is not None
    assert event.new["person"] == person.id
    assert Relation.OFFICER not in build.acting(person).relations
    later(days=4)
    assert Relation.OFFICER in build.acting(person).relations
    later(days=4)
    assert Relation.OFFICER not in build.acting(person).relations


def test_an_ended_role_is_gone_with_the_next_request(
    app: Flask, browse: Browse, administrator: Person
) -> None:
    auditor = build.person("Aude", Role.AUDITOR)
    reading = browse(auditor)
    assert reading.get("/people/").status == 200
    page = browse(administrator).get(f"/people/{auditor.ref}").form("End this role")
    page = page.submit(button="End this role")
    assert "Ended" in page.text
    assert reading.get("/people/").status == 403
    event = events("role:end")[-1]
    assert event.old is not None
    assert event.old["ends_at"] is None
    assert event.new is not None
    assert event.new["ends_at"] is not None


def test_a_changed_role_renews_the_secret_of_every_session(
    app: Flask, browse: Browse, administrator: Person
) -> None:
    person = build.person("Per")
    browser = browse(person)
    before = db.session.scalars(sa.select(SignIn.token_digest)).one()
    service.grant_role(build.acting(administrator), person, Role.AUDITOR)
    assert browser.get("/people/").status == 200
    db.session.commit()
    after = db.session.scalars(sa.select(SignIn.token_digest)).one()
    assert after != before
    assert browser.get("/me/").heading == "My details"


def test_a_role_of_another_person_cannot_be_ended_through_this_page(
    app: Flask, browse: Browse, administrator: Person
) -> None:
    one, two = build.person("One", Role.AUDITOR), build.person("Two", Role.AUDITOR)
    foreign = db.session.scalars(sa.select(RoleGrant.id).where(RoleGrant.person_id == two.id)).one()
    page = browse(administrator).get(f"/people/{one.ref}").form("End this role")
    assert page.submit({"grant": str(foreign)}).status == 404
    assert Relation.AUDITOR in build.acting(two).relations


def test_a_wrong_role_form_keeps_what_was_typed(
    app: Flask, browse: Browse, administrator: Person
) -> None:
    person = build.person("Per")
    page = browse(administrator).get(f"/people/{person.ref}").form("role")
    page = page.submit({"role": "auditor", "ends_on": "2020-01-01"})
    assert page.status == 422
    assert "today or later" in page.text
    values = page.form("role").values()
    assert (values["role"], values["ends_on"]) == ("auditor", "2020-01-01")


def test_the_only_administrator_cannot_be_ended_nor_disabled(
    app: Flask, administrator: Person
) -> None:
    actor = build.acting(administrator)
    grant = db.session.scalars(sa.select(RoleGrant.id)).one()
    with pytest.raises(Refused):
        service.end_role(actor, grant)
    db.session.rollback()
    with pytest.raises(Refused):
        service.disable(actor, administrator, reason="x")


def test_disabling_ends_sessions_at_once_and_is_recorded_with_its_reason(
    app: Flask, browse: Browse, administrator: Person
) -> None:
    person = build.person("Dis", password_hash=hash_password(GOOD))
    signed_in = browse(person)
    assert signed_in.get("/me/").heading == "My details"
    page = browse(administrator).get(f"/people/{person.ref}").click("Disable the account")
    assert "All sessions end at once" in page.text
    page = page.form("reason").submit({"reason": "Left the city"})
    assert "is disabled" in page.text
    assert signed_in.get("/me/").heading == "Sign in"
    event = events("person:disable")[-1]
    assert db.session.get_one(TrailReason, event.seq).words == "Left the city"
    page = page.form("Open the account again").submit(button="Open the account again")
    assert "open again" in page.text
    assert queries.addressees([person.id]) != []


def test_two_administrators_at_once_give_a_role_once(app: Flask, administrator: Person) -> None:
    person = build.person("Per")
    actor = build.acting(administrator)
    service.grant_role(actor, person, Role.AUDITOR)
    with pytest.raises(Refused):
        service.grant_role(actor, person, Role.AUDITOR)
    db.session.rollback()
    service.grant_role(actor, person, Role.OFFICER, operation="k1")
    with pytest.raises(Repeated):
        service.grant_role(actor, person, Role.OFFICER, operation="k1")


@pytest.mark.parametrize("role", [None, Role.OFFICER, Role.LEAD, Role.AUDITOR])
def test_only_an_administrator_changes_people(app: Flask, role: Role | None) -> None:
    person = build.person("Per", *([role] if role else []))
    other = build.person("Other")
    actor = build.acting(person)
    with pytest.raises(Forbidden):
        service.grant_role(actor, other, Role.AUDITOR)
    with pytest.raises(Forbidden):
        service.invite(actor, email="a@example.org", name="A", role=Role.AUDITOR)
    with pytest.raises(Forbidden):
        service.disable(actor, other, reason="x")
    with pytest.raises(Forbidden):
        service.end_role(actor, 1)
    assert db.session.scalar(sa.select(sa.func.count(Invitation.id))) == 0


def test_an_auditor_reads_people_and_sees_no_button(app: Flask, browse: Browse) -> None:
    person = build.person("Per", Role.OFFICER)
    auditor = browse(build.person("Aude", Role.AUDITOR))
    page = auditor.get(f"/people/{person.ref}")
    assert "Secretariat officer" in page.text
    assert page.root is not None
    assert page.root.find(".//main").findall(".//button") == []


def test_whoever_may_not_read_people_finds_nothing(app: Flask, browse: Browse) -> None:
    applicant = browse(build.person("App"))
    assert applicant.get("/people/").status == 403
    missing = build.acting(build.person("X"))
    with pytest.raises(NotFound):
        queries.people_page(missing)


def test_people_are_found_by_name_role_and_state(
    app: Flask, browse: Browse, administrator: Person
) -> None:
    build.person("Kwame Osei", Role.EVALUATOR)
    build.person("Lena Disabled", disabled_at=clock.now())
    build.person("Mo Unconfirmed", confirmed_at=None)
    browser = browse(administrator)

    def listed(query: str) -> str:
        table = browser.get(f"/people/?{query}").root.find(".//main//tbody")
        return "" if table is None else "".join(table.itertext())

    assert "Kwame" in listed("q=osei")
    assert "Lena" not in listed("q=osei")
    assert "Kwame" in listed("role=evaluator")
    assert "Ada" not in listed("role=evaluator")
    assert "Lena" in listed("state=disabled")
    assert "Mo" in listed("state=unconfirmed")
    assert "Kwame" in listed("role=nonsense&state=nonsense&page=x")
    assert "Nobody fits" in browser.get("/people/?q=zzz").text


def test_details_are_saved_once_and_a_stale_form_shows_both(app: Flask, browse: Browse) -> None:
    person = build.person("Ama")
    browser = browse(person)
    stale = browser.get("/me/").form("timezone")
    page = browser.get("/me/").form("timezone")
    page = page.submit({"name": "Ama O.", "timezone": "Africa/Accra", "language": "fr"})
    assert page.status == 200
    clash = stale.submit({"name": "Amma"})
    assert clash.status == 409
    assert "Amma" in clash.text
    assert "Ama O." in clash.text
    db.session.refresh(person)
    assert (person.name, person.timezone, person.language) == ("Ama O.", "Africa/Accra", "fr")


def test_a_stale_version_is_a_conflict(app: Flask) -> None:
    person = build.person("Ama")
    actor = build.acting(person)
    with pytest.raises(Conflict):
        own.change_details(actor, name="B", language="en", timezone="UTC", version=99)


def test_one_ends_another_session_but_never_somebody_elses(app: Flask, browse: Browse) -> None:
    person, other = build.person("Ama"), build.person("Other")
    phone, desk, stranger = browse(person), browse(person), browse(other)
    page = desk.get("/me/").form("End this session").submit(button="End this session")
    assert "has ended" in page.text
    assert phone.get("/me/").heading == "Sign in"
    assert desk.get("/me/").heading == "My details"
    ref = db.session.scalars(sa.select(SignIn.ref).where(SignIn.person_id == other.id)).one()
    token = desk.get("/me/").form("timezone").values()["csrf_token"]
    assert desk.post(f"/me/sessions/{ref}/end", {"csrf_token": token}).status == 404
    assert stranger.get("/me/").heading == "My details"


def test_a_new_password_needs_the_present_one_and_ends_the_other_sessions(
    app: Flask, browse: Browse
) -> None:
    person = build.person("Ama", password_hash=hash_password(GOOD))
    phone, desk = browse(person), browse(person)
    form = desk.get("/me/").form("present")
    wrong = form.submit({"present": "not this one at all", "password": "four tall green trees"})
    assert wrong.status == 422
    assert "not your present password" in wrong.text
    assert phone.get("/me/").heading == "My details"
    form = desk.get("/me/").form("present")
    page = form.submit({"present": GOOD, "password": "four tall green trees"})
    assert "password is changed" in page.text
    assert phone.get("/me/").heading == "Sign in"
    assert desk.get("/me/").heading == "My details"
    assert newest_mail().kind == "password_changed"


def test_the_first_administrator_gets_a_link_that_sets_a_password(
    app: Flask, browse: Browse
) -> None:
    result = app.test_cli_runner().invoke(
        _command(), ["create-admin", "boss@city.gov", "--name", "Bo Boss"]
    )
    assert result.exit_code == 0, result.output
    link = re.search(r"https?://[^/\s]+(/\S+)", result.output)
    assert link is not None
    page = browse().get(link[1]).form("password").submit({"password": GOOD})
    assert page.heading == "Sign in"
    person = queries.person_by_email("boss@city.gov")
    assert person is not None
    assert person.confirmed_at is not None
    assert Relation.ADMINISTRATOR in build.acting(person).relations
    again = app.test_cli_runner().invoke(
        _command(), ["create-admin", "boss@city.gov", "--name", "Bo Boss"]
    )
    assert "is now an administrator" in again.output


def test_a_wrong_address_for_the_first_administrator_says_so(app: Flask) -> None:
    result = app.test_cli_runner().invoke(_command(), ["create-admin", "boss", "--name", "B"])
    assert result.exit_code != 0
    assert "Type a whole e-mail address" in result.output


def _command() -> object:
    from grants.commands.accounts import command

    return command
