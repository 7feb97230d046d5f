"""Public holidays, from the library `holidays`, which knows every country we list."""

from collections.abc import Iterable
from datetime import date


def public_holidays(
    countries: Iterable[str | None], since: date, until: date
) -> dict[date, tuple[str, ...]]:
    """Days from `since` to `until` that are a public holiday of the whole of a country.

    By day, the codes of the countries that keep it, in the order given. A country the library does
    not know has none. Days that follow the moon are its best forecast.
    """
    from holidays import country_holidays  # half a second of rules, needed by few pages

    years = range(since.year, until.year + 1)
    found: dict[date, tuple[str, ...]] = {}
    for code in dict.fromkeys(c for c in countries if c):
        try:
            kept = country_holidays(code, years=years)
        except NotImplementedError:
            continue
        for day in sorted(kept):
            if since <= day <= until:
                found[day] = (*found.get(day, ()), code)
    return dict(sorted(found.items()))
