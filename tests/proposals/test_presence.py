"""Who else is at a section now."""

from datetime import timedelta
from typing import Any

import pytest
from flask import Flask

from grants.core import clock
from grants.core.db import db
from grants.proposals.models import Presence, TeamRole
from tests import build
from tests.counting import queries_of, statements
from tests.proposals.writing import City, city, join


def with_bruno(of: City) -> Any:
    bruno = build.person("Bruno Diaz")
    return bruno, join(of, bruno, TeamRole.EDITOR)


@pytest.mark.both_databases
def test_a_colleague_who_opened_the_section_is_named_before_anybody_saves(
    app: Flask, browse: Any
) -> None:
    of = city()
    bruno, _ = with_bruno(of)
    assert "opened this section" not in browse(of.lead).get(of.url("project")).text
    page = browse(bruno).get(of.url("project"))
    assert "Amina Yakubu opened this section at" in page.text
    assert "Bruno Diaz" not in page.text, "nobody is told of themselves"
    assert "Amina" not in browse(bruno).get(of.url("budget")).text


def test_a_colleague_who_saved_is_named_with_the_time(app: Flask, browse: Any) -> None:
    of = city()
    bruno, _ = with_bruno(of)
    browse(bruno).get(of.url("project")).form("q_summary").submit({"q_summary": "Bruno's"})
    of.save("project", {"innovation": "The lead saved after him"}, 1)
    page = browse(of.lead).get(of.url("project"))
    assert "Bruno Diaz is working in this section: last saved" in page.text


def test_presence_ends_with_the_minutes_and_with_the_team(
    app: Flask, browse: Any, later: Any
) -> None:
    of = city()
    bruno, place = with_bruno(of)
    browse(bruno).get(of.url("project"))
    assert "Bruno Diaz" in browse(of.lead).get(of.url("project")).text
    later(minutes=9)
    assert "Bruno Diaz" in browse(of.lead).get(of.url("project")).text
    later(minutes=2)
    assert "Bruno Diaz" not in browse(of.lead).get(of.url("project")).text
    browse(bruno).get(of.url("project"))
    place.removed_at = clock.now()
    db.session.commit()
    assert "Bruno Diaz" not in browse(of.lead).get(of.url("project")).text


def test_who_only_reads_is_not_at_the_section(app: Flask, browse: Any) -> None:
    of = city()
    viewer = build.person("Vera Reads")
    join(of, viewer, TeamRole.VIEWER)
    browse(viewer).get(of.url("project"))
    assert "Vera" not in browse(of.lead).get(of.url("project")).text
    assert db.session.query(Presence).filter_by(person_id=viewer.id).count() == 0


@pytest.mark.both_databases
def test_opening_again_soon_writes_nothing_and_asks_one_question_more(
    app: Flask, browse: Any, later: Any
) -> None:
    of = city()
    browser = browse(of.lead)
    browser.get(of.url("project"))
    [row] = db.session.query(Presence)
    first = row.at
    with statements() as seen:
        browser.get(of.url("project"))
    assert not [s for s in seen if s.lstrip().upper().startswith(("INSERT", "UPDATE"))]
    assert queries_of(browser, of.url("project")) <= 4
    later(minutes=3)
    browser.get(of.url("project"))
    db.session.refresh(row)
    assert row.at - first >= timedelta(minutes=3)
    assert db.session.query(Presence).count() == 1
