"""Lists cost the same at 5 and at 55 rows, and never more than 12 queries."""

from collections.abc import Callable

import pytest
import sqlalchemy as sa
from flask import Flask

from grants.accounts.models import Role
from grants.core.db import db
from tests import build
from tests.browsing import Browser

Browse = Callable[..., Browser]


@pytest.fixture
def counted(app: Flask) -> Callable[[Browser, str], int]:
    def count(browser: Browser, path: str) -> int:
        seen: list[str] = []

        def note(_c: object, _cur: object, statement: str, *_: object) -> None:
            seen.append(statement)

        sa.event.listen(db.engine, "before_cursor_execute", note)
        try:
            assert browser.get(path).status == 200
        finally:
            sa.event.remove(db.engine, "before_cursor_execute", note)
        return len(seen)

    return count


@pytest.mark.parametrize("path", ["/people/", "/organisations/"])
def test_a_list_costs_the_same_however_long_it_is(
    app: Flask, browse: Browse, counted: Callable[[Browser, str], int], path: str
) -> None:
    browser = browse(build.person("Ada", Role.ADMINISTRATOR))

    def fill(n: int) -> None:
        for _ in range(n):
            build.affiliate(build.person("", Role.EVALUATOR, Role.OFFICER), build.organisation())

    fill(4)
    few = counted(browser, path)
    fill(50)
    assert counted(browser, path) == few
    assert few <= 12
    page = browser.get(path)
    assert "1 to 50 of 5" in page.text
    assert "51 to 5" in page.click("Next page").text


def test_files_of_one_person_and_one_organisation_stay_cheap(
    app: Flask, browse: Browse, counted: Callable[[Browser, str], int]
) -> None:
    browser = browse(build.person("Ada", Role.ADMINISTRATOR))
    person = build.person("Per", *Role)
    member = build.member("Habitat")
    for _ in range(20):
        build.affiliate(build.person(), member)
    assert counted(browser, f"/people/{person.ref}") <= 12
    assert counted(browser, f"/organisations/{member.ref}") <= 12
    assert counted(browser, "/me/") <= 12
