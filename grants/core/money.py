"""Money is integer cents. Reading what people type, and naming amounts; no floats anywhere."""

import re
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache

from babel import Locale
from babel.numbers import format_currency

from grants.core.errors import Refused
from grants.core.messages import msg

MAX_CENTS = 10**15 - 1

# English for the world: "$" alone is somebody's own dollar, "US$" is everybody's.
ENGLISH = "en_001"

_CURRENCY = re.compile(r"^(US\$|USD|\$)|(US\$|\$US|USD|\$)$", re.IGNORECASE)
_SPACES = re.compile("[\\s'’]+")
_PLAIN = re.compile(r"(\d{1,13})(?:[.,](\d{2}))?")
# One mark throughout between groups of three, then perhaps cents behind another mark. A group
# that begins with 0 is no thousand: “0.500” means a half.
_GROUPED = re.compile(r"([1-9]\d{0,2}(?:([., ])\d{3})(?:\2\d{3})*)(?:(?!\2)[.,](\d{2}))?")


# Formatting by CLDR patterns costs a tenth of a millisecond; pages repeat the same few values.
@lru_cache(maxsize=16384)
def written(cents: int, currency: str, place: str) -> str:
    """An amount as it is written in a place (a locale); cents are shown only when there are any."""
    pattern = Locale.parse(place).currency_formats["standard"].pattern
    if cents % 100 == 0:
        pattern = pattern.replace(".00", "")
    amount = Decimal(cents) / 100
    return str(format_currency(amount, currency, pattern, locale=place, currency_digits=False))


@dataclass(frozen=True)
class Amount:
    """Cents with their currency; formatted at the edge by `core.i18n`."""

    cents: int
    currency: str = "USD"

    def __str__(self) -> str:
        """English, as the pages show it: for logs, commands and the text of decisions."""
        return written(self.cents, self.currency, ENGLISH)


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
    bare = _SPACES.sub(" ", _CURRENCY.sub("", text.strip()).strip())
    if not re.fullmatch(r"[0-9][0-9., ]*", bare):
        raise Refused(msg("Use digits only, for example 200 000"))
    if found := _PLAIN.fullmatch(bare):
        return _checked(int(found[1]) * 100 + int(found[2] or 0))
    if found := _GROUPED.fullmatch(bare):
        whole = int(re.sub(r"\D", "", found[1]))
        return _checked(whole * 100 + int(found[3] or 0))
    if len(re.sub(r"\D", "", bare)) > 13:
        raise Refused(msg("This amount is too large"))
    raise Refused(
        msg(
            "“%(typed)s” can be read in two ways. If you mean %(guess)s, type %(guess)s",
            typed=text.strip()[:40],
            guess=str(_guess(bare)),
        )
    )


def _guess(bare: str) -> int:
    """Whole dollars in what could be read in two ways: a last part of three digits is thousands."""
    first, *rest = re.split(r"[., ]", bare)
    thousands = not rest or (len(rest[-1]) == 3 and not first.startswith("0"))
    parts = [first, *rest] if thousands or " " in bare[-3:] else [first, *rest[:-1]]
    return int("".join(parts) or 0)


def _checked(cents: int) -> int:
    if cents > MAX_CENTS:
        raise Refused(msg("This amount is too large"))
    return cents


def share_bp(part: int, whole: int, max_bp: int | None = None) -> int:
    """Share of `part` in `whole` in basis points, to be shown: 83.3333 % as 83.3 %.

    To the tenth of a percent; to the hundredth where that would hide on which side of `max_bp`
    it stands: one cent above 80 % shows as 80.01 %. `budget.js` shows the same while typing.
    """
    if whole <= 0:
        return 0
    tenth = (part * 2_000 + whole) // (whole * 2) * 10
    if max_bp is None:
        return tenth
    if exceeds_share(part, whole, max_bp):
        return tenth if tenth > max_bp else -(-part * 10_000 // whole)
    return tenth if tenth <= max_bp else part * 10_000 // whole


def exceeds_share(part: int, whole: int, max_bp: int) -> bool:
    """Exact test in integers: is part / whole above max_bp / 10 000?"""
    return part * 10_000 > whole * max_bp
