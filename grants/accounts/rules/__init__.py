"""What is allowed to an account and to an organisation; pure."""

from grants.accounts.rules.emails import check_email, normal_email
from grants.accounts.rules.links import CONFIRM_FOR, INVITATION_FOR, RESET_FOR, local_target
from grants.accounts.rules.passwords import (
    MAX_PASSWORD,
    MIN_PASSWORD,
    check_password,
    normal_password,
)

__all__ = [
    "CONFIRM_FOR",
    "INVITATION_FOR",
    "MAX_PASSWORD",
    "MIN_PASSWORD",
    "RESET_FOR",
    "check_email",
    "check_password",
    "local_target",
    "normal_email",
    "normal_password",
]
