"""What a lead types about calls."""

from grants.calls.forms.new import NewCallForm, UploadForm
from grants.calls.forms.texts import texts_fields, texts_in
from grants.calls.forms.window import ConfirmExtendForm, ExtendForm, PublishForm

__all__ = [
    "ConfirmExtendForm",
    "ExtendForm",
    "NewCallForm",
    "PublishForm",
    "UploadForm",
    "texts_fields",
    "texts_in",
]
