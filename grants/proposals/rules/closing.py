"""What of a call still goes on, so that it is no past call yet."""

from collections.abc import Collection

from grants.core.messages import Message, msg
from grants.proposals.models import ProposalStatus as S
from grants.proposals.rules.moves import FINAL

UNDECIDED = frozenset(S) - FINAL - {S.DRAFT}  # a draft was never handed in
IN_GRANTING = frozenset({S.APPROVED})


def pending(states: Collection[S]) -> list[Message]:
    """In words, what the states of its proposals say is not over; empty when all of it is."""
    found = []
    if not UNDECIDED.isdisjoint(states):
        found.append(msg("Proposals that were handed in wait for a decision or for its release."))
    if not IN_GRANTING.isdisjoint(states):
        found.append(msg("Proposals are approved in principle, and their grants are not closed."))
    return found
