"""What happened to a proposal, as the office reads it: of every domain, by kind, nothing secret."""

from collections.abc import Callable

import pytest
import sqlalchemy as sa
from flask import Flask

from grants.audit.models import TrailEvent
from grants.audit.service import record
from grants.core.db import db
from grants.desk.queries.activity import MOST
from grants.desk.rules.activity import EVENTS, WITH_REASON, Kind, actions_of
from grants.messages import service as messages
from grants.notes.models import FlagAct
from grants.proposals.rules.history import OFFICE_EVENTS, TEAM_EVENTS
from tests import build
from tests.browsing import Browser
from tests.notes import writing
from tests.screening import cases

Browse = Callable[..., Browser]


def test_every_event_the_office_reads_has_its_kind_and_no_other_of_the_team() -> None:
    assert set(OFFICE_EVENTS) <= set(EVENTS)
    assert not set(EVENTS) & (set(TEAM_EVENTS) - set(OFFICE_EVENTS))
    assert {kind for kind, _ in EVENTS.values()} == set(Kind)
    assert sorted(actions_of(None)) == sorted(a for kind in Kind for a in actions_of(kind))
    assert set(EVENTS) >= WITH_REASON


def test_what_happened_in_every_domain_stands_there_the_newest_first(
    app: Flask, browse: Browse
) -> None:
    of = writing.world()
    cases.start(of.proposal, of.oda)
    cases.answer(of.proposal, of.oda, B2="yes", B5="yes")
    messages.send(build.acting(of.oda), of.ref, "Dear team")
    of.tag("Coastal")
    of.note("Look at the river")
    flag = of.flag(words="Same city?")
    of.change(flag, FlagAct.RESOLVED, words="Another one.")
    page = browse(of.kofi).get(f"/proposals/{of.ref}/activity")
    titles = [" ".join(e.itertext()) for e in page.root.iterfind(".//main//ol//strong")]
    assert [" ".join(t.split()) for t in titles] == [
        "Flag resolved",
        "Flag raised: for Kofi Boateng",
        "Note shared",
        "Tag added",
        "A message was written",
        "The checklist was answered",
        "Eligibility check started",
    ]
    for words in ("Another one.", "Same city?", "Look at the river", "Coastal", "Oda Officer"):
        assert words in page.text
    assert "Dear team" not in page.text
    assert page.click("A message was written").heading == "Messages with the team"


@pytest.mark.parametrize(
    ("kind", "there", "away"),
    [
        ("check", "The checklist was answered", "Eligibility check started"),
        ("state", "Eligibility check started", "Note shared"),
        ("notes", "Note shared", "A message was written"),
        ("messages", "A message was written", "Note shared"),
        ("papers", "Nothing of this kind", "Note shared"),
        ("no-such-kind", "Note shared", "Nothing of this kind"),
    ],
)
def test_one_kind_is_shown_alone(
    app: Flask, browse: Browse, kind: str, there: str, away: str
) -> None:
    of = writing.world()
    cases.start(of.proposal, of.oda)
    cases.answer(of.proposal, of.oda, B2="yes", B5="yes")
    messages.send(build.acting(of.oda), of.ref, "Dear team")
    of.note()
    page = browse(of.auditor).get(f"/proposals/{of.ref}/activity?kind={kind}")
    assert there in page.text
    assert away not in page.text


def test_nothing_of_another_proposal_or_of_what_the_team_and_evaluators_do(
    app: Flask, browse: Browse
) -> None:
    of = writing.world()
    other = cases.submitted(of.call)
    actor = build.acting(of.oda)
    record(actor, "note:share", other)
    for action in ("proposal:invite", "proposal:moderate", "review:submit", "call:change"):
        record(actor, action, of.proposal, reason="A secret reason")
    db.session.commit()
    assert db.session.scalar(sa.select(sa.func.count(TrailEvent.seq))) == 5
    page = browse(of.lena).get(f"/proposals/{of.ref}/activity")
    assert "Nothing happened yet" in page.text
    assert "secret" not in page.text


def test_a_long_history_has_pages_that_keep_the_kind(app: Flask, browse: Browse) -> None:
    of = writing.world()
    actor = build.acting(of.oda)
    for _ in range(MOST + 1):
        record(actor, "proposal:tag", of.proposal, new={"tag": 1})
    db.session.commit()
    page = browse(of.kofi).get(f"/proposals/{of.ref}/activity?kind=notes")
    assert page.text.count("Tag added") == MOST
    page = page.click("Next page")
    assert "kind=notes" in page.path
    assert page.text.count("Tag added") == 1
    assert "Nothing of this kind" in page.browser.get(page.path.replace("page=2", "page=9")).text
