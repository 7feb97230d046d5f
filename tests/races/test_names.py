"""Two officers and the worker at once on the names of a proposal, on both databases."""

from io import BytesIO

import pytest
import sqlalchemy as sa
from flask import Flask

from grants.core.db import db
from grants.core.errors import Conflict
from grants.sanctions import service
from grants.sanctions.models import NamesCheck, NamesList, NamesVerdict, Verdict
from tests import build
from tests.races.rounds import all_at_once
from tests.sanctions import lists, proposals
from tests.screening import cases

pytestmark = pytest.mark.both_databases


def how_many(model: type) -> int:
    return db.session.scalar(sa.select(sa.func.count()).select_from(model)) or 0


def test_of_six_officers_who_judge_one_name_one_is_kept_and_the_others_are_told(
    app: Flask,
) -> None:
    lists.in_force()
    row = proposals.checked(cases.closed_call(), proposals.LIKE)
    hit = proposals.hits()[0]
    ref, hit_ref, version = row.ref, hit.ref, hit.version
    actors = [build.acting(cases.officer()) for _ in range(6)]
    results = all_at_once(
        app,
        [
            lambda a=a: service.judge(a, ref, hit_ref, Verdict.SAME, "Born then.", version=version)
            for a in actors
        ],
    )
    assert results.count(None) == 1
    assert sum(isinstance(one, Conflict) for one in results) == 5
    assert how_many(NamesVerdict) == 1


def test_the_worker_and_officers_at_once_make_one_check(app: Flask) -> None:
    lists.in_force()
    row = proposals.submitted(cases.closed_call(), proposals.LIKE)
    ref, row_id = row.ref, row.id
    actors = [build.acting(cases.officer()) for _ in range(3)]
    results = all_at_once(
        app,
        [
            *(lambda a=a: service.check_now(a, ref) for a in actors),
            *(lambda: service.run_check({"proposal_id": row_id}) for _ in range(3)),
        ],
    )
    assert results == [None] * 6
    assert (how_many(NamesCheck), len(proposals.hits())) == (1, 1)


def test_one_list_put_in_force_by_two_leads_is_kept_once(app: Flask) -> None:
    leads = [build.acting(lists.keeper()) for _ in range(2)]
    content = lists.present()
    refs = [service.upload(a, BytesIO(content), "l.xml", "A test", None) for a in leads]
    results = all_at_once(
        app,
        [
            lambda a=a, ref=ref: service.put_in_force(a, ref)
            for a, ref in zip(leads, refs, strict=True)
        ],
    )
    assert results.count(None) == 1
    kept = db.session.scalars(sa.select(NamesList).where(NamesList.settled_at.is_not(None))).all()
    assert len(kept) == 1
