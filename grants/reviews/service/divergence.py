"""Telling the leads that the reviews of a proposal lie apart: once, and without a figure."""

from grants.accounts.queries import actor_of
from grants.core.messages import Link
from grants.mail.service import queue
from grants.permissions import Permission
from grants.proposals.queries.conflicts import conflicted_people
from grants.proposals.service.move import office_addressees
from grants.reviews.queries.work import Held, submitted_points
from grants.reviews.rules.scores import CriterionLike, Points, is_divergent, tally


def tell_if_divergent(found: Held) -> None:
    """After a review came in; never commits. Before the scores are opened a mail must not tell who
    gave what, so it says only that there is something to talk about."""
    call, proposal, criteria = found.call, found.proposal, found.criteria
    reviews = submitted_points(proposal.id)
    floors = [f for c in criteria if (f := _floor(c, reviews)) is not None]
    reason = is_divergent(
        tally(reviews, criteria),
        divergence_points=call.divergence_points,
        pass_points=call.pass_points,
        floors=floors,
    )
    if reason is None:
        return
    link = Link("reviews.proposal", {"call_ref": call.ref, "ref": proposal.ref})
    for to in office_addressees(call.id, without=conflicted_people(proposal)):
        if to.person_id and actor_of(to.person_id).may(Permission.REVIEWS_MANAGE):
            queue(
                to,
                "reviews_diverge",
                {"title": proposal.title, "ref": proposal.ref, "link": link},
                about=proposal,
                dedupe=f"diverge:{proposal.id}:{to.person_id}",
            )


def _floor(
    criterion: CriterionLike, reviews: list[dict[int, Points]]
) -> tuple[int, int, int] | None:
    """Of a criterion with a minimum: it, and the lowest and highest points given."""
    given = [
        score.points
        for review in reviews
        if (score := review.get(criterion.id)) is not None and score.points is not None
    ]
    if criterion.floor is None or not given:
        return None
    return criterion.floor, min(given), max(given)
