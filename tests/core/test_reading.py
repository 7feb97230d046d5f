"""A page that only shows cannot write: neither through the session nor past it."""

import pytest
import sqlalchemy as sa
from flask import Flask
from sqlalchemy.exc import DBAPIError

from grants.core.db import db, own_transaction, set_may_write
from grants.core.settings import Setting


@pytest.mark.both_databases
@pytest.mark.parametrize("how", ["session", "statement"])
def test_a_get_that_tries_to_write_fails_and_leaves_nothing(odd_app: Flask, how: str) -> None:
    client = odd_app.test_client()
    assert client.get(f"/odd/writes-by-{how}").status_code == 500
    with odd_app.app_context():
        assert db.session.get(Setting, "written") is None
        db.session.remove()
    data = {"csrf_token": client.get("/odd/token").text}
    assert client.post(f"/odd/writes-by-{how}", data=data).status_code == 200
    with odd_app.app_context():
        assert db.session.get_one(Setting, "written").value == "yes"
        db.session.remove()


@pytest.mark.both_databases
def test_a_reading_request_may_note_something_in_a_short_transaction_of_its_own(
    app: Flask,
) -> None:
    db.session.rollback()
    set_may_write(False)
    try:
        assert db.session.get(Setting, "noted") is None
        with own_transaction() as session:
            session.add(Setting(name="noted", value="1"))
        with pytest.raises(DBAPIError):
            db.session.execute(sa.delete(Setting))
        db.session.rollback()
        assert db.session.get_one(Setting, "noted").value == "1"
    finally:
        db.session.rollback()
        set_may_write(True)


@pytest.mark.both_databases
def test_a_connection_that_read_may_write_when_it_is_used_again(app: Flask) -> None:
    for n in range(3):
        set_may_write(False)
        db.session.scalar(sa.select(sa.func.count()).select_from(Setting))
        db.session.rollback()
        set_may_write(True)
        db.session.add(Setting(name=f"turn {n}", value=""))
        db.session.commit()
    assert db.session.scalar(sa.select(sa.func.count()).select_from(Setting)) == 3
