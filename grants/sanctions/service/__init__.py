"""What happens in the names check when somebody presses a button, and by itself."""

from grants.files.service import register_reader
from grants.sanctions.queries.file import may_read_evidence
from grants.sanctions.queries.lists import may_read_list_file
from grants.sanctions.service.checking import (
    check_call,
    check_now,
    on_submitted,
    run_check,
    run_for_call,
)
from grants.sanctions.service.judging import Evidence, judge
from grants.sanctions.service.lists import MOST_BYTES, put_in_force, throw_away, upload

__all__ = [
    "MOST_BYTES",
    "Evidence",
    "check_call",
    "check_now",
    "judge",
    "on_submitted",
    "put_in_force",
    "run_check",
    "run_for_call",
    "throw_away",
    "upload",
]

register_reader("names_list", may_read_list_file)
register_reader("names_verdict", may_read_evidence)
