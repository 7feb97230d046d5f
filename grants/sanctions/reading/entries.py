"""What is read in a list, whatever its format."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

from grants.core.errors import Refused
from grants.core.messages import Message, msg
from grants.core.text import clean, clean_line
from grants.sanctions.models import ListedKind

MOST_ENTRIES = 50_000  # the consolidated list has about 1,000
MOST_ALIASES = 200
LONGEST = 500  # of a name
LONGEST_REFERENCE = 300
LONGEST_NOTE = 20_000


class NotAList(Refused):
    """The file cannot be read as a list; says why, and that nothing has changed."""

    def __init__(self, reason: Message):
        message = msg("%(reason)s Nothing was changed: the list in force stays.", reason=reason)
        super().__init__(message, {"file": message})


@dataclass(frozen=True)
class Alias:
    """Another name, with what the list says of it (good, low, a.k.a.)."""

    name: str
    quality: str = ""


@dataclass(frozen=True)
class Entry:
    """One person or entity as the list names it."""

    kind: ListedKind
    name: str
    reference: str = ""
    aliases: tuple[Alias, ...] = ()
    original: str = ""  # the name in its own script
    births: tuple[str, ...] = ()
    nationalities: tuple[str, ...] = ()
    listed_on: str = ""
    note: str = ""

    def names(self) -> Iterator[str]:
        """Every name there is to be like."""
        yield self.name
        yield from (alias.name for alias in self.aliases)
        if self.original:
            yield self.original

    def details(self) -> dict[str, Any]:
        """What is stored beside kind, reference and name."""
        whole = asdict(self)
        return {k: v for k, v in whole.items() if k not in ("kind", "name", "reference")}

    @staticmethod
    def of(kind: ListedKind, reference: str, name: str, details: Mapping[str, Any]) -> "Entry":
        """As it was stored."""
        return Entry(
            kind=kind,
            reference=reference,
            name=name,
            aliases=tuple(Alias(**alias) for alias in details["aliases"]),
            original=details["original"],
            births=tuple(details["births"]),
            nationalities=tuple(details["nationalities"]),
            listed_on=details["listed_on"],
            note=details["note"],
        )


@dataclass(frozen=True)
class ReadList:
    """A whole list. `dated_on` is the day it bears itself; None when it bears none (a CSV)."""

    entries: Sequence[Entry]
    dated_on: date | None

    @property
    def people(self) -> int:
        return sum(entry.kind is ListedKind.PERSON for entry in self.entries)

    @property
    def entities(self) -> int:
        return len(self.entries) - self.people

    @property
    def aliases(self) -> int:
        return sum(len(entry.aliases) for entry in self.entries)


def made(kind: ListedKind, name: str, where: Message, **more: Any) -> Entry:
    """An entry with its texts cleaned; NotAList names the place of one that has no name, or one
    longer than any name is."""
    name = clean_line(name)
    aliases = tuple(
        dict.fromkeys(
            Alias(cleaned, clean_line(alias.quality))
            for alias in more.pop("aliases", ())
            if (cleaned := clean_line(alias.name)) and cleaned != name
        )
    )
    if not any(c.isalnum() for c in name):
        raise NotAList(msg("%(where)s has no name.", where=where))
    if max(map(len, [name, *(alias.name for alias in aliases)])) > LONGEST:
        raise NotAList(
            msg("%(where)s has a name of more than %(most)s characters.", where=where, most=LONGEST)
        )
    if len(aliases) > MOST_ALIASES:
        raise NotAList(
            msg("%(where)s has more than %(most)s other names.", where=where, most=MOST_ALIASES)
        )
    return Entry(
        kind=kind,
        name=name,
        aliases=aliases,
        reference=clean_line(more.pop("reference", ""))[:LONGEST_REFERENCE],
        original=clean_line(more.pop("original", ""))[:LONGEST],
        note=clean(more.pop("note", "")).strip()[:LONGEST_NOTE],
        listed_on=clean_line(more.pop("listed_on", ""))[:LONGEST_REFERENCE],
        births=_several(more.pop("births", ())),
        nationalities=_several(more.pop("nationalities", ())),
    )


def _several(texts: Sequence[str]) -> tuple[str, ...]:
    cleaned = (clean_line(text)[:LONGEST_REFERENCE] for text in texts)
    return tuple(dict.fromkeys(text for text in cleaned if text))


def check_entries(entries: Sequence[Entry]) -> None:
    """A list names somebody, and not more than any list does."""
    if not entries:
        raise NotAList(msg("The file names nobody."))
    if len(entries) > MOST_ENTRIES:
        raise NotAList(msg("The file names more than %(most)s.", most=MOST_ENTRIES))
