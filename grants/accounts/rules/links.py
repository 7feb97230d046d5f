"""Links: how long a mailed one is good, and where a page may send its reader on to."""

from datetime import timedelta
from urllib.parse import urlsplit

CONFIRM_FOR = timedelta(hours=24)
RESET_FOR = timedelta(hours=1)
INVITATION_FOR = timedelta(days=14)

LONGEST_TARGET = 2000


def local_target(target: str | None, otherwise: str = "/") -> str:
    """`target` when it is an address of this system, else `otherwise`.

    Browsers read `//host`, `/\\host` and addresses with control characters as other sites.
    """
    if not target or len(target) > LONGEST_TARGET or not target.startswith("/"):
        return otherwise
    if target[1:2] in ("/", "\\") or "\\" in target:
        return otherwise
    if any(ord(c) <= 32 or ord(c) == 127 for c in target):
        return otherwise
    try:
        parts = urlsplit(target)
    except ValueError:
        return otherwise
    return otherwise if parts.scheme or parts.netloc else target
