"""Can reviews be compared at all? Shared proposals must link all evaluators into one group."""

from collections.abc import Collection, Iterable, Sequence

from grants.reviews.assignment.terms import Need, Pair, Reader

Link = tuple[int, int]  # need id, reader id


def groups(links: Iterable[Link]) -> list[frozenset[int]]:
    """Evaluators linked by proposals they share, directly or through others; the largest first."""
    parent: dict[tuple[str, int], tuple[str, int]] = {}

    def root(node: tuple[str, int]) -> tuple[str, int]:
        while parent.setdefault(node, node) != node:
            parent[node] = parent[parent[node]]
            node = parent[node]
        return node

    for need, reader in links:
        parent[root(("proposal", need))] = root(("reader", reader))
    found: dict[tuple[str, int], set[int]] = {}
    for node in list(parent):
        if node[0] == "reader":
            found.setdefault(root(node), set()).add(node[1])
    return sorted((frozenset(g) for g in found.values()), key=lambda g: (-len(g), min(g)))


def links_of(needs: Sequence[Need], chosen: Iterable[Pair] = ()) -> list[Link]:
    """What is fixed, and what is chosen."""
    fixed = [(need.id, reader) for need in needs for reader in need.fixed]
    return [*fixed, *((pair.need, pair.reader) for pair in chosen)]


def is_connected(links: Iterable[Link]) -> bool:
    return len(groups(links)) <= 1


def anchors(
    links: Collection[Link],
    needs: Sequence[Need],
    readers: Sequence[Reader],
    barred: Collection[Link],
    loads: dict[int, int],
) -> list[Link]:
    """Extra places that would link every group to the largest, one for each where one is found.

    The person of a smaller group with the most room reads one more proposal that the linked group
    reads, in a language they read if there is one. Conflicts and caps hold; what cannot be linked
    is left out.
    """
    found: list[Link] = []
    load = dict(loads)
    while True:
        now = groups([*links, *found])
        place = next(
            (
                one
                for small in reversed(now[1:])
                if (one := _one_more(small, [*links, *found], needs, readers, barred, load))
            ),
            None,
        )
        if place is None:
            return found
        found.append(place)
        load[place[1]] = load.get(place[1], 0) + 1


def _one_more(
    small: frozenset[int],
    links: Collection[Link],
    needs: Sequence[Need],
    readers: Sequence[Reader],
    barred: Collection[Link],
    load: dict[int, int],
) -> Link | None:
    """The best place by which somebody of this group would read what another group reads."""
    outside = {need for need, reader in links if reader not in small}
    options = [
        (need.language not in reader.languages, load.get(reader.id, 0) - reader.most, need, reader)
        for reader in readers
        if reader.id in small and reader.is_free and load.get(reader.id, 0) < reader.most
        for need in needs
        if need.id in outside and (need.id, reader.id) not in barred
    ]
    if not options:
        return None
    _, _, need, reader = min(options, key=lambda o: (o[0], o[1], o[2].id, o[3].id))
    return need.id, reader.id
