"""Sending what waits in the outbox: at least once, at most twice, one recipient per envelope.

A mail is claimed by pushing its next try forward in a transaction of its own. Before its text goes
out the try is noted as unsure; only an answer of the server clears that note. So a process or a
server that dies in between can lead to a second copy with the same Message-ID, never to a third.
"""

import logging
from typing import Any

import sqlalchemy as sa
from flask import current_app

from grants.core import clock
from grants.core.db import db
from grants.core.packing import without_secrets
from grants.mail.letter import write_letter
from grants.mail.models import Mail
from grants.mail.post import Post, Refused, Unreachable, message
from grants.mail.rules import LEASE, MOST_UNSURE, is_given_up, pause_after

log = logging.getLogger(__name__)


def send_due(limit: int = 50) -> int:
    """Send up to `limit` mails whose time has come; answers how many were sent or given up."""
    _give_up_unsure()
    post: Post | None = None
    done = 0
    try:
        for _ in range(limit):
            mail_id = _claim()
            if mail_id is None:
                break
            post = post or Post(current_app.config["SMTP_URL"], current_app.config["MAIL_FROM"])
            try:
                done += _deliver(post, mail_id)
            except Unreachable as trouble:
                _failed(mail_id, str(trouble), forever=False)
                break
    finally:
        if post is not None:
            post.close()
    return done


def waiting() -> int:
    """How many mails are still to be sent now or later."""
    query = sa.select(sa.func.count(Mail.id)).where(_open())
    return db.session.scalar(query) or 0


def failed() -> int:
    """How many mails were given up."""
    query = sa.select(sa.func.count(Mail.id)).where(Mail.failed_at.is_not(None))
    return db.session.scalar(query) or 0


def _open() -> sa.ColumnElement[bool]:
    return sa.and_(Mail.sent_at.is_(None), Mail.failed_at.is_(None))


def _claim() -> int | None:
    """Take the mail that has waited longest, for the length of a lease."""
    now = clock.now()
    due = (
        sa.select(Mail.id)
        .where(_open(), Mail.next_try_at <= now, Mail.unsure < MOST_UNSURE)
        .order_by(Mail.next_try_at, Mail.id)
        .limit(1)
        .with_for_update(skip_locked=True)
    )
    taken = db.session.scalar(
        sa.update(Mail)
        .where(Mail.id.in_(due.scalar_subquery()))
        .values(next_try_at=now + LEASE)
        .returning(Mail.id)
    )
    db.session.commit()
    return taken


def _give_up_unsure() -> None:
    """Two tries without an answer may have delivered two copies: a person decides on a third."""
    now = clock.now()
    db.session.execute(
        sa.update(Mail)
        .where(_open(), Mail.unsure >= MOST_UNSURE, Mail.next_try_at <= now)
        .values(failed_at=now)
    )
    db.session.commit()


def _deliver(post: Post, mail_id: int) -> int:
    """One mail; 1 when it was sent or given up, 0 when it is tried again later."""
    mail = db.session.get_one(Mail, mail_id)
    try:
        letter = write_letter(mail)
        if post.is_real:
            post.begin(message(mail, letter), mail.address)
            _hand_over(post, mail_id)
    except Refused as no:
        return _failed(mail_id, str(no), forever=no.forever)
    except Unreachable:
        raise
    except Exception as fault:  # a bad template or parameter must not stop the others
        log.exception("mail %s cannot be written", mail_id)
        return _failed(mail_id, f"{fault!r}", forever=False)
    values: dict[str, Any] = {"sent_at": clock.now(), "unsure": 0, "last_error": None}
    if post.is_real and not current_app.config["DEMO"]:
        values["params"] = without_secrets(mail.params)
    _note(mail_id, **values)
    return 1


def _hand_over(post: Post, mail_id: int) -> None:
    """The text goes out; until the server has answered, nobody knows whether it arrived."""
    _note(mail_id, unsure=Mail.unsure + 1)
    try:
        post.finish()
    except Refused:
        _note(mail_id, unsure=Mail.unsure - 1)
        raise


def _note(mail_id: int, **values: Any) -> None:
    db.session.execute(sa.update(Mail).where(Mail.id == mail_id).values(**values))
    db.session.commit()


def _failed(mail_id: int, why: str, *, forever: bool) -> int:
    """Keep why; try again after a pause, or give up where everybody can see it."""
    db.session.rollback()
    mail = db.session.get_one(Mail, mail_id, populate_existing=True)
    failures = mail.attempts + 1
    given_up = forever or is_given_up(failures=failures, unsure=mail.unsure)
    now = clock.now()
    _note(
        mail_id,
        attempts=failures,
        last_error=why[:2000],
        next_try_at=now + pause_after(failures),
        failed_at=now if given_up else None,
    )
    return 1 if given_up else 0
