"""Writing to the outbox; the worker sends (grants.mail.sending)."""

from dataclasses import dataclass
from typing import Any

from grants.core import clock, hooks, operations
from grants.core.actor import Actor
from grants.core.db import Base, db, identity, insert_unless_there
from grants.core.errors import Forbidden, Refused
from grants.core.messages import msg
from grants.core.packing import pack
from grants.core.text import random_ref
from grants.mail.models import Mail
from grants.permissions import Permission


@dataclass(frozen=True)
class Addressee:
    """Who a mail goes to: one person, one address, one language."""

    address: str
    language: str = "en"
    person_id: int | None = None


def queue(
    to: Addressee,
    kind: str,
    params: dict[str, Any],
    *,
    about: Base | None = None,
    dedupe: str | None = None,
) -> None:
    """Queue a mail in the present transaction; the caller commits.

    `kind` names templates/mail/<kind>.txt; `params` may hold Amounts, instants, Links, Messages.
    A second mail with the same `dedupe` is not queued, not even by two at once.
    """
    now = clock.now()
    row = {
        "ref": random_ref(16),
        "person_id": to.person_id,
        "address": to.address,
        "language": to.language,
        "kind": kind,
        "params": pack(params),
        "subject_kind": about.__tablename__ if about is not None else "",
        "subject_id": identity(about) if about is not None else None,
        "dedupe": dedupe,
        "created_at": now,
        "next_try_at": now,
        "attempts": 0,
    }
    if dedupe:
        db.session.execute(insert_unless_there(Mail, row))
    else:
        db.session.add(Mail(**row))


def retry(actor: Actor, mail: Mail, *, operation: str = "") -> None:
    """Send a failed mail again, from the beginning; a second copy carries the same Message-ID."""
    if not actor.may(Permission.MAIL_MANAGE):
        raise Forbidden
    operations.claim(operation, actor, "retry-mail")
    db.session.refresh(mail, with_for_update=True)
    if mail.failed_at is None:
        raise Refused(msg("This mail has not failed; nothing was changed."))
    mail.failed_at = None
    mail.attempts = mail.unsure = 0
    mail.next_try_at = clock.now()
    hooks.mail_retried.send(mail, actor=actor)
    db.session.commit()
