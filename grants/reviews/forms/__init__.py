"""What people type in reviewing."""

from grants.reviews.forms.after import RateForm, SendBackForm
from grants.reviews.forms.drafting import LinkForm, MoreForm, RulesForm, SheetForm, WorkOutForm
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
from grants.reviews.forms.offline import ReviewFileForm, TakeOverForm
from grants.reviews.forms.own import DeclarationForm, InvitationForm, SubmitForm
from grants.reviews.forms.panel import RemarkForm
from grants.reviews.forms.redaction import RedactionForm, redaction_form
from grants.reviews.forms.review import ReviewForm, review_form

__all__ = [
    "AssignForm",
    "ButtonForm",
    "ConflictForm",
    "DeclarationForm",
    "FreezeForm",
    "InvitationForm",
    "InviteForm",
    "LinkForm",
    "ModerationForm",
    "MoreForm",
    "PublishForm",
    "RateForm",
    "ReasonForm",
    "RedactionForm",
    "RemarkForm",
    "ReviewFileForm",
    "ReviewForm",
    "RuleForm",
    "RulesForm",
    "SendBackForm",
    "SheetForm",
    "SubmitForm",
    "TakeOverForm",
    "WorkOutForm",
    "redaction_form",
    "review_form",
]
