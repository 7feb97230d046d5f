"""The codes by which a file that comes back is told: whose it is, and which answer stands where."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from grants.calls.models import QuestionKind as K
from grants.calls.queries import FormView, QuestionView
from grants.core.digest import canonical, sha256

# Uploaded or confirmed on pages of their own: no file holds them.
NOT_OFFLINE = frozenset({K.FILE, K.ENDORSEMENTS})
# Answers in rows, which a spreadsheet holds better than a text.
IN_ROWS = frozenset({K.ORGANISATIONS, K.PEOPLE, K.TABLE, K.BUDGET})

_FILE = re.compile(r"CF1/([A-Z0-9]{4,40})/([A-Za-z0-9._-]{1,60})/([a-z]{2})/([0-9A-F]{8})")
_SLOT = re.compile(r"(?<![A-Za-z0-9])Q([0-9]{2,3})-([0-9A-F]{8})(?:\.([0-9]{1,3}))?(?![0-9A-Za-z])")
_DASHES = str.maketrans(dict.fromkeys("‐‑‒–—−", "-"))


@dataclass(frozen=True)
class FileMark:
    """Whose file it is; `form` is the digest of the questions it was made with."""

    proposal: str
    call: str
    language: str
    form: str

    def __str__(self) -> str:
        return f"CF1/{self.proposal}/{self.call}/{self.language}/{self.form}"


@dataclass(frozen=True)
class SlotMark:
    """One answer: the number of its question, and what the answer was when the file was made."""

    number: int
    digest: str
    column: int = 0  # in a spreadsheet, from 1

    def __str__(self) -> str:
        column = f".{self.column}" if self.column else ""
        return f"Q{self.number:02d}-{self.digest}{column}"


def find_file_mark(text: str) -> FileMark | None:
    """The first one in a text; programs may have made its hyphens longer."""
    found = _FILE.search(text.translate(_DASHES))
    return FileMark(*found.groups()) if found else None


def find_slot_mark(text: str) -> SlotMark | None:
    """The first one in a text."""
    found = _SLOT.search(text.translate(_DASHES))
    return SlotMark(int(found[1]), found[2], int(found[3] or 0)) if found else None


def numbered(form: FormView) -> dict[int, QuestionView]:
    """Every question that a file can answer, by its number in the form, counted from 1."""
    return {
        n: question
        for n, question in enumerate(form.questions(), 1)
        if question.kind not in NOT_OFFLINE
    }


def short_digest(value: Any) -> str:
    """Eight characters that change when an answer does."""
    return sha256(canonical(value))[:8].upper()


def form_digest(form: FormView) -> str:
    """Changes when questions come, go, move or are asked in another shape; not with wording."""
    return short_digest([[q.code, q.kind.value, _shape(q)] for q in form.questions()])


def _shape(question: QuestionView) -> list[Any]:
    columns = [_column(column) for column in question.config.get("columns", ())]
    return [[str(option["value"]) for option in question.options], columns]


def _column(column: Mapping[str, Any]) -> list[Any]:
    options = [str(option["value"]) for option in column.get("options", ())]
    return [column["code"], column.get("kind", "text"), options]
