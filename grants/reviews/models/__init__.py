"""What reviewing stores."""

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
    "AssignmentStatus",
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
    "Score",
    "Seniority",
    "SuggestedPerson",
]
