"""What a case is, and the list of them. Later work adds modules under bench/cases/."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class Request:
    """One request of a case, ready to send."""

    path: str
    cookie: str = ""
    method: str = "GET"
    form: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Goal:
    """What must hold; None is not asked."""

    ratio: float | None = None  # share of the bare page by server CPU per request, 0.06 = 6 %
    p95_ms: float | None = None  # at concurrency 1
    queries: int | None = 12
    first_load_bytes: int | None = None  # page, styles and scripts, compressed


@dataclass(frozen=True)
class Case:
    """A named measurement: `prepare` finds its requests in the world (one per connection)."""

    name: str
    goal: Goal
    prepare: Callable[[Any], list[Request]]
    world: str = "large"
    same_queries_in: str | None = None  # a smaller world that must need the same number


@dataclass(frozen=True)
class Work:
    """Something done once rather than asked for many times; `prepare` gives what is timed."""

    name: str
    most_ms: float
    prepare: Callable[[Any], Callable[[], Any]]
    world: str = "small"


@dataclass(frozen=True)
class Counted:
    """What a count came to: a line or a table of figures, and what of it was missed."""

    text: str
    missed: tuple[str, ...] = ()


@dataclass(frozen=True)
class Count:
    """Something counted once rather than timed; `take` has a copy of its world to itself."""

    name: str
    take: Callable[[Any], Counted]
    world: str = "small"


_cases: dict[str, Case] = {}
_works: dict[str, Work] = {}
_counts: dict[str, Count] = {}


def case(
    name: str, goal: Goal, *, world: str = "large", same_queries_in: str | None = None
) -> Callable[[Callable[[Any], list[Request]]], Callable[[Any], list[Request]]]:
    """Register the decorated `prepare` under a name like `house.sign_in`."""

    def register(prepare: Callable[[Any], list[Request]]) -> Callable[[Any], list[Request]]:
        if name in _cases:
            raise ValueError(f"two cases are called {name}")
        _cases[name] = Case(name, goal, prepare, world, same_queries_in)
        return prepare

    return register


def work(
    name: str, most_ms: float, *, world: str = "small"
) -> Callable[[Callable[[Any], Callable[[], Any]]], Callable[[Any], Callable[[], Any]]]:
    """Register the decorated `prepare` of a piece of work. It has a copy of its world to itself."""

    def register(prepare: Callable[[Any], Callable[[], Any]]) -> Callable[[Any], Callable[[], Any]]:
        if name in _works:
            raise ValueError(f"two works are called {name}")
        _works[name] = Work(name, most_ms, prepare, world)
        return prepare

    return register


def count(
    name: str, *, world: str = "small"
) -> Callable[[Callable[[Any], Counted]], Callable[[Any], Counted]]:
    """Register the decorated count."""

    def register(take: Callable[[Any], Counted]) -> Callable[[Any], Counted]:
        if name in _counts:
            raise ValueError(f"two counts are called {name}")
        _counts[name] = Count(name, take, world)
        return take

    return register


def counts(prefix: str = "") -> list[Count]:
    return [c for name, c in _counts.items() if name.startswith(prefix)]


def works(prefix: str = "") -> list[Work]:
    return [w for name, w in _works.items() if name.startswith(prefix)]


def cases(prefix: str = "") -> list[Case]:
    return [c for name, c in _cases.items() if name.startswith(prefix)]
