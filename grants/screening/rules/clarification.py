"""What may be asked, and how an answer counts."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Protocol

from grants.calls.models import QuestionKind
from grants.core.errors import Refused
from grants.core.messages import msg
from grants.core.written import check_words
from grants.screening.models import ClarificationStatus
from grants.screening.rules.finding import Item

QUESTION_WORDS = 300
ANSWER_WORDS = 500
REPLY_WORDS = 300
WAITING = frozenset({ClarificationStatus.OPEN, ClarificationStatus.EXPIRED})


class Openable(Protocol):
    """A question of the form, as far as this asks."""

    @property
    def kind(self) -> QuestionKind: ...
    @property
    def criteria(self) -> Sequence[str]: ...


def check_question(codes: Collection[str], curable: Sequence[Item], question: str) -> None:
    """Only about items answered `curable`: missing proof, never content."""
    allowed = {item.code for item in curable}
    if not codes or not set(codes) <= allowed:
        message = msg("Choose at least one item that was answered “curable”.")
        raise Refused(message, {"items": message})
    check_words(question, QUESTION_WORDS, "question")


def may_open(question: Openable) -> bool:
    """May the city answer this question of the form anew? Proof and facts, never what is scored.

    A document proves something even where evaluators read it; the budget and the sponsors are
    what the proposal is.
    """
    if question.kind in (QuestionKind.BUDGET, QuestionKind.ENDORSEMENTS):
        return False
    return question.kind is QuestionKind.FILE or not question.criteria


def check_opened(codes: Collection[str], offered: Collection[str]) -> None:
    """Refused when one of the questions may not be opened."""
    if not set(codes) <= set(offered):
        message = msg("Open only questions of the list: what is scored cannot be answered anew.")
        raise Refused(message, {"opened": message})


def check_reply(
    status: ClarificationStatus, is_screened: bool, answer: str, replies: Mapping[str, str]
) -> None:
    """A late answer is still taken, until the outcome is decided; an answer is given once.

    `replies` are the words to opened questions, by code; with one of them, or a document, the
    answer as a whole may stay empty.
    """
    if status not in WAITING:
        raise Refused(msg("This question was answered before. The first answer stands."))
    if is_screened:
        raise Refused(
            msg("The check has ended, so this question can no longer be answered here."),
        )
    for code, words in replies.items():
        if words:
            check_words(words, REPLY_WORDS, f"words_{code}")
    if answer or not replies:
        check_words(answer, ANSWER_WORDS, "answer")


def reply_status(due_at: datetime, received_at: datetime) -> ClarificationStatus:
    """In time up to and including the last second."""
    if received_at <= due_at:
        return ClarificationStatus.ANSWERED
    return ClarificationStatus.ANSWERED_LATE
