"""Hashes of what must not change: one canonical JSON, one SHA-256."""

import hashlib
import json
import secrets
from typing import Any


def canonical(value: Any) -> str:
    """JSON with sorted keys, no spaces and no escapes: equal values give equal text."""
    return json.dumps(
        value, sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False
    )


def sha256(data: str | bytes) -> str:
    """Hexadecimal SHA-256 of bytes, or of text in UTF-8."""
    return hashlib.sha256(data.encode() if isinstance(data, str) else data).hexdigest()


def new_token() -> tuple[str, str]:
    """A secret for a mailed link or a cookie, and the digest that is stored instead of it."""
    token = secrets.token_urlsafe(32)
    return token, sha256(token)
