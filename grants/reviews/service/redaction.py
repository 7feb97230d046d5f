"""Making and releasing the copy of a proposal that does not tell who applies."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import IO

from grants.audit.service import record
from grants.core import clock, operations
from grants.core.actor import Actor
from grants.core.db import db
from grants.core.digest import canonical, sha256
from grants.core.errors import Conflict, Refused
from grants.core.messages import Message, msg
from grants.files.queries import StoredFile
from grants.files.rules import ACCEPTED
from grants.files.service import Received, keep_bare, receive_at, store_kept
from grants.reviews.models import RedactedCopy
from grants.reviews.queries.redaction import Copy, Original, files_in, latest, original
from grants.reviews.rules.redaction import Redaction

MOST_WORDS = 500
KIND_OF = {one.media_type: kind for kind, one in ACCEPTED.items()}


@dataclass(frozen=True)
class Wish:
    """What becomes of one document: left out, shown, or another file shown instead."""

    is_shown: bool = False
    upload: IO[bytes] | None = None


def save(
    actor: Actor,
    call_ref: str,
    ref: str,
    wanted: Redaction,
    documents: Mapping[str, Wish],
    *,
    seen: int,
    operation: str | None = None,
) -> int:
    """Keep a further copy, not released; its number. `seen` is the number the form was made of.

    Raises Refused at `title`, `words` and `upload_CODE`.
    """
    operations.claim(operation, actor, "reviews:redact")
    sent = {
        code: _bare_at(code, receive_at(f"upload_{code}", wish.upload))
        for code, wish in documents.items()
        if wish.upload is not None
    }
    found = original(actor, call_ref, ref, lock=True)
    last = latest(found.proposal.id)
    _check(wanted, seen, last)
    files = {**_kept(found, last, documents), **sent}
    row = _keep(actor, found, wanted, files, last)
    record(actor, "redaction:save", row, new={"proposal": found.proposal.id, "n": row.n})
    operations.keep(operation, actor, str(row.n))
    db.session.commit()
    return row.n


def release(
    actor: Actor, call_ref: str, ref: str, *, seen: int, operation: str | None = None
) -> int:
    """Evaluators read the copy saved last from now on; its number as released."""
    operations.claim(operation, actor, "reviews:release-copy")
    found = original(actor, call_ref, ref, lock=True)
    last = latest(found.proposal.id)
    if last is None or last.n != seen:
        raise Conflict(msg("Somebody changed this copy while you read it. Read it again."))
    if last.snapshot_sha256 != found.sha256:
        raise Refused(
            msg("The city sent a newer version since. Save the copy again, then release it.")
        )
    files = {code: _received(file) for code, file in files_in(last).items()}
    row = _keep(actor, found, last.redaction, files, last, is_released=True)
    record(actor, "redaction:release", row, new={"proposal": found.proposal.id, "n": row.n})
    operations.keep(operation, actor, str(row.n))
    db.session.commit()
    return row.n


def _check(wanted: Redaction, seen: int, last: Copy | None) -> None:
    if seen != (last.n if last else 0):
        raise Conflict(msg("Somebody saved this copy while you had it open."))
    faults: dict[str, Message] = {}
    if not wanted.title.strip():
        faults["title"] = msg("Give a title that does not tell who applies")
    if len(wanted.words) > MOST_WORDS:
        faults["words"] = msg("Give at most %(most)s lines", most=MOST_WORDS)
    if faults:
        raise Refused(msg("The copy was not saved yet."), faults)


def _bare_at(code: str, received: Received) -> Received:
    try:
        return keep_bare(received, received.kind)
    except Refused as error:
        raise Refused(error.message, {f"upload_{code}": error.message}) from error


def _kept(found: Original, last: Copy | None, documents: Mapping[str, Wish]) -> dict[str, Received]:
    """Documents to be shown without a new file: those of the last copy, else the city's own, bare.

    Raises Refused at `upload_CODE` for a kind that tells who wrote it.
    """
    before, kept = files_in(last), {}
    for code, wish in documents.items():
        if not wish.is_shown or wish.upload is not None or code not in found.documents:
            continue
        if code in before:
            kept[code] = _received(before[code])
            continue
        own = found.documents[code]
        try:
            kept[code] = keep_bare(own, KIND_OF[own.media_type])
        except Refused as error:
            raise Refused(error.message, {f"upload_{code}": error.message}) from error
    return kept


def _received(file: StoredFile) -> Received:
    return Received(file.sha256, file.size, KIND_OF[file.media_type])


def _keep(
    actor: Actor,
    found: Original,
    wanted: Redaction,
    files: Mapping[str, Received],
    last: Copy | None,
    *,
    is_released: bool = False,
) -> RedactedCopy:
    """One more row with its files, named by their questions: a name can tell as much as a text."""
    redaction = replace(wanted, files={code: one.sha256 for code, one in files.items()})
    text = canonical(redaction.as_json())
    row = RedactedCopy(
        proposal_id=found.proposal.id,
        n=1 + (last.n if last else 0),
        snapshot_sha256=found.sha256,
        title=redaction.title.strip(),
        content=text,
        sha256=sha256(text),
        is_released=is_released,
        by_id=actor.person_id or 0,
        at=clock.now(),
    )
    db.session.add(row)
    db.session.flush()
    for code, one in files.items():
        store_kept(one, f"{code}.{ACCEPTED[one.kind].extensions[0]}", row)
    return row
