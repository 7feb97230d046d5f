"""Writing a message: it stays as it was sent, and the other side is told."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from grants.accounts.queries import addressees
from grants.accounts.service.session import leave_queue
from grants.audit.service import record
from grants.calls.queries.staff import staff_named
from grants.core import clock, operations, throttle
from grants.core.actor import Actor
from grants.core.db import db
from grants.core.errors import Forbidden
from grants.core.messages import Link
from grants.files import service as files
from grants.mail.service import Addressee, queue
from grants.messages.models import Message, Side, Thread
from grants.messages.queries.place import Place, find, writers_of
from grants.messages.rules import check_message
from grants.permissions import Permission
from grants.proposals.models import Proposal
from grants.proposals.queries.conflicts import conflicted_people
from grants.proposals.rules.team import title_or_words

FREE_MESSAGES = 20  # of one person of a team within the throttle's window


@dataclass(frozen=True)
class Upload:
    """A file received and checked before the transaction began, with the name it was given."""

    received: files.Received
    name: str


def send(
    actor: Actor,
    ref: str,
    words: str,
    uploads: Sequence[Upload] = (),
    *,
    operation: str | None = None,
) -> int:
    """Add a message to the thread of a proposal; its number in the thread.

    Raises Refused when it holds nothing or too much; TooMany when a team writes very often.
    """
    if actor.person_id is None:
        raise Forbidden
    leave_queue()
    if not actor.may(Permission.MESSAGES_SETTLE):
        throttle.check((f"message:{actor.person_id}", FREE_MESSAGES))
    operations.claim(operation, actor, "message:send")
    place = find(actor, ref, Permission.MESSAGES_WRITE, lock=True)
    check_message(words, len(uploads))
    thread = _continued(place)
    db.session.flush()
    row = Message(
        thread_id=thread.id,
        n=thread.last_n,
        side=place.side,
        by_id=actor.person_id,
        sent_at=thread.last_at,
        words=words.strip(),
    )
    db.session.add(row)
    db.session.flush()
    for upload in uploads:
        files.store(actor, upload.received, upload.name, row)
    facts = {"proposal": place.proposal_id, "side": place.side.value, "files": len(uploads)}
    record(actor, "message:send", row, new={"n": row.n, **facts})
    _tell(place, row)
    operations.keep(operation, actor, str(row.n))
    db.session.commit()
    return row.n


def _continued(place: Place) -> Thread:
    """The thread with one message more; begun by the first."""
    thread = place.thread
    if thread is None:
        thread = Thread(proposal_id=place.proposal_id, last_n=0)
        db.session.add(thread)
    thread.last_n += 1
    thread.last_side = place.side
    thread.last_at = clock.now()
    thread.last_by_id = place.actor.person_id or 0
    thread.settled_at = thread.settled_by_id = None
    return thread


def _tell(place: Place, row: Message) -> None:
    """The other side, each person once. What was written is read here and not in a mail."""
    told = _team(place) if place.side is Side.OFFICE else _office(place)
    for to, kind, params in told:
        queue(
            to,
            kind,
            {
                "call": dict(place.call.title),
                "link": Link("messages.thread", {"ref": place.ref}),
                **params,
            },
            about=row,
            dedupe=f"message:{row.id}:{to.address}",
        )


def _team(place: Place) -> list[tuple[Addressee, str, dict[str, Any]]]:
    """Everybody in the team who may answer. Read anew: the office does not load a draft's title."""
    proposal = db.session.get_one(Proposal, place.proposal_id)
    title = {"title": title_or_words(proposal.title)}
    return [(to, "message_to_team", title) for to in addressees(writers_of(place.proposal_id))]


def _office(place: Place) -> list[tuple[Addressee, str, dict[str, Any]]]:
    """The people of the Secretariat named on the call who are free of conflict; the call's own
    address when there are none. Of a draft they get no title."""
    proposal = db.session.get_one(Proposal, place.proposal_id)
    tied = conflicted_people(proposal)
    named = [one.id for one in staff_named(place.call) if one.holds_role and one.id not in tied]
    people = addressees(named) or [Addressee(place.call.contact_email)]
    if not place.is_submitted:
        return [(to, "message_about_draft", {}) for to in people]
    about = {"title": proposal.title, "ref": proposal.ref}
    return [(to, "message_to_office", about) for to in people]
