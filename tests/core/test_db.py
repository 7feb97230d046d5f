"""The ground: transactions, the trail, operations, money and text."""

import pytest
import sqlalchemy as sa
from flask import Flask

from grants.core import clock, operations
from grants.core.actor import SYSTEM
from grants.core.db import WrittenWhileReading, db, set_may_write
from grants.core.errors import Repeated
from tests import build


@pytest.mark.both_databases
def test_instants_come_back_aware_and_equal(app: Flask) -> None:
    person = build.person()
    before = person.created_at
    db.session.expire_all()
    assert person.created_at == before
    assert person.created_at.tzinfo is not None
    assert clock.now() >= person.created_at


def test_a_page_that_only_shows_cannot_write(app: Flask) -> None:
    person = build.person()
    set_may_write(False)
    person.name = "Somebody else"
    with pytest.raises(WrittenWhileReading):
        db.session.flush()
    db.session.rollback()
    set_may_write(True)


@pytest.mark.both_databases
def test_an_operation_is_done_once_and_its_retry_gets_the_first_answer(app: Flask) -> None:
    operations.claim("key-1", SYSTEM, "test")
    operations.keep("key-1", SYSTEM, "REF1")
    db.session.commit()
    with pytest.raises(Repeated) as again:
        operations.claim("key-1", SYSTEM, "test")
    assert again.value.result == "REF1"


@pytest.mark.both_databases
def test_the_schema_holds_what_the_models_say(app: Flask) -> None:
    from flask_migrate import check

    check()
    tables = set(sa.inspect(db.engine).get_table_names())
    assert set(db.metadata.tables) <= tables
