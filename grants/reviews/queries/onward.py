"""Where a frozen ranking has gone: the domain above that takes rankings on says so."""

from collections.abc import Callable
from dataclasses import dataclass

from grants.core.actor import Actor
from grants.core.messages import Link


@dataclass(frozen=True)
class Onward:
    """What became of a frozen ranking, as one reader may see it."""

    was_put: bool = False  # its slate, or what is left of it, was put before the board
    places: tuple[tuple[str, Link], ...] = ()  # where, by name, with the page the reader may open
    may_be_put: bool = False  # all of it, or what was taken off again, waits to be put there


Ask = Callable[[Actor, int], Onward]

_asked: list[Ask] = []


def register_onward(ask: Ask) -> None:
    """`ask` answers, for an actor and the id of a ranking, what became of it."""
    _asked.append(ask)


def onward(actor: Actor, ranking_id: int) -> Onward:
    """What became of a ranking; nothing while no domain takes rankings on."""
    for ask in _asked:
        return ask(actor, ranking_id)
    return Onward()
