"""Signs of life, and what the house forgets by itself."""

from grants.core import clock, operations, settings, throttle
from grants.core.db import db
from grants.core.settings import WORKER_SEEN


def note_worker() -> None:
    """The worker's heartbeat, kept where every process can read it."""
    settings.write(WORKER_SEEN, clock.now().isoformat())
    db.session.commit()


def forget_the_past() -> None:
    """Counts of tries and keys of forms that no longer protect anything."""
    throttle.drop_old()
    operations.drop_old()
    db.session.commit()
