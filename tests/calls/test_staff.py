"""Who of the Secretariat is named on a call; a call that is public has two leads."""

from collections.abc import Callable
from datetime import timedelta

import pytest
import sqlalchemy as sa
from flask import Flask

from grants.accounts.models import Person, Role, RoleGrant
from grants.audit.models import TrailEvent
from grants.calls import queries, service
from grants.calls.models import Call, CallStatus, StaffDuty
from grants.core import clock
from grants.core.actor import SYSTEM
from grants.core.db import db
from grants.core.errors import Forbidden, Refused, Repeated
from tests import build
from tests.browsing import Browser, Page
from tests.calls.documents import draft_text

Browse = Callable[..., Browser]


@pytest.fixture
def unstaffed(app: Flask) -> Call:
    """All that a call needs but its people."""
    return service.import_call(SYSTEM, draft_text(), "a.yaml")


def staff_page(browser: Browser, call: Call) -> Page:
    page = browser.get(f"/calls/{call.ref}/edit/people")
    assert page.status == 200
    return page


def actions() -> list[str]:
    query = sa.select(TrailEvent.action).order_by(TrailEvent.seq)
    return [one for one in db.session.scalars(query) if "staff" in one]


def test_people_who_hold_the_role_are_named_and_removed(
    unstaffed: Call, lead: Person, browse: Browse
) -> None:
    officer = build.person("Kwame", Role.OFFICER)
    build.person("Stranger")
    browser = browse(lead)
    page = staff_page(browser, unstaffed)
    assert "Nobody is named on this call." in page.text
    assert "Stranger" not in page.text
    page = page.form("who").submit({"who": f"lead-{lead.id}"})
    assert "named so far: 1" in page.text
    page = page.form("who").submit({"who": f"officer-{officer.id}"})
    assert queries.staff_of(unstaffed) == {lead.id: StaffDuty.LEAD, officer.id: StaffDuty.OFFICER}
    assert "Kwame" in browser.get(f"/calls/{unstaffed.ref}/details").text
    page = page.form(action=f"/{officer.id}/remove").submit()
    assert "Removed from the call." in page.text
    assert queries.staff_of(unstaffed) == {lead.id: StaffDuty.LEAD}
    assert actions() == ["call:name-staff", "call:name-staff", "call:remove-staff"]


@pytest.mark.parametrize(
    ("chosen", "words"),
    [
        ("", "Choose a person"),
        ("lead-999999", "somebody who holds the role today"),
        ("lead-{officer}", "somebody who holds the role today"),
        ("owner-1", "somebody who holds the role today"),
        ("officer-{officer}", "is named on the call already"),
    ],
)
def test_who_cannot_be_named_is_said(
    unstaffed: Call, lead: Person, browse: Browse, chosen: str, words: str
) -> None:
    officer = build.person("Kwame", Role.OFFICER)
    build.staff(unstaffed, officer, StaffDuty.OFFICER)
    page = staff_page(browse(lead), unstaffed).form("who")
    page = page.submit({"who": chosen.format(officer=officer.id)})
    assert page.status == 422
    assert words in page.text
    assert queries.staff_of(unstaffed) == {officer.id: StaffDuty.OFFICER}


def test_a_call_is_published_only_with_two_leads(
    unstaffed: Call, lead: Person, browse: Browse
) -> None:
    build.envelope(1, allocated=unstaffed.envelope_cents + 1, year=unstaffed.fiscal_year)
    build.staff(unstaffed, lead)
    build.staff(unstaffed, build.person("Kwame", Role.OFFICER), StaffDuty.OFFICER)
    browser, actor = browse(lead), build.acting(lead)
    words = "must name two leads; named so far: 1"
    assert words in browser.get(f"/calls/{unstaffed.ref}/edit").text
    assert words in browser.get(f"/calls/{unstaffed.ref}/details").text
    with pytest.raises(service.NotPublishable) as stopped:
        service.publish(actor, unstaffed.ref, version=unstaffed.version)
    assert [one.setting for one in stopped.value.findings] == ["staff"]
    db.session.rollback()
    build.staff(unstaffed, build.person("Pierre", Role.LEAD))
    assert words not in browser.get(f"/calls/{unstaffed.ref}/edit").text
    service.publish(actor, unstaffed.ref, version=unstaffed.version)
    assert unstaffed.status is CallStatus.PUBLISHED


def test_a_public_call_keeps_two_leads_and_they_can_change_while_it_is_open(
    lead: Person, browse: Browse
) -> None:
    call = build.call()
    first, second, third = (build.person("", Role.LEAD) for _ in range(3))
    build.staff(call, first)
    build.staff(call, second)
    browser = browse(lead)
    page = staff_page(browser, call).form(action=f"/{first.id}/remove").submit()
    assert "A public call has two leads." in page.text
    assert queries.leads_of(call) == [first.id, second.id]
    page = page.form("who").submit({"who": f"lead-{third.id}"})
    page.form(action=f"/{first.id}/remove").submit()
    assert queries.leads_of(call) == [second.id, third.id]


@pytest.mark.both_databases
def test_only_a_lead_names_people_and_each_form_counts_once(unstaffed: Call, lead: Person) -> None:
    officer = build.person("Kwame", Role.OFFICER)
    with pytest.raises(Forbidden):
        service.name_staff(build.acting(officer), unstaffed.ref, lead.id, StaffDuty.LEAD)
    with pytest.raises(Forbidden):
        service.remove_staff(build.acting(officer), unstaffed.ref, lead.id)
    actor = build.acting(lead)
    service.name_staff(actor, unstaffed.ref, lead.id, StaffDuty.LEAD, operation="one")
    with pytest.raises(Repeated):
        service.name_staff(actor, unstaffed.ref, lead.id, StaffDuty.LEAD, operation="one")
    service.remove_staff(actor, unstaffed.ref, lead.id)
    with pytest.raises(Refused, match="not named on the call any more"):
        service.remove_staff(actor, unstaffed.ref, lead.id)


def ended(person: Person) -> None:
    now = clock.now()
    grants = sa.update(RoleGrant).where(RoleGrant.person_id == person.id)
    db.session.execute(grants.values(ends_at=now - timedelta(hours=1)))
    db.session.commit()


def closed(person: Person) -> None:
    person.disabled_at = clock.now()
    db.session.commit()


@pytest.mark.both_databases
@pytest.mark.parametrize(
    ("leave", "words"), [(ended, "The role ended on"), (closed, "Does not hold the role")]
)
def test_a_named_lead_counts_only_while_the_role_is_in_force(
    lead: Person, browse: Browse, leave: Callable[[Person], None], words: str
) -> None:
    call = build.call()
    first, second, third = (build.person("", Role.LEAD) for _ in range(3))
    for one in (first, second, third):
        build.staff(call, one)
    browser = browse(lead)
    assert words not in staff_page(browser, call).text
    leave(first)
    assert queries.leads_of(call) == [second.id, third.id]
    assert words in staff_page(browser, call).text
    assert words in browser.get(f"/calls/{call.ref}/details").text
    leave(second)
    page = staff_page(browser, call)
    assert "named so far: 1" in page.text
    page = page.form(action=f"/{third.id}/remove").submit()
    assert "A public call has two leads." in page.text
    page.form(action=f"/{first.id}/remove").submit()  # who left can always be taken off
    assert list(queries.staff_of(call)) == [second.id, third.id]


def test_a_role_that_was_given_again_is_in_force(lead: Person, browse: Browse) -> None:
    call = build.call()
    build.staff(call, lead)
    ended(lead)
    db.session.add(RoleGrant(person_id=lead.id, role=Role.LEAD, starts_at=clock.now()))
    db.session.commit()
    assert queries.leads_of(call) == [lead.id]
    assert "The role ended" not in staff_page(browse(lead), call).text


def test_a_call_is_not_published_when_the_role_of_a_named_lead_has_ended(
    unstaffed: Call, lead: Person
) -> None:
    build.envelope(1, allocated=unstaffed.envelope_cents + 1, year=unstaffed.fiscal_year)
    other = build.person("", Role.LEAD)
    build.staff(unstaffed, lead)
    build.staff(unstaffed, other)
    ended(other)
    with pytest.raises(service.NotPublishable) as stopped:
        service.publish(build.acting(lead), unstaffed.ref, version=unstaffed.version)
    assert [one.setting for one in stopped.value.findings] == ["staff"]
