"""Replies by a personal link from a mail, and the record of who opened a paper."""

from collections.abc import Mapping

import sqlalchemy as sa

from grants.audit.service import record
from grants.board.models import ItemReading, Meeting, ReplyLink
from grants.board.queries.replies import by_token
from grants.board.rules.objection import check_reason
from grants.board.service.prepare import check
from grants.board.service.voice import keep_late, put_objection
from grants.core import clock, operations
from grants.core.db import db, insert_unless_there, own_transaction
from grants.core.digest import new_token
from grants.core.errors import NotFound, Refused
from grants.core.messages import msg
from grants.mail.service import Addressee, queue
from grants.permissions import Permission


def make_link(meeting: Meeting, person_id: int) -> str:
    """The token of a new link; the caller commits."""
    token, digest = new_token()
    db.session.add(
        ReplyLink(digest=digest, meeting_id=meeting.id, person_id=person_id, made_at=clock.now())
    )
    return token


def note_read(item_id: int, person_id: int) -> None:
    """A member has opened the paper of an item; noted beside the page, which itself only reads."""
    row = {"item_id": item_id, "person_id": person_id, "first_at": clock.now()}
    with own_transaction() as session:
        session.execute(insert_unless_there(ItemReading, row))


def reply(token: str, objections: Mapping[int, str], *, operation: str | None = None) -> None:
    """Record the objections, by number of the item; silence on every other item is consent.

    It works once: the reply spends every link of the person to this procedure. What comes after
    the closing is kept, refused and not counted.
    """
    found = by_token(token, lock=True)
    actor, meeting = found.actor, found.meeting
    check(actor, Permission.BOARD_TAKE_PART)
    operations.claim(operation, actor, "board:reply")
    if found.link.used_at is not None:
        raise Refused(msg("This link was used already. Sign in to change what you said."))
    if not objections.keys() <= {item.n for item in found.items}:
        raise NotFound
    for n, reason in objections.items():
        check_reason(reason, f"reason_{n}")
    if not found.is_open:
        said = {found.item(n).id: (None, reason) for n, reason in objections.items()}
        raise keep_late(actor, found.seat.id, said)
    for n, reason in objections.items():
        put_objection(actor, found.item(n), found.seat.id, reason)
    db.session.execute(
        sa.update(ReplyLink)
        .where(ReplyLink.meeting_id == meeting.id, ReplyLink.person_id == actor.person_id)
        .values(used_at=clock.now())
    )
    record(actor, "board:reply", meeting, new={"objected": sorted(objections)})
    queue(
        Addressee(actor.email, actor.language, actor.person_id),
        "board_replied",
        {
            "title": meeting.title,
            "objections": [
                {"n": item.n, "title": item.title, "reason": objections[item.n]}
                for item in found.items
                if item.n in objections
            ],
            "at": meeting.closes_at,
        },
        about=meeting,
        dedupe=f"board_replied:{found.link.id}",
    )
    operations.keep(operation, actor, meeting.ref)
    db.session.commit()
