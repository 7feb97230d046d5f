"""What a member answers by a personal link."""

from collections.abc import Mapping, Sequence
from typing import Any

from wtforms import HiddenField, RadioField

from grants.board.rules.objection import check_reason
from grants.core.errors import Refused
from grants.core.forms import AtMostWords, Form, TextField, choices
from grants.core.i18n import lazy_gettext as _l, render

AGREE, OBJECT = "agree", "object"


class ReplyForm(Form):
    """For each item whether the member objects, and why; sent twice, the second time as shown."""

    sure = HiddenField()
    numbers: Sequence[int] = ()

    def fields_of(self, n: int) -> tuple[Any, Any]:
        """The choice on an item, and the reason."""
        return self[f"says_{n}"], self[f"reason_{n}"]

    @property
    def objections(self) -> Mapping[int, str]:
        """The reasons typed, by number of the item objected to."""
        parts = {n: self.fields_of(n) for n in self.numbers}
        return {n: reason.data or "" for n, (says, reason) in parts.items() if says.data == OBJECT}

    def is_said(self) -> bool:
        """Whether everything can be recorded as typed; what is missing is said at its field."""
        is_valid = bool(self.validate())
        for n, typed in self.objections.items():
            try:
                check_reason(typed, f"reason_{n}")
            except Refused as error:
                is_valid = False
                field = self[f"reason_{n}"]
                field.errors = [*field.errors, render(error.fields[f"reason_{n}"])]
        return is_valid


def reply_form(numbers: Sequence[int]) -> type[ReplyForm]:
    """The form for items by their numbers."""
    fields: dict[str, Any] = {"numbers": tuple(numbers)}
    for n in numbers:
        fields[f"says_{n}"] = RadioField(
            _l("Your answer on item %(n)s", n=n),
            choices=choices(((AGREE, _l("I do not object")), (OBJECT, _l("I object")))),
            default=AGREE,
        )
        fields[f"reason_{n}"] = TextField(
            _l("Why do you object to item %(n)s?", n=n),
            [AtMostWords(500)],
            description=_l("The other members read this at the meeting that will decide the item"),
        )
    return type("ReplyForm", (ReplyForm,), fields)
