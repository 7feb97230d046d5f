"""A file filled without a connection: looked into, kept, taken over, thrown away."""

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import IO, Any

from grants.audit.service import record
from grants.calls.models import QuestionKind
from grants.calls.queries import FormView, SectionView
from grants.core import clock, operations
from grants.core.actor import Actor
from grants.core.db import db, identity
from grants.core.errors import Conflict, Refused
from grants.core.messages import Message, msg
from grants.core.packing import pack
from grants.core.text import clean, random_ref
from grants.files.rules import Kind
from grants.files.service import Received, path_of, receive, register_reader, store
from grants.permissions import Permission
from grants.proposals.models import OfflineStatus, OfflineUpload
from grants.proposals.offline.apart import open_apart
from grants.proposals.offline.belonging import check_belongs, check_kind, what_to_send
from grants.proposals.offline.cleaned import cost_line
from grants.proposals.offline.frames import Opened
from grants.proposals.offline.reading import Reading, read_all
from grants.proposals.offline.vocabulary import Vocabulary
from grants.proposals.queries import offline as queries, sections
from grants.proposals.queries.access import Access, find
from grants.proposals.service.answers import check_may_write, put_section

MOST_WAITING = 20
MOST_SENT = 200


class MovedOn(Conflict):
    """Somebody saved one of the sections after the comparison was shown."""

    def __init__(self) -> None:
        super().__init__(
            msg(
                "Nothing was taken over yet: somebody saved answers while you compared. What "
                "differs now stands below; look at it again."
            )
        )


def look_into(found: Access, stream: IO[bytes], received_at: datetime) -> tuple[Received, Opened]:
    """Check an upload and open it in a process of its own; raises Refused with what to send."""
    check_may_write(found, received_at)
    db.session.rollback()  # nobody waits to write while a file is looked into
    try:
        received = receive(stream)
    except Refused as error:
        reason = error.message.params.get("reason", error.message)
        raise Refused(what_to_send(reason)) from error
    check_kind(received.kind)
    return received, open_apart(path_of(received.sha256), received.kind)


def keep(
    actor: Actor,
    ref: str,
    received: Received,
    opened: Opened,
    words: Vocabulary,
    name: str,
    *,
    received_at: datetime,
    operation: str | None = None,
) -> str:
    """Read a file's answers and keep them, with the file, until somebody decides; its reference."""

    def act() -> str:
        found = find(actor, ref, Permission.PROPOSAL_EDIT, lock=True)
        check_may_write(found, received_at)
        operations.claim(operation, actor, "proposal:upload_offline")
        form = queries.form_filled(found)
        check_belongs(opened, form, proposal=found.proposal.ref, call=found.call.ref)
        _check_not_too_many(found)
        reading = read_all(form, opened, words, rows_only=received.kind is Kind.XLSX)
        row = _row(found, reading)
        row.name = store(actor, received, name, row).name
        record(
            actor,
            "proposal:upload_offline",
            found.proposal,
            new={"upload": identity(row), "sha256": received.sha256},
        )
        operations.keep(operation, actor, row.ref)
        reference = row.ref
        db.session.commit()
        return reference

    return operations.outcome(act)


def _check_not_too_many(found: Access) -> None:
    if queries.number_sent(found) >= MOST_SENT:
        raise Refused(
            msg(
                "Files of this proposal came back %(n)s times, which is the most. Go on writing "
                "on the website; what is saved stays.",
                n=MOST_SENT,
            )
        )
    waiting = sum(one.status is OfflineStatus.WAITING for one in queries.sent_back(found))
    if waiting >= MOST_WAITING:
        raise Refused(
            msg(
                "%(n)s files of this proposal wait to be taken over. Look at those first, or "
                "throw them away.",
                n=waiting,
            )
        )


def _row(found: Access, reading: Reading) -> OfflineUpload:
    row = OfflineUpload(
        ref=random_ref(12),
        proposal_id=found.proposal.id,
        name="",
        status=OfflineStatus.WAITING,
        content={
            "answers": reading.answers,
            "bases": reading.bases,
            "unread": {c: [pack(why), clean(text)] for c, (why, text) in reading.unread.items()},
            "missing": reading.missing,
            "pictures": reading.pictures,
        },
        uploaded_by_id=found.actor.person_id,
        uploaded_at=clock.now(),
        taken=[],
    )
    db.session.add(row)
    return row


def take_over(
    actor: Actor,
    ref: str,
    upload_ref: str,
    codes: Collection[str],
    *,
    seen: Mapping[int, int],
    received_at: datetime,
    operation: str | None = None,
) -> str:
    """Save the answers of these questions as the file has them, all or none; the file's reference.

    `seen` are the versions of the sections that the comparison was drawn from, by section id.
    Raises MovedOn when one of them is newer by now.
    """

    def act() -> str:
        found = find(actor, ref, Permission.PROPOSAL_EDIT, lock=True)
        check_may_write(found, received_at)
        operations.claim(operation, actor, "proposal:take_offline")
        row = _waiting(found, upload_ref)
        form = queries.form_filled(found)
        taken = [
            q.code for q in form.questions() if q.code in codes & row.content["answers"].keys()
        ]
        if not taken:
            raise Refused(msg("Tick at least one difference to take over, or throw the file away."))
        for section in form.sections:
            _put(found, form, section, row.content["answers"], taken, seen)
        _settle(row, OfflineStatus.TAKEN, actor, taken)
        questions = [q.id for q in form.questions() if q.code in taken]
        facts = {"upload": identity(row), "questions": questions}
        record(actor, "proposal:take_offline", found.proposal, new=facts)
        operations.keep(operation, actor, upload_ref)
        db.session.commit()
        return upload_ref

    return operations.outcome(act)


def _put(
    found: Access,
    form: FormView,
    section: SectionView,
    answers: Mapping[str, Any],
    taken: Collection[str],
    seen: Mapping[int, int],
) -> None:
    """The chosen answers of one section, through the one way answers are saved."""
    given = {
        q.code: [cost_line(line) for line in answers[q.code]]
        if q.kind is QuestionKind.BUDGET
        else answers[q.code]
        for q in section.questions
        if q.code in taken
    }
    if not given:
        return
    stored = sections.section_content(found.proposal.id, section)
    if stored.version != seen.get(section.id, 0):
        raise MovedOn
    put_section(found, section, given, version=stored.version)


def throw_away(actor: Actor, ref: str, upload_ref: str, *, operation: str | None = None) -> str:
    """Nothing of the file is taken over; its reference. The upload itself stays in the history."""

    def act() -> str:
        found = find(actor, ref, Permission.PROPOSAL_EDIT, lock=True)
        operations.claim(operation, actor, "proposal:throw_offline_away")
        row = _waiting(found, upload_ref)
        _settle(row, OfflineStatus.THROWN_AWAY, actor, [])
        facts = {"upload": identity(row)}
        record(actor, "proposal:throw_offline_away", found.proposal, new=facts)
        operations.keep(operation, actor, upload_ref)
        db.session.commit()
        return upload_ref

    return operations.outcome(act)


def _waiting(found: Access, upload_ref: str) -> OfflineUpload:
    row = queries.upload_of(found, upload_ref, lock=True)
    if row.status is not OfflineStatus.WAITING:
        words: dict[OfflineStatus, Message] = {
            OfflineStatus.TAKEN: msg("This file was taken over before. Nothing was changed now."),
            OfflineStatus.THROWN_AWAY: msg("This file was thrown away. Nothing was changed."),
        }
        raise Refused(words[row.status])
    return row


def _settle(row: OfflineUpload, status: OfflineStatus, actor: Actor, taken: list[str]) -> None:
    row.status, row.taken = status, taken
    row.settled_at, row.settled_by_id = clock.now(), actor.person_id


register_reader(OfflineUpload.__tablename__, queries.may_read_offline)
