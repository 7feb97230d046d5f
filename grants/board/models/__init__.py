"""What the board stores."""

from grants.board.models.decision import (
    Decision,
    DecisionOutcome,
    Letter,
    Outcome,
    Release,
    ReleaseStatus,
)
from grants.board.models.meeting import (
    Attendance,
    Item,
    ItemKind,
    ItemStatus,
    Meeting,
    MeetingKind,
    MeetingStatus,
    NumberSeries,
)
from grants.board.models.reply import ItemReading, LateVoice, ReplyLink
from grants.board.models.voice import (
    Choice,
    Interest,
    Objection,
    Recusal,
    RecusalCause,
    Vote,
)

__all__ = [
    "Attendance",
    "Choice",
    "Decision",
    "DecisionOutcome",
    "Interest",
    "Item",
    "ItemKind",
    "ItemReading",
    "ItemStatus",
    "LateVoice",
    "Letter",
    "Meeting",
    "MeetingKind",
    "MeetingStatus",
    "NumberSeries",
    "Objection",
    "Outcome",
    "Recusal",
    "RecusalCause",
    "Release",
    "ReleaseStatus",
    "ReplyLink",
    "Vote",
]
