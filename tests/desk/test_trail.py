"""The auditor reads the trail; names are resolved when shown."""

from collections.abc import Callable

import pytest
from flask import Flask

from grants.accounts.models import Role
from grants.accounts.service.people import disable, grant_role
from grants.audit.service import record
from grants.core.db import db
from tests import build
from tests.browsing import Browser, Page
from tests.counting import statements

Browse = Callable[..., Browser]


def listed(page: Page) -> list[str]:
    assert page.root is not None
    return [
        " ".join("".join(r.itertext()).split()) for r in page.root.iterfind(".//main//tbody/tr")
    ]


def test_the_auditor_sees_who_did_what_and_why(app: Flask, browse: Browse) -> None:
    admin = build.person("Ada Admin", Role.ADMINISTRATOR)
    person = build.person("Per Son")
    grant_role(build.acting(admin), person, Role.OFFICER)
    disable(build.acting(admin), person, reason="Left the city")
    page = browse(build.person("Aude", Role.AUDITOR)).get("/trail/")
    rows = listed(page)
    assert "person:disable" in rows[0]
    assert "Ada Admin" in rows[0]
    assert "Left the city" in rows[0]
    assert "role: officer" in rows[1]


def test_the_trail_is_filtered_by_action_kind_actor_and_day(app: Flask, browse: Browse) -> None:
    ada, bob = build.person("Ada", Role.ADMINISTRATOR), build.person("Bob", Role.ADMINISTRATOR)
    person = build.person("Per")
    grant_role(build.acting(ada), person, Role.OFFICER)
    grant_role(build.acting(bob), person, Role.AUDITOR)
    disable(build.acting(bob), person, reason="x")
    browser = browse(build.person("Aude", Role.AUDITOR))
    assert len(listed(browser.get("/trail/?action=role:give"))) == 2
    assert len(listed(browser.get("/trail/?kind=person"))) == 1
    assert len(listed(browser.get("/trail/?who=bob"))) == 2
    assert len(listed(browser.get("/trail/?who=bob&kind=role_grant"))) == 1
    assert "No event fits" in browser.get("/trail/?day=2001-01-01").text
    assert "No event fits" in browser.get("/trail/?who=nobody").text
    wrong = browser.get("/trail/?day=yesterday&before=x&subject=%C2%B2")
    assert "Type the day as" in wrong.text
    assert len(listed(wrong)) == 3


def test_the_trail_pages_by_key_and_costs_the_same_everywhere(app: Flask, browse: Browse) -> None:
    person = build.person("Per")
    for n in range(120):
        record(build.acting(person), f"person:test-{n % 7}", person)
    db.session.commit()
    browser = browse(build.person("Aude", Role.AUDITOR))
    with statements() as seen:
        first = browser.get("/trail/")
    assert len(seen) <= 12
    second = first.click("Earlier events")
    third = second.click("Earlier events")
    assert [len(listed(p)) for p in (first, second, third)] == [50, 50, 20]
    assert "Earlier events" not in third.links()
    assert len({r.split()[0] for p in (first, second, third) for r in listed(p)}) == 120


@pytest.mark.parametrize("role", [None, Role.OFFICER, Role.LEAD, Role.ADMINISTRATOR])
def test_only_the_auditor_opens_the_trail(app: Flask, browse: Browse, role: Role | None) -> None:
    person = build.person("Per", *([role] if role else []))
    assert browse(person).get("/trail/").status == 403


def test_an_empty_trail_says_so(app: Flask, browse: Browse) -> None:
    page = browse(build.person("Aude", Role.AUDITOR)).get("/trail/")
    assert "Nothing has happened yet" in page.text
