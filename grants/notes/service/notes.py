"""Writing a note, telling colleagues of it, and taking it back."""

from collections.abc import Collection, Mapping

from grants.accounts.queries import addressees
from grants.audit.service import record
from grants.core import clock, operations
from grants.core.actor import Actor
from grants.core.db import db
from grants.core.errors import Forbidden, NotFound, Refused
from grants.core.messages import Link, msg
from grants.core.text import random_ref
from grants.mail.service import queue
from grants.notes.models import Mention, Note, NoteKind
from grants.notes.queries.inbox import mention
from grants.notes.queries.panel import find_note
from grants.notes.queries.people import Colleague, colleagues
from grants.notes.queries.place import Place, find
from grants.notes.rules.notes import check_not_withdrawn, check_note, check_own, spoken_to
from grants.permissions import Permission


def write_note(
    actor: Actor,
    ref: str,
    words: str,
    kind: NoteKind,
    *,
    tell: Collection[str] = (),
    operation: str | None = None,
) -> str:
    """Keep a note beside a proposal; its reference.

    `tell` are references of colleagues; `@Name` in a shared note tells them too. Raises Refused at
    the fields `words` and `tell`.
    """
    if actor.person_id is None:
        raise Forbidden
    operations.claim(operation, actor, "note:write")
    place = find(actor, ref, Permission.NOTES_WRITE)
    text = check_note(words, kind, len(tell))
    told = _told(place, text, tell) if kind is NoteKind.SHARED else []
    note = Note(
        ref=random_ref(),
        proposal_id=place.proposal.id,
        kind=kind,
        by_id=actor.person_id,
        at=clock.now(),
        words=text,
    )
    db.session.add(note)
    db.session.flush()
    db.session.add_all(Mention(ref=random_ref(), note_id=note.id, person_id=one.id) for one in told)
    if kind is NoteKind.SHARED:
        # A private note is its author's alone: not even the trail tells that there is one.
        facts = {"proposal": place.proposal.id, "told": [one.id for one in told]}
        record(actor, "note:share", note, new=facts)
        _mail(place, note, told)
    operations.keep(operation, actor, note.ref)
    db.session.commit()
    return note.ref


def take_back(actor: Actor, ref: str, note_ref: str, *, operation: str | None = None) -> None:
    """A private note goes; of a shared one stays that there was one, and nobody reads it."""
    operations.claim(operation, actor, "note:take-back")
    place = find(actor, ref, Permission.NOTES_WRITE, lock=True)
    note = find_note(actor, place.proposal.id, note_ref)
    check_own(note.by_id, actor.person_id)
    if note.kind is NoteKind.PRIVATE:
        db.session.delete(note)
    else:
        check_not_withdrawn(is_withdrawn=note.withdrawn_at is not None)
        note.withdrawn_at = clock.now()
        record(actor, "note:withdraw", note, new={"proposal": place.proposal.id})
    operations.keep(operation, actor, ref)
    db.session.commit()


def put_aside(actor: Actor, mention_ref: str, *, operation: str | None = None) -> None:
    """The actor has seen a note that speaks to them."""
    if not actor.may(Permission.NOTES_WRITE):
        raise NotFound
    operations.claim(operation, actor, "note:put-aside")
    row = mention(actor, mention_ref)
    if row.done_at is None:
        row.done_at = clock.now()
    operations.keep(operation, actor, mention_ref)
    db.session.commit()


def chosen(people: Mapping[str, Colleague], refs: Collection[str], field: str) -> list[Colleague]:
    """The colleagues behind references; Refused at a field when one is not (or no longer) among
    those who can be told."""
    if any(ref not in people for ref in refs):
        message = msg("Choose somebody of the list")
        raise Refused(message, {field: message})
    return [people[ref] for ref in refs]


def _told(place: Place, text: str, tell: Collection[str]) -> list[Colleague]:
    """Everybody a note speaks to, but its author."""
    if not tell and "@" not in text:
        return []
    people = colleagues(place.proposal)
    picked = {one.id for one in chosen({one.ref: one for one in people}, tell, "tell")}
    picked |= spoken_to(text, {one.id: one.name for one in people})
    return [one for one in people if one.id in picked and one.id != place.actor.person_id]


def _mail(place: Place, note: Note, told: Collection[Colleague]) -> None:
    """What was written is read here and not in a mail."""
    for to in addressees(one.id for one in told):
        queue(
            to,
            "note_mention",
            {
                "by": place.actor.name,
                "title": place.title,
                "ref": place.proposal.ref,
                "link": Link("notes.file", {"ref": place.proposal.ref}),
            },
            about=note,
            dedupe=f"note:{note.id}:{to.address}",
        )
