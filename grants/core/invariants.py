"""What must always be true, checked by `flask check-invariants`; each domain registers its own."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass


@dataclass(frozen=True)
class Breach:
    """One thing that should not be, said so that somebody can find it."""

    rule: str
    where: str
    what: str

    def __str__(self) -> str:
        return f"{self.rule}: {self.where}: {self.what}"


Check = Callable[[], Iterable[Breach]]
_checks: dict[str, Check] = {}


def invariant(name: str) -> Callable[[Check], Check]:
    """Register a check under a name that says what it proves."""

    def register(check: Check) -> Check:
        _checks[name] = check
        return check

    return register


def all_checks() -> dict[str, Check]:
    return dict(_checks)
