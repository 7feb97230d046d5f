"""The shape of the code: short files, short functions, no loose ends, pinned packages."""

import ast
import re
from collections.abc import Iterable
from pathlib import Path

import pytest

from grants.commands.states import drawn
from tests.meta.reading import ROOT, python_files

LONGEST_FILE = 300
LONGEST_FUNCTION = 40

# What may be longer, each with its reason.
LONGER_FILES: dict[str, str] = {}
LONGER_FUNCTIONS: dict[str, str] = {}

OURS = [
    path
    for folder in (
        "grants",
        "templates",
        "static",
        "tests",
        "migrations",
        "scripts",
        "bench",
        "docs",
    )
    for path in sorted((ROOT / folder).rglob("*"))
    if not path.is_relative_to(ROOT / "bench" / "world")  # made by a measurement, not kept
    and path.suffix in {".py", ".html", ".txt", ".css", ".js", ".sh", ".md", ".typ", ".yaml"}
] + [ROOT / name for name in ("README.md", "CONTRIBUTING.md", "Makefile", "config.py", "wsgi.py")]


def named(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def listed(wrong: Iterable[str]) -> str:
    return "\n".join(["", *sorted(wrong)])


def test_no_file_is_longer_than_three_hundred_lines() -> None:
    lengths = {path: len((ROOT / path).read_text().splitlines()) for path in python_files()}
    long = {path for path, length in lengths.items() if length > LONGEST_FILE}
    assert long == set(LONGER_FILES), listed(f"{p}: {lengths.get(p)}" for p in long)


def lines_of(node: ast.stmt) -> int:
    return (node.end_lineno or 0) - node.lineno + 1


def length_of(function: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    """From `def` to the end of the body, without the docstring."""
    explained = ast.get_docstring(function) is not None
    return lines_of(function) - (lines_of(function.body[0]) if explained else 0)


def test_the_length_of_a_function_is_counted_without_its_docstring() -> None:
    [bare, explained] = ast.parse(
        "@mark\ndef f(\n    a,\n):\n    # why\n\n    return a\n"
        'def g():\n    """One.\n\n    Two.\n    """\n    return 1\n'
    ).body
    assert isinstance(bare, ast.FunctionDef)
    assert isinstance(explained, ast.FunctionDef)
    assert (length_of(bare), length_of(explained)) == (6, 2)


def test_no_function_is_longer_than_forty_lines() -> None:
    long = {
        f"{path}:{node.name}": length_of(node)
        for path, tree in python_files().items()
        for node in ast.walk(tree)
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        and length_of(node) > LONGEST_FUNCTION
    }
    assert set(long) == set(LONGER_FUNCTIONS), listed(f"{k}: {n}" for k, n in long.items())


def test_nothing_is_left_for_another_day() -> None:
    word = re.compile(r"\b(TO" r"DO|FIX" r"ME|XX" r"X|HA" r"CK)\b")
    assert [named(p) for p in OURS if word.search(p.read_text())] == []


def test_no_file_is_a_bag_or_empty() -> None:
    bags = {"utils", "util", "helpers", "helper", "common", "misc", "manager", "managers"}
    assert [p for p in python_files() if Path(p).stem in bags] == []
    assert [p for p in python_files() if not (ROOT / p).read_text().strip()] == []


def test_every_module_says_in_its_first_line_what_it_is_for() -> None:
    assert [path for path, tree in python_files().items() if not ast.get_docstring(tree)] == []


def test_nothing_below_the_page_prints() -> None:
    printing = [
        path
        for path, tree in python_files().items()
        for node in ast.walk(tree)
        if isinstance(node, ast.Call) and getattr(node.func, "id", "") in ("print", "breakpoint")
    ]
    assert set(printing) <= {"grants/run.py"}


# Who may end a transaction besides the services, each with its reason.
COMMITTING = {
    "grants/core/jobs.py": "a claim must be seen by the other workers before the work begins",
    "grants/mail/sending.py": "the worker notes each delivery before the next",
    "grants/run.py": "the start of the demonstration sets its clock",
}


def test_only_services_commit() -> None:
    commits = {
        path
        for path, tree in python_files().items()
        for node in ast.walk(tree)
        if isinstance(node, ast.Attribute)
        and node.attr == "commit"
        and ast.unparse(node.value).endswith("db.session")
    }
    standing = ("grants/demo/", "grants/commands/")
    outside = {p for p in commits if "/service" not in p and not p.startswith(standing)}
    assert sorted(outside - set(COMMITTING)) == []


def test_the_time_is_asked_of_one_clock() -> None:
    asked = re.compile(r"datetime\.(now|utcnow|today)\(|date\.today\(|time\.time\(")
    found = {p for p in python_files() if asked.search((ROOT / p).read_text())}
    # The age of a file on disk is told by the machine's clock, moved or not.
    disk = {
        "grants/core/assets.py",
        "grants/files/service/incoming.py",
        "grants/files/service/storage.py",
        "grants/files/service/uploads.py",
    }
    assert found == {"grants/core/clock.py"} | disk


def test_the_states_are_drawn_in_the_documents_as_they_are_in_the_code() -> None:
    assert (ROOT / "docs" / "states.md").read_text() == drawn()


@pytest.mark.parametrize("name", ["requirements.txt", "requirements-dev.txt"])
def test_every_package_is_pinned_with_its_hashes(name: str) -> None:
    text = (ROOT / name).read_text().replace("\\\n", " ")
    lines = [line for line in text.splitlines() if line.strip() and not line.startswith("#")]
    loose = [line for line in lines if not re.match(r"[\w.\[\]-]+==\S+.*--hash=sha256:", line)]
    assert loose == []


def test_every_package_asked_for_is_pinned() -> None:
    for list_name in ("requirements", "requirements-dev"):
        asked = (ROOT / f"{list_name}.in").read_text().splitlines()
        pinned = (ROOT / f"{list_name}.txt").read_text().lower()
        for line in asked:
            name = re.split(r"[\[=<>; ]", line.split("#")[0].strip().lower())[0]
            if name and not name.startswith("-"):
                assert re.search(rf"^{re.escape(name)}(\[\w+\])?==", pinned, re.M), name


def test_no_file_names_where_packages_are_fetched() -> None:
    files = [*ROOT.glob("requirements*"), ROOT / "pyproject.toml", ROOT / "Makefile"]
    files += [*(ROOT / "scripts").glob("*"), *ROOT.glob("*.lock"), ROOT / ".ci" / "run"]
    word = re.compile(r"index-url|find-links|trusted-host|--index\b|extra-index|simple/")
    assert [named(p) for p in files if p.is_file() and word.search(p.read_text())] == []


def test_pages_ask_no_other_host_for_anything() -> None:
    outside = re.compile(
        r"""(?:src|href|action)=["']https?://|url\(["']?https?://|@import|from ["']https?:"""
    )
    shown = [p for p in OURS if p.suffix in {".html", ".css", ".js"}]
    assert [named(p) for p in shown if outside.search(p.read_text())] == []
