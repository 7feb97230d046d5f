"""Whether an answer is needed, is there, and may be submitted.

A draft is saved whatever these say; only submitting needs silence from all of them.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from grants.calls.models import QuestionKind as K, Requirement
from grants.calls.rules.questions import Asked
from grants.core.messages import Message, msg
from grants.proposals.rules.budget import Budget
from grants.proposals.rules.faults import Fault
from grants.proposals.rules.limits import CHECKS


@dataclass(frozen=True)
class Backing:
    """The answer to a question about sponsors: how many were asked, and confirmed."""

    asked: int
    confirmed: int
    needed: int


def is_required(question: Asked, answers: Mapping[str, Any]) -> bool:
    """Is an answer needed to submit, given the other answers?"""
    if question.required is Requirement.WHEN:
        when = question.required_when or {}
        given = answers.get(when.get("question", ""))
        wanted = when.get("equals")
        if isinstance(given, bool):
            given = "yes" if given else "no"
        return wanted in given if isinstance(given, list) else given == wanted
    return question.required is Requirement.ALWAYS


def is_empty(value: Any) -> bool:
    """Is there no answer? `False` is one: somebody said no."""
    match value:
        case Budget():
            return not value.lines
        case Backing():
            return value.asked == 0
        case str():
            return not value.strip()
        case dict():
            return all(is_empty(part) for part in value.values())
        case list() | tuple():
            return all(is_empty(row) for row in value)
    return value is None


def check_answer(question: Asked, value: Any, *, required: bool = True) -> list[Message]:
    """Everything that keeps this answer from being submitted, in words; [] when it is well."""
    return [fault.message for fault in faults(question, value, required=required)]


def faults(question: Asked, value: Any, *, required: bool = True) -> list[Fault]:
    """The same with the place of each fault inside the answer."""
    if is_empty(value):
        return [_missing(question)] if required else []
    return list(CHECKS[question.kind](question, value))


def _missing(question: Asked) -> Fault:
    label = question.label
    match question.kind:
        case K.SINGLE_CHOICE | K.MULTIPLE_CHOICE | K.YES_NO | K.COUNTRY:
            words = msg("Choose an answer to “%(question)s”", question=label)
        case K.DATE:
            words = msg("Give a day for “%(question)s”", question=label)
        case K.FILE:
            words = msg("Upload the document “%(question)s”", question=label)
        case K.BUDGET:
            words = msg("Add the cost lines of the budget")
        case K.ENDORSEMENTS:
            words = msg("Ask a member of the partnership to confirm your proposal")
        case K.CITY:
            words = msg("Name the city and choose its country")
        case K.ORGANISATIONS | K.PEOPLE | K.TABLE:
            words = msg("Add at least one row to “%(question)s”", question=label)
        case _:
            words = msg("Answer “%(question)s”", question=label)
    return Fault(words, missing=True)
