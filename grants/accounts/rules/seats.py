"""Who may sit on the board, and where."""

from collections.abc import Collection

from grants.accounts.models import Role, SeatPlace
from grants.core.errors import Refused
from grants.core.messages import msg

# Whoever takes part in decisions; a seat gives nobody a role.
BOARD_ROLES = (Role.BOARD_MEMBER, Role.BOARD_CHAIR)


def check_may_sit(
    roles: Collection[Role],
    held: Collection[tuple[int, SeatPlace]],
    seat_id: int,
    place: SeatPlace,
) -> None:
    """Only who can read, object and vote: a seat whose holder cannot would consent by silence.

    `held` are the places (seat, place) where this person sits now. Nobody is the member of two
    seats, nor both member and alternate of one.
    """
    if not set(BOARD_ROLES).intersection(roles):
        raise Refused(
            msg(
                "This person does not hold the role “Board member” now, so they could neither "
                "read papers nor object or vote. An administrator gives it."
            )
        )
    if (seat_id, place) in held:
        raise Refused(msg("This person holds this place already; nothing was changed."))
    if any(seat == seat_id for seat, _ in held):
        raise Refused(
            msg("This person holds the other place of this seat. Empty that place first.")
        )
    if place is SeatPlace.MEMBER and any(other is SeatPlace.MEMBER for _, other in held):
        raise Refused(
            msg(
                "This person is the member of another seat, and nobody speaks for two. "
                "Empty that place first."
            )
        )
