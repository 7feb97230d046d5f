"""What people type on the board's pages."""

from grants.board.forms.member import (
    InterestForm,
    ObjectForm,
    RecuseForm,
    RecuseSeatForm,
    VoteForm,
)
from grants.board.forms.reply import ReplyForm, reply_form
from grants.board.forms.seats import PlaceForm, SeatForm
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
    "PlaceForm",
    "PressForm",
    "RecuseForm",
    "RecuseSeatForm",
    "ReplyForm",
    "SeatForm",
    "SlateForm",
    "TransferForm",
    "VersionedPressForm",
    "VoteForm",
    "WithdrawForm",
    "reply_form",
]
