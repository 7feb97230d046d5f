"""What an evaluator may do with an assignment at this moment."""

from collections.abc import Iterable
from datetime import UTC, datetime
from string import ascii_uppercase
from typing import Protocol

from grants.core.digest import sha256
from grants.core.errors import Refused
from grants.core.messages import N_, msg
from grants.proposals.models import ProposalStatus
from grants.reviews.models import (
    Advice,
    AssignmentStatus,
    Audience,
    Confidence,
    PoolStatus,
    Recommendation,
    ReviewQuality,
    ReviewStatus,
    Seniority,
)

ASSIGNMENT_WORDS: dict[AssignmentStatus, str] = {
    AssignmentStatus.DRAFT: N_("Draft, not published"),
    AssignmentStatus.PUBLISHED: N_("Waits for the declaration"),
    AssignmentStatus.DECLARED: N_("No conflict declared"),
    AssignmentStatus.CONFLICTED: N_("Conflict of interest"),
    AssignmentStatus.VOIDED: N_("Void: kept on record, not counted"),
}
ASSIGNMENT_TONES: dict[AssignmentStatus, str] = {
    AssignmentStatus.DRAFT: "",
    AssignmentStatus.PUBLISHED: "info",
    AssignmentStatus.DECLARED: "info",
    AssignmentStatus.CONFLICTED: "bad",
    AssignmentStatus.VOIDED: "bad",
}
REVIEW_WORDS: dict[ReviewStatus, str] = {
    ReviewStatus.DRAFT: N_("Begun"),
    ReviewStatus.SUBMITTED: N_("Submitted"),
}
POOL_WORDS: dict[PoolStatus, str] = {
    PoolStatus.INVITED: N_("Invited"),
    PoolStatus.ACCEPTED: N_("In the pool"),
    PoolStatus.DECLINED: N_("Declined"),
    PoolStatus.LEFT: N_("Left the pool"),
}
SENIORITY_WORDS: dict[Seniority, str] = {
    Seniority.EARLY: N_("Less than five years"),
    Seniority.EXPERIENCED: N_("Five to fifteen years"),
    Seniority.SENIOR: N_("More than fifteen years"),
}
QUALITY_WORDS: dict[ReviewQuality, str] = {
    ReviewQuality.HELPFUL: N_("Helpful"),
    ReviewQuality.THIN: N_("Thin: it says too little"),
    ReviewQuality.OFF_TOPIC: N_("Off the topic of the criteria"),
}
POOL_TONES: dict[PoolStatus, str] = {
    PoolStatus.INVITED: "info",
    PoolStatus.ACCEPTED: "ok",
    PoolStatus.DECLINED: "",
    PoolStatus.LEFT: "",
}
ADVICE_WORDS: dict[Advice, str] = {
    Advice.FUND: N_("Fund"),
    Advice.FUND_WITH_CHANGES: N_("Fund with changes"),
    Advice.RESERVE: N_("Put on the reserve list"),
    Advice.DO_NOT_FUND: N_("Do not fund"),
}
AUDIENCE_WORDS: dict[Audience, str] = {
    Audience.PANEL: N_("The panel: its evaluators and the leads"),
    Audience.OFFICE: N_("The leads only"),
}
CONFIDENCE_WORDS: dict[Confidence, str] = {
    Confidence.LOW: N_("I know this field little"),
    Confidence.MEDIUM: N_("I know this field well enough"),
    Confidence.HIGH: N_("I know this field very well"),
}
RECOMMENDATION_WORDS: dict[Recommendation, str] = {
    Recommendation.RECOMMENDED: N_("Recommended"),
    Recommendation.RESERVE: N_("Reserve list"),
    Recommendation.NOT_RECOMMENDED: N_("Not recommended"),
}
RECOMMENDATION_TONES: dict[Recommendation, str] = {
    Recommendation.RECOMMENDED: "ok",
    Recommendation.RESERVE: "reserve",
    Recommendation.NOT_RECOMMENDED: "",
}

# The regions of the world as the table of countries names them.
REGIONS = (N_("Africa"), N_("Americas"), N_("Asia"), N_("Europe"), N_("Oceania"))

# An assignment the evaluator knows of; only from DECLARED on is the content open.
OPEN_TO_EVALUATOR = (AssignmentStatus.PUBLISHED, AssignmentStatus.DECLARED)
# Assignments that take a place among a proposal's evaluators.
STANDING = (AssignmentStatus.DRAFT, AssignmentStatus.PUBLISHED, AssignmentStatus.DECLARED)


class Situation(Protocol):
    """What the rules look at."""

    @property
    def assignment_status(self) -> AssignmentStatus: ...
    @property
    def proposal_status(self) -> ProposalStatus: ...
    @property
    def review_status(self) -> ReviewStatus | None: ...
    @property
    def others_opened_at(self) -> datetime | None: ...
    @property
    def reviews_open(self) -> bool: ...


def letters(asked: Iterable[tuple[str, datetime | None]]) -> dict[str, str]:
    """A, B, C … for everybody who was ever asked to review one proposal, by the assignment's
    reference: (reference, when it was published).

    Within one publication by digests, which say nothing; a later one takes later letters, and who
    left keeps theirs. So a letter never passes from one person to another.
    """
    first = datetime.min.replace(tzinfo=UTC)
    ordered = sorted(asked, key=lambda one: (one[1] or first, sha256(one[0])))
    return {ref: _letter(n) for n, (ref, _) in enumerate(ordered)}


def _letter(n: int) -> str:
    """A to Z, then AA, AB and so on."""
    rest, place = divmod(n, len(ascii_uppercase))
    return (_letter(rest - 1) if rest else "") + ascii_uppercase[place]


def may_read(at: Situation) -> bool:
    """The proposal's content: after the declaration, never before, and while it is in review."""
    return (
        at.assignment_status is AssignmentStatus.DECLARED
        and at.proposal_status is ProposalStatus.IN_REVIEW
    )


def may_read_others(at: Situation) -> bool:
    """Others' reviews: after one's own is in, where the call opens them at all."""
    return at.reviews_open and may_read(at) and at.review_status is ReviewStatus.SUBMITTED


def may_write(at: Situation) -> bool:
    """Scores change until the first evaluator of the proposal opened the others' reviews."""
    if not may_read(at):
        return False
    return at.review_status is not ReviewStatus.SUBMITTED or at.others_opened_at is None


def check_write(at: Situation) -> None:
    """Refused, with the reason, when the review is closed to its author."""
    if may_write(at):
        return
    if at.proposal_status is not ProposalStatus.IN_REVIEW:
        raise Refused(msg("Reviewing this proposal has ended, so the review was not changed."))
    raise Refused(
        msg(
            "This review is final: the reviews of this proposal have been opened to its "
            "evaluators. It was not changed."
        )
    )
