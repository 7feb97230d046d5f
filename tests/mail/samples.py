"""A set of parameters for every kind of mail: each template must read well from its sample."""

from datetime import UTC, datetime
from typing import Any

from grants.core.messages import Link, msg

AT = datetime(2027, 1, 15, 15, 59, 59, tzinfo=UTC)

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
}
