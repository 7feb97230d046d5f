"""What reviewing stores."""

from grants.reviews.models.after import (
    ReviewQuality,
    ReviewRating,
    ReviewReturn,
    ReviewVersion,
)
from grants.reviews.models.drafting import (
    AssignmentBan,
    AssignmentRules,
    AssignmentRun,
    Bid,
    BidChoice,
    Bidding,
    RunKind,
)
from grants.reviews.models.offline import ReviewUpload
from grants.reviews.models.panel import (
    Audience,
    MinorityView,
    PanelMention,
    PanelRemark,
    RedactedCopy,
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
    Confidence,
    Review,
    ReviewStatus,
    Score,
)
from grants.reviews.models.rule import RankingChoice, RankingRule, ScoreOpening

__all__ = [
    "Advice",
    "Assignment",
    "AssignmentBan",
    "AssignmentRules",
    "AssignmentRun",
    "AssignmentStatus",
    "Audience",
    "Bid",
    "BidChoice",
    "Bidding",
    "Confidence",
    "Conflict",
    "ConflictKind",
    "MinorityView",
    "ModeratedScore",
    "PanelMention",
    "PanelRemark",
    "PoolMember",
    "PoolStatus",
    "Ranking",
    "RankingChoice",
    "RankingRow",
    "RankingRule",
    "Recommendation",
    "RedactedCopy",
    "Review",
    "ReviewQuality",
    "ReviewRating",
    "ReviewReturn",
    "ReviewStatus",
    "ReviewUpload",
    "ReviewVersion",
    "RunKind",
    "Score",
    "ScoreOpening",
    "Seniority",
    "SuggestedPerson",
]
