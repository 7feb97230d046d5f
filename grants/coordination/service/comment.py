"""Saying something about overlap; it may be changed until the time ends, and nothing is lost."""

from dataclasses import dataclass
from datetime import datetime

from grants.audit.service import record
from grants.coordination.models import OverlapComment, OverlapCommentVersion, OverlapKind
from grants.coordination.queries import member_of, note_of
from grants.coordination.rules import (
    check_comment,
    check_speaks_for,
    check_still_open,
)
from grants.core import clock, operations
from grants.core.actor import Actor
from grants.core.db import db
from grants.core.errors import Conflict, NotFound
from grants.core.messages import msg
from grants.permissions import Permission


@dataclass(frozen=True)
class Words:
    """What somebody says of a concept note."""

    kind: OverlapKind
    words: str = ""
    project: str = ""
    contact: str = ""

    @property
    def by_field(self) -> dict[str, str]:
        return {
            "kind": self.kind.value,
            "words": self.words,
            "project": self.project,
            "contact": self.contact,
        }


def comment(
    actor: Actor,
    call_ref: str,
    ref: str,
    said: Words,
    *,
    version: int = 0,
    received_at: datetime | None = None,
    operation: str | None = None,
) -> None:
    """Keep what somebody says, as a further version when they spoke before.

    Refused when the time is over or words are missing; Conflict when another window of the same
    person was faster. `version` 0: nothing was said yet when the page was read.
    """
    operations.claim(operation, actor, "overlap:comment")
    note = note_of(actor, call_ref, ref, Permission.OVERLAP_COMMENT, lock=True)
    window, row = note.place.window, note.comment
    if window is None or actor.person_id is None:
        raise NotFound
    check_still_open(window.ends_at, received_at or clock.now())
    check_comment(said.kind, said.words)
    organisation_id = member_of(actor.person_id)
    check_speaks_for(actor, organisation_id)
    if row is None:
        row = OverlapComment(proposal_id=note.proposal.id, person_id=actor.person_id, n=0)
        db.session.add(row)
    else:
        _check_version(row, version, said)
    _keep(row, said, organisation_id)
    record(
        actor,
        "overlap:comment",
        row,
        new={"n": row.n, "kind": row.kind.value, "proposal_id": note.proposal.id},
    )
    operations.keep(operation, actor, ref)
    db.session.commit()


def _check_version(row: OverlapComment, version: int, said: Words) -> None:
    if row.version != version:
        before = Words(row.kind, row.words, row.project, row.contact)
        raise Conflict(
            msg("You changed this comment in another window. What you typed is still here."),
            said.by_field,
            before.by_field,
        )


def _keep(row: OverlapComment, said: Words, organisation_id: int | None) -> None:
    row.n += 1
    row.kind, row.words = said.kind, said.words.strip()
    row.project, row.contact = said.project, said.contact
    row.organisation_id, row.said_at = organisation_id, clock.now()
    db.session.flush()
    db.session.add(
        OverlapCommentVersion(
            comment_id=row.id,
            n=row.n,
            kind=row.kind,
            words=row.words,
            project=row.project,
            contact=row.contact,
            said_at=row.said_at,
        )
    )
