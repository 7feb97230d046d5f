"""What a reader asked of the list, as its address says it; whatever the address holds."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from grants.core.text import clean_line
from grants.desk.queries.listing.columns import BY_CODE, USUAL
from grants.desk.queries.listing.filters import FILTERS, Shape

USUAL_SORT = "submitted"
USUAL_SIZE, SIZES = 50, (25, 50, 100, 200)
LONGEST, LONGEST_PICK, MOST_VALUES = 100, 6000, 40

Values = tuple[str, ...]
Given = Mapping[str, Sequence[str]]


@dataclass(frozen=True)
class Wanted:
    """Filters by name in their order, the order, the size of a page, columns (none: one's own)."""

    filters: tuple[tuple[str, Values], ...] = ()
    sort: str = USUAL_SORT
    descending: bool = False
    size: int = USUAL_SIZE
    columns: Values = ()

    @classmethod
    def read(cls, given: Given) -> "Wanted":
        """From the parameters of an address; unknown names and orders count as not given."""
        found = []
        for name, asked in FILTERS.items():
            longest = LONGEST_PICK if asked.shape is Shape.REFS else LONGEST
            values = _cleaned(given.get(name, ()), longest)
            if values:
                most = MOST_VALUES if asked.shape is Shape.CHOICES else 1
                found.append((name, values[:most]))
        sort, size = _first(given, "sort"), _first(given, "size")
        return cls(
            filters=tuple(found),
            sort=sort if sort in BY_CODE and BY_CODE[sort].sorts else USUAL_SORT,
            descending=_first(given, "order") == "down",
            size=next((n for n in SIZES if str(n) == size), USUAL_SIZE),
            columns=known_columns(_first(given, "columns", LONGEST_PICK).split(".")),
        )

    def arguments(self) -> dict[str, list[str]]:
        """The same as parameters of an address, without what is usual."""
        found = {name: list(values) for name, values in self.filters}
        if self.sort != USUAL_SORT:
            found["sort"] = [self.sort]
        if self.descending:
            found["order"] = ["down"]
        if self.size != USUAL_SIZE:
            found["size"] = [str(self.size)]
        if self.columns:
            found["columns"] = [".".join(self.columns)]
        return found

    @property
    def is_filtered(self) -> bool:
        return bool(self.filters)

    def values(self, name: str) -> Values:
        return dict(self.filters).get(name, ())

    def without(self, name: str, value: str) -> "Wanted":
        """One value of one filter less."""
        left = tuple(v for v in self.values(name) if v != value)
        kept = ((n, left if n == name else v) for n, v in self.filters)
        return replace(self, filters=tuple((n, v) for n, v in kept if v))

    def bare(self) -> "Wanted":
        """The same order and columns without a filter."""
        return replace(self, filters=())


def known_columns(codes: Sequence[object]) -> Values:
    """Those there are, each once; what names the row comes first. None given: none."""
    found = dict.fromkeys(str(code) for code in codes if str(code) in BY_CODE)
    return tuple(dict.fromkeys((USUAL[0], *found))) if found else ()


def _cleaned(values: Sequence[str], longest: int) -> Values:
    lines = (clean_line(str(value))[:longest] for value in list(values)[: MOST_VALUES * 2])
    return tuple(dict.fromkeys(line for line in lines if line))


def _first(given: Given, name: str, longest: int = LONGEST) -> str:
    values = given.get(name, ())
    return clean_line(str(values[0]))[:longest] if values else ""
