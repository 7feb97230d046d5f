"""Text as people give it: cleaned on the way in, counted by one rule, parsed into blocks."""

import random
import re
import secrets
import unicodedata
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Literal

# NUL, C0 except newline and tab, DEL, C1, noncharacters and lone surrogates break XLSX and PDF.
_UNSAFE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ufffe\uffff\ud800-\udfff]")
_ALPHABET = "23456789ABCDEFGHJKMNPQRSTVWXYZ"
_BULLET = re.compile(r"^\s*[-*•–]\s+")
_NUMBER = re.compile(r"^\s*([0-9]{1,3})[.)]\s+")


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
    if text.isascii():  # most words are
        return text.lower()
    # Taken apart before as well: letters such as 𝓐 have a case only once they are plain ones.
    lower = unicodedata.normalize("NFKD", text).casefold()
    plain = unicodedata.normalize("NFKD", lower)
    return "".join(c for c in plain if not unicodedata.combining(c))


_drawn: ContextVar[random.Random | None] = ContextVar("drawn", default=None)


def random_ref(length: int = 10) -> str:
    """A random reference people can read aloud: no 0/O, 1/I/L, U. It guards nothing."""
    choose = (_drawn.get() or secrets).choice
    return "".join(choose(_ALPHABET) for _ in range(length))


@contextmanager
def references_from(dice: random.Random) -> Iterator[None]:
    """References follow from a seed, for a demonstration that is the same at every build."""
    token = _drawn.set(dice)
    try:
        yield
    finally:
        _drawn.reset(token)


Kind = Literal["paragraph", "bullets", "numbers"]


@dataclass(frozen=True)
class Block:
    """A paragraph, or a list of items; `start` is the first number of a numbered one."""

    kind: Kind
    lines: tuple[str, ...]
    start: int = 1


def blocks(text: str) -> list[Block]:
    """Plain text as paragraphs and lists; the same blocks feed the page and the PDF.

    Every word stays: only the marks of a list go, and a list that jumps from 1 to 3 is two lists.
    """
    found: list[Block] = []
    for chunk in re.split(r"\n\s*\n", text.strip()):
        run: list[str] = []
        kind: Kind = "paragraph"
        first = 1
        for line in chunk.split("\n"):
            this, number, words = _read(line)
            if run and (this != kind or (this == "numbers" and number != first + len(run))):
                found.append(Block(kind, tuple(run), first))
                run = []
            if not run:
                kind, first = this, number
            if words:
                run.append(words)
        if run:
            found.append(Block(kind, tuple(run), first))
    return found


def _read(line: str) -> tuple[Kind, int, str]:
    """What a line is, its number, and its words without the mark; a lone mark is words."""
    if mark := _BULLET.match(line):
        return "bullets", 1, line[mark.end() :].strip()
    if mark := _NUMBER.match(line):
        return "numbers", int(mark[1]), line[mark.end() :].strip()
    return "paragraph", 1, line.strip()
