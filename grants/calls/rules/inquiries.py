"""Questions from cities while a call is open, and the answers everybody reads."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Protocol

from grants.calls.models import InquiryStatus
from grants.calls.rules.window import Window, accepts_work
from grants.core.errors import Refused
from grants.core.messages import N_, Message, msg
from grants.core.text import word_count

ASKED_WORDS = 200
ANSWER_WORDS = 600
REASON_WORDS = 100
ANSWER_DAYS = 5  # working days

STATUS_WORDS: dict[InquiryStatus, str] = {
    InquiryStatus.OPEN: N_("Waits for an answer"),
    InquiryStatus.ANSWERED: N_("Answered"),
    InquiryStatus.MERGED: N_("Answered with another question"),
    InquiryStatus.DECLINED: N_("Not answered here"),
}
STATUS_TONES: dict[InquiryStatus, str] = {
    InquiryStatus.OPEN: "warn",
    InquiryStatus.ANSWERED: "ok",
    InquiryStatus.MERGED: "info",
    InquiryStatus.DECLINED: "",
}


class Received(Protocol):
    """A question as far as it can be put together with another."""

    @property
    def id(self) -> int: ...
    @property
    def call_id(self) -> int: ...
    @property
    def asked_at(self) -> datetime: ...
    @property
    def status(self) -> InquiryStatus: ...


def check_asked(call: Window, words: str, now: datetime) -> None:
    """Raises Refused unless the call is open and the question is there and short enough."""
    if not accepts_work(call, now):
        raise Refused(
            msg("Questions can be asked while the call is open. Your question was not sent.")
        )
    if not words.strip():
        message = msg("Write your question")
        raise Refused(message, {"words": message})
    _check_length(words, ASKED_WORDS, "words")


def check_answer(
    languages: Iterable[str], question: Mapping[str, str], answer: Mapping[str, str]
) -> None:
    """Question and answer, both in at least one language of the call, none half."""
    known = tuple(languages)
    for name, texts in (("question", question), ("answer", answer)):
        for language, text in texts.items():
            if language not in known:
                raise Refused(msg("This call does not accept every language of your answer."))
            _check_length(text, ANSWER_WORDS, f"{name}_{language}")
    asked = {language for language, text in question.items() if text.strip()}
    said = {language for language, text in answer.items() if text.strip()}
    half: dict[str, Message] = {}
    for language in known:
        if language in said - asked:
            half[f"question_{language}"] = msg("Write the question in this language too")
        if language in asked - said:
            half[f"answer_{language}"] = msg("Write the answer in this language too")
    if not half and not said and known:
        half = {
            f"question_{known[0]}": msg("Write the question as everybody will read it"),
            f"answer_{known[0]}": msg("Write the answer"),
        }
    if half:
        raise Refused(msg("Question and answer are needed in the same languages."), half)


def check_open(status: InquiryStatus) -> None:
    """An answer, a merger and a refusal are given once."""
    if status is not InquiryStatus.OPEN:
        raise Refused(msg("This question is settled already; nothing was changed."))


def check_answered(status: InquiryStatus) -> None:
    if status is not InquiryStatus.ANSWERED:
        raise Refused(msg("There is no answer to correct yet; nothing was changed."))


def may_take_in(earlier: Received, asked: Received) -> bool:
    """May `asked` be answered together with `earlier`: of the same call, and first or answered?"""
    if earlier.id == asked.id or earlier.call_id != asked.call_id:
        return False
    if earlier.status is InquiryStatus.ANSWERED:
        return True
    return earlier.status is InquiryStatus.OPEN and earlier.asked_at <= asked.asked_at


def check_merge(earlier: Received, asked: Received) -> None:
    if not may_take_in(earlier, asked):
        message = msg("Choose an earlier question of this call, or one that is answered")
        raise Refused(message, {"into": message})


def check_reason(reason: str) -> None:
    """A refusal without its reason is not given."""
    if not reason.strip():
        message = msg("Say why: the person who asked reads it")
        raise Refused(message, {"reason": message})
    _check_length(reason, REASON_WORDS, "reason")


def check_answer_note(note: str) -> None:
    """A correction says to everybody what it corrected."""
    if not note.strip():
        message = msg("Say what is corrected: everybody reads it beside the answer")
        raise Refused(message, {"note": message})
    _check_length(note, REASON_WORDS, "note")


def _check_length(text: str, most: int, field: str) -> None:
    count = word_count(text)
    if count > most:
        message = msg(
            "This is %(n)s words. Shorten it to %(most)s words or fewer", n=count, most=most
        )
        raise Refused(message, {field: message})
