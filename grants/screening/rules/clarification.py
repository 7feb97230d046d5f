"""What may be asked, and how an answer counts."""

from collections.abc import Collection, Sequence
from datetime import datetime

from grants.core.errors import Refused
from grants.core.messages import msg
from grants.screening.models import ClarificationStatus
from grants.screening.rules.finding import Item
from grants.screening.rules.words import check_words

QUESTION_WORDS = 300
ANSWER_WORDS = 500
WAITING = frozenset({ClarificationStatus.OPEN, ClarificationStatus.EXPIRED})


def check_question(codes: Collection[str], curable: Sequence[Item], question: str) -> None:
    """Only about items answered `curable`: missing proof, never content."""
    allowed = {item.code for item in curable}
    if not codes or not set(codes) <= allowed:
        message = msg("Choose at least one item that was answered “curable”.")
        raise Refused(message, {"items": message})
    check_words(question, QUESTION_WORDS, "question")


def check_reply(status: ClarificationStatus, is_screened: bool, answer: str) -> None:
    """A late answer is still taken, until the outcome is decided; an answer is given once."""
    if status not in WAITING:
        raise Refused(msg("This question was answered before. The first answer stands."))
    if is_screened:
        raise Refused(
            msg("The check has ended, so this question can no longer be answered here."),
        )
    check_words(answer, ANSWER_WORDS, "answer")


def reply_status(due_at: datetime, received_at: datetime) -> ClarificationStatus:
    """In time up to and including the last second."""
    if received_at <= due_at:
        return ClarificationStatus.ANSWERED
    return ClarificationStatus.ANSWERED_LATE
