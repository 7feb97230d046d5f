"""Passwords: long, as typed, not a common one and not made of what everybody knows.

NIST SP 800-63B-4: no composition rules, no rotation, a list of common ones, NFC.
"""

import re
import unicodedata
from functools import cache
from pathlib import Path

from grants.core.errors import Refused
from grants.core.messages import Message, msg
from grants.core.text import fold

MIN_PASSWORD = 15
MAX_PASSWORD = 128
# What must be left of a password once the words everybody can guess are taken out.
OWN_PART = 8

COMMON = Path(__file__).parents[1] / "data" / "common-passwords.txt"
HOUSE_WORDS = ("citiesalliance", "catalyticfund", "cities", "alliance", "catalytic", "password")
KEYBOARD = ("qwertyuiop", "asdfghjkl", "zxcvbnm", "azertyuiop", "abcdefghijklmnopqrstuvwxyz",
            "01234567890123456789")  # fmt: skip

_MARKS = re.compile(r"[\W_]+")


def normal_password(password: str) -> str:
    """As typed, in NFC, so that the same keys on another machine match (NIST SP 800-63B-4)."""
    return unicodedata.normalize("NFC", password)


def check_password(password: str, *, email: str = "", name: str = "") -> None:
    """Refused at the field `password`, with what to do, when it is too easy to guess."""
    words = _weakness(normal_password(password), email, name)
    if words is not None:
        raise Refused(words, {"password": words})


def _weakness(password: str, email: str, name: str) -> Message | None:
    if len(password) < MIN_PASSWORD:
        return msg(
            "Use %(least)s characters or more: four or five words you can remember do well",
            least=MIN_PASSWORD,
        )
    if len(password) > MAX_PASSWORD:
        return msg("Use %(most)s characters or fewer", most=MAX_PASSWORD)
    bare = _MARKS.sub("", fold(password)) or password
    if bare in common_passwords() or bare.rstrip("0123456789") in common_passwords():
        return msg("Many people use this password, so it is guessed first. Choose another")
    if _repeats(bare) or _is_run(bare):
        return msg("This password repeats itself or follows the keyboard. Choose another")
    if len(_without_known_words(bare, email, name)) < OWN_PART:
        return msg("This is mostly your name, your address or our name. Add words of your own")
    return None


@cache
def common_passwords() -> frozenset[str]:
    """Common long passwords, folded and without marks."""
    lines = COMMON.read_text(encoding="utf-8").splitlines()
    return frozenset(_MARKS.sub("", fold(line)) for line in lines if line and line[0] != "#")


def _repeats(bare: str) -> bool:
    """One short piece over and over (`abcabcabcabcabc`), or hardly any different characters."""
    if len(set(bare)) < 5:
        return True
    period = (bare + bare).find(bare, 1)
    return period < len(bare) and period < OWN_PART


def _is_run(bare: str) -> bool:
    """Keys or letters in their order, forwards or backwards."""
    left = bare
    for run in KEYBOARD:
        for line in (run, run[::-1]):
            for size in range(len(line), 3, -1):
                for start in range(len(line) - size + 1):
                    left = left.replace(line[start : start + size], "")
    return len(left) < OWN_PART // 2


def _without_known_words(bare: str, email: str, name: str) -> str:
    known = [*HOUSE_WORDS, *re.split(r"[\W_]+", fold(email)), *re.split(r"[\W_]+", fold(name))]
    known += [_MARKS.sub("", fold(email)), _MARKS.sub("", fold(email.partition("@")[0]))]
    known.append(_MARKS.sub("", fold(name)))
    for word in sorted({w for w in known if len(w) >= 3}, key=len, reverse=True):
        bare = bare.replace(word, "")
    return bare
