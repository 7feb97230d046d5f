"""What an objection must say."""

from grants.core.errors import Refused
from grants.core.messages import msg

SHORTEST_REASON = 20  # characters: shorter than this nobody can answer it


def check_reason(reason: str, field: str = "reason") -> None:
    """Refused, at the field it was typed in, when it does not say why."""
    if len(reason.strip()) < SHORTEST_REASON:
        raise Refused(
            msg("Say why you object, so that the others understand. Nothing was recorded yet."),
            {field: msg("Write at least %(n)s characters", n=SHORTEST_REASON)},
        )
