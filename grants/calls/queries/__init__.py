"""Loading calls and what they ask."""

from grants.calls.queries.calls import (
    CallCard,
    by_id,
    by_ref,
    eligible_countries,
    for_office,
    leads_of,
    office_list,
    open_calls,
    public_list,
    staff_of,
    to_advance,
)
from grants.calls.queries.forms import (
    ChecklistItemView,
    CriterionView,
    FormView,
    QuestionView,
    SectionView,
    checklist_of,
    criteria_of,
    form_of,
)

__all__ = [
    "CallCard",
    "ChecklistItemView",
    "CriterionView",
    "FormView",
    "QuestionView",
    "SectionView",
    "by_id",
    "by_ref",
    "checklist_of",
    "criteria_of",
    "eligible_countries",
    "for_office",
    "form_of",
    "leads_of",
    "office_list",
    "open_calls",
    "public_list",
    "staff_of",
    "to_advance",
]
