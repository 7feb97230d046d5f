"""A set of parameters for every kind of mail: each template must read well from its sample."""

from datetime import UTC, date, datetime
from typing import Any

from grants.core.messages import Link, msg, nmsg
from grants.core.money import Amount

AT = datetime(2027, 1, 15, 15, 59, 59, tzinfo=UTC)

_BOARD: dict[str, Any] = {
    "code": "CATF/MB2027/E1",
    "title": "Migration and the Inclusive City",
    "is_written": True,
    "at": AT,
    "items": [
        {"n": 1, "title": "Voices of the new quarters", "amount": Amount(18_000_000)},
        {"n": 2, "title": "Reserve list", "amount": None},
    ],
    "reply": Link("board.reply", {"token": "s3cret"}, secret=True),
    "link": Link("board.meeting", {"ref": "M33TING"}),
}

_OVERLAP: dict[str, Any] = {
    "call": {"en": "Migration and the Inclusive City"},
    "until": AT,
    "link": Link("coordination.notes", {"call_ref": "CATF-2026"}),
}

_RESULT: dict[str, Any] = {
    "title": "Voices of the new quarters",
    "ref": "PR0P0SAL",
    "call": "Migration and the Inclusive City",
    "decision": "CATF/MB2027/ED01",
    "amount": Amount(18_000_000),
    "months": 2,
    "conditions": ["The city names a focal point."],
    "strengths": ["A clear need, shown with figures."],
    "weaknesses": ["The budget for training is thin."],
    "comments": [{"criterion": "Innovation", "texts": ["New in this region."]}],
    "link": Link("board.letter", {"ref": "PR0P0SAL"}),
}

_BESIDE: dict[str, Any] = {
    "by": "Sofia Marchetti",
    "title": "Voices of the new quarters",
    "ref": "PR0P0SAL",
    "due_on": None,
    "link": Link("notes.file", {"ref": "PR0P0SAL"}),
}

_BACKED: dict[str, Any] = {
    "title": "Voices of the new quarters",
    "ref": "PR0P0SAL",
    "call": "Migration and the Inclusive City",
    "amount": Amount(18_000_000),
    "state": msg("Approved in principle"),
    "at": AT,
}

_SUBMITTED: dict[str, Any] = {
    "title": "Voices of the new quarters",
    "ref": "PR0P0SAL",
    "state": msg("Submitted"),
    "at": AT,
    "link": Link("proposals.tasks", {"ref": "PR0P0SAL"}),
    "number": "R-7KQ2M-9FXHD",
    "sha256": "5f" * 32,
    "received_at": "2027-01-15 15:59:59 UTC",
    "receipt": Link("proposals.receipt", {"ref": "PR0P0SAL"}),
    "check": Link("proposals.receipt_check"),
    "call": Link("calls.show", {"ref": "CATF-2026"}),
}

_WITHDRAWN: dict[str, Any] = {
    "title": "Voices of the new quarters",
    "ref": "PR0P0SAL",
    "state": msg("Withdrawn"),
    "at": AT,
    "link": Link("proposals.tasks", {"ref": "PR0P0SAL"}),
    "reason": "We found other money.",
    "call": Link("calls.show", {"ref": "CATF-2026"}),
}

_SPONSOR: dict[str, Any] = {
    "name": "Sheela Patel",
    "organisation": "Slum Dwellers International",
    "title": "Voices of the new quarters",
    "city": "Tamale",
    "asker": "Ama Mensah",
    "deadline": AT,
    "link": Link("proposals.endorse", {"token": "t0k3n"}, secret=True),
}

_ANSWERED: dict[str, Any] = {
    "title": "Voices of the new quarters",
    "organisation": "Slum Dwellers International",
    "name": "Sheela Patel",
    "confirmed": True,
    "role": "We train the women who run the kiosks.",
    "reason": "",
    "link": Link("proposals.sponsors", {"ref": "PR0P0SAL"}),
}

_TEAM: dict[str, Any] = {
    "title": msg("a proposal without a title yet"),
    "name": "Ama Mensah",
    "role": msg("Editor"),
    "link": Link("proposals.tasks", {"ref": "PR0P0SAL"}),
}

_REVIEWS: dict[str, Any] = {
    "call": {"en": "Migration and the Inclusive City"},
    "count": nmsg("%(n)s proposal", "%(n)s proposals", 3),
    "due_at": AT,
    "link": Link("reviews.desk"),
}

_CHECKED: dict[str, Any] = {
    "title": "Voices of the new quarters",
    "ref": "PR0P0SAL",
    "state": msg("Being checked"),
    "at": AT,
    "link": Link("proposals.tasks", {"ref": "PR0P0SAL"}),
}
_OUTCOME = Link("screening.outcome", {"ref": "PR0P0SAL"})
_FILE = Link("screening.show", {"call_ref": "CATF-2026", "ref": "PR0P0SAL"})

_WRITTEN: dict[str, Any] = {
    "call": {"en": "Migration and the Inclusive City", "fr": "La migration et la ville"},
    "link": Link("messages.thread", {"ref": "PR0P0SAL"}),
}

_REFUSED: dict[str, Any] = {
    "title": "Voices of the new quarters",
    "ref": "PR0P0SAL",
    "sentence": "The co-financing in cash is too small.",
    "reasons": [
        {
            "text": {"en": "The grant pays at most 80 % of the cash cost."},
            "rule": {"en": "E4"},
            "found": msg("The grant pays 83.3 %%."),
            "right": msg("The most is 80 %%."),
        },
        {
            "text": {"en": "A local government applies."},
            "rule": {},
            "found": None,
            "right": None,
        },
    ],
    "until": AT,
}
_ASKED: dict[str, Any] = {
    "title": "Voices of the new quarters",
    "ref": "PR0P0SAL",
    "due": AT,
    "answer_link": Link("screening.clarification", {"ref": "PR0P0SAL"}),
}
_DECIDED: dict[str, Any] = {
    "title": "Voices of the new quarters",
    "decision": "The letter of the second city was there from the start.",
    "ref": "PR0P0SAL",
}

_QUESTION: dict[str, Any] = {
    "call": {"en": "Migration and the Inclusive City"},
    "question": {"en": "May two cities apply together?"},
    "answer": {"en": "Yes: one leads, the other is a partner."},
    "link": Link("calls.questions", {"ref": "CATF-2026"}),
}

SAMPLES: dict[str, dict[str, Any]] = {
    # accounts
    "confirm_email": {"link": Link("accounts.confirm", {"token": "t0k3n"}, secret=True)},
    "already_registered": {
        "sign_in": Link("accounts.sign_in"),
        "forgot": Link("accounts.forgot"),
    },
    "reset_password": {"link": Link("accounts.reset", {"token": "t0k3n"}, secret=True)},
    "password_changed": {"at": AT, "forgot": Link("accounts.forgot")},
    "invitation": {
        "name": "Ama Mensah",
        "inviter": "Ada Admin",
        "role": msg("Evaluator"),
        "until": AT,
        "link": Link("accounts.accept_invitation", {"token": "t0k3n"}, secret=True),
    },
    "role_changed": {
        "words": msg("Your role “%(role)s” has ended.", role=msg("Evaluator")),
        "me": Link("accounts.me"),
    },
    # calls
    "question_asked_office": {
        "call": {"en": "Migration and the Inclusive City"},
        "due": AT,
        "link": Link("calls.inquiry", {"ref": "CATF-2026", "inquiry_ref": "Q7KX2"}),
    },
    "question_answered": _QUESTION,
    "answer_corrected": {**_QUESTION, "note": "The number of partners was wrong."},
    "question_declined": {
        "call": {"en": "Migration and the Inclusive City"},
        "reason": "This is about another fund.",
        "link": Link("calls.questions", {"ref": "CATF-2026"}),
    },
    # board
    "board_opened": _BOARD,
    "board_reminder": _BOARD,
    "board_replied": {
        "title": "Awards of the call",
        "objections": [{"n": 2, "title": "Reserve list", "reason": "The order is not explained."}],
        "at": AT,
    },
    "item_moved": {
        "code": "CATF/MB2027/E1",
        "n": 2,
        "title": "Reserve list",
        "why": msg("A member objected, with reasons."),
        "link": Link("board.item", {"ref": "M33TING", "n": 2}),
    },
    "release_approved": _RESULT,
    "release_reserve": _RESULT,
    "release_rejected": _RESULT,
    "proposal_release_approved_sponsors": _BACKED,
    "proposal_release_reserve_sponsors": _BACKED,
    "proposal_release_rejected_sponsors": _BACKED,
    "full_proposal_invited": {
        "title": "Voices of the new quarters",
        "call": {"en": "Migration and the Inclusive City"},
        "amount": Amount(20_000_000, "USD"),
        "due_at": AT,
        "zone": "Europe/Brussels",
        "link": Link("proposals.tasks", {"ref": "FU11"}),
    },
    # proposals: team, sponsors, submitting
    "proposal_submit_team": _SUBMITTED,
    "proposal_submit_sponsors": _SUBMITTED,
    "proposal_resubmit_team": _SUBMITTED,
    "proposal_withdraw_team": _WITHDRAWN,
    "proposal_withdraw_sponsors": _WITHDRAWN,
    "proposal_withdraw_office": _WITHDRAWN,
    "proposal_extended": {
        "title": "Voices of the new quarters",
        "until": AT,
        "zone": "Europe/Brussels",
        "link": Link("proposals.tasks", {"ref": "PR0P0SAL"}),
    },
    "endorsement_request": _SPONSOR,
    "endorsement_reminder": _SPONSOR,
    "sponsors_waiting": {
        "title": "Voices of the new quarters",
        "sponsors": ["Slum Dwellers International (Sheela Patel)", "GIZ (Max Roth)"],
        "deadline": AT,
        "link": Link("proposals.sponsors", {"ref": "PR0P0SAL"}),
    },
    "endorsement_answered": _ANSWERED,
    "endorsement_withdrawn": {"title": "Voices of the new quarters", "name": "Sheela Patel"},
    "team_invitation": {
        "title": "Voices of the new quarters",
        "inviter": "Ama Mensah",
        "role": msg("Editor"),
        "expires_at": AT,
        "link": Link("proposals.join", {"token": "t0k3n"}, secret=True),
    },
    "team_joined": _TEAM,
    "team_left": _TEAM,
    "team_changed": _TEAM,
    "team_removed": _TEAM,
    "receipt": {
        "title": "Voices of the new quarters",
        "number": "R-7KQ2M-9FXHD",
        "sha256": "5f" * 32,
        "received_at": "2027-01-15 15:59:59 UTC",
        "link": Link("files.download", {"ref": "F1LE", "name": "R-7KQ2M-9FXHD.pdf"}),
        "receipt": Link("proposals.receipt", {"ref": "PR0P0SAL"}),
    },
    "rescreen_given": {
        "call": {"en": "Migration and the Inclusive City"},
        "n": 2,
        "link": Link("screening.even_handed", {"call_ref": "CATF-2026"}),
    },
    "checks_given": {
        "by": "Sofia Marin",
        "call": {"en": "Migration and the Inclusive City"},
        "n": 2,
        "link": Link("desk.proposals", {"call_ref": "CATF-2026", "officer": "me"}),
    },
    # coordination
    "overlap_opened": _OVERLAP,
    "overlap_extended": {**_OVERLAP, "reason": "Many members were at the assembly."},
    "overlap_reminder": _OVERLAP,
    # screening
    "proposal_find_eligible_team": _CHECKED,
    "proposal_find_ineligible_team": {**_REFUSED, "outcome": _OUTCOME},
    "proposal_find_ineligible_sponsors": _REFUSED,
    "proposal_ask_clarification_team": {
        **_ASKED,
        "question": "Please send the letter of the national government.",
    },
    "clarification_reminder": _ASKED,
    "proposal_end_clarification_office": {
        "title": "Voices of the new quarters",
        "ref": "PR0P0SAL",
        "ended": msg("The city answered in time."),
        "file_link": _FILE,
    },
    "clarification_answered_late_office": {
        "title": "Voices of the new quarters",
        "ref": "PR0P0SAL",
        "ended": msg("The city answered after the due date."),
        "file_link": _FILE,
    },
    "appeal_received_office": {
        "title": "Voices of the new quarters",
        "ref": "PR0P0SAL",
        "at": AT,
        "link": _FILE,
    },
    "officer_stepped_aside_office": {
        "title": "Voices of the new quarters",
        "ref": "PR0P0SAL",
        "by": "Sofia Marques",
        "link": _FILE,
    },
    "appeal_rejected_team": {**_DECIDED, "outcome": _OUTCOME},
    "proposal_uphold_appeal_team": {**_DECIDED, "outcome": _OUTCOME},
    "proposal_uphold_appeal_sponsors": _DECIDED,
    # reviews
    "review_invitation": {
        "call": {"en": "Migration and the Inclusive City"},
        "link": Link("reviews.invitation", {"ref": "P00L"}),
    },
    "assignment_published": _REVIEWS,
    "bids_asked": {
        "call": {"en": "Migration and the Inclusive City"},
        "link": Link("reviews.bids", {"call_ref": "CATF-2026"}),
    },
    "review_reminder": _REVIEWS,
    "review_sent_back": {
        "title": "Voices of the new quarters",
        "note": "The comment on B2 is about another city.",
        "due_at": AT,
        "link": Link("reviews.score", {"ref": "R3V13W"}),
    },
    "assignment_ended": {
        "call": {"en": "Migration and the Inclusive City"},
        "title": "Voices of the new quarters",
        "link": Link("reviews.desk"),
    },
    "review_conflict": {
        "title": "Voices of the new quarters",
        "evaluator": "Kofi Boateng",
        "link": Link("reviews.assignment", {"call_ref": "CATF-2026"}),
    },
    "call_cancelled": {
        "call": {"en": "Migration and the Inclusive City", "fr": "La migration et la ville"},
        "note": {"en": "The money is needed elsewhere.", "fr": "L’argent manque."},
        "title": "Voices of the new quarters",
        "link": Link("proposals.tasks", {"ref": "PR0P0SAL"}),
    },
    "call_corrected": {
        "call": {"en": "Migration and the Inclusive City", "fr": "La migration et la ville"},
        "note": {"en": "A misprint in the guidance.", "fr": "Une coquille."},
        "page": Link("calls.corrections", {"ref": "CATF-2026"}),
        "title": "Voices of the new quarters",
        "link": Link("proposals.tasks", {"ref": "PR0P0SAL"}),
    },
    "call_extended": {
        "call": {"en": "Migration and the Inclusive City", "fr": "La migration et la ville"},
        "closes_at": AT,
        "zone": "Europe/Brussels",
        "title": "Voices of the new quarters",
        "link": Link("proposals.tasks", {"ref": "PR0P0SAL"}),
    },
    # messages
    "message_to_team": {**_WRITTEN, "title": "Voices of the new quarters"},
    "message_to_office": {
        **_WRITTEN,
        "title": "Voices of the new quarters",
        "ref": "PR0P0SAL",
    },
    "message_about_draft": _WRITTEN,
    "note_mention": _BESIDE,
    "reviews_diverge": {
        "title": "Voices of the new quarters",
        "ref": "PR0P0SAL",
        "link": Link("reviews.proposal", {"call_ref": "CATF-2026", "ref": "PR0P0SAL"}),
    },
    "panel_mention": {
        "by": "",
        "letter": "B",
        "title": "Voices of the new quarters",
        "link": Link("reviews.own_discussion", {"ref": "A551GNMENT"}),
    },
    "flag_for_you": {**_BESIDE, "due_on": date(2027, 1, 20)},
    "flag_resolved": _BESIDE,
}
