"""What reviewing stores."""

from grants.reviews.models.drafting import (
    AssignmentBan,
    AssignmentRules,
    AssignmentRun,
    Bid,
    BidChoice,
    Bidding,
    RunKind,
)
from grants.reviews.models.pool import (
    Conflict,
    ConflictKind,
    PoolMember,
    PoolStatus,
    Seniority,
    SuggestedPerson,
)
from grants.reviews.models.result import ModeratedScore, Ranking, RankingRow, Recommendation
from grants.reviews.models.review import (
    Advice,
    Assignment,
    AssignmentStatus,
    Review,
    ReviewStatus,
    Score,
)

__all__ = [
    "Advice",
    "Assignment",
    "AssignmentBan",
    "AssignmentRules",
    "AssignmentRun",
    "AssignmentStatus",
    "Bid",
    "BidChoice",
    "Bidding",
    "Conflict",
    "ConflictKind",
    "ModeratedScore",
    "PoolMember",
    "PoolStatus",
    "Ranking",
    "RankingRow",
    "Recommendation",
    "Review",
    "ReviewStatus",
    "RunKind",
    "Score",
    "Seniority",
    "SuggestedPerson",
]
