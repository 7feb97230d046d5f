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
    MeetingForm,
    NoteForm,
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
    "MeetingForm",
    "NoteForm",
    "ObjectForm",
    "PressForm",
    "RecuseForm",
    "RecuseSeatForm",
    "SlateForm",
    "TransferForm",
    "VersionedPressForm",
    "VoteForm",
    "WithdrawForm",
]
