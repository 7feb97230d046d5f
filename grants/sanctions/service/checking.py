"""Comparing the names of submitted versions with the list in force, by itself and on demand.

A check is made once for each submitted version and list; asking again finds it there.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import aliased

from grants.audit.service import record
from grants.calls.queries import for_office
from grants.core import clock, jobs, operations
from grants.core.actor import SYSTEM, Actor
from grants.core.db import db, insert_unless_there
from grants.core.errors import NotFound, Refused
from grants.core.messages import msg
from grants.core.text import random_ref
from grants.permissions import Permission
from grants.proposals.models import Proposal, Snapshot
from grants.proposals.queries.conflicts import counted
from grants.proposals.queries.submission import standing_snapshot
from grants.sanctions.matching import Listed
from grants.sanctions.models import NamesCheck, NamesHit, NamesList, NamesRun, Verdict
from grants.sanctions.queries.file import find
from grants.sanctions.queries.lists import entries_by_id, in_force
from grants.sanctions.rules.named import Named, named_in

ONE, CALL = "names_check", "names_check_call"
AT_ONCE = 20  # checks of a call written in one transaction: others may write in between


@dataclass
class Book:
    """A list made ready to be asked about many names: each of its names with its entry's row."""

    of: NamesList
    ids: list[int] = field(default_factory=list)
    texts: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        for row_id, entry in entries_by_id(self.of.id):
            for text in entry.names():
                self.ids.append(row_id)
                self.texts.append(text)
        self._listed = Listed(self.texts)

    def like(self, name: str) -> dict[int, tuple[str, int]]:
        """By entry, the listed name most alike and its points, where they reach the threshold."""
        found: dict[int, tuple[str, int]] = {}
        for one in self._listed.like(name):
            found.setdefault(self.ids[one.index], (self.texts[one.index], one.points))
        return found


def on_submitted(sender: Proposal, **facts: Any) -> None:
    """A submission asks for the check of its names, in the same transaction; the worker does it."""
    if sender.is_full or sender.is_test:
        return
    jobs.enqueue(ONE, {"proposal_id": sender.id}, dedupe=f"{ONE}:{sender.id}:{facts['snapshot'].n}")


@jobs.handles(ONE)
def run_check(payload: dict[str, Any]) -> None:
    """What counts of one proposal, against the list in force; nothing when there is no list."""
    proposal, listed = db.session.get(Proposal, payload["proposal_id"]), in_force()
    if proposal is None or proposal.is_test or listed is None:
        db.session.rollback()
        return
    snapshot = standing_snapshot(proposal.id)
    if snapshot is not None:
        _compare(Book(listed), snapshot, SYSTEM)
    db.session.commit()


def check_now(actor: Actor, ref: str, *, operation: str | None = None) -> None:
    """One proposal, at once; Refused when there is no list to compare with."""
    operations.claim(operation, actor, "names:check")
    place = find(actor, ref, Permission.NAMES_CHECK)
    listed = _needed_list()
    snapshot = standing_snapshot(place.proposal.id)
    if snapshot is None:
        raise NotFound
    _compare(Book(listed), snapshot, actor)
    operations.keep(operation, actor, ref)
    db.session.commit()


def check_call(actor: Actor, call_ref: str, *, operation: str | None = None) -> None:
    """Ask for the check of every proposal of a call; the worker makes them one after the other.

    Asked twice at once it is done once.
    """
    operations.claim(operation, actor, "names:check_call")
    if not actor.may(Permission.NAMES_CHECK) or actor.person_id is None:
        raise NotFound
    call = for_office(actor, call_ref)
    listed = _needed_list()
    run = {"call_id": call.id, "asked_by_id": actor.person_id, "asked_at": clock.now()}
    run_id = db.session.scalar(insert_unless_there(NamesRun, run).returning(NamesRun.id))
    is_new = run_id is not None
    if run_id is None:
        run_id = db.session.scalar(_open_run(call.id))
    # Asked for again after an hour, a run whose job was given up goes on.
    key = f"{CALL}:{run_id}:{clock.now():%Y%m%d%H}"
    jobs.enqueue(CALL, {"run_id": run_id}, dedupe=key)
    if is_new:
        record(actor, "names:check_call", call, new={"run": run_id, "list": listed.id})
    operations.keep(operation, actor, call_ref)
    db.session.commit()


def _open_run(call_id: int) -> sa.Select[int]:
    return sa.select(NamesRun.id).where(NamesRun.call_id == call_id, NamesRun.finished_at.is_(None))


@jobs.handles(CALL)
def run_for_call(payload: dict[str, Any]) -> None:
    """Every submitted proposal of the run's call that has no check against the list in force.

    A few in each transaction: a worker that dies goes on where it was.
    """
    run = db.session.get_one(NamesRun, payload["run_id"])
    listed, run_id, call_id = in_force(), run.id, run.call_id
    actor = Actor(person_id=run.asked_by_id)
    if listed is not None:
        book, list_id = Book(listed), listed.id
        while waiting := _unchecked(call_id, list_id):
            for snapshot in waiting:
                _compare(book, snapshot, actor)
            db.session.commit()
    db.session.execute(
        sa.update(NamesRun)
        .where(NamesRun.id == run_id, NamesRun.finished_at.is_(None))
        .values(finished_at=clock.now())
    )
    db.session.commit()


def _unchecked(call_id: int, list_id: int) -> Sequence[Snapshot]:
    """The versions that count and were not compared with this list, the first few."""
    newer = aliased(Snapshot)
    last = (
        sa.select(sa.func.max(newer.n))
        .where(newer.proposal_id == Snapshot.proposal_id)
        .correlate(Snapshot)
        .scalar_subquery()
    )
    done = sa.exists().where(NamesCheck.snapshot_id == Snapshot.id, NamesCheck.list_id == list_id)
    return db.session.scalars(
        sa.select(Snapshot)
        .join(Proposal, Proposal.id == Snapshot.proposal_id)
        .where(
            Proposal.call_id == call_id,
            Proposal.submitted_at.is_not(None),
            Proposal.is_imported.is_(False),
            counted(),
            Snapshot.n == last,
            ~done,
        )
        .order_by(Snapshot.id)
        .limit(AT_ONCE)
    ).all()


def _compare(book: Book, snapshot: Snapshot, actor: Actor) -> None:
    """Write the check with its hits, unless it is there; the caller commits."""
    names = named_in(json.loads(snapshot.content))
    found = [(named, book.like(named.name)) for named in names]  # before anything is locked
    row = {
        "proposal_id": snapshot.proposal_id,
        "snapshot_id": snapshot.id,
        "list_id": book.of.id,
        "checked_at": clock.now(),
        "asked_by_id": actor.person_id,
        "names": [named.stored() for named in names],
    }
    check_id = db.session.scalar(insert_unless_there(NamesCheck, row).returning(NamesCheck.id))
    if check_id is None:
        return
    hits = [_hit(check_id, named, one) for named, likes in found for one in likes.items()]
    db.session.add_all(hits)
    db.session.flush()
    check = db.session.get_one(NamesCheck, check_id)
    facts = {"list": book.of.id, "names": len(names), "hits": len(hits)}
    record(actor, "names:check", check, new=facts)


def _hit(check_id: int, named: Named, like: tuple[int, tuple[str, int]]) -> NamesHit:
    listed_id, (matched, points) = like
    return NamesHit(
        ref=random_ref(),
        check_id=check_id,
        listed_id=listed_id,
        name=named.name,
        roles=[role.value for role in named.roles],
        matched=matched,
        points=points,
        verdict=Verdict.OPEN,
    )


def _needed_list() -> NamesList:
    listed = in_force()
    if listed is None:
        raise Refused(msg("No list is in force, so there is nothing to compare with. Upload one."))
    return listed
