"""What reviewing stores."""

from grants.reviews.models.pool import Conflict, ConflictKind, PoolMember, PoolStatus
from grants.reviews.models.result import ModeratedScore, Ranking, RankingRow, Recommendation
from grants.reviews.models.review import (
    Advice,
    Assignment,
    AssignmentStatus,
    Review,
    ReviewStatus,
    Score,
)
from grants.reviews.models.rule import RankingChoice, RankingRule, ScoreOpening

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
    "RankingChoice",
    "RankingRow",
    "RankingRule",
    "Recommendation",
    "Review",
    "ReviewStatus",
    "Score",
    "ScoreOpening",
]
