"""The suggestion keeps its hard rules whatever it is given, and says what falls short."""

import random

from hypothesis import given, settings, strategies as st

from grants.reviews.assignment import Need, Plan, Reader, fit, suggest, worth

LANGUAGES, REGIONS, THEMES = ["en", "fr", "es"], ["Africa", "Asia"], ["live", "work"]


def world(seed: int, proposals: int, readers: int, most: int) -> tuple[list[Need], list[Reader]]:
    rnd = random.Random(seed)
    return (
        [
            Need(n, rnd.choice(LANGUAGES), rnd.choice(REGIONS), rnd.choice(THEMES), 3)
            for n in range(proposals)
        ],
        [
            Reader(
                1000 + n,
                frozenset(rnd.sample(LANGUAGES, 2)),
                frozenset({rnd.choice(REGIONS)}),
                frozenset({rnd.choice(THEMES)}),
                most,
            )
            for n in range(readers)
        ],
    )


def check(
    plan: Plan, needs: list[Need], readers: list[Reader], barred: frozenset[tuple[int, int]]
) -> None:
    pairs = [(p.need, p.reader) for p in plan.pairs]
    assert len(set(pairs)) == len(pairs)
    assert not barred & set(pairs)
    loads = {r.id: sum(r.id in n.fixed for n in needs) for r in readers}
    for need, reader in pairs:
        loads[reader] += 1
        assert reader not in next(n for n in needs if n.id == need).fixed
    assert all(loads[r.id] <= max(r.most, sum(r.id in n.fixed for n in needs)) for r in readers)
    short = {s.need: s.missing for s in plan.shortfalls}
    for need in needs:
        got = sum(p.need == need.id for p in plan.pairs)
        assert got + short.get(need.id, 0) >= need.wanted
        assert got <= need.wanted


@settings(max_examples=15, deadline=None)
@given(st.integers(0, 999), st.integers(1, 12), st.integers(1, 6), st.integers(1, 8))
def test_conflicts_and_caps_hold_and_every_gap_is_reported(
    seed: int, proposals: int, readers: int, most: int
) -> None:
    needs, people = world(seed, proposals, readers, most)
    rnd = random.Random(seed + 1)
    barred = frozenset((rnd.choice(needs).id, rnd.choice(people).id) for _ in range(proposals))
    check(suggest(needs, people, barred), needs, people, barred)


def test_a_reader_of_the_language_goes_first() -> None:
    need = Need(1, "fr", "Africa", "live", 1)
    reads, does_not = Reader(10, frozenset({"fr"})), Reader(11, frozenset({"en"}))
    assert [p.reader for p in suggest([need], [does_not, reads], frozenset()).pairs] == [10]
    assert worth(fit(need, reads)) > worth(fit(need, does_not))


def test_loads_are_even_where_all_fit_alike() -> None:
    needs = [Need(n, "en", "Africa", "live", 2) for n in range(9)]
    readers = [Reader(100 + n, frozenset({"en"}), most=9) for n in range(6)]
    plan = suggest(needs, readers, frozenset())
    loads = [sum(p.reader == r.id for p in plan.pairs) for r in readers]
    assert loads == [3] * 6
    assert plan.shortfalls == ()


def test_after_a_drop_out_only_the_open_places_change() -> None:
    fixed = frozenset({100, 101})
    needs = [Need(1, "en", "", "", 1, fixed), Need(2, "en", "", "", 0, frozenset({100, 102}))]
    readers = [Reader(100 + n, frozenset({"en"})) for n in range(4)]
    plan = suggest(needs, readers, frozenset())
    assert {p.need for p in plan.pairs} == {1}
    assert plan.pairs[0].reader not in fixed


def test_nobody_to_ask_is_a_shortfall_and_no_fault() -> None:
    needs = [Need(1, "en", "", "", 3)]
    plan = suggest(needs, [Reader(10)], frozenset({(1, 10)}))
    assert plan.pairs == ()
    assert plan.shortfalls[0].missing == 3


def test_sealed_groups_are_noticed() -> None:
    needs = [
        Need(1, "en", "", "", 0, frozenset({10, 11})),
        Need(2, "en", "", "", 0, frozenset({12})),
    ]
    readers = [Reader(10), Reader(11), Reader(12)]
    assert not suggest(needs, readers, frozenset()).is_connected
    joined = [needs[0], Need(2, "en", "", "", 0, frozenset({12, 11}))]
    assert suggest(joined, readers, frozenset()).is_connected
