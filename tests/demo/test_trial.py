"""A proposal that only tries a call out is in no list, count, export or figure."""

import io
import re
import secrets
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient
from lxml import html

from grants.accounts.models import Person
from grants.accounts.service.session import start_session
from grants.core import invariants
from grants.core.db import db
from grants.core.text import random_ref
from grants.demo.cast import BY_KEY
from grants.proposals.models import Collaborator, ProposalStatus
from tests.meta.crawling import Sweep
from tests.world import World

APPLICANTS = ("amina", "carlos")
# Officer, lead, evaluators, board member, chair and secretary, auditor, and applicants.
READERS = (
    "sofia", "helena", "wanjiru", "ahmed", "hans", "clara", "sylvie", "victor", *APPLICANTS,
)  # fmt: skip
LISTED = {"proposals.tasks": 3, "screening.show": 3}

# Of a board, of a ranking, or one for each version handed in: a try has none of these.
NOT_COPIED = {"item", "letter", "ranking_row", "recusal", "decision_outcome", "names_check"}
UNIQUE_TEXTS = {"ref", "digest", "reminder_digest", "number"}


@dataclass
class Worlds:
    """The same world without and with proposals that only try."""

    without: Sweep
    within: Sweep
    refs: set[str]


@pytest.fixture(scope="module")
def worlds(demo_world: World, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Worlds]:
    first = demo_world.copy(tmp_path_factory.mktemp("without"))
    app = first.open(BASE_URL="http://localhost")
    with app.app_context():
        tokens = {key: _token(key) for key in READERS}
        db.session.remove()
        db.engine.dispose()  # folds the log into the file, which can then be copied
    second = first.copy(tmp_path_factory.mktemp("within"))
    other = second.open(BASE_URL="http://localhost")
    with other.app_context():
        refs = set(_try_out())
        db.session.remove()
    without, within = (
        Sweep(one, {key: _client(one, token) for key, token in tokens.items()})
        for one in (app, other)
    )
    for key in READERS:
        without.crawl(key, LISTED)
        within.crawl(key, LISTED)
    yield Worlds(without, within, refs)
    for one in (app, other):
        with one.app_context():
            db.session.remove()
            db.engine.dispose()


def _token(key: str) -> str:
    person = db.session.scalars(sa.select(Person).where(Person.email == BY_KEY[key].email)).one()
    return start_session(person.id, second_factor=True, device="trial")


def _client(app: Flask, token: str) -> FlaskClient:
    client = app.test_client()
    with client.session_transaction() as session:
        session["_user_id"], session["_fresh"] = token, True
    return client


def _try_out() -> Iterator[str]:
    """Copies, as tries, of a proposal from each call and state and of the applicants' own; of one
    with everything that can belong to it, a copy in every state there is."""
    table = db.metadata.tables["proposal"]
    one_each = sa.select(sa.func.max(table.c.id)).group_by(table.c.call_id, table.c.status)
    own = (
        sa.select(Collaborator.proposal_id)
        .join(Person, Person.id == Collaborator.person_id)
        .where(Person.email.in_([BY_KEY[key].email for key in APPLICANTS]))
    )
    sources = {*db.session.scalars(one_each), *db.session.scalars(own)}
    whole = db.session.scalars(
        sa.select(sa.func.min(table.c.id)).where(table.c.status == ProposalStatus.WITH_BOARD)
    ).one()
    for source in sorted(sources):
        yield _copied(source)
    for status in ProposalStatus:
        yield _copied(whole, status=status)
    db.session.commit()


def _copied(source: int, **over: Any) -> str:
    table = db.metadata.tables["proposal"]
    row = db.session.execute(sa.select(table).where(table.c.id == source)).one()
    ref = random_ref()
    values = {**row._mapping, "ref": ref, "is_test": True, "title": "A TRY", **over}
    del values["id"]
    made = db.session.execute(sa.insert(table), values).inserted_primary_key
    assert made is not None
    _copy_children("proposal", {source: made[0]})
    return ref


def _copy_children(parent: str, ids: dict[int, int]) -> None:
    """Copy every row that points to one of these, with what points to it in turn."""
    for table in db.metadata.sorted_tables:
        if table.name in NOT_COPIED:
            continue
        for column in table.columns:
            if any(key.column.table.name == parent for key in column.foreign_keys):
                _copy_rows(table, column, ids)


def _copy_rows(table: sa.Table, column: sa.Column[Any], ids: dict[int, int]) -> None:
    made: dict[int, int] = {}
    for row in db.session.execute(sa.select(table).where(column.in_(ids))).all():
        values = {**row._mapping, column.name: ids[row._mapping[column.name]]}
        old = values.pop("id", None)
        for name in UNIQUE_TEXTS & values.keys():
            values[name] = values[name] and secrets.token_hex(16)
        new = db.session.execute(sa.insert(table), values).inserted_primary_key
        if old is not None and new is not None:
            made[old] = new[0]
    if made:
        _copy_children(table.name, made)


def seen(sweep: Sweep, who: str, path: str) -> object:
    """What this reader gets: the words and links of a page, the content of a file."""
    answer = sweep.clients[who].get(path)
    data, kind = answer.data, answer.mimetype
    answer.close()
    if kind == "text/html":
        tree = html.fromstring(data, parser=html.HTMLParser(encoding="utf-8"))
        words = " ".join(" ".join(tree.itertext()).split())
        return answer.status_code, words, tree.xpath("//a/@href | //option/@value | //svg//@d")
    if kind == "application/pdf":  # carries the instant it was made at
        return answer.status_code, re.findall(rb"/Count \d+", data)
    if data[:2] == b"PK":
        with zipfile.ZipFile(io.BytesIO(data)) as book:
            parts = [n for n in book.namelist() if not n.startswith("docProps")]
            return answer.status_code, {name: book.read(name) for name in parts}
    return answer.status_code, data


@pytest.mark.parametrize("who", READERS)
def test_no_page_and_no_export_tells_of_it(worlds: Worlds, who: str) -> None:
    paths = [path for reader, path in worlds.without.opened if reader == who]
    differing = [
        path
        for path in paths
        # Twice, lest a minute passed between the two.
        if seen(worlds.without, who, path) != seen(worlds.within, who, path)
        and seen(worlds.without, who, path) != seen(worlds.within, who, path)
    ]
    assert len(paths) > 10
    assert differing == []


def test_no_link_leads_to_it(worlds: Worlds) -> None:
    assert len(worlds.refs) > 20
    assert [
        str(page)
        for page in worlds.within.opened.values()
        if "A TRY" in page.body or any(ref in page.body for ref in worlds.refs)
    ] == []


def test_the_lists_and_exports_that_could_tell_were_opened(worlds: Worlds) -> None:
    opened = {page.endpoint for page in worlds.without.opened.values() if page.status == 200}
    assert {
        "desk.home",
        "desk.proposals",
        "desk.proposals_export",
        "screening.desk",
        "reviews.pool",
        "reviews.ranking",
        "reviews.desk",
        "reviews.progress",
        "reviews.conflicts",
        "board.meeting",
        "board.release",
        "proposals.index",
    } <= opened, sorted(opened)


def test_what_is_checked_from_outside_leaves_it_out(worlds: Worlds) -> None:
    with worlds.within.app.app_context():
        found = [str(breach) for check in invariants.all_checks().values() for breach in check()]
    assert found == []
