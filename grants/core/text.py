"""Text as people give it: cleaned on the way in, counted by one rule, parsed into blocks."""

import re
import secrets
import unicodedata
from dataclasses import dataclass
from typing import Literal

# NUL, C0 except newline and tab, DEL, C1, noncharacters and lone surrogates break XLSX and PDF.
_UNSAFE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ufffe\uffff\ud800-\udfff]")
_ALPHABET = "23456789ABCDEFGHJKMNPQRSTVWXYZ"
_BULLET = re.compile(r"^\s*[-*•–]\s+")
_NUMBER = re.compile(r"^\s*\d{1,3}[.)]\s+")


def clean(text: str) -> str:
    """Safe to store, print and export; keeps right-to-left text, newlines and tabs."""
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    return unicodedata.normalize("NFC", _UNSAFE.sub("", text))


def clean_line(text: str) -> str:
    """One line: cleaned, runs of white space folded, ends trimmed."""
    return " ".join(clean(text).split())


def word_count(text: str) -> int:
    """The one counting rule, on the server and in the browser."""
    return len(text.split())


def fold(text: str) -> str:
    """Lower case without accents, for searching and matching names."""
    plain = unicodedata.normalize("NFKD", text.casefold())
    return "".join(c for c in plain if not unicodedata.combining(c))


def random_ref(length: int = 10) -> str:
    """A random reference people can read aloud: no 0/O, 1/I/L, U."""
    return "".join(secrets.choice(_ALPHABET) for _ in range(length))


@dataclass(frozen=True)
class Block:
    """A paragraph, or a list of items."""

    kind: Literal["paragraph", "bullets", "numbers"]
    lines: tuple[str, ...]


def blocks(text: str) -> list[Block]:
    """Plain text as paragraphs and lists; the same blocks feed the page and the PDF."""
    found: list[Block] = []
    for chunk in re.split(r"\n\s*\n", text.strip()):
        run: list[str] = []
        kind: Literal["paragraph", "bullets", "numbers"] = "paragraph"
        for line in chunk.split("\n"):
            this = _kind_of(line)
            if this != kind and run:
                found.append(Block(kind, tuple(run)))
                run = []
            kind = this
            if stripped := _strip_mark(line):
                run.append(stripped)
        if run:
            found.append(Block(kind, tuple(run)))
    return found


def _kind_of(line: str) -> Literal["paragraph", "bullets", "numbers"]:
    if _BULLET.match(line):
        return "bullets"
    return "numbers" if _NUMBER.match(line) else "paragraph"


def _strip_mark(line: str) -> str:
    return _NUMBER.sub("", _BULLET.sub("", line)).strip()
