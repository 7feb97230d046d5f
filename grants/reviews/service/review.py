"""Writing a review: saved as a draft, submitted, changed until others are opened."""

from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa

from grants.audit.service import record
from grants.core import clock, operations
from grants.core.actor import Actor
from grants.core.db import db
from grants.core.errors import Conflict, NotFound, Refused
from grants.core.messages import msg
from grants.reviews.models import Review, ReviewStatus, Score
from grants.reviews.queries.work import Held, held, scores_of
from grants.reviews.rules import review as rules, work
from grants.reviews.rules.review import Given
from grants.reviews.rules.scores import chosen_of, points_milli
from grants.reviews.service.after import keep_version
from grants.reviews.service.divergence import tell_if_divergent


@dataclass(frozen=True)
class Saved:
    """What the form needs to go on."""

    version: int
    saved_at: datetime
    points_milli: int | None


def given_of(found: Held) -> Given:
    """The review as it is saved."""
    review = found.review
    if review is None:
        return Given()
    return Given(
        scores_of(review),
        review.strengths,
        review.weaknesses,
        review.question,
        review.for_committee,
        review.advice,
        review.confidence,
    )


def save(
    actor: Actor, ref: str, given: Given, *, version: int, operation: str | None = None
) -> Saved:
    """Keep a draft as it is; a review already submitted changes only to a complete one."""
    operations.claim(operation, actor, "review:save")
    found = _held_for_writing(actor, ref, version, given)
    faults = rules.too_long(given, found.criteria)
    if found.is_submitted:
        faults = {**rules.faults(given, found.criteria), **faults}
    if faults:
        raise Refused(msg("Nothing was saved yet."), faults)
    now = clock.now()
    review = found.review
    if review is None:
        review = Review(assignment_id=found.assignment.id, status=ReviewStatus.DRAFT, saved_at=now)
        db.session.add(review)
    review.strengths, review.weaknesses = given.strengths, given.weaknesses
    review.question, review.for_committee = given.question, given.for_committee
    review.advice, review.confidence, review.saved_at = given.advice, given.confidence, now
    db.session.flush()
    _put_scores(review, given, found)
    total = points_milli(given.scores, found.criteria)
    if found.is_submitted:
        before, review.points_milli = review.points_milli, total
        record(
            actor,
            "review:change",
            review,
            old={"points_milli": before},
            new={"points_milli": total, "version": review.version},
        )
        keep_version(review, given, found.criteria)
        db.session.flush()
        tell_if_divergent(found)
    db.session.flush()
    saved = Saved(review.version, now, total)
    operations.keep(operation, actor, str(saved.version))
    db.session.commit()
    return saved


def submit(actor: Actor, ref: str, *, version: int, operation: str | None = None) -> None:
    """Hand in what is saved; from now on it counts and others' reviews may be read."""
    operations.claim(operation, actor, "review:submit")
    found = _held_for_writing(actor, ref, version, None)
    review = found.review
    if review is None:
        raise Refused(msg("There is nothing to submit yet: score the criteria first."))
    if found.is_submitted:
        raise Refused(msg("This review was submitted already."))
    given = given_of(found)
    faults = rules.faults(given, found.criteria)
    if faults:
        raise Refused(msg("The review was not submitted: something is still missing."), faults)
    now = clock.now()
    review.status, review.submitted_at, review.saved_at = ReviewStatus.SUBMITTED, now, now
    review.points_milli = points_milli(given.scores, found.criteria)
    keep_version(review, given, found.criteria)
    record(
        actor,
        "review:submit",
        review,
        old={"status": ReviewStatus.DRAFT.value},
        new={"status": review.status.value, "points_milli": review.points_milli},
    )
    db.session.flush()
    tell_if_divergent(found)
    operations.keep(operation, actor, ref)
    db.session.commit()


def open_others(actor: Actor, ref: str, *, operation: str | None = None) -> None:
    """Read the others' reviews: from now on every submitted review of the proposal is final."""
    operations.claim(operation, actor, "review:open")
    found = held(actor, ref, lock=True)
    if not work.may_read_others(found) or found.review is None:
        raise NotFound
    if found.review.opened_at is None:
        found.review.opened_at = clock.now()
        record(actor, "review:open-others", found.review, new={"proposal": found.proposal.id})
    operations.keep(operation, actor, ref)
    db.session.commit()


def _held_for_writing(actor: Actor, ref: str, version: int, given: Given | None) -> Held:
    """The locked assignment; NotFound before the declaration, Conflict on another version."""
    found = held(actor, ref, lock=True)
    if found.assignment.declared_at is None:
        raise NotFound
    work.check_write(found)
    if found.version != version:
        mine = _texts(given, found) if given else {}
        raise Conflict(
            msg("This review was saved in another window meanwhile. Nothing was overwritten."),
            mine=mine,
            theirs=_texts(given_of(found), found),
        )
    return found


def _put_scores(review: Review, given: Given, found: Held) -> None:
    """One row a criterion, changed in place."""
    rows = {
        row.criterion_id: row
        for row in db.session.scalars(sa.select(Score).where(Score.review_id == review.id))
    }
    for criterion in found.criteria:
        points = given.scores.get(criterion.id)
        row = rows.get(criterion.id)
        if points is None:
            continue
        if row is None:
            row = Score(review_id=review.id, criterion_id=criterion.id)
            db.session.add(row)
        row.points = None if points.is_left_out else points.points
        row.abstained, row.not_applicable = points.abstained, points.not_applicable
        row.comment, row.for_committee = points.comment, points.for_committee


def _texts(given: Given, found: Held) -> dict[str, str]:
    """A review as texts to be laid side by side, by the name of the form's field."""
    texts = {}
    for criterion in found.criteria:
        score = given.scores.get(criterion.id)
        if score is not None:
            texts[f"points_{criterion.code}"] = chosen_of(score) or ""
            texts[f"comment_{criterion.code}"] = score.comment
            texts[f"committee_{criterion.code}"] = score.for_committee
    texts["strengths"], texts["weaknesses"] = given.strengths, given.weaknesses
    texts["question"], texts["for_committee"] = given.question, given.for_committee
    texts["advice"] = given.advice.value if given.advice else ""
    texts["confidence"] = given.confidence.value if given.confidence else ""
    return texts
