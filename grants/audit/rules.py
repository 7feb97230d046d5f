"""How an event is hashed into the chain."""

import json
from datetime import datetime
from typing import Any

from grants.core.digest import canonical, sha256

GENESIS = "0" * 64


def event_hash(
    *,
    previous: str,
    seq: int,
    at: datetime,
    actor_id: int | None,
    action: str,
    subject_kind: str,
    subject_id: int,
    old: Any,
    new: Any,
    reason_digest: str | None,
) -> str:
    """SHA-256 over the event and the hash before it."""
    return sha256(
        canonical(
            [
                previous,
                seq,
                at.isoformat(),
                actor_id,
                action,
                subject_kind,
                subject_id,
                old,
                new,
                reason_digest,
            ]
        )
    )


def stored(value: Any) -> Any:
    """`value` as the database gives it back, so that its hash can be computed again.

    TypeError for floats: two databases spell them differently; numbers are kept as integers.
    """
    if value is None:
        return None
    _refuse_floats(value)
    return json.loads(json.dumps(value, ensure_ascii=False, allow_nan=False))


def _refuse_floats(value: Any) -> None:
    if isinstance(value, float):
        raise TypeError("the trail keeps integers and texts, no floats")
    if isinstance(value, dict):
        for part in value.values():
            _refuse_floats(part)
    elif isinstance(value, list | tuple):
        for part in value:
            _refuse_floats(part)


def reason_digest(words: str, salt: str) -> str:
    """What the chain keeps of a reason: without the salt it cannot be guessed from the words."""
    return sha256(f"{salt}:{words}")
