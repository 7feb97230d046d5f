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
