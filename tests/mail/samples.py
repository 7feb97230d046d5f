"""A set of parameters for every kind of mail: each template must read well from its sample."""

from datetime import UTC, datetime
from typing import Any

from grants.core.messages import Link, msg
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
    "link": Link("board.meeting", {"ref": "M33TING"}),
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

_BACKED: dict[str, Any] = {
    "title": "Voices of the new quarters",
    "ref": "PR0P0SAL",
    "call": "Migration and the Inclusive City",
    "amount": Amount(18_000_000),
    "state": msg("Approved in principle"),
    "at": AT,
    "link": Link("proposals.tasks", {"ref": "PR0P0SAL"}),
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
    # board
    "board_opened": _BOARD,
    "board_reminder": _BOARD,
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
}
