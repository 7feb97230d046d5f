"""What people type about calls."""

from grants.calls.forms.inquiries import AskForm, DeclineForm, MergeForm, TextsForm, texts_form
from grants.calls.forms.new import NewCallForm, ReferenceForm, UploadForm
from grants.calls.forms.quiz import Choices, quiz_form
from grants.calls.forms.texts import texts_fields, texts_in
from grants.calls.forms.window import PublishForm, publish_form

__all__ = [
    "AskForm",
    "Choices",
    "DeclineForm",
    "MergeForm",
    "NewCallForm",
    "PublishForm",
    "ReferenceForm",
    "TextsForm",
    "UploadForm",
    "publish_form",
    "quiz_form",
    "texts_fields",
    "texts_form",
    "texts_in",
]
