"""Screening with 10,000 proposals of 3,000 words: the list, one check, look-alikes."""

import resource
import time
from collections.abc import Callable

import sqlalchemy as sa

from bench.cases.house import STAFF_BYTES
from bench.many import CALL, planted
from bench.registry import Counted, Goal, Request, case, count, work
from bench.worlds import World
from grants.accounts.models import Person
from grants.accounts.queries import actor_of
from grants.calls.models import Call
from grants.core import clock, jobs
from grants.core.db import db
from grants.demo.cast import BY_KEY
from grants.proposals.models import Proposal, ProposalStatus, Snapshot
from grants.screening import service
from grants.screening.models import LookAlike, LookAlikeSearch, Screening

LIST_MS, NEW_MS, ALL_SECONDS = 150, 1_000, 300
RECALL = 0.93
FILTERS = "state=screening&language=es&sort=asked&order=down"


def _call() -> sa.Select[tuple[int]]:
    return sa.select(Call.id).where(Call.ref == CALL)


@case(
    "screening.list",
    Goal(p95_ms=LIST_MS, first_load_bytes=STAFF_BYTES),
    world="many",
)
def listed(world: World) -> list[Request]:
    return [Request(f"/calls/{_ref(world)}/proposals", world.cookie(BY_KEY["sofia"].email))]


@case("screening.list_filtered", Goal(p95_ms=LIST_MS, first_load_bytes=STAFF_BYTES), world="many")
def filtered(world: World) -> list[Request]:
    cookie = world.cookie(BY_KEY["sofia"].email)
    return [Request(f"/calls/{CALL}/proposals?{FILTERS}", cookie)]


@case("screening.desk", Goal(p95_ms=LIST_MS, first_load_bytes=STAFF_BYTES), world="many")
def desk(world: World) -> list[Request]:
    return [Request(f"/screening/{CALL}/?view=all", world.cookie(BY_KEY["sofia"].email))]


# Four more domains stand beside a check, each with one query (16 in all, as its tests say), and the
# first time a process shows one it reads the call's form and checklist as well.
@case("screening.show", Goal(queries=18, first_load_bytes=STAFF_BYTES), world="many")
def show(world: World) -> list[Request]:
    """One check, with 3,000 words beside it."""
    ref = world.one(
        sa.select(Proposal.ref)
        .join(Screening, Screening.proposal_id == Proposal.id)
        .where(
            Proposal.call_id.in_(_call()),
            Proposal.status == ProposalStatus.SCREENING,
            Screening.finding.is_(None),
        )
        .order_by(Proposal.id)
    )
    return [Request(f"/screening/{CALL}/{ref}", world.cookie(BY_KEY["sofia"].email))]


@case("screening.look_alikes", Goal(p95_ms=LIST_MS, first_load_bytes=STAFF_BYTES), world="many")
def look_alikes(world: World) -> list[Request]:
    return [Request(f"/screening/{CALL}/look-alikes", world.cookie(BY_KEY["helena"].email))]


def _ref(world: World) -> str:
    """The call of this world that holds the most proposals."""
    ref: str = world.one(
        sa.select(Call.ref)
        .join(Proposal, Proposal.call_id == Call.id)
        .where(Proposal.is_imported.is_(False))
        .group_by(Call.id)
        .order_by(sa.func.count().desc())
    )
    return ref


@work("screening.look_alikes_new", most_ms=NEW_MS, world="many")
def new_one(world: World) -> Callable[[], None]:
    """A proposal is submitted again with another's words: its vector, compared, its pairs."""
    ids = iter(world.all(sa.select(Proposal.id).where(Proposal.call_id.in_(_call())).limit(100)))
    first = next(ids)

    def once() -> None:
        with world.app.app_context():
            of = next(ids)
            _submit_words_of(first, of)
            service.find_lookalikes({"proposal_id": of})
            db.session.remove()

    return once


def _submit_words_of(source: int, of: int) -> None:
    frozen = db.session.scalars(sa.select(Snapshot).where(Snapshot.proposal_id == source)).first()
    if frozen is None:
        raise SystemExit("this world has no snapshot")
    values = {"form": frozen.form, "content": frozen.content, "sha256": frozen.sha256}
    db.session.add(
        Snapshot(proposal_id=of, n=2, received_at=clock.now(), by_id=frozen.by_id, **values)
    )
    db.session.commit()


@count("screening.look_alikes_all", world="many")
def all_pairs(world: World) -> Counted:
    """Everything with everything as the worker does it, and which planted pairs it found."""
    with world.app.app_context():
        email = BY_KEY["helena"].email
        helena = actor_of(
            db.session.scalars(sa.select(Person.id).where(Person.email == email)).one()
        )
        db.session.execute(sa.delete(LookAlike))
        db.session.commit()
        service.look_again(helena, CALL, everywhere=True)
        begin = time.perf_counter()
        while not _is_over():
            jobs.work_once()
        took = time.perf_counter() - begin
        found = {
            (r[0], r[1])
            for r in db.session.execute(sa.select(LookAlike.proposal_id, LookAlike.other_id))
        }
        total = db.session.scalar(sa.select(LookAlikeSearch.total))
        db.session.remove()
    wanted = set(planted(world.folder))
    recall, others = len(found & wanted) / len(wanted), found - wanted
    precision = len(found & wanted) / len(found) if found else 1.0
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    missed = []
    if took >= ALL_SECONDS:
        missed.append("time")
    if recall < RECALL:
        missed.append("recall")
    return Counted(
        f"  {total} texts in {took:.0f} s (goal < {ALL_SECONDS} s), memory at most {peak:.0f} MB\n"
        f"  planted pairs: recall {recall:.3f} (goal ≥ {RECALL}), precision {precision:.3f}, "
        f"{len(others)} others",
        tuple(missed),
    )


def _is_over() -> bool:
    """No search runs."""
    query = sa.select(sa.func.count()).where(LookAlikeSearch.finished_at.is_(None))
    running = db.session.scalar(query)
    db.session.rollback()
    return not running
