"""What people type on the board's pages."""

from grants.board.forms.member import (
    InterestForm,
    ObjectForm,
    RecuseForm,
    RecuseSeatForm,
    VoteForm,
)
from grants.board.forms.secretary import (
    AllocationForm,
    AttendanceForm,
    MeetingChangeForm,
    MeetingForm,
    NoteForm,
    OpenForm,
    PressForm,
    SlateForm,
    TransferForm,
    VersionedPressForm,
    WithdrawForm,
)

__all__ = [
    "AllocationForm",
    "AttendanceForm",
    "InterestForm",
    "MeetingChangeForm",
    "MeetingForm",
    "NoteForm",
    "ObjectForm",
    "OpenForm",
    "PressForm",
    "RecuseForm",
    "RecuseSeatForm",
    "SlateForm",
    "TransferForm",
    "VersionedPressForm",
    "VoteForm",
    "WithdrawForm",
]
