"""The public quiz: a few questions of the eligibility checklist, and what the answers come to.

A help before anybody begins, never a decision: the whole checklist is checked after submitting.
"""

import enum
from collections.abc import Iterable, Mapping, Set
from dataclasses import dataclass
from typing import Any, Protocol

from grants.core.messages import N_

MOST_QUESTIONS = 10
COUNTRY = "country_on_list"  # answered with a country instead of yes or no
SHARE = "cofinancing_share"
ELSEWHERE = "elsewhere"  # a country that is not on the list


class Said(enum.StrEnum):
    """What a visitor may answer to a question without a country."""

    YES = "yes"
    NO = "no"
    UNSURE = "unsure"


class Verdict(enum.StrEnum):
    """What the answers come to."""

    YES = "yes"
    PROBABLY = "probably"
    NO = "no"


SAID_WORDS: dict[Said, str] = {
    Said.YES: N_("Yes"),
    Said.NO: N_("No"),
    Said.UNSURE: N_("I do not know yet"),
}
VERDICT_WORDS: dict[Verdict, str] = {
    Verdict.YES: N_("Yes, you can apply"),
    Verdict.PROBABLY: N_("Probably, once the points below are settled"),
    Verdict.NO: N_("No, not as things stand"),
}
VERDICT_TONES: dict[Verdict, str] = {
    Verdict.YES: "ok",
    Verdict.PROBABLY: "info",
    Verdict.NO: "warn",
}

# What to do about a “no”, by the system's rule of the item or by its reason code.
ADVICE: dict[str, str] = {
    "amount_in_range": N_(
        "Plan a larger or smaller project, so that the grant lies within the limits of this call."
    ),
    COUNTRY: N_(
        "This call cannot pay for a project there. New calls are announced on the list of calls."
    ),
    "sponsor_confirmed": N_(
        "Ask a member of Cities Alliance to back your idea. It takes longest, so begin with it."
    ),
    "language_accepted": N_("Bring somebody into your team who writes a language of this call."),
    SHARE: N_(
        "Look for partners or donors who bring cash, or ask for a smaller grant. The page of the "
        "call has two examples."
    ),
    "duration_in_range": N_("Plan a shorter project, or propose a first part that stands alone."),
    "legal-entity": N_(
        "Name a partner that can sign as the organisation which receives the grant for you."
    ),
    "applicant-kind": N_(
        "Ask an organisation that may apply to lead the proposal, and take part as a partner."
    ),
    "theme": N_("Read what this call funds. A later call may fit your idea better."),
}
ADVICE_CURABLE = N_("This can be put right before you submit. Ask us if you do not know how.")
ADVICE_OTHER = N_("Change the idea so that this no longer holds, or ask us before you begin.")


class Item(Protocol):
    """A checklist item, as far as the quiz asks it."""

    @property
    def code(self) -> str: ...
    @property
    def rule(self) -> str: ...
    @property
    def reason_code(self) -> str: ...
    @property
    def reason(self) -> Mapping[str, str]: ...
    @property
    def curable(self) -> bool: ...
    @property
    def quiz(self) -> Mapping[str, Any] | None: ...


@dataclass(frozen=True)
class QuizQuestion:
    """One question, with what a wrong answer means."""

    code: str
    topic: str
    text: Mapping[str, str]
    passes: Said
    reason: Mapping[str, str]
    curable: bool

    @property
    def asks_country(self) -> bool:
        return self.topic == COUNTRY

    @property
    def advice(self) -> str:
        """What to do about a wrong answer; a message to be translated."""
        return ADVICE.get(self.topic, ADVICE_CURABLE if self.curable else ADVICE_OTHER)


@dataclass(frozen=True)
class Result:
    """The verdict, the questions that were answered wrongly, and those left unsure."""

    verdict: Verdict
    refused: tuple[QuizQuestion, ...]
    unsure: tuple[QuizQuestion, ...]


def in_quiz(items: Iterable[Item]) -> int:
    """How many items of a checklist are asked in the quiz."""
    return sum(bool(item.quiz) for item in items)


def quiz_questions(
    items: Iterable[Item], countries: Set[str], max_share_bp: int | None
) -> tuple[QuizQuestion, ...]:
    """What the quiz of a call asks, in the order of its checklist; () when it has none.

    A call for every country asks for none, and one without a share asks for no co-financing.
    """
    idle = {topic for topic, needed in ((COUNTRY, countries), (SHARE, max_share_bp)) if not needed}
    asked = tuple(
        QuizQuestion(
            code=item.code,
            topic=item.rule or item.reason_code,
            text=item.quiz["question"],
            passes=Said(item.quiz["passes"]),
            reason=item.reason,
            curable=item.curable,
        )
        for item in items
        if item.quiz and item.rule not in idle
    )
    return asked[:MOST_QUESTIONS]


def result_of(
    questions: Iterable[QuizQuestion], answers: Mapping[str, str], countries: Set[str]
) -> Result:
    """What the answers, by the code of their question, come to.

    One wrong answer that cannot be put right is a no; anything else that is wrong or not known
    yet makes it probable only.
    """
    refused: list[QuizQuestion] = []
    unsure: list[QuizQuestion] = []
    for question in questions:
        answer = answers.get(question.code, "")
        if answer == Said.UNSURE:
            unsure.append(question)
        elif not _passes(question, answer, countries):
            refused.append(question)
    verdict = Verdict.YES
    if any(not question.curable for question in refused):
        verdict = Verdict.NO
    elif refused or unsure:
        verdict = Verdict.PROBABLY
    return Result(verdict, tuple(refused), tuple(unsure))


def _passes(question: QuizQuestion, answer: str, countries: Set[str]) -> bool:
    if question.asks_country:
        return answer in countries
    return answer == question.passes
