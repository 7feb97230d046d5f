"""`flask calls import`, `flask calls export` and `flask calls diff`."""

from pathlib import Path

from click.testing import Result
from flask import Flask

from grants.calls.models import Call
from grants.core.db import db

DATA = Path(__file__).parents[2] / "grants" / "calls" / "data"


def test_a_file_goes_in_and_comes_out_the_same(app: Flask) -> None:
    runner = app.test_cli_runner()
    done = runner.invoke(args=["calls", "import", str(DATA / "catf-2014.yaml")])
    assert done.exit_code == 0, done.output
    assert "CATF-2014: archived" in done.output
    out = runner.invoke(args=["calls", "export", "CATF-2014"])
    assert out.exit_code == 0
    assert out.output == (DATA / "catf-2014.yaml").read_text(encoding="utf-8")


def test_a_wrong_file_fails_with_file_line_field_and_what_was_expected(
    app: Flask, tmp_path: Path
) -> None:
    text = (DATA / "catf-2014.yaml").read_text(encoding="utf-8")
    wrong = tmp_path / "wrong.yaml"
    wrong.write_text(
        text.replace("max_usd: 200000", "max_usd: many").replace("evaluators: 3", "evaluators: 99"),
        encoding="utf-8",
    )
    done = app.test_cli_runner().invoke(args=["calls", "import", str(wrong)])
    assert done.exit_code != 0
    line = 1 + text[: text.index("max_usd")].count("\n")
    assert f"wrong.yaml:{line}: " in done.output
    assert "max_usd: expected whole dollars" in done.output
    assert "evaluators: expected a whole number from 1 to 20, found “99”" in done.output
    assert "2 mistakes. Nothing was imported" in done.output
    assert db.session.query(Call).count() == 0


def test_a_file_that_is_not_text_and_a_call_that_is_missing_fail_with_the_reason(
    app: Flask, tmp_path: Path
) -> None:
    binary = tmp_path / "x.yaml"
    binary.write_bytes(b"\xff\xfe\x00")
    done = app.test_cli_runner().invoke(args=["calls", "import", str(binary)])
    assert done.exit_code != 0
    assert "UTF-8" in done.output
    out = app.test_cli_runner().invoke(args=["calls", "export", "NONE"])
    assert out.exit_code != 0
    assert "there is no call NONE" in out.output


def diff(app: Flask, a: object, b: object) -> Result:
    return app.test_cli_runner().invoke(args=["calls", "diff", str(a), str(b)])


def test_a_call_and_the_file_it_came_from_are_equal(app: Flask, tmp_path: Path) -> None:
    file = DATA / "catf-2014.yaml"
    app.test_cli_runner().invoke(args=["calls", "import", str(file)])
    for a, b in (("CATF-2014", file), (file, "CATF-2014"), (file, file)):
        done = diff(app, a, b)
        assert (done.exit_code, done.output) == (0, "")
    # Another layout of the same file says nothing else.
    same = tmp_path / "same.yaml"
    same.write_text("# mine\n" + file.read_text(encoding="utf-8"), encoding="utf-8")
    assert diff(app, "CATF-2014", same).exit_code == 0


def test_what_differs_is_shown_line_by_line_under_both_names(app: Flask, tmp_path: Path) -> None:
    text = (DATA / "catf-2014.yaml").read_text(encoding="utf-8")
    app.test_cli_runner().invoke(args=["calls", "import", str(DATA / "catf-2014.yaml")])
    other = tmp_path / "other.yaml"
    other.write_text(text.replace("evaluators: 3", "evaluators: 4"), encoding="utf-8")
    done = diff(app, "CATF-2014", other)
    assert done.exit_code == 1
    lines = done.output.splitlines()
    assert lines[:2] == ["--- CATF-2014", f"+++ {other}"]
    assert [line.strip() for line in lines[2:] if line[0] in "+-"] == [
        "-  evaluators: 3",
        "+  evaluators: 4",
    ]
    assert diff(app, DATA / "catf-2014.yaml", DATA / "catf-2015.yaml").exit_code == 1


def test_what_cannot_be_compared_is_said_and_is_neither_equal_nor_different(
    app: Flask, tmp_path: Path
) -> None:
    file = DATA / "catf-2014.yaml"
    wrong, binary = tmp_path / "wrong.yaml", tmp_path / "binary.yaml"
    text = file.read_text(encoding="utf-8")
    wrong.write_text(text.replace("evaluators: 3", "evaluators: 99"), encoding="utf-8")
    binary.write_bytes(b"\xff\xfe\x00")
    for b, words in (
        ("NONE", "there is no call NONE, and no file of this name"),
        ("none.yaml", "there is no file none.yaml"),
        (wrong, "evaluators: expected a whole number from 1 to 20, found “99”"),
        (binary, "binary.yaml is not text in UTF-8"),
    ):
        done = diff(app, file, b)
        assert done.exit_code == 2, done.output
        assert words in done.output
