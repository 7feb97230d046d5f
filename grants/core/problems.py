"""What a check of the whole system found wrong."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Problem:
    """One thing that must not be so: which check found it, on what, and what is wrong."""

    check: str
    subject: str
    words: str

    def __str__(self) -> str:
        return f"{self.check}: {self.subject}: {self.words}"
