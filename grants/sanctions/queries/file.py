"""The check of one proposal for one actor: its hits, the entries they are like, what was said."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

import sqlalchemy as sa

from grants.calls.models import Call
from grants.core.actor import Actor
from grants.core.db import db
from grants.core.errors import NotFound
from grants.permissions import Permission
from grants.proposals.models import Proposal, Snapshot
from grants.proposals.queries.conflicts import free_of_conflict
from grants.sanctions.models import (
    ListedName,
    NamesCheck,
    NamesHit,
    NamesList,
    NamesVerdict,
    Verdict,
)
from grants.sanctions.reading import Entry
from grants.sanctions.rules.results import Result, result_of


@dataclass(frozen=True)
class Place:
    """A submitted proposal whose names are checked, with its call."""

    proposal: Proposal
    call: Call


@dataclass(frozen=True)
class CheckRow:
    """One check that was made, and against what."""

    id: int
    snapshot_id: int
    list_id: int
    checked_at: datetime
    asked_by_id: int | None
    names: Sequence[dict[str, object]]
    list_dated_on: date
    list_source: str
    list_ref: str


@dataclass(frozen=True)
class Hit:
    """A name of the proposal beside the listed one it is like."""

    row: NamesHit
    check_id: int
    entry: Entry
    list_dated_on: date


@dataclass(frozen=True)
class NamesFile:
    """Everything of one proposal's names, the newest check first.

    `last_snapshot_id` is the submitted version that counts, `earlier` the hits of older checks.
    """

    place: Place
    checks: Sequence[CheckRow]
    hits: Sequence[Hit]
    earlier: Sequence[Hit]
    verdicts: dict[int, list[NamesVerdict]]
    last_snapshot_id: int | None

    @property
    def check(self) -> CheckRow | None:
        """The newest."""
        return self.checks[0] if self.checks else None

    def is_current(self, in_force: NamesList | None) -> bool:
        """Is the newest check of what counts now, against the list in force?"""
        return (
            self.check is not None
            and in_force is not None
            and self.check.list_id == in_force.id
            and self.check.snapshot_id == self.last_snapshot_id
        )

    def result(self, in_force: NamesList | None) -> Result:
        said = [hit.row.verdict for hit in self.hits]
        return result_of(
            is_current=self.is_current(in_force),
            hits=len(said),
            to_judge=said.count(Verdict.OPEN),
            flagged=said.count(Verdict.UNSURE) + said.count(Verdict.SAME),
        )

    def before(self, hit: Hit) -> list[tuple[Hit, NamesVerdict]]:
        """What was said of the same name and the same entry in older checks, the latest first."""
        return [
            (one, said)
            for one in self.earlier
            if (one.row.name, one.entry.reference) == (hit.row.name, hit.entry.reference)
            and (one.entry.reference or one.entry.name == hit.entry.name)
            for said in reversed(self.verdicts.get(one.row.id, []))
        ]


def find(
    actor: Actor,
    ref: str,
    permission: Permission = Permission.NAMES_READ,
    *,
    call_ref: str | None = None,
) -> Place:
    """The submitted proposal behind a reference, or NotFound; so for anybody tied to it. Two
    queries."""
    if not actor.may(permission):
        raise NotFound
    query = (
        sa.select(Proposal, Call)
        .join(Call, Call.id == Proposal.call_id)
        .where(
            Proposal.ref == ref,
            Proposal.submitted_at.is_not(None),
            Proposal.is_imported.is_(False),
            free_of_conflict(actor),
        )
    )
    if call_ref is not None:
        query = query.where(Call.ref == call_ref)
    row = db.session.execute(query).one_or_none()
    if row is None:
        raise NotFound
    return Place(*row)


def names_file(place: Place) -> NamesFile:
    """Four queries, however many names, hits and checks."""
    proposal_id = place.proposal.id
    checks = [
        CheckRow(**row._mapping)
        for row in db.session.execute(
            sa.select(
                NamesCheck.id,
                NamesCheck.snapshot_id,
                NamesCheck.list_id,
                NamesCheck.checked_at,
                NamesCheck.asked_by_id,
                NamesCheck.names,
                NamesList.dated_on.label("list_dated_on"),
                NamesList.source.label("list_source"),
                NamesList.ref.label("list_ref"),
            )
            .join(NamesList, NamesList.id == NamesCheck.list_id)
            .where(NamesCheck.proposal_id == proposal_id)
            .order_by(NamesCheck.id.desc())
        )
    ]
    hits = _hits(NamesCheck.proposal_id == proposal_id)
    newest = checks[0].id if checks else None
    return NamesFile(
        place=place,
        checks=checks,
        hits=[hit for hit in hits if hit.check_id == newest],
        earlier=[hit for hit in hits if hit.check_id != newest],
        verdicts=_verdicts([hit.row.id for hit in hits]),
        last_snapshot_id=db.session.scalar(
            sa.select(sa.func.max(Snapshot.id)).where(Snapshot.proposal_id == proposal_id)
        ),
    )


def _hits(condition: sa.ColumnElement[bool]) -> list[Hit]:
    """Of the newest check first, the most alike first."""
    rows = db.session.execute(
        sa.select(NamesHit, NamesCheck.id, ListedName, NamesList.dated_on)
        .join(NamesCheck, NamesCheck.id == NamesHit.check_id)
        .join(ListedName, ListedName.id == NamesHit.listed_id)
        .join(NamesList, NamesList.id == ListedName.list_id)
        .where(condition)
        .order_by(NamesCheck.id.desc(), NamesHit.points.desc(), NamesHit.id)
    )
    return [
        Hit(hit, check_id, Entry.of(one.kind, one.reference, one.name, one.details), dated_on)
        for hit, check_id, one, dated_on in rows
    ]


def _verdicts(hit_ids: Sequence[int]) -> dict[int, list[NamesVerdict]]:
    """By hit, the first first."""
    found: dict[int, list[NamesVerdict]] = {}
    if hit_ids:
        rows = db.session.scalars(
            sa.select(NamesVerdict).where(NamesVerdict.hit_id.in_(hit_ids)).order_by(NamesVerdict.n)
        )
        for row in rows:
            found.setdefault(row.hit_id, []).append(row)
    return found


def hit_to_judge(place: Place, hit_ref: str) -> NamesHit:
    """A hit of this proposal, its row locked for the rest of the transaction; or NotFound."""
    row = db.session.scalars(
        sa.select(NamesHit)
        .join(NamesCheck, NamesCheck.id == NamesHit.check_id)
        .where(NamesHit.ref == hit_ref, NamesCheck.proposal_id == place.proposal.id)
        .with_for_update(of=NamesHit)
        .execution_options(populate_existing=True)
    ).one_or_none()
    if row is None:
        raise NotFound
    return row


def may_read_evidence(actor: Actor, verdict_id: int) -> bool:
    """The office, unless it is tied to the proposal; never an applicant."""
    ref = db.session.scalar(
        sa.select(Proposal.ref)
        .join(NamesCheck, NamesCheck.proposal_id == Proposal.id)
        .join(NamesHit, NamesHit.check_id == NamesCheck.id)
        .join(NamesVerdict, NamesVerdict.hit_id == NamesHit.id)
        .where(NamesVerdict.id == verdict_id)
    )
    if ref is None:
        return False
    try:
        find(actor, ref)
    except NotFound:
        return False
    return True
