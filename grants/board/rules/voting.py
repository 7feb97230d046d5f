"""How an item is decided: by silence in writing; by consensus or simple majority in a meeting."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from grants.board.models import Choice, ItemStatus
from grants.board.rules.quorum import Quorum, QuorumState


@dataclass(frozen=True)
class Verdict:
    """What the board said on an item, and how."""

    status: ItemStatus
    quorum: Quorum
    tally: Mapping[Choice, int]
    objections: int = 0
    passed_to_rest: bool = False  # decided by the seats that are not recused, quorum or not

    @property
    def by_consensus(self) -> bool:
        return self.status is ItemStatus.ADOPTED and not any(self.tally.values())


def in_writing(quorum: Quorum, objections: int) -> Verdict:
    """Silence is consent; one reasoned objection moves the item to a meeting."""
    if quorum.state is not QuorumState.REACHED:
        status = ItemStatus.NO_QUORUM
    elif objections:
        status = ItemStatus.MOVED
    else:
        status = ItemStatus.ADOPTED
    return Verdict(status, quorum, {}, objections)


def at_meeting(quorum: Quorum, votes: Iterable[Choice]) -> Verdict:
    """Consensus when nobody asks for a vote; else more votes for than against.

    Abstentions are not counted, a tie adopts nothing, the chair has no casting vote. `votes` are
    those of seats that are present and not recused.
    """
    tally = dict.fromkeys(Choice, 0)
    for choice in votes:
        tally[choice] += 1
    rest = quorum.state is QuorumState.BROKEN_BY_RECUSAL and quorum.is_majority_of_the_rest
    if quorum.state is not QuorumState.REACHED and not rest:
        return Verdict(ItemStatus.NO_QUORUM, quorum, tally)
    agreed = not any(tally.values()) or tally[Choice.FOR] > tally[Choice.AGAINST]
    status = ItemStatus.ADOPTED if agreed else ItemStatus.REJECTED
    return Verdict(status, quorum, tally, passed_to_rest=rest)
