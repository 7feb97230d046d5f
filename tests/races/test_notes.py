"""Colleagues who act on one flag or type one word at once, on both databases."""

import pytest
import sqlalchemy as sa
from flask import Flask

from grants.core.db import db
from grants.core.errors import Conflict, Refused
from grants.notes import service
from grants.notes.models import FlagAct, FlagStatus, ProposalTag, Tag
from grants.notes.queries.flags import steps_of
from tests import build
from tests.notes import writing
from tests.notes.writing import events, flag_row, mails
from tests.races.rounds import all_at_once
from tests.screening import cases


@pytest.mark.both_databases
def test_a_flag_that_several_resolve_at_once_is_resolved_by_one(app: Flask) -> None:
    of = writing.world()
    flag, ref = of.flag(of.kofi, by=of.oda), of.ref
    version = flag_row(flag).version
    people = [build.acting(who) for who in (of.kofi, of.oda, of.lena)]

    def resolve(n: int) -> None:
        words = f"Settled by {n}"
        service.change_flag(people[n], ref, flag, FlagAct.RESOLVED, words=words, version=version)

    results = all_at_once(app, [lambda n=n: resolve(n) for n in range(3)])
    assert results.count(None) == 1
    assert all(isinstance(one, Refused | Conflict) for one in results if one is not None), results
    row = flag_row(flag)
    assert (row.status, row.last_n) == (FlagStatus.RESOLVED, 2)
    [_, last] = steps_of(row.id)
    assert last.words == f"Settled by {results.index(None)}"
    assert events("flag:") == ["flag:raise", "flag:resolve"]


@pytest.mark.both_databases
def test_one_word_typed_at_once_is_one_tag(app: Flask) -> None:
    of = writing.world()
    refs = [of.ref, cases.submitted(of.call).ref]
    people = [build.acting(who) for who in (of.kofi, of.oda, of.lena)]

    def put(n: int) -> str:
        word = ("Coastal", "COASTAL", "cóastal")[n % 3]
        return service.put_tag(people[n % 3], refs[n % 2], word)

    results = all_at_once(app, [lambda n=n: put(n) for n in range(6)])
    assert len(set(results)) == 1, results
    assert db.session.scalar(sa.select(sa.func.count(Tag.id))) == 1
    assert db.session.scalar(sa.select(sa.func.count(ProposalTag.id))) == 2
    assert sorted(events("tag:", "proposal:tag")) == ["proposal:tag", "proposal:tag", "tag:make"]


@pytest.mark.both_databases
def test_what_is_tagged_while_its_tag_is_merged_carries_the_one_that_stays(app: Flask) -> None:
    of = writing.world()
    source, target = of.tag("Seaside"), of.tag("Coastal")
    refs = [cases.submitted(of.call).ref for _ in range(4)]
    lead, officer = build.acting(of.lena), build.acting(of.oda)
    results = all_at_once(
        app,
        [
            lambda: service.merge_tag(lead, source, target),
            *(lambda ref=ref: service.put_tag(officer, ref, "Seaside") for ref in refs),
        ],
    )
    assert not [one for one in results if isinstance(one, Exception)], results
    on = db.session.scalars(
        sa.select(Tag.name).join(ProposalTag, ProposalTag.tag_id == Tag.id)
    ).all()
    assert on == ["Coastal"] * 5


@pytest.mark.both_databases
def test_one_form_sent_many_times_at_once_is_one_flag_and_one_mail(app: Flask) -> None:
    of = writing.world()
    ref, actor, to = of.ref, build.acting(of.oda), of.kofi.ref

    def send() -> str:
        return service.raise_flag(actor, ref, to=to, words="Look", operation="the same key")

    all_at_once(app, [send] * 6)
    assert events("flag:") == ["flag:raise"]
    assert len(mails()) == 1
