"""Which countries a call takes, and which it prefers."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class CountryException:
    """One country taken or left out besides the list, with the reason shown to the public."""

    country: str
    reason: str


@dataclass(frozen=True)
class CountryRules:
    """Parsed from `Call.country_exceptions`.

    `programme`: countries that already have a large country programme; when a call is
    over-subscribed the fund preferred the others (2014 and 2015 calls).
    """

    add: tuple[CountryException, ...] = ()
    remove: tuple[CountryException, ...] = ()
    prefer: tuple[str, ...] = ()
    programme: tuple[str, ...] = ()

    @classmethod
    def parse(cls, stored: dict[str, Any]) -> "CountryRules":
        return cls(
            add=tuple(CountryException(*pair) for pair in stored.get("add", ())),
            remove=tuple(CountryException(*pair) for pair in stored.get("remove", ())),
            prefer=tuple(stored.get("prefer", ())),
            programme=tuple(stored.get("programme", ())),
        )

    def stored(self) -> dict[str, Any]:
        return {
            "add": [[e.country, e.reason] for e in self.add],
            "remove": [[e.country, e.reason] for e in self.remove],
            "prefer": list(self.prefer),
            "programme": list(self.programme),
        }

    def eligible(self, listed: Iterable[str]) -> frozenset[str]:
        """The list with the call's own additions and exclusions."""
        added = {e.country for e in self.add}
        return frozenset((set(listed) | added) - {e.country for e in self.remove})

    def prefers(self, country: str) -> bool:
        """Does a tie go to this country?"""
        if self.prefer:
            return country in self.prefer
        return bool(self.programme) and country not in self.programme
