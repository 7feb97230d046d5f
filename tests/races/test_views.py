"""Saved views of the list named or renamed at once: never two of one name, on both databases."""

import pytest
import sqlalchemy as sa
from flask import Flask

from grants.accounts.models import Person
from grants.core.db import db
from grants.core.errors import Conflict, Refused
from grants.desk.models import SavedView
from grants.desk.service import lists
from tests import build
from tests.races.rounds import all_at_once
from tests.screening import cases

pytestmark = pytest.mark.both_databases
QUERY = {"country": ["PE"]}


def names() -> list[str]:
    return sorted(db.session.scalars(sa.select(SavedView.name)))


def test_of_eight_windows_that_save_one_name_one_is_kept(app: Flask) -> None:
    me = build.acting(cases.officer())

    def save() -> str:
        return lists.save_view(me, "Peru", QUERY, shared=True)

    results = all_at_once(app, [save] * 8)
    refused = [one for one in results if isinstance(one, Refused)]
    assert len(refused) == 7, results
    assert all("name" in one.fields for one in refused)
    assert names() == ["Peru"]


def test_two_people_may_call_their_shared_views_the_same_at_once(app: Flask) -> None:
    people: list[Person] = [cases.officer() for _ in range(4)]
    actors = [build.acting(one) for one in people]
    lists.save_view(actors[0], "An earlier one", QUERY, shared=False)  # the trail has begun
    acts = [lambda a=a: lists.save_view(a, "Peru", QUERY, shared=True) for a in actors]
    results = all_at_once(app, acts)
    assert all(isinstance(one, str) for one in results), results
    assert names() == ["An earlier one"] + ["Peru"] * 4


def test_two_views_renamed_to_one_name_at_once_leave_one_of_it(app: Flask) -> None:
    me = build.acting(cases.officer())
    refs = [lists.save_view(me, f"View {n}", QUERY, shared=False) for n in range(4)]

    def rename(ref: str) -> None:
        lists.change_view(me, ref, "Peru", shared=False, version=None, query=None)

    results = all_at_once(app, [lambda ref=ref: rename(ref) for ref in refs])
    assert results.count(None) == 1, results
    assert all(isinstance(one, Refused) for one in results if one is not None), results
    assert names().count("Peru") == 1


def test_one_view_renamed_by_owner_and_lead_at_once_keeps_one_name(app: Flask) -> None:
    owner, lead = build.acting(cases.officer()), build.acting(cases.lead())
    ref = lists.save_view(owner, "Peru", QUERY, shared=True)
    version = db.session.scalars(sa.select(SavedView.version)).one()

    def rename(actor: object, name: str) -> None:
        lists.change_view(actor, ref, name, shared=True, version=version, query=None)  # type: ignore[arg-type]

    acts = [lambda: rename(owner, "Lima"), lambda: rename(lead, "Cusco")]
    results = all_at_once(app, acts)
    assert results.count(None) == 1, results
    assert isinstance(next(one for one in results if one is not None), Conflict), results
    assert names() == [("Lima", "Cusco")[results.index(None)]]
