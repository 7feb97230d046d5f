"""How far a section is."""

from collections.abc import Iterable, Mapping
from typing import Any

from grants.calls.rules.questions import Asked
from grants.proposals.models import SectionWork
from grants.proposals.rules.answers import faults, is_empty, is_required


def section_work(questions: Iterable[Asked], values: Mapping[str, Any]) -> SectionWork:
    """The state of a section that was saved at least once, from the values of its questions.

    `values` holds the answers of the whole proposal by question code (another answer may make one
    required), and for budgets, sponsors and files their Budget, Backing and documents.
    """
    found = []
    any_given = False
    for question in questions:
        value = values.get(question.code)
        any_given = any_given or not is_empty(value)
        found += faults(question, value, required=is_required(question, values))
    if any(not fault.missing for fault in found):
        return SectionWork.ATTENTION
    if not found:
        return SectionWork.COMPLETE
    return SectionWork.IN_PROGRESS if any_given else SectionWork.NOT_STARTED
