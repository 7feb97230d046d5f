"""What the answers to the quiz of a call mean for a proposal that is started from it."""

from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass

from grants.calls.rules.quiz import ELSEWHERE, QuizQuestion, Result, Said, result_of
from grants.proposals.models import PointSaid

KIND_TOPIC = "applicant-kind"
PREFIX = "q-"  # of the answers in an address, as the quiz itself names them


@dataclass(frozen=True)
class Carried:
    """The answers taken along, and what they come to."""

    answers: tuple[tuple[QuizQuestion, str], ...]
    result: Result
    country: str | None  # for the question about the city
    kind: str | None  # of the proponent, where the call takes one kind alone

    @property
    def points(self) -> dict[str, PointSaid]:
        """What must be settled before submitting, by the code of its question."""
        found = dict.fromkeys((q.code for q in self.result.refused), PointSaid.NO)
        return found | dict.fromkeys((q.code for q in self.result.unsure), PointSaid.UNSURE)

    @property
    def arguments(self) -> dict[str, str]:
        """The answers as parts of an address."""
        return {PREFIX + question.code: answer for question, answer in self.answers}


def carried_from(
    questions: Sequence[QuizQuestion],
    given: Mapping[str, str],
    countries: Set[str],
    kinds: Sequence[str],
) -> Carried | None:
    """Read the answers of an address; None when there is none. What is not offered is no answer."""
    answers = tuple(
        (question, given[PREFIX + question.code])
        for question in questions
        if _is_offered(question, given.get(PREFIX + question.code, ""), countries)
    )
    if not answers:
        return None
    by_code = {question.code: answer for question, answer in answers}
    asked = [question for question, _answer in answers]
    country = next((by_code[q.code] for q in asked if q.asks_country), None)
    says_kind = any(q.topic == KIND_TOPIC and by_code[q.code] == Said.YES for q in asked)
    return Carried(
        answers,
        result_of(asked, by_code, countries),
        country if country in countries else None,
        kinds[0] if says_kind and len(kinds) == 1 else None,
    )


def _is_offered(question: QuizQuestion, answer: str, countries: Set[str]) -> bool:
    if question.asks_country:
        return answer in countries or answer == ELSEWHERE
    return answer in set(Said)
