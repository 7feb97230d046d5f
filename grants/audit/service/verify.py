"""Walking the trail: every link recomputed, its head compared, and what was verified last time.

The anchor is a small file outside the database. It holds the last link of the last clean walk, so
that a trail rewritten as a whole, head included, still shows.
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import sqlalchemy as sa

from grants.audit.models import TrailEvent, TrailHead, TrailReason
from grants.audit.rules import GENESIS, event_hash, reason_digest
from grants.core.db import db

BATCH = 2000


@dataclass(frozen=True)
class Problem:
    """One place where the trail is not what it was; `seq` is the event concerned."""

    seq: int
    what: str

    def __str__(self) -> str:
        return f"event {self.seq}: {self.what}"


@dataclass(frozen=True)
class Link:
    """The number of an event and its hash."""

    seq: int
    hash: str


def verify(anchor: Path | None = None, *, batch: int = BATCH) -> list[Problem]:
    """What was updated, deleted, reordered or cut off; empty when the trail is whole.

    A clean walk moves the anchor forward. Memory does not grow with the trail.
    """
    head = _head()
    known = _read_anchor(anchor)
    problems: list[Problem] = []
    last = Link(0, GENESIS)
    for link, found in _walk(head.seq, known, batch):
        last = link
        problems += found
    problems += _end(last, head, known)
    db.session.rollback()
    if not problems and anchor is not None:
        _write_anchor(anchor, last)
    return problems


def _head() -> Link:
    row = db.session.execute(sa.select(TrailHead.seq, TrailHead.hash)).one_or_none()
    return Link(row.seq, row.hash) if row else Link(0, GENESIS)


def _walk(until: int, known: Link | None, batch: int) -> Iterator[tuple[Link, list[Problem]]]:
    """Each event in order, with what is wrong about it."""
    before = Link(0, GENESIS)
    start = 0
    while True:
        rows = db.session.execute(
            sa.select(TrailEvent.__table__, TrailReason.salt, TrailReason.words)
            .outerjoin(TrailReason, TrailReason.seq == TrailEvent.seq)
            .where(TrailEvent.seq > start, TrailEvent.seq <= until)
            .order_by(TrailEvent.seq)
            .limit(batch)
        ).all()
        for row in rows:
            problems = _problems(row, before)
            if known is not None and row.seq == known.seq and row.hash != known.hash:
                problems.append(
                    Problem(
                        row.seq, "differs from what was verified before: the trail was rewritten"
                    )
                )
            before = Link(row.seq, row.hash)
            yield before, problems
        if len(rows) < batch:
            return
        start = rows[-1].seq


def _problems(row: sa.Row[tuple[object, ...]], before: Link) -> list[Problem]:
    found = []
    seq = row.seq
    if seq != before.seq + 1:
        found.append(Problem(seq, f"events {before.seq + 1} to {seq - 1} are missing"))
    elif row.previous_hash != before.hash:
        found.append(Problem(seq, "does not follow the event before it"))
    computed = event_hash(
        previous=row.previous_hash,
        seq=seq,
        at=row.at,
        actor_id=row.actor_id,
        action=row.action,
        subject_kind=row.subject_kind,
        subject_id=row.subject_id,
        old=row.old,
        new=row.new,
        reason_digest=row.reason_digest,
    )
    if computed != row.hash:
        found.append(Problem(seq, "was changed after it was written"))
    if row.words is not None and reason_digest(row.words, row.salt) != row.reason_digest:
        found.append(Problem(seq, "its reason was changed after it was written"))
    return found


def _end(last: Link, head: Link, known: Link | None) -> list[Problem]:
    """The tail: against the head, against events beyond it, against the anchor."""
    found = []
    if last.seq < head.seq:
        found.append(Problem(head.seq, f"the trail ends at {last.seq}: its tail was cut off"))
    elif last.hash != head.hash:
        found.append(Problem(last.seq, "is not the event the head of the trail names"))
    newest = db.session.execute(
        sa.select(
            sa.select(sa.func.max(TrailEvent.seq)).scalar_subquery().label("seq"),
            sa.select(TrailHead.seq).scalar_subquery().label("head"),
        )
    ).one()
    if (newest.seq or 0) > (newest.head or 0):
        found.append(Problem(newest.seq, "stands beyond the head of the trail"))
    if known is not None and last.seq < known.seq:
        found.append(
            Problem(known.seq, f"was verified before and is gone: the trail ends at {last.seq}")
        )
    return found


def _read_anchor(path: Path | None) -> Link | None:
    if path is None or not path.exists():
        return None
    kept = json.loads(path.read_text(encoding="utf-8"))
    return Link(int(kept["seq"]), str(kept["hash"]))


def _write_anchor(path: Path, last: Link) -> None:
    """Written whole or not at all."""
    fresh = path.with_suffix(".new")
    fresh.write_text(json.dumps({"seq": last.seq, "hash": last.hash}), encoding="utf-8")
    fresh.replace(path)
