"""An archive of many proposals: asked for, made bit by bit by the worker, forgotten after days."""

import re
import shutil
from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path

import sqlalchemy as sa

from grants.audit.service import record
from grants.calls.models import Call
from grants.core import clock, jobs, operations
from grants.core.actor import Actor
from grants.core.db import db, identity
from grants.core.errors import NotFound, Refused
from grants.core.folders import files_dir
from grants.core.messages import msg
from grants.core.text import random_ref
from grants.desk.models import Bundle
from grants.desk.queries.dossiers import readable_refs
from grants.permissions import Permission

KEPT = timedelta(days=3)
MOST = 2_000  # proposals in one archive
JOB = "bundle"
_REF = re.compile(r"[A-Z0-9]{4,40}")


def ask(actor: Actor, call: Call, refs: Sequence[str], *, operation: str | None = None) -> str:
    """The reference of the archive the worker now makes; Refused when there is nothing in it."""
    operations.claim(operation, actor, "ask_bundle")
    if not actor.may(Permission.PROPOSAL_LIST) or actor.person_id is None:
        raise NotFound
    if len(refs) > MOST:
        raise Refused(
            msg(
                "One archive holds %(most)s proposals at most, and you chose %(n)s. "
                "Narrow the list with its filters; nothing was started.",
                most=MOST,
                n=len(refs),
            )
        )
    own = readable_refs(actor, call, refs)
    if not own:
        raise Refused(msg("None of the chosen proposals is in the list any more."))
    now = clock.now()
    row = Bundle(
        ref=random_ref(16),
        call_id=call.id,
        person_id=actor.person_id,
        language=actor.language,
        refs=own,
        asked_at=now,
        expires_at=now + KEPT,
    )
    db.session.add(row)
    jobs.enqueue(JOB, {"bundle_id": identity(row)})
    record(actor, "bundle:ask", row, new={"proposals": len(own)})
    operations.keep(operation, actor, row.ref)
    db.session.commit()
    return row.ref


def document_of(bundle: Bundle, ref: str) -> Path:
    """Where the document of one proposal lies, or will lie."""
    if not _REF.fullmatch(ref):
        raise NotFound
    return folder_of(bundle.ref) / f"{ref}.pdf"


def folder_of(ref: str) -> Path:
    return files_dir() / "bundles" / ref


def keep_document(bundle: Bundle, ref: str, content: bytes) -> None:
    """Whole or not at all: a worker may die at any time."""
    path = document_of(bundle, ref)
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    part = path.with_suffix(".part")
    part.write_bytes(content)
    part.chmod(0o600)
    part.replace(path)


def note_progress(bundle_id: int, made: int) -> None:
    """How many were tried so far, for whoever waits."""
    counted = sa.update(Bundle).where(Bundle.id == bundle_id, Bundle.made < made)
    db.session.execute(counted.values(made=made))
    db.session.commit()


def go_on_later(bundle_id: int) -> None:
    """The rest as a job of its own, so that no lease runs out and others get their turn."""
    jobs.enqueue(JOB, {"bundle_id": bundle_id})
    db.session.commit()


def finish(bundle_id: int) -> None:
    """Ready to be fetched."""
    done = sa.update(Bundle).where(Bundle.id == bundle_id, Bundle.done_at.is_(None))
    db.session.execute(done.values(done_at=clock.now()))
    db.session.commit()


def drop_old_bundles() -> int:
    """Rows and documents of archives whose time is over; how many."""
    old = sa.select(Bundle.ref).where(Bundle.expires_at <= clock.now())
    refs = list(db.session.scalars(old))
    db.session.execute(sa.delete(Bundle).where(Bundle.ref.in_(refs)))
    db.session.commit()
    for ref in refs:
        shutil.rmtree(folder_of(ref), ignore_errors=True)
    return len(refs)
