"""What a tag may be called, what a note may hold, whom it speaks to, who acts on a flag."""

from datetime import UTC, date, datetime

import pytest

from grants.core.actor import Actor
from grants.core.errors import Refused
from grants.notes.models import FlagAct, FlagStatus, NoteKind
from grants.notes.rules import flags, notes, tags
from grants.permissions import Relation

NAMES = {1: "Ana Sá", 2: "Ana Sá Lopes", 3: "Kofi Boateng", 4: "Kim Lee", 5: "Kim Lee"}


@pytest.mark.parametrize(
    ("typed", "name", "folded"),
    [("  Côte  d’Ivoire ", "Côte d’Ivoire", "cote d’ivoire"), ("城市", "城市", "城市")],
)
def test_a_tag_is_compared_without_letter_case_and_accents(
    typed: str, name: str, folded: str
) -> None:
    assert tags.check_name(typed) == (name, folded)


@pytest.mark.parametrize("typed", ["", "  ", "…", "- –", "x" * 41, "\x00"])
def test_a_tag_that_says_nothing_or_too_much_is_refused(typed: str) -> None:
    with pytest.raises(Refused) as refused:
        tags.check_name(typed)
    assert set(refused.value.fields) == {"name"}


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("@Kofi Boateng please look", {3}),
        ("(@kofi  boateng)", {3}),
        ("@KOFI\nBOATENG", {3}),
        ("@Ana Sa and @Ana Sá Lopes", {1, 2}),
        ("@Ana Sá Lopes", {2}),
        ("write to kofi@boateng.example", set()),
        ("x@Kofi Boateng", set()),
        ("@Kofi Boatengo", set()),
        ("@Kofi", set()),
        ("@Kim Lee", set()),
        ("Kofi Boateng", set()),
    ],
)
def test_a_note_speaks_to_those_whose_whole_name_follows_an_at(text: str, told: set[int]) -> None:
    assert notes.spoken_to(text, NAMES) == told


def test_a_text_full_of_signs_speaks_to_nobody() -> None:
    assert notes.spoken_to("@(.*)+[", {1: "(.*)+[", 2: "", 3: " "}) == {1}
    assert notes.spoken_to("@ @@", {}) == set()


@pytest.mark.parametrize("words", ["", " \n", "word " * 501, "x" * 5001])
def test_a_note_says_something_and_not_too_much(words: str) -> None:
    with pytest.raises(Refused) as refused:
        notes.check_note(words, NoteKind.SHARED, 0)
    assert set(refused.value.fields) == {"words"}


def test_five_hundred_words_are_kept_with_their_ends_trimmed() -> None:
    assert notes.check_note(" word" * 500, NoteKind.PRIVATE, 0) == ("word " * 500).strip()


def test_nobody_is_told_of_a_private_note() -> None:
    with pytest.raises(Refused) as refused:
        notes.check_note("Mine", NoteKind.PRIVATE, 1)
    assert set(refused.value.fields) == {"tell"}


@pytest.mark.parametrize(
    ("person", "relation", "may"),
    [
        (1, Relation.OFFICER, True),  # for whom it is
        (2, Relation.OFFICER, True),  # who raised it
        (3, Relation.OFFICER, False),
        (3, Relation.LEAD, True),
        (1, Relation.AUDITOR, False),  # whose role as an officer is over
        (1, Relation.EVALUATOR, False),
    ],
)
def test_who_acts_on_a_flag(person: int, relation: Relation, *, may: bool) -> None:
    actor = Actor(person_id=person, relations=frozenset({Relation.PERSON, relation}))
    assert flags.may_act(actor, to_id=1, raised_by_id=2) is may


@pytest.mark.parametrize("act", [FlagAct.HANDED, FlagAct.RESOLVED, FlagAct.REOPENED])
@pytest.mark.parametrize("status", list(FlagStatus))
def test_only_what_is_open_is_settled_or_handed_on(act: FlagAct, status: FlagStatus) -> None:
    if (act is FlagAct.REOPENED) is (status is FlagStatus.RESOLVED):
        flags.check_act(act, status)
        return
    with pytest.raises(Refused):
        flags.check_act(act, status)


def test_every_step_but_handing_on_needs_words() -> None:
    assert flags.check_words(" ", FlagAct.HANDED) == ""
    for act in (FlagAct.RAISED, FlagAct.RESOLVED, FlagAct.REOPENED):
        with pytest.raises(Refused):
            flags.check_words(" ", act)
    with pytest.raises(Refused):
        flags.check_words("word " * 151, FlagAct.HANDED)


def test_the_day_of_a_flag_is_a_day_in_brussels() -> None:
    # one hour before midnight in London is already the next day in Brussels
    now = datetime(2027, 1, 15, 23, 30, tzinfo=UTC)
    flags.check_due(None, now)
    flags.check_due(date(2027, 1, 16), now)
    with pytest.raises(Refused):
        flags.check_due(date(2027, 1, 15), now)
    assert flags.is_late(FlagStatus.OPEN, date(2027, 1, 15), now)
    assert not flags.is_late(FlagStatus.OPEN, date(2027, 1, 16), now)
    assert not flags.is_late(FlagStatus.RESOLVED, date(2027, 1, 15), now)
    assert not flags.is_late(FlagStatus.OPEN, None, now)
