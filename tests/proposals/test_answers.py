"""What makes an answer complete and within its limits."""

from dataclasses import dataclass, field
from typing import Any

import pytest
from hypothesis import given, strategies as st

from grants.calls.models import QuestionKind as K, Requirement
from grants.core.text import word_count
from grants.proposals.forms.kinds import ELSEWHERE, FIELDS
from grants.proposals.models import SectionWork
from grants.proposals.rules.answers import (
    Backing,
    check_answer,
    faults,
    is_empty,
    is_required,
)
from grants.proposals.rules.limits import CHECKS
from grants.proposals.rules.work import section_work


@dataclass(frozen=True)
class Ask:
    """A question without a call."""

    kind: K
    code: str = "q"
    label: dict[str, str] = field(default_factory=lambda: {"en": "The question"})
    required: Requirement = Requirement.ALWAYS
    required_when: dict[str, Any] | None = None
    max_words: int | None = None
    max_rows: int | None = None
    limits: dict[str, Any] = field(default_factory=dict)
    options: tuple[dict[str, Any], ...] = ()
    config: dict[str, Any] = field(default_factory=dict)


def words(question: Ask, value: Any, **more: Any) -> list[str]:
    return [str(message) for message in check_answer(question, value, **more)]


def test_every_kind_has_its_check_and_its_field():
    assert set(CHECKS) == set(K)
    assert set(FIELDS) | ELSEWHERE == set(K)
    assert not set(FIELDS) & ELSEWHERE


@pytest.mark.parametrize("kind", list(K))
def test_a_missing_answer_is_named_only_when_it_is_required(kind):
    [fault] = faults(Ask(kind), None)
    assert fault.missing
    assert check_answer(Ask(kind), None, required=False) == []


def test_a_text_over_its_limit_says_both_numbers():
    question = Ask(K.LONG_TEXT, max_words=3)
    assert words(question, "one two three four") == [
        "This is 4 words. Shorten it to 3 words or fewer"
    ]
    assert words(question, "one two three") == []


@given(st.text(), st.integers(1, 20))
def test_a_text_is_refused_exactly_when_it_has_too_many_words(text, most):
    found = faults(Ask(K.LONG_TEXT, max_words=most), text, required=False)
    assert bool(found) == (word_count(text) > most)
    assert all(not fault.missing for fault in found)


def test_a_number_is_within_its_limits_ends_included():
    question = Ask(K.NUMBER, limits={"min": 1, "max": 24})
    assert words(question, 1) == words(question, 24) == []
    assert words(question, 25) == ["25 is too much: the most is 24"]
    assert words(question, 0) == ["0 is too little: the least is 1"]


def test_a_day_is_within_its_limits():
    question = Ask(K.DATE, limits={"min": "2027-01-01", "max": "2027-12-31"})
    assert words(question, "2027-12-31") == []
    assert len(words(question, "2028-01-01")) == 1


def test_an_option_that_is_no_longer_offered_must_be_chosen_again():
    question = Ask(K.SINGLE_CHOICE, options=({"value": "live"}, {"value": "work"}))
    assert words(question, "live") == []
    assert len(words(question, "connect")) == 1


def test_no_is_an_answer():
    assert not is_empty(False)
    assert words(Ask(K.YES_NO), False) == []


def test_a_city_needs_its_country():
    [fault] = faults(Ask(K.CITY), {"name": "Tamale", "country": "", "city_id": None})
    assert (fault.part, fault.missing) == ("country", True)


def test_the_fault_of_a_row_says_which_row_and_part():
    rows = [{"name": "Ama", "email": "ama@city.example"}, {"name": "Kofi", "email": "kofi"}]
    [fault] = faults(Ask(K.PEOPLE), rows)
    assert (fault.part, fault.missing) == ("1.email", False)


def test_more_rows_than_asked_for_are_refused():
    rows = [{"name": str(n)} for n in range(4)]
    assert len(words(Ask(K.PEOPLE, max_rows=3), rows)) == 1
    assert words(Ask(K.PEOPLE, max_rows=4), rows) == []


def test_sponsors_count_when_they_have_confirmed():
    question = Ask(K.ENDORSEMENTS)
    assert words(question, Backing(asked=2, confirmed=1, needed=1)) == []
    assert len(words(question, Backing(asked=2, confirmed=0, needed=1))) == 1


def test_another_answer_can_make_one_required():
    question = Ask(
        K.SHORT_TEXT,
        required=Requirement.WHEN,
        required_when={"question": "other", "equals": "yes"},
    )
    assert is_required(question, {"other": "yes"})
    assert is_required(question, {"other": ["yes", "no"]})
    assert not is_required(question, {"other": "no"})
    assert not is_required(question, {})


def test_a_section_is_complete_when_nothing_is_missing_or_over_a_limit():
    questions = [Ask(K.SHORT_TEXT, "title", max_words=2), Ask(K.NUMBER, "months")]
    assert section_work(questions, {}) is SectionWork.NOT_STARTED
    assert section_work(questions, {"title": "Water"}) is SectionWork.IN_PROGRESS
    assert section_work(questions, {"title": "Water", "months": 3}) is SectionWork.COMPLETE
    assert section_work(questions, {"title": "a b c"}) is SectionWork.ATTENTION


def test_a_section_with_nothing_required_is_complete_once_saved():
    optional = [Ask(K.FILE, required=Requirement.NEVER)]
    assert section_work(optional, {}) is SectionWork.COMPLETE
