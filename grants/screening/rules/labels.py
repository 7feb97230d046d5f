"""What the states and answers of a check are called, and their tone on a page."""

from grants.core.messages import N_
from grants.proposals.models import TieKind
from grants.screening.models import (
    AppealStatus,
    CheckAnswer,
    ClarificationStatus,
    Finding,
    LookAlikeVerdict,
)

ANSWERS: dict[CheckAnswer, str] = {
    CheckAnswer.YES: N_("Yes"),
    CheckAnswer.NO: N_("No"),
    CheckAnswer.CURABLE: N_("Curable: proof is missing"),
    CheckAnswer.NOT_APPLICABLE: N_("Not applicable"),
}

ANSWER_TONES: dict[CheckAnswer, str] = {
    CheckAnswer.YES: "ok",
    CheckAnswer.NO: "bad",
    CheckAnswer.CURABLE: "warn",
    CheckAnswer.NOT_APPLICABLE: "",
}

FINDINGS: dict[Finding, str] = {
    Finding.ELIGIBLE: N_("Eligible"),
    Finding.INELIGIBLE: N_("Not eligible"),
}

CLARIFICATIONS: dict[ClarificationStatus, str] = {
    ClarificationStatus.OPEN: N_("Waiting for the city"),
    ClarificationStatus.ANSWERED: N_("Answered in time"),
    ClarificationStatus.ANSWERED_LATE: N_("Answered late"),
    ClarificationStatus.EXPIRED: N_("No answer by the due date"),
}

CLARIFICATION_TONES: dict[ClarificationStatus, str] = {
    ClarificationStatus.OPEN: "info",
    ClarificationStatus.ANSWERED: "ok",
    ClarificationStatus.ANSWERED_LATE: "warn",
    ClarificationStatus.EXPIRED: "warn",
}

# Why somebody of the house is kept from a proposal; told with the day and the reason or domain.
TIES: dict[TieKind, str] = {
    TieKind.DECLARED: N_("stepped aside on %(day)s: %(reason)s"),
    TieKind.SAME_DOMAIN: N_(
        "found on %(day)s: the e-mail address ends like one of the applicant, %(reason)s"
    ),
}
# The same for the one who is kept away.
OWN_TIES: dict[TieKind, str] = {
    TieKind.DECLARED: N_("You stepped aside: %(reason)s"),
    TieKind.SAME_DOMAIN: N_("Your e-mail address ends like one of the applicant: %(reason)s"),
}

APPEALS: dict[AppealStatus, str] = {
    AppealStatus.OPEN: N_("Objection to decide"),
    AppealStatus.UPHELD: N_("Objection upheld"),
    AppealStatus.REJECTED: N_("Objection rejected"),
}

VERDICTS: dict[LookAlikeVerdict, str] = {
    LookAlikeVerdict.OPEN: N_("Not judged yet"),
    LookAlikeVerdict.SAME_PROJECT: N_("The same project, submitted twice"),
    LookAlikeVerdict.SAME_APPLICANT: N_("The same applicant, another project"),
    LookAlikeVerdict.BOILERPLATE: N_("Only general wording is shared"),
    LookAlikeVerdict.NO_CONCERN: N_("No concern"),
}

VERDICT_TONES: dict[LookAlikeVerdict, str] = {
    LookAlikeVerdict.OPEN: "warn",
    LookAlikeVerdict.SAME_PROJECT: "bad",
    LookAlikeVerdict.SAME_APPLICANT: "info",
    LookAlikeVerdict.BOILERPLATE: "",
    LookAlikeVerdict.NO_CONCERN: "",
}
