"""What may be wrong with an answer."""

from dataclasses import dataclass

from grants.core.messages import Message


@dataclass(frozen=True)
class Fault:
    """Something to mend before submitting.

    `missing`: something is still to be given; else what is given breaks a limit.
    `part` is where inside the answer: `"email"`, `"2.name"` for the third row.
    """

    message: Message
    missing: bool = False
    part: str = ""
