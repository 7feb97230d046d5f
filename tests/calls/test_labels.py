"""Every code of a call has its words."""

import pytest

from grants.calls.exchange.settings import SETTINGS
from grants.calls.models import (
    BoardProcedure,
    CallStatus,
    CheckMode,
    FormKind,
    QuestionKind,
    StaffDuty,
)
from grants.calls.rules import SOURCE_LABELS, SOURCES, CapBase, Severity, labels
from grants.calls.rules.document import LANGUAGES
from grants.screening.rules.checks import SYSTEM_CHECKS


@pytest.mark.parametrize(
    ("codes", "words"),
    [
        (CallStatus, labels.STATUS_WORDS),
        (CallStatus, labels.STATUS_TONES),
        (BoardProcedure, labels.PROCEDURE_WORDS),
        (QuestionKind, labels.QUESTION_WORDS),
        (FormKind, labels.FORM_WORDS),
        (CheckMode, labels.MODE_WORDS),
        (StaffDuty, labels.DUTY_WORDS),
        (CapBase, labels.BASE_WORDS),
        (Severity, labels.SEVERITY_WORDS),
        (LANGUAGES, labels.LANGUAGE_WORDS),
        ([setting.name for setting in SETTINGS], labels.SETTING_WORDS),
        (SOURCES, SOURCE_LABELS),
    ],
)
def test_every_code_has_its_words_and_no_word_is_without_code(codes: object, words: dict) -> None:  # type: ignore[type-arg]
    assert set(codes) == set(words)  # type: ignore[call-overload]


def test_every_system_check_a_file_may_name_is_one_that_screening_can_do() -> None:
    from grants.calls.exchange.judgement import SYSTEM_RULES

    assert set(SYSTEM_RULES) == set(SYSTEM_CHECKS)
