"""What happens in the eligibility check when somebody presses a button."""

from grants.files.service import register_reader
from grants.screening.queries.blind import may_read_files
from grants.screening.queries.files import may_read_clarification
from grants.screening.service.appeal import appeal, decide_appeal
from grants.screening.service.assign import assign
from grants.screening.service.check import Reply, answer_checks, start, take
from grants.screening.service.clarify import Anew, Upload, answer_clarification, ask_clarification
from grants.screening.service.finding import confirm, find, send_back
from grants.screening.service.look_alikes import find_lookalikes, judge, on_submitted
from grants.screening.service.rescreen import draw, save_again
from grants.screening.service.searching import look_again, look_again_at, search
from grants.screening.service.ties import lift_tie, step_aside

__all__ = [
    "Anew",
    "Reply",
    "Upload",
    "answer_checks",
    "answer_clarification",
    "appeal",
    "ask_clarification",
    "assign",
    "confirm",
    "decide_appeal",
    "draw",
    "find",
    "find_lookalikes",
    "judge",
    "lift_tie",
    "look_again",
    "look_again_at",
    "on_submitted",
    "save_again",
    "search",
    "send_back",
    "start",
    "step_aside",
    "take",
]

register_reader("clarification", may_read_clarification)
register_reader("proposal", may_read_files)
