"""When the lead may withdraw a proposal."""

from grants.core.errors import Refused
from grants.core.messages import msg
from grants.proposals.models import ProposalStatus
from grants.proposals.rules.moves import APPLICANT_WORDS, Move, is_possible

# A decision stays unseen until its release, so before and after it the answer is the same: from
# the moment a proposal is with the board the Secretariat is asked to withdraw it.
BY_THE_OFFICE = frozenset({ProposalStatus.WITH_BOARD, ProposalStatus.DECIDED})


def may_withdraw(status: ProposalStatus) -> bool:
    """May the lead withdraw it by themselves?"""
    return is_possible(Move.WITHDRAW, status) and status not in BY_THE_OFFICE


def check_withdrawal(status: ProposalStatus, contact: str, *, is_full: bool = False) -> None:
    """Refused, with what to do instead."""
    if is_full:
        raise Refused(
            msg(
                "A full proposal is not withdrawn here: write to %(contact)s, who will speak with "
                "you about the grant. Nothing was changed.",
                contact=contact,
            )
        )
    if may_withdraw(status):
        return
    if status in BY_THE_OFFICE:
        raise Refused(
            msg(
                "The proposal is with the board, so it can no longer be withdrawn here. "
                "Write to %(contact)s. Nothing was changed.",
                contact=contact,
            )
        )
    if status is ProposalStatus.DRAFT:
        raise Refused(
            msg("A draft that was never submitted needs no withdrawal. Nothing was changed.")
        )
    raise Refused(
        msg(
            "The proposal can no longer be withdrawn: its state is “%(state)s”. "
            "Nothing was changed.",
            state=msg(APPLICANT_WORDS[status]),
        )
    )
