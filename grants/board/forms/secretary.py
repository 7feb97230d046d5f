"""What the secretary and the Secretariat's leads type."""

from datetime import date, datetime, time
from typing import Any

from wtforms import (
    DateField,
    IntegerField,
    RadioField,
    SelectField,
    SelectMultipleField,
    TimeField,
)
from wtforms.validators import NumberRange, Optional
from wtforms.widgets import CheckboxInput, ListWidget, TextInput

from grants.board.models import Meeting, MeetingKind
from grants.board.rules.words import MEETING_KINDS
from grants.core import clock
from grants.core.forms import (
    AtMostWords,
    Form,
    LineField,
    MayStayOpen,
    MoneyField,
    Required,
    TextField,
    VersionedForm,
    choices,
)
from grants.core.i18n import gettext as _, lazy_gettext as _l
from grants.funds.models import Source
from grants.funds.rules import LINE_WORDS, SOURCE_WORDS


class PressForm(Form):
    """A form with nothing but its button."""


class VersionedPressForm(VersionedForm):
    """A button that acts only on what was read."""


class MeetingForm(Form):
    """A meeting or a written procedure to prepare."""

    kind = RadioField(
        _l("How will the board decide?"),
        [Required(_l("Choose a meeting or a written procedure"))],
        choices=choices((kind.value, _l(words)) for kind, words in MEETING_KINDS.items()),
    )
    title = LineField(_l("Title"), [Required(_l("Give it a title")), AtMostWords(30)])
    note = TextField(_l("Note to the members"), [AtMostWords(300)])
    days = IntegerField(
        _l("Days that a written procedure stays open"),
        [Optional(), NumberRange(1, 90, _l("Choose between 1 and 90 days"))],
        default=14,
        widget=TextInput(),
        description=_l("It closes at 23:59:59 Brussels time on the last day. Our default: 14"),
    )
    meets_on = DateField(_l("Day of the meeting"), [MayStayOpen()])
    meets_at = TimeField(_l("Time in Brussels"), [Optional()], default=time(10, 0))
    quorum_members = IntegerField(
        _l("Members needed for a quorum"),
        [NumberRange(1, 60, _l("Choose between 1 and 60 members"))],
        default=7,
        widget=TextInput(),
        description=_l("Counted for each item after its recusals. Our default: 7"),
    )
    quorum_constituencies = IntegerField(
        _l("Constituencies needed for a quorum"),
        [NumberRange(1, 20, _l("Choose between 1 and 20 constituencies"))],
        default=4,
        widget=TextInput(),
        description=_l("Our default: 4"),
    )

    def validate(self, extra_validators: Any = None) -> bool:
        """A meeting needs its day; a written procedure has none."""
        is_valid = bool(super().validate(extra_validators))
        if self.kind.data == MeetingKind.MEETING.value and not self.meets_on.data:
            if not self.meets_on.errors:
                self.meets_on.errors = [_("Give the day on which members meet")]
            return False
        return is_valid

    def instant(self) -> datetime | None:
        """When members meet; None for a written procedure."""
        is_meeting = self.kind.data == MeetingKind.MEETING.value
        return _in_brussels(self.meets_on.data, self.meets_at.data) if is_meeting else None


class MeetingChangeForm(VersionedForm, MeetingForm):
    """The same while it is being prepared: its kind stays, and its day may still be open."""

    kind = None

    def __init__(self, meeting: Meeting, **kwargs: Any):
        self.is_meeting = meeting.kind is MeetingKind.MEETING
        there = meeting.opens_at.astimezone(clock.BRUSSELS) if meeting.opens_at else None
        day = {"meets_on": there.date(), "meets_at": there.time()} if there else {}
        super().__init__(obj=meeting, data=day, **kwargs)

    def validate(self, extra_validators: Any = None) -> bool:
        """A meeting without a day is asked for it when it is opened."""
        return bool(Form.validate(self, extra_validators))

    def instant(self) -> datetime | None:
        return _in_brussels(self.meets_on.data, self.meets_at.data) if self.is_meeting else None


def _in_brussels(day: date | None, at: time | None) -> datetime | None:
    """The instant of a day and a time in Brussels."""
    if day is None:
        return None
    return clock.aware(datetime.combine(day, at or time(10, 0), tzinfo=clock.BRUSSELS))


class OpenForm(VersionedForm):
    """Opening; items carried over wait in a meeting that has no day yet."""

    meets_on = DateField(_l("Day of the meeting"), [MayStayOpen()])
    meets_at = TimeField(_l("Time in Brussels"), [MayStayOpen()], default=time(10, 0))
    wants_day = False

    def validate(self, extra_validators: Any = None) -> bool:
        """A meeting without a day needs one, since members are told when they meet."""
        is_valid = bool(super().validate(extra_validators))
        if self.wants_day and not self.meets_on.data and not self.meets_on.errors:
            self.meets_on.errors = [_("Give the day on which members meet")]
            return False
        return is_valid

    def instant(self) -> datetime | None:
        """When members meet, if it was asked."""
        return _in_brussels(self.meets_on.data, self.meets_at.data) if self.wants_day else None


class NoteForm(Form):
    """A text the board is asked to agree to."""

    title = LineField(
        _l("What is the board asked to agree to?"),
        [Required(_l("Say what the board is asked to agree to")), AtMostWords(40)],
    )
    paper = TextField(_l("Paper"), [AtMostWords(1500)])


class AllocationForm(Form):
    """Money for a business line."""

    line = SelectField(
        _l("Business line"),
        [Required(_l("Choose a business line"))],
        choices=choices(((code, _l(name)) for code, name in LINE_WORDS.items()), _l("Choose")),
    )
    year = IntegerField(
        _l("Year"),
        [NumberRange(1999, 2999, _l("Give a year with four digits"))],
        default=lambda: clock.now().astimezone(clock.BRUSSELS).year,
        widget=TextInput(),
    )
    source = RadioField(
        _l("Source"),
        [Required(_l("Choose the source"))],
        choices=choices((source.value, _l(words)) for source, words in SOURCE_WORDS.items()),
        default=Source.CORE.value,
    )
    donor = LineField(_l("Donor of earmarked funds"), [AtMostWords(20)])
    restriction = LineField(_l("What the donor gave it for"), [AtMostWords(60)])
    amount = MoneyField(_l("Amount"), [Required(_l("Give the amount"))])
    paper = TextField(_l("Paper"), [AtMostWords(800)])


class TransferForm(Form):
    """Money from one allocation to another."""

    from_allocation = SelectField(_l("From"), [Required(_l("Choose where the money leaves"))])
    to_allocation = SelectField(_l("To"), [Required(_l("Choose where the money goes"))])
    amount = MoneyField(_l("Amount"), [Required(_l("Give the amount"))])
    paper = TextField(_l("Paper"), [AtMostWords(800)])


class SlateForm(Form):
    """Where a slate is put."""

    meeting = RadioField(_l("Put the slate into"), default="")


class WithdrawForm(Form):
    """Taking an item off the agenda."""

    why_off = LineField(_l("Why?"), [Required(_l("Give the reason")), AtMostWords(60)])


class AttendanceForm(Form):
    """The seats in the room."""

    present = SelectMultipleField(
        _l("Present now"),
        widget=ListWidget(prefix_label=False),
        option_widget=CheckboxInput(),
        description=_l("Untick a seat when its holder leaves; the time is recorded"),
    )
