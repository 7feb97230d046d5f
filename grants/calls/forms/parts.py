"""The form of one part of a call."""

from abc import ABCMeta, abstractmethod
from typing import Any

from wtforms.form import FormMeta

from grants.calls.forms.texts import WrittenForm
from grants.calls.rules.document import CallDocument


class _PartMeta(FormMeta, ABCMeta):
    """Of a form that says what every part must do."""


class PartForm(WrittenForm, metaclass=_PartMeta):
    """One part of a call: shows what the call has, and says what it becomes."""

    @abstractmethod
    def begin_with(self, document: CallDocument) -> None:
        """Show what the call has now, where the fields were not made with it."""

    @abstractmethod
    def values(self, document: CallDocument) -> dict[str, Any]:
        """The settings of the document as typed, for a form that is valid."""

    def reasons(self) -> dict[str, str]:
        """Why what is typed is wanted all the same, by the code of the warning about it."""
        return {}

    def offer(self, document: CallDocument) -> None:
        """Bring the choices to what stands in the form; before it is checked and shown."""
