"""The outbox as the administrator and the auditor see it."""

from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa

from grants.core.actor import Actor
from grants.core.db import db
from grants.core.errors import NotFound
from grants.mail.models import Mail
from grants.mail.rules import MailState, state_of
from grants.permissions import Permission


@dataclass(frozen=True)
class MailRow:
    """A line of the outbox."""

    ref: str
    address: str
    kind: str
    language: str
    created_at: datetime
    next_try_at: datetime
    attempts: int
    sent_at: datetime | None
    failed_at: datetime | None
    last_error: str | None

    @property
    def state(self) -> MailState:
        return state_of(self.sent_at, self.failed_at, self.attempts)


COLUMNS = (
    Mail.ref,
    Mail.address,
    Mail.kind,
    Mail.language,
    Mail.created_at,
    Mail.next_try_at,
    Mail.attempts,
    Mail.sent_at,
    Mail.failed_at,
    Mail.last_error,
)


def outbox_page(
    actor: Actor,
    *,
    text: str = "",
    state: MailState | None = None,
    before: int | None = None,
    most: int = 50,
) -> tuple[list[MailRow], int | None]:
    """Mails, the newest first, and the key of the next page (None: there is none)."""
    _check_may_read(actor)
    wanted = _conditions(text, state)
    if before is not None:
        wanted.append(Mail.id < before)
    rows = db.session.execute(
        sa.select(Mail.id, *COLUMNS).where(*wanted).order_by(Mail.id.desc()).limit(most + 1)
    ).all()
    further = rows[most - 1].id if len(rows) > most else None
    return [MailRow(*row[1:]) for row in rows[:most]], further


def _conditions(text: str, state: MailState | None) -> list[sa.ColumnElement[bool]]:
    wanted: list[sa.ColumnElement[bool]] = []
    if text.strip():
        wanted.append(Mail.address.contains(text.strip().casefold(), autoescape=True))
    match state:
        case MailState.SENT:
            wanted.append(Mail.sent_at.is_not(None))
        case MailState.FAILED:
            wanted.append(Mail.failed_at.is_not(None))
        case MailState.WAITING | MailState.RETRYING:
            wanted += [
                Mail.sent_at.is_(None),
                Mail.failed_at.is_(None),
                Mail.attempts == 0 if state is MailState.WAITING else Mail.attempts > 0,
            ]
    return wanted


def counts(actor: Actor) -> dict[MailState, int]:
    """How many mails wait and how many failed; sent ones are not counted."""
    _check_may_read(actor)
    retried = sa.case((Mail.attempts > 0, 1), else_=0).label("retried")
    given_up = sa.case((Mail.failed_at.is_not(None), 1), else_=0).label("given_up")
    rows = db.session.execute(
        sa.select(retried, given_up, sa.func.count(Mail.id).label("n"))
        .where(Mail.sent_at.is_(None))
        .group_by(retried, given_up)
    )
    found = dict.fromkeys((MailState.WAITING, MailState.RETRYING, MailState.FAILED), 0)
    for row in rows:
        waits = MailState.RETRYING if row.retried else MailState.WAITING
        found[MailState.FAILED if row.given_up else waits] += row.n
    return found


def mail_by_ref(actor: Actor, ref: str) -> Mail:
    """One mail, or NotFound."""
    _check_may_read(actor)
    mail = db.session.scalar(sa.select(Mail).where(Mail.ref == ref))
    if mail is None:
        raise NotFound
    return mail


def _check_may_read(actor: Actor) -> None:
    if not actor.may(Permission.MAIL_READ):
        raise NotFound
