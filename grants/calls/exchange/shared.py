"""Parts that several calls share: a call's file may include one that ships with the project.

Only shipped files can be included, so a file sent from elsewhere never reaches the disk. An export
names the shipped part again wherever the call still equals it.
"""

from collections.abc import Callable
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any, Generic, TypeVar

from grants.calls.exchange.kinds import CODE, Flow, Kind, one_of, several
from grants.calls.exchange.nodes import Node, Problem, Unreadable, tree
from grants.calls.rules.document import Form
from grants.core.messages import msg

SHIPPED = Path(__file__).resolve().parents[1] / "data"

T = TypeVar("T")


class Shared(Generic[T]):
    """A kind of part with a folder of shipped ones; parts may be taken without some codes."""

    def __init__(
        self,
        folder: str,
        own: Kind[T],
        codes: Callable[[T], tuple[str, ...]],
        without: Callable[[T, frozenset[str]], T],
    ):
        self.folder, self.own, self.codes, self.without = folder, own, codes, without
        self._load = cache(self._read_shipped)
        self.kind: Kind[T] = Kind(self.read, self.write)

    def names(self) -> tuple[str, ...]:
        return tuple(
            f"{self.folder}/{path.name}" for path in sorted((SHIPPED / self.folder).glob("*.yaml"))
        )

    def shipped(self, name: str) -> T:
        """A part that ships with the project, `folder/file.yaml`."""
        return self._load(name)[0]

    def read(self, node: Node) -> T:
        if not node.is_mapping or "include" not in node.fields(msg("fields")):
            return self.own.read(node)
        fields = node.fields(msg("include and without"))
        name = fields.take("include", one_of(self.names()))
        left_out = fields.take("without", several(CODE.read).read, ())
        fields.no_more()
        if name is None or left_out is None:
            raise Unreadable
        value, problems = self._load(name)
        node.problems.extend(problems)
        unknown = set(left_out) - set(self.codes(value))
        if unknown:
            raise node.refuse(
                msg("codes of %(name)s, not %(codes)s", name=name, codes=", ".join(sorted(unknown)))
            )
        return self.without(value, frozenset(left_out))

    def write(self, value: T) -> Any:
        kept = set(self.codes(value))
        for name in self.names():
            whole, _problems = self._load(name)
            left_out = tuple(code for code in self.codes(whole) if code not in kept)
            if kept and self.without(whole, frozenset(left_out)) == value:
                return {"include": name, **({"without": Flow(left_out)} if left_out else {})}
        return self.own.write(value)

    def _read_shipped(self, name: str) -> tuple[T, tuple[Problem, ...]]:
        problems: list[Problem] = []
        node = tree((SHIPPED / name).read_text(encoding="utf-8"), name, problems)
        if node is None:
            raise ValueError(f"{name}: {problems[0]}")
        return self.own.read(node), tuple(problems)


def form_codes(form: Form) -> tuple[str, ...]:
    return tuple(question.code for section in form for question in section.questions)


def form_without(form: Form, codes: frozenset[str]) -> Form:
    """Without some questions; a section left empty goes too."""
    sections = (
        replace(section, questions=tuple(q for q in section.questions if q.code not in codes))
        for section in form
    )
    return tuple(section for section in sections if section.questions)
