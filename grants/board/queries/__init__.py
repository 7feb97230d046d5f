"""Loading what the board does, for one reader; what they are recused from is left out."""

from grants.board.models import Meeting
from grants.board.queries.blinders import Blinders, blinders, hidden_decisions
from grants.board.queries.decisions import decision_file, decisions
from grants.board.queries.letters import letter_of, release_file
from grants.board.queries.meetings import (
    agenda,
    code_of,
    drafts,
    meeting_by_ref,
    meetings,
    sees_drafts,
    under_way,
)
from grants.board.queries.papers import award_paper, item_file
from grants.board.queries.remainder import (
    RemainderRow,
    proposal_of_row,
    remainder_row,
    remainder_rows,
)
from grants.board.queries.replies import late_voices, readers_of
from grants.board.queries.voices import Own, own_interests, own_voice, sees_voices, voices
from grants.core import clock

__all__ = [
    "Blinders",
    "Own",
    "RemainderRow",
    "agenda",
    "award_paper",
    "blinders",
    "code_of",
    "decision_file",
    "decisions",
    "drafts",
    "hidden_decisions",
    "is_over",
    "item_file",
    "late_voices",
    "letter_of",
    "meeting_by_ref",
    "meetings",
    "own_interests",
    "own_voice",
    "proposal_of_row",
    "readers_of",
    "release_file",
    "remainder_row",
    "remainder_rows",
    "sees_drafts",
    "sees_voices",
    "under_way",
    "voices",
]


def is_over(meeting: Meeting) -> bool:
    """The time of a written procedure is over, closed or not."""
    return meeting.closes_at is not None and clock.now() > meeting.closes_at
