"""What a lead types about calls."""

from grants.calls.forms.new import NewCallForm, UploadForm
from grants.calls.forms.texts import texts_fields, texts_in
from grants.calls.forms.window import ConfirmExtendForm, ExtendForm, PublishForm, publish_form

__all__ = [
    "ConfirmExtendForm",
    "ExtendForm",
    "NewCallForm",
    "PublishForm",
    "UploadForm",
    "publish_form",
    "texts_fields",
    "texts_in",
]
