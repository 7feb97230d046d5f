"""What people type in reviewing."""

from grants.reviews.forms.lead import (
    AssignForm,
    ButtonForm,
    ConflictForm,
    FreezeForm,
    InviteForm,
    ModerationForm,
    PublishForm,
    ReasonForm,
    RuleForm,
)
from grants.reviews.forms.own import DeclarationForm, InvitationForm, SubmitForm
from grants.reviews.forms.review import ReviewForm, review_form

__all__ = [
    "AssignForm",
    "ButtonForm",
    "ConflictForm",
    "DeclarationForm",
    "FreezeForm",
    "InvitationForm",
    "InviteForm",
    "ModerationForm",
    "PublishForm",
    "ReasonForm",
    "ReviewForm",
    "RuleForm",
    "SubmitForm",
    "review_form",
]
