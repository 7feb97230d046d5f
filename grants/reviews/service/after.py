"""Once a review is in: every version kept, sent back with a note, rated for the office."""

from typing import Any

import sqlalchemy as sa

from grants.accounts.queries import addressees
from grants.audit.service import record
from grants.calls.models import Call
from grants.calls.queries import CriterionView
from grants.core import clock, operations
from grants.core.actor import Actor
from grants.core.db import db
from grants.core.digest import canonical, sha256
from grants.core.errors import Refused
from grants.core.messages import Link, msg
from grants.mail.service import queue
from grants.proposals.models import ProposalStatus
from grants.reviews.models import (
    Review,
    ReviewQuality,
    ReviewRating,
    ReviewReturn,
    ReviewStatus,
    ReviewVersion,
)
from grants.reviews.queries.after import Submitted, submitted_in
from grants.reviews.queries.pool import call_for
from grants.reviews.queries.shown import shown_title
from grants.reviews.rules.review import Given

LONGEST_NOTE = 2_000


def keep_version(review: Review, given: Given, criteria: tuple[CriterionView, ...]) -> None:
    """Keep a review as it now stands; never commits."""
    last = sa.select(sa.func.max(ReviewVersion.n)).where(ReviewVersion.review_id == review.id)
    text = canonical(_content(given, criteria))
    db.session.add(
        ReviewVersion(
            review_id=review.id,
            n=1 + (db.session.scalar(last) or 0),
            content=text,
            sha256=sha256(text),
            points_milli=review.points_milli,
            at=clock.now(),
        )
    )


def _content(given: Given, criteria: tuple[CriterionView, ...]) -> dict[str, Any]:
    """By the codes of the criteria, so that it reads without the database."""
    scores = {
        c.code: {
            "points": s.points,
            "abstained": s.abstained,
            "comment": s.comment,
            "not_applicable": s.not_applicable,
            "for_committee": s.for_committee,
        }
        for c in criteria
        if (s := given.scores.get(c.id)) is not None
    }
    return {
        "scores": scores,
        "strengths": given.strengths,
        "weaknesses": given.weaknesses,
        "question": given.question,
        "for_committee": given.for_committee,
        "advice": given.advice.value if given.advice else None,
        "confidence": given.confidence.value if given.confidence else None,
    }


def send_back(
    actor: Actor, call_ref: str, ref: str, note: str, *, operation: str | None = None
) -> None:
    """A lead asks the author to look again; until it is submitted anew it counts for nothing."""
    operations.claim(operation, actor, "review:send-back")
    call = call_for(actor, call_ref)
    found = submitted_in(actor, call, ref, lock=True)
    if found.proposal.status is not ProposalStatus.IN_REVIEW:
        raise Refused(msg("Reviewing this proposal has ended, so the review was not sent back."))
    if not note.strip():
        raise Refused(
            msg("The review was not sent back yet."),
            {"note": msg("Write what the author should look at again")},
        )
    review = found.review
    db.session.add(
        ReviewReturn(
            review_id=review.id, note=note.strip(), by_id=actor.person_id or 0, at=clock.now()
        )
    )
    review.status, review.submitted_at, review.points_milli = ReviewStatus.DRAFT, None, None
    record(
        actor,
        "review:send-back",
        review,
        old={"status": ReviewStatus.SUBMITTED.value},
        new={"status": review.status.value},
        reason=note,
    )
    _tell_author(call, found, note.strip())
    operations.keep(operation, actor, ref)
    db.session.commit()


def _tell_author(call: Call, found: Submitted, note: str) -> None:
    fields = {
        "title": shown_title(call, found.proposal),
        "note": note,
        "due_at": found.assignment.due_at,
        "link": Link("reviews.score", {"ref": found.assignment.ref}),
    }
    for to in addressees([found.assignment.person_id]):
        queue(to, "review_sent_back", fields, about=found.review)


def rate(
    actor: Actor, call_ref: str, ref: str, quality: str, words: str, *, operation: str | None = None
) -> None:
    """What the office thinks of a review: its author is never told and no score changes."""
    operations.claim(operation, actor, "review:rate")
    call = call_for(actor, call_ref)
    found = submitted_in(actor, call, ref)
    if quality not in list(ReviewQuality):
        raise Refused(
            msg("The review was not rated yet."), {"quality": msg("Choose one of the three")}
        )
    row = ReviewRating(
        review_id=found.review.id,
        quality=ReviewQuality(quality),
        words=words.strip(),
        by_id=actor.person_id or 0,
        at=clock.now(),
    )
    db.session.add(row)
    db.session.flush()
    record(actor, "review:rate", row, new={"review": found.review.id, "quality": quality})
    operations.keep(operation, actor, ref)
    db.session.commit()
