"""Writers of the SQLite file stand in line: nobody is refused, nothing is lost."""

import subprocess
import sys
import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
import sqlalchemy as sa
from flask import Flask

from grants.core.db import db, own_transaction
from grants.core.settings import Setting

ADD_ONE = """
import sqlalchemy as sa
from grants.core.db import engine_options, prepare_engine
engine = sa.create_engine({url!r}, **engine_options({url!r}))
prepare_engine(engine)
for _ in range({times}):
    with engine.begin() as connection:
        value = connection.scalar(sa.text("SELECT value FROM setting WHERE name = 'counter'"))
        connection.execute(
            sa.text("UPDATE setting SET value = :value WHERE name = 'counter'"),
            {{"value": str(int(value) + 1)}},
        )
"""


@pytest.fixture
def counter(app: Flask) -> Flask:
    db.session.add(Setting(name="counter", value="0"))
    db.session.commit()
    return app


def add(times: int, app: Flask) -> None:
    """Read, add in Python, write: loses updates wherever two may read the same number."""
    for _ in range(times):
        with app.app_context():
            row = db.session.get_one(Setting, "counter")
            row.value = str(int(row.value) + 1)
            db.session.commit()
            db.session.remove()


def value() -> int:
    db.session.rollback()
    return int(db.session.get_one(Setting, "counter").value)


def test_thirty_two_writers_lose_none_of_eight_hundred_additions(counter: Flask) -> None:
    with ThreadPoolExecutor(32) as pool:
        list(pool.map(add, [25] * 32, [counter] * 32))
    assert value() == 800


def test_two_processes_lose_none_of_eight_hundred_additions(counter: Flask) -> None:
    url = counter.config["SQLALCHEMY_DATABASE_URI"]
    command = [sys.executable, "-c", ADD_ONE.format(url=url, times=400)]
    both = [subprocess.Popen(command) for _ in range(2)]
    assert [process.wait(120) for process in both] == [0, 0]
    assert value() == 800


def test_a_process_killed_inside_the_gate_holds_up_nobody(counter: Flask) -> None:
    url = counter.config["SQLALCHEMY_DATABASE_URI"]
    holding = ADD_ONE.format(url=url, times=0) + (
        "connection = engine.connect()\n"
        "connection.execute(sa.text(\"UPDATE setting SET value = '99'\"))\n"
        "print('inside', flush=True)\n"
        "import time; time.sleep(60)\n"
    )
    process = subprocess.Popen([sys.executable, "-c", holding], stdout=subprocess.PIPE, text=True)
    with process:
        assert process.stdout is not None
        assert process.stdout.readline() == "inside\n"
        process.kill()
        process.wait(10)
    add(1, counter)
    assert value() == 1


def test_readers_go_on_while_somebody_writes(counter: Flask) -> None:
    db.session.get_one(Setting, "counter").value = "7"
    db.session.flush()  # a writer inside the gate
    seen: list[int] = []

    def read() -> None:
        from grants.core.db import set_may_write

        set_may_write(False)
        with counter.app_context():
            seen.append(value())
            db.session.remove()

    reader = threading.Thread(target=read)
    reader.start()
    reader.join(10)
    assert seen == [0]
    db.session.rollback()


def test_a_second_transaction_of_a_thread_inside_the_gate_is_a_fault_and_not_a_long_wait(
    counter: Flask,
) -> None:
    db.session.get_one(Setting, "counter")
    with pytest.raises(RuntimeError, match="inside the write gate"), own_transaction() as session:
        session.execute(sa.select(Setting))
    db.session.rollback()
    add(1, counter)
    assert value() == 1
