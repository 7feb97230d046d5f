"""What a city answered anew, beside what it had submitted."""

from collections.abc import Iterable
from dataclasses import dataclass

import sqlalchemy as sa

from grants.calls.models import Call
from grants.calls.queries import QuestionView, form_of
from grants.core.db import db
from grants.files.models import Blob, File
from grants.files.queries import StoredFile, by_ids
from grants.proposals.queries.reading import ReadAnswer, ReadSection
from grants.screening.models import Clarification, ClarificationReply, ClarificationStatus
from grants.screening.rules.anew import Said
from grants.screening.rules.clarification import may_open


@dataclass(frozen=True)
class Reopened:
    """One opened question: as submitted, and what was said anew, if anything was."""

    code: str
    before: ReadAnswer | None
    words: str
    file: StoredFile | None

    @property
    def is_answered(self) -> bool:
        return bool(self.words) or self.file is not None


def may_be_opened(call: Call) -> list[QuestionView]:
    """The questions of the concept note that a city may be let answer anew."""
    return [question for question in form_of(call).questions() if may_open(question)]


def reopened_in(
    asked: Iterable[Clarification], sections: Iterable[ReadSection]
) -> dict[int, list[Reopened]]:
    """The opened questions of each question to the city, by its id; two queries at most.

    `sections` are what was submitted, laid out by the form.
    """
    opened = {row.id: list(row.opened) for row in asked if row.opened}
    if not opened:
        return {}
    rows = db.session.execute(
        sa.select(
            ClarificationReply.clarification_id,
            ClarificationReply.code,
            ClarificationReply.words,
            ClarificationReply.file_id,
        ).where(ClarificationReply.clarification_id.in_(opened))
    ).all()
    said = {(row.clarification_id, row.code): row for row in rows}
    files = by_ids([row.file_id for row in rows if row.file_id is not None])
    before = {answer.code: answer for section in sections for answer in section.rows}
    found: dict[int, list[Reopened]] = {}
    for clarification_id, codes in opened.items():
        for code in codes:
            row = said.get((clarification_id, code))
            found.setdefault(clarification_id, []).append(
                Reopened(
                    code,
                    before.get(code),
                    row.words if row else "",
                    files.get(row.file_id) if row and row.file_id else None,
                )
            )
    return found


def said_in_time(proposal_id: int) -> list[Said]:
    """What was answered anew before its due date, the first first; one query."""
    rows = db.session.execute(
        sa.select(
            ClarificationReply.code,
            ClarificationReply.words,
            File.name,
            Blob.size,
            Blob.sha256,
        )
        .join(Clarification, Clarification.id == ClarificationReply.clarification_id)
        .outerjoin(File, File.id == ClarificationReply.file_id)
        .outerjoin(Blob, Blob.id == File.blob_id)
        .where(
            Clarification.proposal_id == proposal_id,
            Clarification.status == ClarificationStatus.ANSWERED,
        )
        .order_by(Clarification.asked_at, Clarification.id)
    )
    return [
        Said(
            row.code,
            row.words,
            {"name": row.name, "size": row.size, "sha256": row.sha256} if row.sha256 else None,
        )
        for row in rows
    ]
