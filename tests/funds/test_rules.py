"""How entries add up."""

from hypothesis import given, strategies as st

from grants.funds.models import EntryKind
from grants.funds.rules import EFFECTS, ENTRY_WORDS, Figures, effect, total

ENTRIES = st.lists(st.tuples(st.sampled_from(list(EntryKind)), st.integers(-(10**9), 10**9)))


def test_every_kind_of_entry_has_an_effect_and_words() -> None:
    assert set(EFFECTS) == set(ENTRY_WORDS) == set(EntryKind)


@given(entries=ENTRIES)
def test_an_entry_and_its_counter_entry_leave_nothing(entries: list[tuple[EntryKind, int]]) -> None:
    undone = entries + [(kind, -cents) for kind, cents in entries]
    assert total(undone) == Figures()


@given(entries=ENTRIES, kind=st.sampled_from(list(EntryKind)), cents=st.integers(1, 10**9))
def test_a_ledger_is_the_sum_of_its_parts(
    entries: list[tuple[EntryKind, int]], kind: EntryKind, cents: int
) -> None:
    assert total([*entries, (kind, cents)]) == total(entries) + effect(kind, cents)


def test_a_commitment_takes_from_what_is_reserved_and_leaves_what_is_available() -> None:
    before = Figures(amount=100, enveloped=100, reserved=60)
    after = before + effect(EntryKind.COMMITMENT, 60)
    assert (after.reserved, after.committed) == (0, 60)
    assert after.available == before.available == 40
