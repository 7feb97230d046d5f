"""Money is integer cents. Reading what people type, and naming amounts; no floats anywhere."""

import re
from dataclasses import dataclass

from grants.core.errors import Refused
from grants.core.messages import msg

MAX_CENTS = 10**15 - 1

_SPACES = re.compile("[\\s\u00a0\u202f\u2009']")
_PLAIN = re.compile(r"^(\d{1,13})$")
_WITH_CENTS = re.compile(r"^(\d{1,13})[.,](\d{2})$")
_GROUPED = re.compile(r"^(\d{1,3}(?:([.,])\d{3})(?:\2\d{3})*)(?:(?!\2)[.,](\d{2}))?$")


@dataclass(frozen=True)
class Amount:
    """Cents with their currency; formatted at the edge by `core.i18n`."""

    cents: int
    currency: str = "USD"

    def __str__(self) -> str:
        return f"{self.currency} {self.cents / 100:,.2f}"


@dataclass(frozen=True)
class Share:
    """A part of a whole in basis points; shown as a percentage at the edge by `core.i18n`."""

    basis_points: int

    def __str__(self) -> str:
        return f"{self.basis_points / 100:g} %"


def parse_cents(text: str) -> int:
    """Cents from what a person typed: `200000`, `200 000`, `200,000`, `200.000`, `49,999.99`.

    Groups of three are thousands, two last digits after a mark are cents; anything else could be
    read in two ways and is refused (Refused) with the reading we would have taken.
    """
    bare = _SPACES.sub("", text.strip())
    bare = re.sub(r"^(US\$|USD|\$)|(US\$|USD|\$)$", "", bare, flags=re.IGNORECASE)
    if not bare.isascii() or not re.fullmatch(r"[\d.,]+", bare):
        raise Refused(msg("Use digits only, for example 200 000"))
    if found := _PLAIN.match(bare):
        return _checked(int(found[1]) * 100)
    if found := _GROUPED.match(bare):
        whole = int(re.sub(r"[.,]", "", found[1]))
        return _checked(whole * 100 + int(found[3] or 0))
    if found := _WITH_CENTS.match(bare):
        return _checked(int(found[1]) * 100 + int(found[2]))
    guess = re.split(r"[.,]", bare)[0] or "0"
    if len(re.sub(r"\D", "", bare)) > 15:
        raise Refused(msg("This amount is too large"))
    raise Refused(
        msg(
            "“%(typed)s” can be read in two ways. If you mean %(guess)s, type %(guess)s",
            typed=text.strip()[:40],
            guess=guess[:15],
        )
    )


def _checked(cents: int) -> int:
    if cents > MAX_CENTS:
        raise Refused(msg("This amount is too large"))
    return cents


def share_bp(part: int, whole: int) -> int:
    """Share of `part` in `whole` in basis points, rounded up: 80.001 % shows as 80.01 %."""
    return 0 if whole <= 0 else -(-part * 10_000 // whole)


def exceeds_share(part: int, whole: int, max_bp: int) -> bool:
    """Exact test in integers: is part / whole above max_bp / 10 000?"""
    return part * 10_000 > whole * max_bp
