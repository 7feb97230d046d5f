"""A question as answers are checked against it, and what may be wrong with an answer."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from grants.calls.models import QuestionKind as K, Requirement
from grants.core.messages import Message


class Asked(Protocol):
    """A question, as far as its answer is checked against it."""

    @property
    def code(self) -> str: ...
    @property
    def kind(self) -> K: ...
    @property
    def label(self) -> Mapping[str, str]: ...
    @property
    def required(self) -> Requirement: ...
    @property
    def required_when(self) -> Mapping[str, Any] | None: ...
    @property
    def max_words(self) -> int | None: ...
    @property
    def max_rows(self) -> int | None: ...
    @property
    def limits(self) -> Mapping[str, Any]: ...
    @property
    def options(self) -> Sequence[Mapping[str, Any]]: ...
    @property
    def config(self) -> Mapping[str, Any]: ...


@dataclass(frozen=True)
class Fault:
    """Something to mend before submitting.

    `missing`: something is still to be given; else what is given breaks a limit.
    `part` is where inside the answer: `"email"`, `"2.name"` for the third row.
    """

    message: Message
    missing: bool = False
    part: str = ""
