"""The page on which an evaluator scores a real proposal by seven criteria."""

import sqlalchemy as sa

from bench.cases.house import STAFF_BYTES
from bench.registry import Counted, Goal, Request, case, count
from bench.worlds import World
from grants.accounts.models import Person
from grants.demo.cast import BY_KEY
from grants.proposals.models import Proposal, ProposalStatus
from grants.reviews.models import Assignment, AssignmentStatus

MOST_BYTES = 60_000  # of the page itself, as it is before it is packed


def _asked(world: World) -> Request:
    """An assignment of the cast that is still to be scored."""
    email = BY_KEY["ahmed"].email
    ref = world.one(
        sa.select(Assignment.ref)
        .join(Person, Person.id == Assignment.person_id)
        .join(Proposal, Proposal.id == Assignment.proposal_id)
        .where(
            Person.email == email,
            Assignment.status == AssignmentStatus.DECLARED,
            Proposal.status == ProposalStatus.IN_REVIEW,
        )
        .order_by(Assignment.id)
    )
    return Request(f"/reviews/{ref}", world.cookie(email))


@case("reviews.score_page", Goal(p95_ms=150, first_load_bytes=STAFF_BYTES), world="small")
def score_page(world: World) -> list[Request]:
    return [_asked(world)]


@count("reviews.score_bytes")
def score_bytes(world: World) -> Counted:
    """The page with the answers of a real proposal beside the criteria."""
    size = len(world.page(_asked(world)))
    told = f"  {size / 1000:.1f} kB of HTML (goal ≤ {MOST_BYTES // 1000} kB)"
    return Counted(told, () if size <= MOST_BYTES else ("reviews.score_bytes",))
