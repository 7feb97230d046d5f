"""What a proposal stores."""

from grants.proposals.models.content import (
    Answer,
    AnswerVersion,
    BudgetLine,
    Document,
    Presence,
    SectionState,
    SectionWork,
)
from grants.proposals.models.endorsement import Endorsement, EndorsementStatus
from grants.proposals.models.offline import OfflineStatus, OfflineUpload
from grants.proposals.models.point import Point, PointSaid
from grants.proposals.models.proposal import (
    Collaborator,
    Extension,
    Proposal,
    ProposalStatus,
    TeamInvitation,
    TeamRole,
)
from grants.proposals.models.search import ProposalText
from grants.proposals.models.submission import (
    Attempt,
    AttemptOutcome,
    Receipt,
    ReceiptDocument,
    Snapshot,
)
from grants.proposals.models.tie import Tie, TieKind

__all__ = [
    "Answer",
    "AnswerVersion",
    "Attempt",
    "AttemptOutcome",
    "BudgetLine",
    "Collaborator",
    "Document",
    "Endorsement",
    "EndorsementStatus",
    "Extension",
    "OfflineStatus",
    "OfflineUpload",
    "Point",
    "PointSaid",
    "Presence",
    "Proposal",
    "ProposalStatus",
    "ProposalText",
    "Receipt",
    "ReceiptDocument",
    "SectionState",
    "SectionWork",
    "Snapshot",
    "TeamInvitation",
    "TeamRole",
    "Tie",
    "TieKind",
]
