"""Whom a submitted version names: organisations and people, each once, with the roles they have."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from grants.core.text import clean_line, fold
from grants.sanctions.models import NameRole

LONGEST_NAME = 300

_ROLES = {"proponent": NameRole.PROPONENT, "recipient": NameRole.RECIPIENT}
_SIGNING = frozenset({"signatories", "signatory"})
# What tells an organisation and a person from other answers that have a name, such as a city.
_OF_ORGANISATION = frozenset({"registration", "representative"})
_OF_PERSON = frozenset({"role", "email"})


@dataclass(frozen=True)
class Named:
    """One name as it was written, and as what."""

    name: str
    roles: tuple[NameRole, ...]

    def stored(self) -> dict[str, Any]:
        return {"name": self.name, "roles": [role.value for role in self.roles]}


def named_in(content: Mapping[str, Any]) -> list[Named]:
    """Every name of a snapshot's content in its order; one written twice is there once."""
    roles: dict[str, dict[NameRole, None]] = {}
    written: dict[str, str] = {}
    for name, role in _all(content):
        cleaned = clean_line(name)[:LONGEST_NAME]
        if not any(c.isalnum() for c in cleaned):
            continue
        key = fold(cleaned)
        written.setdefault(key, cleaned)
        roles.setdefault(key, {})[role] = None
    return [Named(name, tuple(roles[key])) for key, name in written.items()]


def _all(content: Mapping[str, Any]) -> Iterator[tuple[str, NameRole]]:
    answers = content.get("answers") or {}
    first = [code for code in _ROLES if code in answers]
    for code in [*first, *(code for code in answers if code not in _ROLES)]:
        rows = answers[code] if isinstance(answers[code], list) else [answers[code]]
        for row in rows:
            if isinstance(row, Mapping):
                yield from _of_row(code, row)
    signed = (content.get("declaration") or {}).get("signed_by")
    if isinstance(signed, str):
        yield signed, NameRole.SIGNATORY


def _of_row(code: str, row: Mapping[str, Any]) -> Iterator[tuple[str, NameRole]]:
    name, representative = row.get("name"), row.get("representative")
    if not isinstance(name, str):
        return
    if not _OF_ORGANISATION.isdisjoint(row):
        yield name, _ROLES.get(code, NameRole.PARTNER)
        if isinstance(representative, str):
            yield representative, NameRole.REPRESENTATIVE
    elif not _OF_PERSON.isdisjoint(row):
        yield name, NameRole.SIGNATORY if code in _SIGNING else NameRole.PERSON
