"""What a file holds, as plain rows: handed over by the process that opened it."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

LONGEST_CELL = 100_000  # characters; the longest answer a draft may submit has 40,000
MOST_ROWS = 1_000  # of one answer
MOST_FRAMES = 400
LONGEST_FILE = 3_000_000  # characters altogether

Cell = str | int | float | bool | dict[str, str] | None


class TooMuch(Exception):
    """More than any form holds."""


@dataclass
class Frame:
    """The place of one answer: its mark in words, the rows in it, and what could not come along.

    In a spreadsheet `columns` are the numbers of the columns found, and a cell may be a number, a
    day as `{"day": …}`, or `{"formula": …}` whose result the file does not hold.
    """

    mark: str
    rows: list[list[Cell]]
    columns: list[int] = field(default_factory=list)
    has_pictures: bool = False


@dataclass
class Opened:
    """A file as opened; `file_mark` is "" when it carries none."""

    file_mark: str
    frames: list[Frame]

    def check(self) -> "Opened":
        """Raises TooMuch for what nobody fills in by hand."""
        total = 0
        if len(self.frames) > MOST_FRAMES:
            raise TooMuch
        for frame in self.frames:
            if len(frame.rows) > MOST_ROWS:
                raise TooMuch
            lengths = [len(c) for row in frame.rows for c in row if isinstance(c, str)]
            total += sum(lengths) + sum(len(row) for row in frame.rows)
        if total > LONGEST_FILE:
            raise TooMuch
        return self

    def packed(self) -> dict[str, Any]:
        return asdict(self)

    @classmethod
    def unpacked(cls, given: Mapping[str, Any]) -> "Opened":
        return cls(given["file_mark"], [Frame(**frame) for frame in given["frames"]])
