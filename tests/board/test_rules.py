"""Quorum, voting, recusal, numbers and amounts, for all inputs."""

import pytest
from hypothesis import given, strategies as st

from grants.board.models import (
    Choice,
    ItemKind,
    ItemStatus,
    MeetingKind,
    MeetingStatus,
    Outcome,
    RecusalCause,
)
from grants.board.rules import words
from grants.board.rules.amounts import check_award
from grants.board.rules.numbering import decision_number, decision_series, meeting_code
from grants.board.rules.quorum import Place, Quorum, QuorumState, quorum
from grants.board.rules.recusal import CAUSE_WORDS, Stakes, Ties, causes, folded, is_same_country
from grants.board.rules.voting import at_meeting, in_writing
from grants.core.errors import Refused

SEATS = st.lists(st.integers(1, 6), min_size=1, max_size=20).map(
    lambda codes: [Place(n, code) for n, code in enumerate(codes)]
)
SOME = st.sets(st.integers(0, 19))
VOTES = st.lists(st.sampled_from(list(Choice)), max_size=20)


def _quorum(state: QuorumState, members: int = 7, free: int = 12) -> Quorum:
    return Quorum(state, members, 4, 7, 4, free)


@given(places=SEATS, recused=SOME, present=SOME, need=st.integers(1, 12), groups=st.integers(1, 6))
def test_a_recused_seat_never_counts_towards_a_quorum(
    places: list[Place], recused: set[int], present: set[int], need: int, groups: int
) -> None:
    without = quorum(places, recused, present - recused, members=need, constituencies=groups)
    found = quorum(places, recused, present, members=need, constituencies=groups)
    assert found == without
    assert (
        found.members <= found.may_take_part == len([p for p in places if p.seat_id not in recused])
    )


@given(places=SEATS, recused=SOME, present=SOME, need=st.integers(1, 12), groups=st.integers(1, 6))
def test_a_quorum_is_reached_only_with_enough_members_and_constituencies(
    places: list[Place], recused: set[int], present: set[int], need: int, groups: int
) -> None:
    found = quorum(places, recused, present, members=need, constituencies=groups)
    enough = found.members >= need and found.constituencies >= groups
    assert (found.state is QuorumState.REACHED) == enough


@given(places=SEATS, recused=SOME, need=st.integers(1, 12))
def test_in_writing_silence_takes_part_so_only_recusal_breaks_a_quorum(
    places: list[Place], recused: set[int], need: int
) -> None:
    found = quorum(places, recused, None, members=need, constituencies=1)
    assert found.state is not QuorumState.NOT_REACHED


def test_seven_of_three_constituencies_are_no_quorum() -> None:
    places = [Place(n, n % 3) for n in range(12)]
    assert quorum(places, set(), None, members=7, constituencies=4).state is (
        QuorumState.BROKEN_BY_RECUSAL
    )


def test_silence_is_consent_and_one_objection_moves_the_item() -> None:
    reached = _quorum(QuorumState.REACHED)
    assert in_writing(reached, 0).status is ItemStatus.ADOPTED
    assert in_writing(reached, 1).status is ItemStatus.MOVED
    broken = _quorum(QuorumState.BROKEN_BY_RECUSAL)
    assert in_writing(broken, 0).status is ItemStatus.NO_QUORUM
    assert in_writing(broken, 3).status is ItemStatus.NO_QUORUM


@given(votes=VOTES)
def test_a_meeting_adopts_by_more_for_than_against_or_without_any_vote(
    votes: list[Choice],
) -> None:
    verdict = at_meeting(_quorum(QuorumState.REACHED), votes)
    adopted = not votes or votes.count(Choice.FOR) > votes.count(Choice.AGAINST)
    assert (verdict.status is ItemStatus.ADOPTED) == adopted
    assert sum(verdict.tally.values()) == len(votes)
    assert verdict.by_consensus == (not votes)


@given(votes=VOTES)
def test_abstentions_change_nothing_once_somebody_voted(votes: list[Choice]) -> None:
    voiced = [Choice.FOR, Choice.AGAINST, *votes]
    more = [*voiced, Choice.ABSTAIN, Choice.ABSTAIN]
    reached = _quorum(QuorumState.REACHED)
    assert at_meeting(reached, voiced).status is at_meeting(reached, more).status


def test_a_tie_adopts_nothing() -> None:
    verdict = at_meeting(_quorum(QuorumState.REACHED), [Choice.FOR, Choice.AGAINST])
    assert verdict.status is ItemStatus.REJECTED


def test_in_a_meeting_an_item_whose_quorum_recusals_broke_passes_to_most_of_the_rest() -> None:
    most = _quorum(QuorumState.BROKEN_BY_RECUSAL, members=4, free=6)
    half = _quorum(QuorumState.BROKEN_BY_RECUSAL, members=3, free=6)
    assert at_meeting(most, []).status is ItemStatus.ADOPTED
    assert at_meeting(most, []).passed_to_rest
    assert at_meeting(half, []).status is ItemStatus.NO_QUORUM
    assert at_meeting(_quorum(QuorumState.NOT_REACHED, members=6), []).status is (
        ItemStatus.NO_QUORUM
    )


@pytest.mark.parametrize(
    ("stakes", "cause"),
    [
        (Stakes(sponsors=frozenset({5})), RecusalCause.SPONSOR),
        (Stakes(applicant=5), RecusalCause.APPLICANT),
        (Stakes(recipient=5), RecusalCause.RECIPIENT),
        (Stakes(applicant_names=folded(["Slum  Dwellers"])), RecusalCause.APPLICANT),
        (Stakes(recipient_names=folded(["SLUM DWELLERS"])), RecusalCause.RECIPIENT),
        (Stakes(partner_names=folded(["slum dwellers"])), RecusalCause.PARTNER),
        (Stakes(co_financier_names=folded(["Slum Dwellérs"])), RecusalCause.CO_FINANCIER),
    ],
)
def test_every_tie_is_found_with_its_cause(stakes: Stakes, cause: RecusalCause) -> None:
    ties = Ties(frozenset({4, 5}), folded(["Slum Dwellers", "SD"]))
    assert causes(ties, stakes) == [cause]
    assert causes(Ties(frozenset({9}), folded(["Others"])), stakes) == []


def test_the_same_country_is_asked_of_a_government_and_never_forced() -> None:
    ties = Ties(frozenset({1}), government_of="GH")
    assert is_same_country(ties, Stakes(country="GH"))
    assert causes(ties, Stakes(country="GH")) == []
    assert not is_same_country(Ties(frozenset({1})), Stakes(country="GH"))
    assert not is_same_country(Ties(frozenset({1})), Stakes(country=None))


def test_nothing_is_found_where_nothing_is_known() -> None:
    assert causes(Ties(frozenset()), Stakes()) == []


def test_numbers_read_as_the_board_writes_them() -> None:
    meeting, written = MeetingKind.MEETING, MeetingKind.WRITTEN
    assert meeting_code(meeting, 2026, 12) == "CATF/MB12"
    assert meeting_code(written, 2026, 3) == "CATF/MB2026/E3"
    assert decision_number(decision_series(meeting, 2026, 12), 3) == "CATF/MB12/D03"
    assert decision_number(decision_series(written, 2026, 3), 1) == "CATF/MB2026/ED01"
    assert decision_number(decision_series(meeting, 2026, 12), 103) == "CATF/MB12/D103"


@given(cents=st.integers(0, 30_000_000), asked=st.integers(5_000_000, 20_000_000))
def test_an_award_stays_within_the_call_and_what_was_asked(cents: int, asked: int) -> None:
    limits = {"asked": asked, "least": 5_000_000, "most": 20_000_000, "currency": "USD"}
    if 5_000_000 <= cents <= asked:
        check_award(cents, **limits)
    else:
        with pytest.raises(Refused):
            check_award(cents, **limits)


def test_every_state_and_kind_has_its_words() -> None:
    assert set(words.MEETING_KINDS) == set(MeetingKind)
    assert set(words.MEETING_STATUSES) == set(MeetingStatus)
    assert set(words.ITEM_KINDS) == set(ItemKind)
    assert set(words.ITEM_STATUSES) == set(ItemStatus)
    assert set(words.CHOICES) == set(Choice)
    assert set(words.OUTCOMES) == set(Outcome)
    assert set(CAUSE_WORDS) == set(RecusalCause)
