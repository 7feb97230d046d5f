"""The words and tones of the board's states."""

from grants.board.models import (
    Choice,
    ItemKind,
    ItemStatus,
    MeetingKind,
    MeetingStatus,
    Outcome,
    ReleaseStatus,
)
from grants.core.messages import N_

MEETING_KINDS: dict[MeetingKind, str] = {
    MeetingKind.MEETING: N_("Meeting"),
    MeetingKind.WRITTEN: N_("Written procedure"),
}
MEETING_STATUSES: dict[MeetingStatus, tuple[str, str]] = {
    MeetingStatus.DRAFT: (N_("Being prepared"), ""),
    MeetingStatus.OPEN: (N_("Open"), "info"),
    MeetingStatus.CLOSED: (N_("Closed, to be confirmed"), "warn"),
    MeetingStatus.CONFIRMED: (N_("Confirmed"), "ok"),
    MeetingStatus.CANCELLED: (N_("Cancelled"), ""),
}
ITEM_KINDS: dict[ItemKind, str] = {
    ItemKind.PROPOSAL: N_("Award"),
    ItemKind.REMAINDER: N_("Reserve list and proposals not recommended"),
    ItemKind.ALLOCATION: N_("Allocation"),
    ItemKind.TRANSFER: N_("Transfer"),
    ItemKind.NOTE: N_("Note"),
}
ITEM_STATUSES: dict[ItemStatus, tuple[str, str]] = {
    ItemStatus.OPEN: (N_("To be decided"), "info"),
    ItemStatus.MOVED: (N_("Moved to a meeting"), "warn"),
    ItemStatus.ADOPTED: (N_("Adopted"), "ok"),
    ItemStatus.REJECTED: (N_("Not adopted"), "bad"),
    ItemStatus.DEFERRED: (N_("Deferred"), "warn"),
    ItemStatus.NO_QUORUM: (N_("No quorum: undecided"), "warn"),
    ItemStatus.WITHDRAWN: (N_("Withdrawn"), ""),
}
CHOICES: dict[Choice, str] = {
    Choice.FOR: N_("For"),
    Choice.AGAINST: N_("Against"),
    Choice.ABSTAIN: N_("Abstain"),
}
OUTCOMES: dict[Outcome, tuple[str, str]] = {
    Outcome.APPROVED: (N_("Approved in principle"), "ok"),
    Outcome.RESERVE: (N_("Reserve list"), "reserve"),
    Outcome.REJECTED: (N_("Not funded"), ""),
}
RELEASE_STATUSES: dict[ReleaseStatus, tuple[str, str]] = {
    ReleaseStatus.PREPARED: (N_("Prepared, to be released by another lead"), "warn"),
    ReleaseStatus.RELEASED: (N_("Released"), "ok"),
}
