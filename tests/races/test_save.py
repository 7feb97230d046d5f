"""Several people saving one section at once, on both databases: one text stands, none is lost."""

import pytest
from flask import Flask

from grants.core import clock
from grants.core.db import db
from grants.proposals.models import AnswerVersion
from grants.proposals.queries import content
from grants.proposals.queries.access import find
from grants.proposals.service.answers import Overtaken, Saved, save_section
from tests import build
from tests.proposals.writing import EDIT, city
from tests.races.rounds import all_at_once

WRITERS = 12


@pytest.mark.both_databases
def test_of_many_first_saves_one_stands_and_the_others_see_it(app: Flask) -> None:
    of = city()
    actor, ref, page = build.acting(of.lead), of.proposal.ref, of.section("project")
    proposal_id = of.proposal.id

    def save(n: int) -> Saved:
        found = find(actor, ref, EDIT, lock=True)
        given = {"summary": f"Text {n}"}
        return save_section(found, page, given, version=0, received_at=clock.now())

    results = all_at_once(app, [lambda n=n: save(n) for n in range(WRITERS)])
    saved = [result for result in results if isinstance(result, Saved)]
    overtaken = [result for result in results if isinstance(result, Overtaken)]
    assert len(saved) == 1, results
    assert len(overtaken) == WRITERS - 1, results
    stands = content.answers_of(proposal_id)["summary"]
    assert {conflict.values["summary"] for conflict in overtaken} == {stands}


@pytest.mark.both_databases
def test_people_in_different_sections_never_disturb_each_other(app: Flask) -> None:
    of = city()
    actor, ref, proposal_id = build.acting(of.lead), of.proposal.ref, of.proposal.id
    work = {
        "identification": {"title": "Drains", "months": 12},
        "project": {"summary": "Water"},
    }
    pages = {slug: of.section(slug) for slug in work}

    def save(slug: str) -> Saved:
        found = find(actor, ref, EDIT, lock=True)
        return save_section(found, pages[slug], work[slug], version=0, received_at=clock.now())

    results = all_at_once(app, [lambda slug=slug: save(slug) for slug in work])
    assert all(isinstance(result, Saved) for result in results), results
    assert content.answers_of(proposal_id) == work["identification"] | work["project"]
    assert db.session.get_one(type(of.proposal), proposal_id).draft_version == 2


@pytest.mark.both_databases
def test_one_save_sent_many_times_is_done_once(app: Flask) -> None:
    of = city()
    actor, ref, page = build.acting(of.lead), of.proposal.ref, of.section("project")

    def save() -> Saved:
        found = find(actor, ref, EDIT, lock=True)
        return save_section(
            found,
            page,
            {"summary": "Once"},
            version=0,
            received_at=clock.now(),
            operation="the same key",
        )

    results = all_at_once(app, [save] * WRITERS)
    assert len({str(result) for result in results}) == 1, results
    assert isinstance(results[0], Saved)
    assert db.session.query(AnswerVersion).count() == 1
