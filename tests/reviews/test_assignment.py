"""The suggestion keeps its hard rules whatever it is given, and says what falls short."""

import random

import numpy as np
from hypothesis import given, settings, strategies as st

from grants.reviews.assignment import (
    Need,
    Pair,
    Plan,
    Reader,
    Rules,
    anchors,
    fits,
    groups,
    is_connected,
    links_of,
    suggest,
)

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
                is_senior=rnd.random() < 0.4,
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
    whole = fits([need], [reads, does_not], Rules()).whole
    assert whole[0, 0] > whole[0, 1]


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


@settings(max_examples=12, deadline=None)
@given(st.integers(0, 999), st.integers(2, 10), st.integers(3, 7))
def test_repair_fills_orphaned_places_and_moves_nothing_else(
    seed: int, proposals: int, readers: int
) -> None:
    needs, people = world(seed, proposals, readers, proposals)
    plan = suggest(needs, people, frozenset())
    gone = random.Random(seed).choice(people).id
    left = [
        Need(
            n.id,
            n.language,
            n.region,
            n.theme,
            sum(p.reader == gone for p in plan.pairs if p.need == n.id),
            frozenset(p.reader for p in plan.pairs if p.need == n.id and p.reader != gone),
        )
        for n in needs
    ]
    again = suggest(left, [r for r in people if r.id != gone], frozenset())
    orphaned = {p.need for p in plan.pairs if p.reader == gone}
    assert {p.need for p in again.pairs} <= orphaned
    check(again, left, [r for r in people if r.id != gone], frozenset())


@settings(max_examples=10, deadline=None)
@given(st.integers(0, 999), st.integers(3, 12), st.integers(4, 8))
def test_lifting_the_worst_served_breaks_no_rule_and_costs_no_more_than_allowed(
    seed: int, proposals: int, readers: int
) -> None:
    needs, people = world(seed, proposals, readers, proposals)
    plain = suggest(needs, people, frozenset(), rules=Rules(lift=0))
    lifted = suggest(needs, people, frozenset(), rules=Rules(lift=10))
    assert lifted.worst >= plain.worst
    assert lifted.total >= 0.9 * plain.total - 1
    assert sum(s.missing for s in lifted.shortfalls) == sum(s.missing for s in plain.shortfalls)


def test_the_worst_served_proposal_is_lifted() -> None:
    needs, people = world(8, 40, 10, 15)
    likeness = np.random.default_rng(8).beta(1.2, 8, (40, 10))
    plain = suggest(needs, people, frozenset(), rules=Rules(lift=0), likeness=likeness)
    lifted = suggest(needs, people, frozenset(), likeness=likeness)
    assert lifted.worst > plain.worst + 0.02


def test_two_of_three_read_the_language_even_where_others_fit_better() -> None:
    need = Need(1, "fr", "Africa", "live", 3)
    read = [Reader(10 + n, frozenset({"fr"})) for n in range(2)]
    know = [
        Reader(20 + n, regions=frozenset({"Africa"}), themes=frozenset({"live"})) for n in range(3)
    ]
    rules = Rules(language=5)
    chosen = {p.reader for p in suggest([need], [*know, *read], frozenset(), rules=rules).pairs}
    assert {10, 11} <= chosen
    free = suggest([need], [*know, *read], frozenset(), rules=Rules(language=5, language_readers=0))
    assert {p.reader for p in free.pairs} == {20, 21, 22}


def test_each_proposal_has_somebody_senior_where_the_pool_has_enough() -> None:
    needs = [Need(n, "en", "", "", 2) for n in range(4)]
    readers = [Reader(10 + n, frozenset({"en"}), is_senior=n < 2, most=4) for n in range(4)]
    plan = suggest(needs, readers, frozenset())
    assert all(any(p.need == n and p.reader < 12 for p in plan.pairs) for n in range(4))
    assert plan.shortfalls == ()
    one = suggest(needs, [*readers[1:], Reader(30, most=4)], frozenset({(2, 11)}))
    assert {s.need for s in one.shortfalls if s.seniors} == {2}


def test_regions_are_read_across() -> None:
    needs = [Need(n, "en", "Africa" if n < 10 else "Asia", "", 1) for n in range(20)]
    readers = [
        Reader(100 + n, frozenset({"en"}), frozenset({"Africa" if n < 2 else "Asia"}))
        for n in range(4)
    ]
    across = suggest(needs, readers, frozenset(), rules=Rules(lift=0))
    sealed = suggest(needs, readers, frozenset(), rules=Rules(lift=0, crossing=0))

    def crossed(plan: Plan) -> int:
        return sum(not pair.region for pair in plan.pairs)

    assert (crossed(across), crossed(sealed)) == (4, 0)
    assert across.crossing_missed == 0


def test_words_and_strength_count_and_a_bid_cannot_outweigh_them() -> None:
    need = Need(1, "en", "Africa", "live", 1)
    reader = Reader(10, frozenset({"en"}), frozenset(), frozenset({"live"}), strengths={"live": 3})
    wants = Reader(11, frozenset({"en"}))
    whole = fits([need], [reader, wants], Rules(), np.array([[0.3, 0.0]]), {(1, 11): 9.0}).whole
    assert whole[0, 0] == 85 - 10
    assert whole[0, 1] == 45
    weak = Reader(12, themes=frozenset({"live"}), strengths={"live": 1})
    table = fits([need], [weak, reader], Rules(text=0, bids=0)).theme
    assert table[0, 0] < table[0, 1]


def test_anchors_link_sealed_groups_with_few_places_and_no_conflict() -> None:
    needs = [Need(n, "en", "", "", 0, frozenset({10 + n})) for n in range(4)]
    readers = [Reader(10 + n, frozenset({"en"})) for n in range(4)]
    links = links_of(needs)
    assert len(groups(links)) == 4
    barred = {(0, 11), (0, 12)}
    extra = anchors(links, needs, readers, barred, {})
    assert len(extra) == 3
    assert is_connected([*links, *extra])
    assert not barred & set(extra)
    full = [Reader(r.id, r.languages, most=1) for r in readers]
    assert anchors(links, needs, full, barred, {r.id: 1 for r in full}) == []


def test_who_is_not_free_keeps_a_place_and_gets_no_other() -> None:
    needs = [Need(1, "en", "", "", 1, frozenset({10})), Need(2, "en", "", "", 1)]
    left = Reader(10, frozenset({"en"}), is_free=False)
    plan = suggest(needs, [left, Reader(11, frozenset({"en"}))], frozenset())
    assert [(p.need, p.reader) for p in plan.pairs] == [(1, 11), (2, 11)]


def test_proposals_in_hand_elsewhere_count_towards_the_cap() -> None:
    needs = [Need(n, "en", "", "", 1) for n in range(3)]
    plan = suggest(needs, [Reader(10, most=5, load=4)], frozenset())
    assert len(plan.pairs) == 1
    assert sum(s.missing for s in plan.shortfalls) == 2
    assert all(isinstance(p, Pair) for p in plan.pairs)
