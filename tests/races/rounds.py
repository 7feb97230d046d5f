"""Many people at once: threads that start at one barrier, each with its own transaction."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

from flask import Flask

from grants.core.db import db


def all_at_once(app: Flask, acts: list[Callable[[], Any]]) -> list[Any]:
    """The result of every act, or the exception it raised, in the order given."""
    barrier = Barrier(len(acts))
    db.session.remove()

    def run(act: Callable[[], Any]) -> Any:
        with app.app_context():
            barrier.wait(30)
            try:
                return act()
            except Exception as error:
                db.session.rollback()
                return error
            finally:
                db.session.remove()

    with ThreadPoolExecutor(len(acts)) as pool:
        return [done.result() for done in [pool.submit(run, act) for act in acts]]
