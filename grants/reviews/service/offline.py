"""Review forms that come back as files: checked, shown, and taken over where their author says."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby

import sqlalchemy as sa

from grants.core import clock, operations
from grants.core.actor import Actor
from grants.core.db import db
from grants.core.errors import Conflict, Forbidden, NotFound, Refused
from grants.core.messages import Message, msg
from grants.core.text import random_ref
from grants.reviews.models import ReviewUpload
from grants.reviews.queries.work import Held, held
from grants.reviews.rules import work
from grants.reviews.rules.offline import FilledCell, changes, overlaid
from grants.reviews.rules.review import Given, too_long
from grants.reviews.service.review import given_of, save


@dataclass(frozen=True)
class Plan:
    """What a file would change in one review."""

    found: Held
    given: Given
    changes: list[tuple[str, str, str]]
    is_newer: bool  # the review was saved again since the file was made


@dataclass(frozen=True)
class CheckedFile:
    """All that a file would change, and lines that cannot be read, by number."""

    plans: tuple[Plan, ...]
    faults: tuple[tuple[int, Message], ...]


def keep(
    actor: Actor, cells: Sequence[FilledCell], *, operation: str | None = None
) -> tuple[str, CheckedFile]:
    """Check a file and keep it until its author says what to take over; its reference, or "" where
    lines are wrong: then nothing is kept."""
    operations.claim(operation, actor, "review:file")
    if actor.person_id is None:
        raise Forbidden
    checked = check(actor, cells)
    if checked.faults:
        db.session.rollback()
        return "", checked
    if not any(plan.changes for plan in checked.plans):
        words = msg("The file says what your reviews say already: there is nothing to change.")
        raise Refused(words, {"file": words})
    row = ReviewUpload(
        ref=random_ref(16),
        person_id=actor.person_id,
        cells=[[c.n, c.ref, c.version, c.field, c.text] for c in cells],
        at=clock.now(),
    )
    db.session.add(row)
    operations.keep(operation, actor, row.ref)
    db.session.commit()
    return row.ref, checked


def check(actor: Actor, cells: Sequence[FilledCell]) -> CheckedFile:
    """Compare with what is saved; nothing is written. Some queries for each review named."""
    plans: list[Plan] = []
    faults: list[tuple[int, Message]] = []
    for ref, group in groupby(sorted(cells, key=lambda c: (c.ref, c.n)), key=lambda c: c.ref):
        mine = list(group)
        try:
            found = held(actor, ref)
            if not work.may_write(found) or found.is_submitted:
                raise NotFound
        except NotFound:
            words = msg("This review is not yours to write, or it is in already")
            faults.append((mine[0].n, words))
            continue
        before = given_of(found)
        after, wrong = overlaid(before, mine, found.criteria)
        lines = {cell.field: cell.n for cell in mine}
        long = too_long(after, found.criteria)
        faults += [*wrong, *((lines[f], m) for f, m in long.items() if f in lines)]
        is_newer = any(cell.version != found.version for cell in mine)
        plans.append(Plan(found, after, changes(before, after, found.criteria), is_newer))
    return CheckedFile(tuple(plans), tuple(sorted(faults, key=lambda fault: fault[0])))


def upload_of(actor: Actor, ref: str) -> tuple[ReviewUpload, CheckedFile]:
    """The actor's own file, checked once more; NotFound for anybody else."""
    row = db.session.scalars(
        sa.select(ReviewUpload).where(
            ReviewUpload.ref == ref, ReviewUpload.person_id == (actor.person_id or 0)
        )
    ).one_or_none()
    if row is None:
        raise NotFound
    return row, check(actor, [FilledCell(*cell) for cell in row.cells])


def take_over(actor: Actor, ref: str, versions: Mapping[str, int]) -> tuple[list[str], list[str]]:
    """Save the reviews named with the version that was looked at; titles of those saved, and of
    those that changed meanwhile and were left alone. Each is saved by itself."""
    row, checked = upload_of(actor, ref)
    done: list[str] = []
    left: list[str] = []
    for plan in checked.plans:
        assignment = plan.found.assignment.ref
        if assignment not in versions or not plan.changes:
            continue
        title = plan.found.title
        try:
            save(actor, assignment, plan.given, version=versions[assignment])
            done.append(title)
        except Conflict:
            db.session.rollback()
            left.append(title)
    row = db.session.scalars(sa.select(ReviewUpload).where(ReviewUpload.ref == ref)).one()
    row.taken_at = clock.now()
    db.session.commit()
    return done, left
