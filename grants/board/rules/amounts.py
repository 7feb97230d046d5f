"""What the board may award."""

from grants.core.errors import Refused
from grants.core.messages import msg
from grants.core.money import Amount


def check_award(cents: int, *, asked: int, least: int, most: int, currency: str) -> None:
    """An award lies within the call's limits and never above what was asked."""
    ceiling = min(asked, most)
    if least <= cents <= ceiling:
        return
    raise Refused(
        msg(
            "An award for this proposal is between %(least)s and %(most)s.",
            least=Amount(least, currency),
            most=Amount(ceiling, currency),
        )
    )
