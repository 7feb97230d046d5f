"""A YAML file as a tree that knows its lines; what is wrong is collected, not thrown one by one."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeVar

import yaml

from grants.core.messages import Message, msg
from grants.core.text import clean

Value = TypeVar("Value")
MAX_CHARACTERS = 1_000_000


@dataclass(frozen=True)
class Problem:
    """One thing wrong with a file: where, and what was expected there."""

    file: str
    line: int
    path: str
    message: Message

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {self.path}: {self.message}"


class Unreadable(Exception):
    """This part of the file gives no value; its problem is recorded."""


class Node:
    """One place in the file."""

    def __init__(self, raw: yaml.Node, path: str, file: str, problems: list[Problem]):
        self.raw, self.path, self.file, self.problems = raw, path, file, problems

    @property
    def line(self) -> int:
        return int(self.raw.start_mark.line) + 1

    def note(self, message: Message) -> None:
        self.problems.append(Problem(self.file, self.line, self.path or "(the file)", message))

    def refuse(self, expected: Message) -> Unreadable:
        """Record what was expected and what stands there; the caller raises the answer."""
        self.note(msg("expected %(what)s, found %(found)s", what=expected, found=self._found()))
        return Unreadable()

    def _found(self) -> Message | str:
        if isinstance(self.raw, yaml.ScalarNode):
            if self.is_null:
                return msg("nothing")
            return f"“{str(self.raw.value)[:60]}”"
        return msg("a list") if isinstance(self.raw, yaml.SequenceNode) else msg("named fields")

    @property
    def is_mapping(self) -> bool:
        return isinstance(self.raw, yaml.MappingNode)

    @property
    def is_null(self) -> bool:
        return bool(self.raw.tag == "tag:yaml.org,2002:null")

    def scalar(self, expected: Message) -> str:
        """What is typed there, as text, whatever YAML would make of it."""
        if not isinstance(self.raw, yaml.ScalarNode) or self.is_null:
            raise self.refuse(expected)
        return clean(self.raw.value)

    def items(self, expected: Message) -> list["Node"]:
        if not isinstance(self.raw, yaml.SequenceNode):
            raise self.refuse(expected)
        return [
            Node(raw, f"{self.path}[{n}]", self.file, self.problems)
            for n, raw in enumerate(self.raw.value, 1)
        ]

    def fields(self, expected: Message) -> "Fields":
        if not isinstance(self.raw, yaml.MappingNode):
            raise self.refuse(expected)
        found: dict[str, Node] = {}
        for key, value in self.raw.value:
            name = str(key.value) if isinstance(key, yaml.ScalarNode) else "?"
            path = f"{self.path}.{name}" if self.path else name
            node = Node(value, path, self.file, self.problems)
            if name in found:
                Node(key, path, self.file, self.problems).note(msg("stands here twice"))
            found[name] = node
        return Fields(self, found)


class Fields:
    """Named fields of one place; each is taken once, what is left over is unknown."""

    def __init__(self, node: Node, found: dict[str, Node]):
        self.node, self.found, self._left = node, found, dict(found)

    def __contains__(self, name: str) -> bool:
        return name in self.found

    def take(self, name: str, read: Callable[[Node], Value], missing: Any = Unreadable) -> Any:
        """The value of a field; `missing` where it is absent (required when not given).

        A field that cannot be read is recorded and gives None, so that the others are read too.
        """
        node = self._left.pop(name, None)
        if node is None:
            if missing is Unreadable:
                self.node.note(msg("the field “%(name)s” is missing", name=name))
                return None
            return missing
        try:
            return read(node)
        except Unreadable:
            return None

    def no_more(self) -> None:
        """Whatever was not taken does not belong here."""
        known = ", ".join(name for name in self.found if name not in self._left)
        for name, node in self._left.items():
            message = msg("there is no field “%(name)s” here", name=name)
            if known:
                message = msg(
                    "there is no field “%(name)s” here (known beside it: %(known)s)",
                    name=name,
                    known=known[:200],
                )
            node.note(message)


def each(nodes: list[Node], read: Callable[[Node], Value]) -> tuple[Value, ...]:
    """Every item that can be read; the others are recorded."""
    values = []
    for node in nodes:
        try:
            values.append(read(node))
        except Unreadable:
            continue
    return tuple(values)


def tree(text: str, file: str, problems: list[Problem]) -> Node | None:
    """The root of a file, or None when it is no YAML we read."""
    if len(text) > MAX_CHARACTERS:
        problems.append(Problem(file, 1, "(the file)", msg("is larger than a call can be")))
        return None
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    try:
        for event in yaml.parse(text, Loader=loader):
            if isinstance(event, yaml.AliasEvent):
                line = event.start_mark.line + 1 if event.start_mark else 1
                refused = msg("write the value out: references (*name) are not read")
                problems.append(Problem(file, line, "(the file)", refused))
                return None
        raw = yaml.compose(text, Loader=loader)
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        line = mark.line + 1 if mark else 1
        words = getattr(error, "problem", None) or str(error)
        message = msg("is not YAML: %(problem)s", problem=str(words)[:200])
        problems.append(Problem(file, line, "(the file)", message))
        return None
    if raw is None:
        problems.append(Problem(file, 1, "(the file)", msg("is empty")))
        return None
    return Node(raw, "", file, problems)
