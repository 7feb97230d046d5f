"""Mail and trail stand side by side and know nothing of each other: here they meet."""

from grants.audit.service import record
from grants.core import hooks
from grants.core.actor import Actor
from grants.mail.models import Mail


def note_retry(mail: Mail, actor: Actor) -> None:
    """An administrator sends a failed mail again; never commits."""
    record(actor, "mail:retry", mail, old={"failed": True}, new={"failed": False})


def attach() -> None:
    hooks.mail_retried.connect(note_retry)
