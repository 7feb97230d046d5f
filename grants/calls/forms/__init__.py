"""What a lead types about calls, and what a visitor answers."""

from grants.calls.forms.new import NewCallForm, UploadForm
from grants.calls.forms.quiz import Choices, quiz_form
from grants.calls.forms.texts import texts_fields, texts_in
from grants.calls.forms.window import ConfirmExtendForm, ExtendForm, PublishForm

__all__ = [
    "Choices",
    "ConfirmExtendForm",
    "ExtendForm",
    "NewCallForm",
    "PublishForm",
    "UploadForm",
    "quiz_form",
    "texts_fields",
    "texts_in",
]
