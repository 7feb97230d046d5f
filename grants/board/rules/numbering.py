"""Codes of meetings and numbers of decisions: `CATF/MB12/D03`, `CATF/MB2026/ED01`."""

from grants.board.models import MeetingKind

FUND = "CATF"


def meeting_code(kind: MeetingKind, year: int, number: int) -> str:
    """`CATF/MB12` for a meeting, `CATF/MB2026/E3` for a written procedure of a year."""
    if kind is MeetingKind.MEETING:
        return f"{FUND}/MB{number}"
    return f"{FUND}/MB{year}/E{number}"


def meeting_series(kind: MeetingKind, year: int) -> str:
    """Meetings count on for ever, written procedures by year."""
    return f"{FUND}/MB" if kind is MeetingKind.MEETING else f"{FUND}/MB{year}/E"


def decision_series(kind: MeetingKind, year: int, number: int) -> str:
    """The prefix whose decisions are numbered in one row: of a meeting, or of a year's writing."""
    if kind is MeetingKind.MEETING:
        return f"{FUND}/MB{number}/D"
    return f"{FUND}/MB{year}/ED"


def decision_number(series: str, n: int) -> str:
    return f"{series}{n:02d}"
