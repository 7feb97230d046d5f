"""What a call stores."""

from grants.calls.models.call import BoardProcedure, Call, CallStaff, CallStatus, StaffDuty
from grants.calls.models.correction import Correction
from grants.calls.models.form import (
    FormKind,
    Question,
    QuestionKind,
    Requirement,
    Section,
)
from grants.calls.models.inquiry import Inquiry, InquiryAnswer, InquiryStatus
from grants.calls.models.judgement import ChecklistItem, CheckMode, Criterion

__all__ = [
    "BoardProcedure",
    "Call",
    "CallStaff",
    "CallStatus",
    "CheckMode",
    "ChecklistItem",
    "Correction",
    "Criterion",
    "FormKind",
    "Inquiry",
    "InquiryAnswer",
    "InquiryStatus",
    "Question",
    "QuestionKind",
    "Requirement",
    "Section",
    "StaffDuty",
]
