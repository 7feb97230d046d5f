"""`flask calls import` and `flask calls export`."""

from pathlib import Path

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
