"""Rules of submitting, endorsing and telling: pure."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given, strategies as st

from grants.core.errors import Refused
from grants.permissions import Permission
from grants.proposals.models import AttemptOutcome, EndorsementStatus, TeamRole
from grants.proposals.rules.endorsement import (
    STATE_TONES,
    STATE_WORDS,
    STATUS_WORDS,
    SponsorState,
    counts,
    state_of,
)
from grants.proposals.rules.history import OFFICE_EVENTS, TEAM_EVENTS, Save, sittings
from grants.proposals.rules.moves import APPLICANT_WORDS, MOVES, Move
from grants.proposals.rules.submission import (
    ATTEMPT_TONES,
    ATTEMPT_WORDS,
    DECLARATIONS,
    Declaration,
    FrozenDocument,
    check_declaration,
    content_of,
    content_sha256,
    normal_hash,
)
from grants.proposals.rules.team import INVITED_AS, ROLE_HINTS, ROLE_WORDS

NOON = datetime(2027, 1, 15, 12, tzinfo=UTC)


@dataclass
class Asked:
    """An endorsement as the rules see it."""

    status: EndorsementStatus
    read_at: datetime | None = None
    content_sha256: str | None = None


def test_every_state_outcome_and_role_has_its_words() -> None:
    assert set(STATE_WORDS) == set(STATE_TONES) == set(SponsorState)
    assert set(STATUS_WORDS) == set(EndorsementStatus)
    assert set(ATTEMPT_WORDS) == set(ATTEMPT_TONES) == set(AttemptOutcome)
    assert set(ROLE_WORDS) == set(ROLE_HINTS) == set(TeamRole)
    assert TeamRole.LEAD not in INVITED_AS


@pytest.mark.parametrize(
    ("asked", "state"),
    [
        (Asked(EndorsementStatus.ASKED), SponsorState.ASKED),
        (Asked(EndorsementStatus.ASKED, NOON), SponsorState.READ),
        (Asked(EndorsementStatus.CONFIRMED, NOON, "now"), SponsorState.CONFIRMED),
        (Asked(EndorsementStatus.CONFIRMED, NOON, "before"), SponsorState.CHANGED),
        (Asked(EndorsementStatus.DECLINED, NOON), SponsorState.DECLINED),
        (Asked(EndorsementStatus.WITHDRAWN, NOON, "now"), SponsorState.WITHDRAWN),
    ],
)
def test_the_state_says_asked_read_confirmed_or_changed_since(
    asked: Asked, state: SponsorState
) -> None:
    assert state_of(asked, "now") is state
    expected = state is SponsorState.CONFIRMED
    assert counts(asked, "now", reconfirm=True) is expected
    assert counts(asked, "now", reconfirm=False) is (expected or state is SponsorState.CHANGED)


# -- what is frozen ------------------------------------------------------------------------------

ANSWERS = st.dictionaries(
    st.text(min_size=1, max_size=8),
    st.one_of(st.text(), st.integers(), st.booleans(), st.none(), st.lists(st.text(), max_size=3)),
    max_size=6,
)


def frozen(answers: dict[str, Any], documents: list[FrozenDocument] | None = None) -> str:
    return content_sha256(
        content_of(
            form="concept_note",
            language="en",
            answers=answers,
            budget=[],
            documents=documents or [],
        )
    )


@given(ANSWERS)
def test_equal_answers_have_equal_hashes_in_any_order(answers: dict[str, Any]) -> None:
    assert frozen(answers) == frozen(dict(reversed(answers.items())))


@given(ANSWERS)
def test_an_answer_that_was_cleared_equals_one_never_given(answers: dict[str, Any]) -> None:
    assert frozen({**answers, "cleared!": ""}) == frozen(answers)


def test_no_is_an_answer_and_changes_the_hash() -> None:
    assert frozen({"a": False}) != frozen({})
    assert frozen({"a": 0}) != frozen({})


def test_another_file_changes_the_hash_and_their_order_does_not() -> None:
    one, two = FrozenDocument("a", "x.pdf", 1, "1"), FrozenDocument("b", "y.pdf", 1, "2")
    assert frozen({}, [one, two]) == frozen({}, [two, one])
    assert frozen({}, [one]) != frozen({}, [FrozenDocument("a", "x.pdf", 1, "3")])


@given(st.sets(st.sampled_from(sorted(DECLARATIONS))))
def test_a_declaration_holds_only_with_every_point(agreed: set[str]) -> None:
    declaration = Declaration(frozenset(agreed))
    if agreed == set(DECLARATIONS):
        check_declaration(declaration)
        return
    with pytest.raises(Refused) as refused:
        check_declaration(declaration)
    assert set(refused.value.fields) == set(DECLARATIONS) - agreed


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("ab" * 32, "ab" * 32),
        (" " + "AB " * 32, "ab" * 32),
        ("ab" * 31, ""),
        ("g" * 64, ""),
        ("", ""),
    ],
)
def test_a_hash_is_read_as_people_copy_it(typed: str, read: str) -> None:
    assert normal_hash(typed) == read


# -- the timeline --------------------------------------------------------------------------------


def test_the_team_never_reads_a_move_whose_time_tells_of_a_decision_not_released() -> None:
    hidden = {Move.START_SCREENING, Move.START_REVIEW, Move.RANK, Move.SEND_TO_BOARD, Move.DECIDE}
    told = {step for step in Move if f"proposal:{step.value}" in TEAM_EVENTS}
    assert told == set(Move) - hidden
    assert all(f"proposal:{step.value}" in OFFICE_EVENTS for step in Move)
    assert set(APPLICANT_WORDS) >= {rule.target for rule in MOVES.values()}


@given(st.lists(st.tuples(st.integers(0, 300), st.sampled_from([1, 2]), st.sampled_from("abc"))))
def test_sittings_keep_every_save_once_and_never_join_two_people(
    made: list[tuple[int, int, str]],
) -> None:
    saves = [
        Save(NOON - timedelta(minutes=minutes), person, code)
        for minutes, person, code in sorted(made, key=lambda m: m[0])
    ]
    found = sittings(saves)
    assert {(s.person_id, c) for s in found for c in s.codes} == {
        (s.person_id, s.code) for s in saves
    }
    assert [s.at for s in found] == sorted((s.at for s in found), reverse=True)
    assert len(found) <= len(saves)


def test_a_pause_of_more_than_half_an_hour_begins_a_new_sitting() -> None:
    saves = [Save(NOON - timedelta(minutes=m), 1, "a") for m in (0, 30, 61)]
    assert [s.at for s in sittings(saves)] == [NOON, NOON - timedelta(minutes=61)]


def test_only_the_lead_of_a_team_submits_withdraws_and_manages() -> None:
    from grants.permissions import HOLDERS, Relation

    for permission in (Permission.PROPOSAL_SUBMIT, Permission.PROPOSAL_TEAM):
        assert HOLDERS[permission] == {Relation.PROPOSAL_LEAD}
