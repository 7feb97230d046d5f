"""The part of a snapshot that is compared for likeness."""

from collections.abc import Mapping
from typing import Any

# Shorter answers are names, places and choices, which many good proposals share.
LEAST_CHARACTERS = 80


def long_text(content: Mapping[str, Any]) -> str:
    """Title and long answers, one paragraph each, in the order of their codes."""
    answers = content.get("answers") or {}
    long = [
        value
        for code, value in sorted(answers.items())
        if code != "title" and isinstance(value, str) and len(value) >= LEAST_CHARACTERS
    ]
    title = answers.get("title")
    return "\n\n".join([title, *long] if isinstance(title, str) and title else long)
