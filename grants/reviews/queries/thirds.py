"""Which proposals of a call are near the funding line, for one more review of each."""

from dataclasses import dataclass

from grants.calls.models import Call
from grants.core.actor import Actor
from grants.proposals.models import ProposalStatus
from grants.reviews.models import RankingRule
from grants.reviews.queries.ranking import Row, ranking_for
from grants.reviews.rules.thirds import nearest


@dataclass(frozen=True)
class Thirds:
    """Rows by title, so that their order tells nothing of their points; `of` have a review."""

    rows: tuple[Row, ...]
    of: int
    share: int


def wanted(actor: Actor, call: Call, share: int) -> Thirds:
    """The share (per cent) nearest the line by the mean, of what is in review. Seven queries."""
    view = ranking_for(actor, call, statuses=(ProposalStatus.IN_REVIEW,))
    near = set(nearest(view.by(RankingRule.MEAN), share))
    rows = sorted((row for row in view.rows if row.ref in near), key=lambda r: (r.title, r.ref))
    scored = sum(row.mean is not None for row in view.rows)
    return Thirds(tuple(rows), scored, share)
