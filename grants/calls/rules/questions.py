"""A question, wherever it comes from: a stored form, a file, a page."""

from collections.abc import Mapping, Sequence
from typing import Any, Protocol

from grants.calls.models import QuestionKind, Requirement


class Asked(Protocol):
    """A question with what its answer is checked against."""

    @property
    def code(self) -> str: ...
    @property
    def kind(self) -> QuestionKind: ...
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


class Scored(Asked, Protocol):
    """The same with the criteria that score it."""

    @property
    def criteria(self) -> Sequence[str]: ...
