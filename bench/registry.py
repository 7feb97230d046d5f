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


_cases: dict[str, Case] = {}


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


def cases(prefix: str = "") -> list[Case]:
    return [c for name, c in _cases.items() if name.startswith(prefix)]
