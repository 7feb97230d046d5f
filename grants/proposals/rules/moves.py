"""The life of a proposal: one table of moves; the diagram in docs/states.md is drawn from it."""

import enum
from dataclasses import dataclass

from grants.core.errors import Refused
from grants.core.messages import N_, msg
from grants.permissions import Permission
from grants.proposals.models import ProposalStatus as S


class Told(enum.StrEnum):
    """Who is mailed when a move is made."""

    TEAM = "team"
    SPONSORS = "sponsors"
    OFFICE = "office"


class Move(enum.StrEnum):
    """What can happen to a proposal."""

    SUBMIT = "submit"
    RESUBMIT = "resubmit"
    WITHDRAW = "withdraw"
    START_SCREENING = "start_screening"
    ASK_CLARIFICATION = "ask_clarification"
    END_CLARIFICATION = "end_clarification"
    FIND_ELIGIBLE = "find_eligible"
    FIND_INELIGIBLE = "find_ineligible"
    UPHOLD_APPEAL = "uphold_appeal"
    START_REVIEW = "start_review"
    RANK = "rank"
    SEND_TO_BOARD = "send_to_board"
    DECIDE = "decide"
    RELEASE_APPROVED = "release_approved"
    RELEASE_RESERVE = "release_reserve"
    RELEASE_REJECTED = "release_rejected"


@dataclass(frozen=True)
class Rule:
    """From which states, to which, by whose permission, and who is told."""

    sources: frozenset[S]
    target: S
    permission: Permission
    tells: tuple[Told, ...]
    label: str


def _rule(
    sources: tuple[S, ...], target: S, permission: Permission, label: str, *tells: Told
) -> Rule:
    return Rule(frozenset(sources), target, permission, tells, label)


_P = Permission
_BEFORE_DECISION = (
    S.SUBMITTED,
    S.SCREENING,
    S.CLARIFICATION,
    S.ELIGIBLE,
    S.IN_REVIEW,
    S.RANKED,
    S.WITH_BOARD,
)

MOVES: dict[Move, Rule] = {
    Move.SUBMIT: _rule(
        (S.DRAFT,), S.SUBMITTED, _P.PROPOSAL_SUBMIT, N_("Submitted"), Told.TEAM, Told.SPONSORS
    ),
    Move.RESUBMIT: _rule(
        (S.SUBMITTED,), S.SUBMITTED, _P.PROPOSAL_SUBMIT, N_("Submitted again"), Told.TEAM
    ),
    Move.WITHDRAW: _rule(
        _BEFORE_DECISION,
        S.WITHDRAWN,
        _P.PROPOSAL_SUBMIT,
        N_("Withdrawn"),
        Told.TEAM,
        Told.SPONSORS,
        Told.OFFICE,
    ),
    Move.START_SCREENING: _rule(
        (S.SUBMITTED,), S.SCREENING, _P.SCREENING_WORK, N_("Eligibility check started")
    ),
    Move.ASK_CLARIFICATION: _rule(
        (S.SCREENING,), S.CLARIFICATION, _P.SCREENING_WORK, N_("Clarification asked"), Told.TEAM
    ),
    Move.END_CLARIFICATION: _rule(
        (S.CLARIFICATION,),
        S.SCREENING,
        _P.CLARIFICATION_ANSWER,
        N_("Clarification ended"),
        Told.OFFICE,
    ),
    Move.FIND_ELIGIBLE: _rule(
        (S.SCREENING,), S.ELIGIBLE, _P.SCREENING_WORK, N_("Found eligible"), Told.TEAM
    ),
    Move.FIND_INELIGIBLE: _rule(
        (S.SCREENING,),
        S.INELIGIBLE,
        _P.SCREENING_WORK,
        N_("Found not eligible"),
        Told.TEAM,
        Told.SPONSORS,
    ),
    Move.UPHOLD_APPEAL: _rule(
        (S.INELIGIBLE,), S.ELIGIBLE, _P.APPEAL_DECIDE, N_("Appeal upheld"), Told.TEAM, Told.SPONSORS
    ),
    Move.START_REVIEW: _rule(
        (S.ELIGIBLE,), S.IN_REVIEW, _P.REVIEWS_MANAGE, N_("Given to evaluators")
    ),
    Move.RANK: _rule((S.IN_REVIEW,), S.RANKED, _P.RANKING_FREEZE, N_("Ranked")),
    Move.SEND_TO_BOARD: _rule(
        (S.RANKED,), S.WITH_BOARD, _P.BOARD_PREPARE, N_("Put before the board")
    ),
    Move.DECIDE: _rule((S.WITH_BOARD,), S.DECIDED, _P.BOARD_CONFIRM, N_("Decided by the board")),
    Move.RELEASE_APPROVED: _rule(
        (S.DECIDED,), S.APPROVED, _P.RELEASE_CONFIRM, N_("Approved in principle"), Told.SPONSORS
    ),
    Move.RELEASE_RESERVE: _rule(
        (S.DECIDED,), S.RESERVE, _P.RELEASE_CONFIRM, N_("Put on the reserve list"), Told.SPONSORS
    ),
    Move.RELEASE_REJECTED: _rule(
        (S.DECIDED,), S.REJECTED, _P.RELEASE_CONFIRM, N_("Not funded this time"), Told.SPONSORS
    ),
}

# What an applicant reads: a decision shows only after its release, and so do ranking and board.
APPLICANT_WORDS: dict[S, str] = {
    S.DRAFT: N_("Draft"),
    S.SUBMITTED: N_("Submitted"),
    S.SCREENING: N_("Being checked"),
    S.CLARIFICATION: N_("We need an answer from you"),
    S.INELIGIBLE: N_("Not eligible"),
    S.ELIGIBLE: N_("With the evaluators"),
    S.IN_REVIEW: N_("With the evaluators"),
    S.RANKED: N_("With the evaluators"),
    S.WITH_BOARD: N_("With the board"),
    S.DECIDED: N_("With the board"),
    S.APPROVED: N_("Approved in principle"),
    S.RESERVE: N_("On the reserve list"),
    S.REJECTED: N_("Not funded this time"),
    S.WITHDRAWN: N_("Withdrawn"),
}

# What the office reads.
OFFICE_WORDS: dict[S, str] = {
    S.DRAFT: N_("Draft"),
    S.SUBMITTED: N_("Submitted"),
    S.SCREENING: N_("Screening"),
    S.CLARIFICATION: N_("Clarification asked"),
    S.INELIGIBLE: N_("Ineligible"),
    S.ELIGIBLE: N_("Eligible"),
    S.IN_REVIEW: N_("In review"),
    S.RANKED: N_("Ranked"),
    S.WITH_BOARD: N_("With the board"),
    S.DECIDED: N_("Decided, not released"),
    S.APPROVED: N_("Approved in principle"),
    S.RESERVE: N_("Reserve list"),
    S.REJECTED: N_("Not funded"),
    S.WITHDRAWN: N_("Withdrawn"),
}

# The tone of the status tag (templates/macros/parts.html).
TONES: dict[S, str] = {
    S.DRAFT: "",
    S.SUBMITTED: "info",
    S.SCREENING: "info",
    S.CLARIFICATION: "warn",
    S.INELIGIBLE: "bad",
    S.ELIGIBLE: "info",
    S.IN_REVIEW: "info",
    S.RANKED: "info",
    S.WITH_BOARD: "info",
    S.DECIDED: "info",
    S.APPROVED: "ok",
    S.RESERVE: "reserve",
    S.REJECTED: "",
    S.WITHDRAWN: "",
}

FINAL = frozenset({S.INELIGIBLE, S.APPROVED, S.RESERVE, S.REJECTED, S.WITHDRAWN})


def check_move(move: Move, status: S) -> None:
    """Refused when the proposal is not in a state this move starts from."""
    if status not in MOVES[move].sources:
        raise Refused(
            msg(
                "This cannot be done now: the proposal's state is “%(state)s”. "
                "Somebody may have been faster; nothing was changed.",
                state=msg(OFFICE_WORDS[status]),
            )
        )


def is_possible(move: Move, status: S) -> bool:
    return status in MOVES[move].sources
