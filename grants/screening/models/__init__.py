"""What screening stores."""

from grants.screening.models.check import Check, CheckAnswer, Checker, Finding, Screening
from grants.screening.models.clarification import (
    Appeal,
    AppealStatus,
    Clarification,
    ClarificationReply,
    ClarificationStatus,
)
from grants.screening.models.look_alike import (
    LookAlike,
    LookAlikeSearch,
    LookAlikeVerdict,
    TextVector,
)
from grants.screening.models.rescreen import Rescreen, RescreenCheck, RescreenSample

__all__ = [
    "Appeal",
    "AppealStatus",
    "Check",
    "CheckAnswer",
    "Checker",
    "Clarification",
    "ClarificationReply",
    "ClarificationStatus",
    "Finding",
    "LookAlike",
    "LookAlikeSearch",
    "LookAlikeVerdict",
    "Rescreen",
    "RescreenCheck",
    "RescreenSample",
    "Screening",
    "TextVector",
]
