"""What the rows of a file mean: each answer read by its kind, or refused with a reason."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from grants.calls.models import QuestionKind as K
from grants.calls.queries import FormView, QuestionView
from grants.core.errors import Refused
from grants.core.messages import Message, msg
from grants.proposals.offline.cleaned import cleaned, cost_line
from grants.proposals.offline.frames import LONGEST_CELL, Cell, Frame, Opened
from grants.proposals.offline.marks import IN_ROWS, find_slot_mark, numbered
from grants.proposals.offline.options import chosen_of, is_yes
from grants.proposals.offline.rows import read_fields, read_rows
from grants.proposals.offline.scalars import Unreadable, day_of, line_of, money_of, whole_of
from grants.proposals.offline.vocabulary import Vocabulary
from grants.proposals.rules.budget import check_size

SHOWN = 300  # characters of what could not be read


@dataclass
class Reading:
    """What a file says, by question code.

    `bases` are the digests of the answers when it was made, `unread` the reasons and what stands
    there, `missing` the questions whose place is gone.
    """

    answers: dict[str, Any] = field(default_factory=dict)
    bases: dict[str, str] = field(default_factory=dict)
    unread: dict[str, tuple[Message, str]] = field(default_factory=dict)
    missing: list[str] = field(default_factory=list)
    pictures: list[str] = field(default_factory=list)


def read_all(form: FormView, opened: Opened, words: Vocabulary, *, rows_only: bool) -> Reading:
    """Every answer of a file; `rows_only`: it never had places but for answers in rows."""
    found: dict[int, list[Frame]] = {}
    for frame in opened.frames:
        mark = find_slot_mark(frame.mark)
        if mark is not None:
            found.setdefault(mark.number, []).append(frame)
    reading = Reading()
    for number, question in numbered(form).items():
        if rows_only and question.kind not in IN_ROWS:
            continue
        if number not in found:
            reading.missing.append(question.code)
            continue
        _read_one(reading, question, found[number], words)
    return reading


def _read_one(
    reading: Reading, question: QuestionView, frames: list[Frame], words: Vocabulary
) -> None:
    first = frames[0]
    mark = find_slot_mark(first.mark)
    reading.bases[question.code] = mark.digest if mark else ""
    if any(frame.has_pictures for frame in frames):
        reading.pictures.append(question.code)
    try:
        read = [read_answer(question, frame, words) for frame in frames]
        if any(one != read[0] for one in read):
            raise Unreadable(msg("This question stands in the file twice, with different answers."))
        reading.answers[question.code] = read[0]
    except Unreadable as refused:
        reading.unread[question.code] = (refused.message, _shown(frames))


def read_answer(question: QuestionView, frame: Frame, words: Vocabulary) -> Any:
    """The cleaned answer in a frame; raises Unreadable with the reason in words."""
    if any(isinstance(c, str) and len(c) > LONGEST_CELL for row in frame.rows for c in row):
        raise Unreadable(msg("This text is longer than any answer can be."))
    answer = cleaned(question, _READERS[question.kind](question, frame, words))
    if question.kind is K.BUDGET:
        try:
            check_size([cost_line(line) for line in answer])
        except Refused as error:
            raise Unreadable(error.message) from error
    return answer


def _shown(frames: list[Frame]) -> str:
    cells = [str(c) for frame in frames for row in frame.rows for c in row if c not in (None, "")]
    text = " · ".join(cells)
    return text if len(text) <= SHOWN else f"{text[:SHOWN]}…"


def _text(_question: QuestionView, frame: Frame, _words: Vocabulary) -> str:
    return "\n".join(_cell(cell) for row in frame.rows for cell in row)


def _cell(cell: Cell) -> str:
    return cell if isinstance(cell, str) else line_of(cell)


def _line(question: QuestionView, frame: Frame, words: Vocabulary) -> str:
    return line_of(_text(question, frame, words))


def _choice(question: QuestionView, frame: Frame, words: Vocabulary) -> str:
    chosen = chosen_of(question.options, _text(question, frame, words))
    if len(chosen) > 1:
        raise Unreadable(msg("More than one answer is ticked; only one can be."))
    return chosen[0] if chosen else ""


def _choices(question: QuestionView, frame: Frame, words: Vocabulary) -> list[str]:
    return chosen_of(question.options, _text(question, frame, words))


def _yes_no(question: QuestionView, frame: Frame, words: Vocabulary) -> bool | None:
    return is_yes(_text(question, frame, words), words)


def _country(question: QuestionView, frame: Frame, words: Vocabulary) -> str:
    return words.city_country(_line(question, frame, words))


def _scalar(
    read: Callable[[Cell, Vocabulary], Any],
) -> Callable[[QuestionView, Frame, Vocabulary], Any]:
    return lambda question, frame, words: read(_line(question, frame, words), words)


_READERS: Mapping[K, Callable[[QuestionView, Frame, Vocabulary], Any]] = {
    K.SHORT_TEXT: _line,
    K.LONG_TEXT: _text,
    K.SINGLE_CHOICE: _choice,
    K.MULTIPLE_CHOICE: _choices,
    K.YES_NO: _yes_no,
    K.NUMBER: _scalar(whole_of),
    K.MONEY: _scalar(money_of),
    K.DATE: _scalar(day_of),
    K.COUNTRY: _country,
    K.CITY: read_fields,
    K.ORGANISATION: read_fields,
    K.ORGANISATIONS: read_rows,
    K.PEOPLE: read_rows,
    K.TABLE: read_rows,
    K.BUDGET: read_rows,
}
