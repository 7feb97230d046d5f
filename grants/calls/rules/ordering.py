"""Lists whose items a code names: found, replaced, moved."""

from collections.abc import Sequence
from typing import Protocol, TypeVar

T = TypeVar("T")


class Coded(Protocol):
    """Something in a list that its code names."""

    @property
    def code(self) -> str: ...


C = TypeVar("C", bound=Coded)


def one_of(items: Sequence[C], code: str) -> C | None:
    """The item of this code."""
    return next((item for item in items if item.code == code), None)


def placed(items: Sequence[C], code: str, item: C) -> tuple[C, ...]:
    """The item instead of the one called `code`; at the end when there is none."""
    if one_of(items, code) is None:
        return (*items, item)
    return tuple(item if each.code == code else each for each in items)


def moved(items: Sequence[T], item: T | None, by: int) -> tuple[T, ...]:
    """The same items with one of them so many places further down; nothing moves past an end."""
    found = list(items)
    if item in found:
        at = found.index(item)
        found.insert(max(0, min(len(found) - 1, at + by)), found.pop(at))
    return tuple(found)
