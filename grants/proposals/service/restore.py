"""Bringing back an earlier version of an answer."""

from datetime import datetime

from grants.calls.queries import QuestionView, SectionView
from grants.proposals.queries import earlier
from grants.proposals.queries.access import Access
from grants.proposals.service.answers import Saved, save_section


def restore(
    found: Access,
    section: SectionView,
    question: QuestionView,
    n: int,
    *,
    version: int,
    received_at: datetime,
    operation: str | None = None,
) -> Saved:
    """The n-th version of an answer becomes a new one, the present one staying in the history.

    `found` was loaded with its row locked. Raises NotFound when there is no such version,
    Overtaken when the answer was changed since the form with this section's `version` was read,
    and Refused when nothing may change any more.
    """
    text = earlier.version(found, question, n)
    return save_section(
        found,
        section,
        {question.code: text.value},
        version=version,
        received_at=received_at,
        operation=operation,
        merge=True,
        restores=text.id,
    )
