"""Every mail that is queued has its letter, and the letter gets every word it needs."""

import ast
from collections.abc import Iterator

import pytest
from flask import Flask
from jinja2 import meta

from grants.proposals.rules.moves import MOVES
from tests.meta.reading import calls, parsed, python_files, template_names, text_of

GIVEN_TO_ALL = {"contact", "_", "gettext", "ngettext"}
LETTERS = [
    n for n in template_names() if n.startswith("mail/") and n.endswith(".txt") and "/_" not in n
]


def queued() -> Iterator[tuple[str, str, set[str] | None]]:
    """Where, kind, and the parameters where they stand there as a literal."""
    for path, tree in python_files().items():
        for call in calls(tree, "queue"):
            kind = text_of(call.args[1]) if len(call.args) > 1 else None
            if kind is None:
                continue
            params = call.args[2] if len(call.args) > 2 else None
            literal = isinstance(params, ast.Dict) and all(params.keys)
            names = {text_of(k) or "" for k in params.keys} if literal else None  # type: ignore[union-attr]
            yield f"{path}:{call.lineno}", kind, names


def needed(app: Flask, letter: str) -> set[str]:
    names = meta.find_undeclared_variables(parsed(app, letter))
    return names - GIVEN_TO_ALL - set(app.jinja_env.globals)


def test_every_kind_of_mail_queued_has_its_letter() -> None:
    missing = [
        f"{where}: {kind}" for where, kind, _ in queued() if f"mail/{kind}.txt" not in LETTERS
    ]
    assert missing == [], "\n".join(["", *missing])


def test_every_move_has_a_letter_for_each_who_is_told() -> None:
    told = {
        f"mail/proposal_{move.value}_{to.value}.txt"
        for move, rule in MOVES.items()
        for to in rule.tells
    }
    assert told <= set(LETTERS), "\n".join(["", *sorted(told - set(LETTERS))])
    moved = {n for n in LETTERS for move in MOVES if n.startswith(f"mail/proposal_{move.value}_")}
    assert sorted(moved - told) == []


def test_a_letter_needs_nothing_its_mail_does_not_bring(app: Flask) -> None:
    lacking = [
        f"{where}: {kind}: {sorted(needed(app, f'mail/{kind}.txt') - names)}"
        for where, kind, names in queued()
        if names is not None
        and f"mail/{kind}.txt" in LETTERS
        and needed(app, f"mail/{kind}.txt") - names
    ]
    assert lacking == [], "\n".join(["", *lacking])


@pytest.mark.parametrize("letter", LETTERS)
def test_every_letter_begins_with_its_subject(app: Flask, letter: str) -> None:
    assert app.jinja_env.loader is not None
    source, *_ = app.jinja_env.loader.get_source(app.jinja_env, letter)
    said = [line for line in source.splitlines() if line.strip() and not line.startswith("{%")]
    said = [line for line in said if not line.startswith(("{#", " "))]
    assert said[0].startswith("Subject:") or "Subject:" in source, letter
    assert "<" not in source.replace("<bdi>", ""), f"{letter} is plain text"


def test_no_letter_is_left_that_nobody_sends() -> None:
    texts = {
        text_of(node)
        for tree in python_files().values()
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant)
    }
    by_move = {f"proposal_{m.value}_{to.value}" for m, rule in MOVES.items() for to in rule.tells}
    idle = [n for n in LETTERS if n[5:-4] not in texts | by_move]
    assert idle == [], "\n".join(["", *idle])
