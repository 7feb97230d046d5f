"""The project's own files, for tests about the whole of it."""

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from flask import Flask
from jinja2 import nodes

ROOT = Path(__file__).parents[2]


@cache
def python_files(folder: str = "grants") -> dict[str, ast.Module]:
    """Every module by its path, parsed."""
    return {
        path.relative_to(ROOT).as_posix(): ast.parse(path.read_text())
        for path in sorted((ROOT / folder).rglob("*.py"))
    }


def calls(tree: ast.AST, *names: str) -> Iterator[ast.Call]:
    """Calls of a function by its bare or its last name."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            name = getattr(node.func, "id", getattr(node.func, "attr", ""))
            if name in names:
                yield node


def text_of(node: ast.expr | None) -> str | None:
    """The value of a literal text."""
    return node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) else None


@cache
def template_names() -> tuple[str, ...]:
    folder = ROOT / "templates"
    return tuple(p.relative_to(folder).as_posix() for p in sorted(folder.rglob("*")) if p.is_file())


def parsed(app: Flask, name: str) -> nodes.Template:
    """A template's syntax tree."""
    assert app.jinja_env.loader is not None
    source, *_ = app.jinja_env.loader.get_source(app.jinja_env, name)
    return app.jinja_env.parse(source, name)
