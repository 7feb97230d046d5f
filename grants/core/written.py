"""Texts people write to explain what they do: there, and not too long."""

from grants.core.errors import Refused
from grants.core.messages import msg
from grants.core.text import word_count

CHARACTERS = 20  # for each word allowed: a text without spaces is one word, however long


def check_words(text: str, most: int, field: str) -> None:
    """Refused, at its field, when a text is empty or has more than `most` words."""
    if not text.strip():
        message = msg("Write something here")
        raise Refused(message, {field: message})
    if len(text) > most * CHARACTERS:
        message = msg(
            "This is %(n)s characters. Shorten it to %(most)s or fewer",
            n=len(text),
            most=most * CHARACTERS,
        )
        raise Refused(message, {field: message})
    count = word_count(text)
    if count > most:
        message = msg(
            "This is %(n)s words. Shorten it to %(most)s words or fewer", n=count, most=most
        )
        raise Refused(message, {field: message})
