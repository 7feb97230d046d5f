"""Who sits on the board changed: what binds the newcomer recuses the seat at once."""

from typing import Any

from grants.accounts.models import Seat
from grants.board.service.recusals import find_recusals, undecided_items
from grants.core import hooks


def find_anew(_seat: Seat, **_: Any) -> None:
    """In everything that is not decided; in the same transaction."""
    find_recusals(undecided_items())


def attach() -> None:
    """Subscribe; called once by the application factory."""
    hooks.seat_changed.connect(find_anew)
