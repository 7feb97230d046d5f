"""What the codes of a call are called on pages."""

from grants.calls.models import (
    BoardProcedure,
    CallStatus,
    CheckMode,
    FormKind,
    QuestionKind,
    Requirement,
    StaffDuty,
)
from grants.calls.rules.budget import CapBase, Severity
from grants.core.messages import N_

STATUS_WORDS: dict[CallStatus, str] = {
    CallStatus.DRAFT: N_("Draft"),
    CallStatus.PUBLISHED: N_("Opens soon"),
    CallStatus.OPEN: N_("Open"),
    CallStatus.CLOSED: N_("Closed"),
    CallStatus.SCREENING: N_("Proposals are being checked"),
    CallStatus.EVALUATION: N_("With the evaluators"),
    CallStatus.RANKING: N_("With the evaluators"),
    CallStatus.BOARD: N_("With the board"),
    CallStatus.RESULTS: N_("Decided"),
    CallStatus.FULL_PROPOSALS: N_("Full proposals are being written"),
    CallStatus.GRANTING: N_("Grants are being agreed"),
    CallStatus.ARCHIVED: N_("Past call"),
    CallStatus.CANCELLED: N_("Cancelled"),
}
STATUS_TONES: dict[CallStatus, str] = {
    CallStatus.DRAFT: "",
    CallStatus.PUBLISHED: "info",
    CallStatus.OPEN: "ok",
    CallStatus.CLOSED: "warn",
    CallStatus.SCREENING: "info",
    CallStatus.EVALUATION: "info",
    CallStatus.RANKING: "info",
    CallStatus.BOARD: "reserve",
    CallStatus.RESULTS: "reserve",
    CallStatus.FULL_PROPOSALS: "info",
    CallStatus.GRANTING: "info",
    CallStatus.ARCHIVED: "",
    CallStatus.CANCELLED: "bad",
}
# What it means that a lead moves a call on to a stage.
STAGE_MEANS: dict[CallStatus, str] = {
    CallStatus.FULL_PROPOSALS: N_(
        "Applicants who are approved in principle write their full proposals, "
        "within %(months)s months."
    ),
    CallStatus.GRANTING: N_("Agreements are made with those who are approved in principle."),
    CallStatus.ARCHIVED: N_("The call is over. It moves to the past calls, and stays readable."),
}
PROCEDURE_WORDS: dict[BoardProcedure, str] = {
    BoardProcedure.NO_OBJECTION: N_("Written procedure without objection"),
    BoardProcedure.MEETING: N_("Meeting"),
}
QUESTION_WORDS: dict[QuestionKind, str] = {
    QuestionKind.SHORT_TEXT: N_("Short text"),
    QuestionKind.LONG_TEXT: N_("Text"),
    QuestionKind.SINGLE_CHOICE: N_("One choice"),
    QuestionKind.MULTIPLE_CHOICE: N_("Several choices"),
    QuestionKind.YES_NO: N_("Yes or no"),
    QuestionKind.NUMBER: N_("Whole number"),
    QuestionKind.MONEY: N_("Amount of money"),
    QuestionKind.DATE: N_("Date"),
    QuestionKind.COUNTRY: N_("Country"),
    QuestionKind.CITY: N_("City"),
    QuestionKind.ORGANISATION: N_("One organisation"),
    QuestionKind.ORGANISATIONS: N_("Organisations"),
    QuestionKind.PEOPLE: N_("People"),
    QuestionKind.TABLE: N_("Table"),
    QuestionKind.BUDGET: N_("Budget table"),
    QuestionKind.ENDORSEMENTS: N_("Confirmed by sponsors"),
    QuestionKind.FILE: N_("Document"),
}
KIND_HINTS: dict[QuestionKind, str] = {
    QuestionKind.SHORT_TEXT: N_("One line, with a limit of words if you set one"),
    QuestionKind.LONG_TEXT: N_("Several paragraphs, with a limit of words"),
    QuestionKind.SINGLE_CHOICE: N_("One of the answers you offer, or of the call's focus areas"),
    QuestionKind.MULTIPLE_CHOICE: N_("Any of the answers you offer"),
    QuestionKind.YES_NO: N_("Other questions can depend on it"),
    QuestionKind.NUMBER: N_("A whole number, with a least and a greatest if you set them"),
    QuestionKind.MONEY: N_("In US dollars"),
    QuestionKind.DATE: N_("A day of the calendar"),
    QuestionKind.COUNTRY: N_("One of the countries the call is open to"),
    QuestionKind.CITY: N_("A city and its country"),
    QuestionKind.ORGANISATION: N_("Name, kind, country, registration and representative"),
    QuestionKind.ORGANISATIONS: N_("Several, each with the same details"),
    QuestionKind.PEOPLE: N_("Names, roles and e-mail addresses"),
    QuestionKind.TABLE: N_("Rows with the columns you choose"),
    QuestionKind.BUDGET: N_("Costs and who pays them, under the budget rules of the call"),
    QuestionKind.ENDORSEMENTS: N_("Members who confirm that they back the proposal"),
    QuestionKind.FILE: N_("A file that is uploaded"),
}
FROM_CALL_WORDS: dict[str, str] = {
    "focus_areas": N_("Offer the focus areas of the call"),
    "max_months": N_("The greatest is the call's longest duration in months"),
}
REQUIREMENT_WORDS: dict[Requirement, str] = {
    Requirement.ALWAYS: N_("Required"),
    Requirement.NEVER: N_("Optional"),
    Requirement.WHEN: N_("Required when “%(question)s” is answered “%(answer)s”"),
}
FORM_WORDS: dict[FormKind, str] = {
    FormKind.CONCEPT_NOTE: N_("Concept note"),
    FormKind.FULL_PROPOSAL: N_("Full proposal"),
}
MODE_WORDS: dict[CheckMode, str] = {
    CheckMode.SYSTEM: N_("By the system"),
    CheckMode.OFFICER: N_("By an officer"),
}
RULE_WORDS: dict[str, str] = {
    "before_deadline": N_("It was received before the deadline"),
    "amount_in_range": N_("The grant is between the smallest and the largest"),
    "country_on_list": N_("The country is one the call takes"),
    "sponsor_confirmed": N_("Enough sponsors have confirmed"),
    "language_accepted": N_("It is written in a language of the call"),
    "cofinancing_share": N_("The grant pays no more than its share of the cash cost"),
    "answers_complete": N_("Every required question is answered"),
    "declaration_signed": N_("The declaration is signed"),
    "duration_in_range": N_("The project is no longer than allowed"),
}
DUTY_WORDS: dict[StaffDuty, str] = {StaffDuty.LEAD: N_("Lead"), StaffDuty.OFFICER: N_("Officer")}
BASE_WORDS: dict[CapBase, str] = {
    CapBase.GRANT: N_("of the grant"),
    CapBase.CASH: N_("of the cash cost"),
}
SEVERITY_WORDS: dict[Severity, str] = {
    Severity.WARNING: N_("a warning"),
    Severity.ERROR: N_("stops submitting"),
}
TIE_WORDS: dict[str, str] = {
    "preferred_country": N_("preferred country"),
    "drawn": N_("drawn by lot"),
}
LANGUAGE_WORDS: dict[str, str] = {
    "en": N_("English"),
    "fr": N_("French"),
    "es": N_("Spanish"),
    "pt": N_("Portuguese"),
    "ar": N_("Arabic"),
}
TEXT_WORDS: dict[str, str] = {  # the part of a thing that a text is
    "name": N_("Name"),
    "label": N_("Label"),
    "text": N_("What is checked"),
    "reason": N_("What the city reads"),
    "quiz": N_("The question to a city"),
    "cap": N_("Limit"),
    "not_paid": N_("What is not paid"),
    "note": N_("Note"),
    "group": N_("Heading above the section"),
    "title": N_("Title"),
    "intro": N_("Introduction"),
    "help": N_("Help"),
    "why": N_("Why we ask"),
    "option": N_("Option"),
    "column": N_("Column"),
}
SETTING_WORDS: dict[str, str] = {
    "title": N_("Title"),
    "theme": N_("Theme"),
    "summary": N_("Summary"),
    "guidance": N_("Guidance"),
    "focus_areas": N_("Focus areas"),
    "business_line": N_("Business line"),
    "fiscal_year": N_("Fiscal year"),
    "envelope_usd": N_("Envelope"),
    "currency": N_("Currency"),
    "min_usd": N_("Smallest grant"),
    "max_usd": N_("Largest grant"),
    "max_share_percent": N_("The grant's greatest share of the cash cost"),
    "languages": N_("Languages of proposals"),
    "applicant_kinds": N_("Who may apply"),
    "country_list": N_("List of countries"),
    "countries_added": N_("Countries added"),
    "countries_removed": N_("Countries left out"),
    "countries_preferred": N_("Countries preferred at a tie"),
    "countries_with_programme": N_("Countries with a large programme (others are preferred)"),
    "sponsors_required": N_("Sponsors needed"),
    "reconfirm_endorsement": N_("Sponsors confirm again after a change"),
    "max_months": N_("Longest duration in months"),
    "zone": N_("Time zone of the call"),
    "opens_at": N_("Opens"),
    "closes_at": N_("Closes"),
    "full_proposal_months": N_("Months to write the full proposal"),
    "clarification_days": N_("Working days to answer a clarification"),
    "appeal_days": N_("Days to object to a refusal"),
    "stages": N_("Scored stages"),
    "evaluators": N_("Evaluators for each proposal"),
    "divergence_points": N_("Points apart that count as divergent"),
    "pass_points": N_("Pass mark of 100"),
    "reviews_open": N_("Evaluators read each other's reviews once their own is in"),
    "evaluators_named": N_("Evaluators see each other's names"),
    "applicant_hidden": N_("Evaluators do not learn who applies"),
    "tie_order": N_("Order at a tie"),
    "board_procedure": N_("How the board decides"),
    "no_objection_days": N_("Days for objections"),
    "quorum_members": N_("Quorum: members"),
    "quorum_constituencies": N_("Quorum: constituencies"),
    "contact_email": N_("Contact"),
    "funnel": N_("What became of the call"),
    "budget": N_("Budget rules"),
    "criteria": N_("Criteria"),
    "checklist": N_("Eligibility checklist"),
    "concept_note": N_("Concept note"),
    "full_proposal": N_("Full proposal"),
}
# What a list of findings speaks of besides the settings of the file.
FINDING_WORDS: dict[str, str] = {
    **SETTING_WORDS,
    "staff": N_("People of the Secretariat"),
    "note": N_("Note above the call"),
}
COLUMN_WORDS: dict[str, str] = {
    "text": N_("Text"),
    "number": N_("Whole number"),
    "money": N_("Amount of money"),
    "date": N_("Date"),
    "choice": N_("One choice"),
}
