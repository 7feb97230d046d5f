"""Every status, kind and outcome has its words: each label table covers its whole enum."""

import ast
import enum
import importlib
import inspect
import pkgutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

import grants
from grants.core.errors import Refused
from grants.proposals.models import ProposalStatus
from grants.proposals.rules.moves import MOVES, OFFICE_WORDS, Move, check_move
from scripts.translations import KEYWORDS, collected

SUFFIXES = ("WORDS", "NAMES", "LABELS", "TONES", "SENTENCES")
# Tables that speak of some members only, each with its reason.
PARTIAL: dict[str, str] = {}
# Enums of stored columns that no page names, each with its reason.
UNNAMED: dict[str, str] = {
    "grants.accounts.models.people.TokenPurpose": "the mail that carries the link says it",
    "grants.proposals.models.content.SectionWork": "the task list draws it, by what it depends on",
    "grants.proposals.models.point.PointSaid": "a point is told by its question and what to do",
}
TONES = {"", "ok", "info", "warn", "bad", "reserve"}


def modules() -> Iterator[Any]:
    for found in pkgutil.walk_packages(grants.__path__, "grants."):
        if not found.name.startswith(("grants.run", "grants.core.typesetting")):
            yield importlib.import_module(found.name)


def tables() -> dict[str, dict[Any, Any]]:
    """Tables of words and tones: dicts from members of one StrEnum to texts, by dotted name."""
    found: dict[int, tuple[str, dict[Any, Any]]] = {}
    for module in modules():
        for name, value in vars(module).items():
            if not isinstance(value, dict) or not name.endswith(SUFFIXES) or name[0] == "_":
                continue
            if all(isinstance(key, enum.StrEnum) for key in value) and value:
                found.setdefault(id(value), (f"{module.__name__}.{name}", value))
    return dict(found.values())


TABLES = tables()


@pytest.mark.parametrize("name", sorted(TABLES))
def test_a_table_of_words_speaks_of_every_member(name: str) -> None:
    table = TABLES[name]
    members = set(type(next(iter(table))))
    if name.rsplit(".", 1)[-1] not in PARTIAL:
        assert sorted(members - set(table)) == []
    if "TONE" in name:
        assert set(table.values()) <= TONES
    else:
        assert all(words.strip() == words and words for words in table.values())


def speaks_for_all(value: Any) -> type[enum.StrEnum] | None:
    """The enum a dict gives something to show for each of its members, or None."""
    if not isinstance(value, dict) or not value:
        return None
    kind = type(next(iter(value)))
    if not issubclass(kind, enum.StrEnum) or set(value) != set(kind):
        return None
    return kind if all(type(words) in (str, tuple) for words in value.values()) else None


def test_every_kind_of_row_has_words_somewhere() -> None:
    spoken = {
        speaks_for_all(value)
        for module in modules()
        for name, value in vars(module).items()
        if "TONE" not in name
    }
    stored = {
        value
        for module in modules()
        if ".models" in module.__name__
        for _, value in inspect.getmembers(module, inspect.isclass)
        if issubclass(value, enum.StrEnum) and value is not enum.StrEnum
    }
    silent = {f"{kind.__module__}.{kind.__name__}" for kind in stored - spoken}
    assert silent == set(UNNAMED), "\n".join(["", *sorted(silent ^ set(UNNAMED))])


# -- the life of a proposal ---------------------------------------------------------------------


def test_every_move_is_in_the_table_and_every_state_can_be_reached() -> None:
    assert set(MOVES) == set(Move)
    reached = {rule.target for rule in MOVES.values()} | {ProposalStatus.DRAFT}
    assert reached == set(ProposalStatus) == set(OFFICE_WORDS)


@pytest.mark.parametrize("step", list(Move))
@pytest.mark.parametrize("status", list(ProposalStatus))
def test_a_move_starts_only_from_its_own_states(step: Move, status: ProposalStatus) -> None:
    if status in MOVES[step].sources:
        check_move(step, status)
        return
    with pytest.raises(Refused):
        check_move(step, status)


def marked() -> Iterator[tuple[str, str]]:
    """Every sentence that the code marks to be translated, with its file."""
    for file in sorted(Path(grants.__path__[0]).rglob("*.py")):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if (
                isinstance(node, ast.Call)
                and isinstance(node.func, ast.Name)
                and node.func.id in KEYWORDS
                and node.args
                and isinstance(node.args[0], ast.Constant)
                and isinstance(node.args[0].value, str)
            ):
                yield str(file), node.args[0].value


def test_a_sentence_that_is_marked_reaches_the_catalogues() -> None:
    """Inside another text the collecting does not see it: such a sentence stays English."""
    known = {m.id if isinstance(m.id, str) else m.id[0] for m in collected() if m.id}
    assert [(file, text) for file, text in marked() if text not in known] == []
