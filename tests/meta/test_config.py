"""Settings: an unsafe production does not start and is told why; the README lists them all."""

import ast
import re
from pathlib import Path

import pytest

import config
from tests.meta.reading import ROOT

SAFE = {
    "GRANTS_MODE": "production",
    "SECRET_KEY": "kq7vXr2mB9tYc4Lw8ZsNf3Hd6Pj1Ga5U",
    "BASE_URL": "https://fund.example.org",
    "DATABASE_URL": "postgresql://grants:secret@db/grants",
    "SMTP_URL": "smtp://mail.example.org",
    "MAIL_FROM": "Catalytic Fund <fund@example.org>",
    "CONTACT_EMAIL": "fund@example.org",
}


def refusal(tmp_path: Path, **over: str | None) -> str:
    env = {**SAFE, "INSTANCE_DIR": str(tmp_path), **over}
    with pytest.raises(config.UnsafeConfiguration) as refused:
        config.from_environment({name: value for name, value in env.items() if value is not None})
    return str(refused.value)


def test_a_safe_production_starts(tmp_path: Path) -> None:
    settings = config.from_environment({**SAFE, "INSTANCE_DIR": str(tmp_path)})
    assert settings["PRODUCTION"]
    assert not settings["DEMO"]
    assert settings["SQLALCHEMY_DATABASE_URI"].startswith("postgresql+psycopg://")
    assert settings["SESSION_COOKIE_NAME"] == "__Host-grants"
    assert settings["SESSION_COOKIE_SECURE"]
    assert settings["SESSION_COOKIE_HTTPONLY"]


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("SECRET_KEY", None, "SECRET_KEY is missing or shorter than 32"),
        ("SECRET_KEY", "short", "SECRET_KEY is missing or shorter than 32"),
        ("SECRET_KEY", "abc" * 20, "SECRET_KEY repeats a few characters"),
        ("SECRET_KEY_FALLBACKS", "old", "SECRET_KEY_FALLBACKS holds a key shorter than 32"),
        ("BASE_URL", None, "it must begin with https://"),
        ("BASE_URL", "http://fund.example.org", "it must begin with https://"),
        ("DATABASE_URL", None, "DATABASE_URL is missing"),
        ("SMTP_URL", "", "SMTP_URL is missing"),
        ("MAIL_FROM", None, "MAIL_FROM is missing"),
        ("CONTACT_EMAIL", None, "CONTACT_EMAIL is missing"),
        ("DEMO_PASSWORD", "open", "DEMO_PASSWORD must not be set"),
        ("GRANTS_NOW", "2027-01-15T00:00:00Z", "GRANTS_NOW must not be set"),
        ("FLASK_DEBUG", "1", "FLASK_DEBUG must not be set"),
        ("GRANTS_MODE", "prod", "GRANTS_MODE is 'prod'; it must be one of"),
        ("PORT", "http", "PORT is 'http'; it must be a whole number"),
        ("TRUSTED_PROXIES", "yes", "TRUSTED_PROXIES is 'yes'; it must be a whole number"),
        ("MAX_UPLOAD_MB", "-1", "MAX_UPLOAD_MB is '-1'; it must be a whole number"),
        ("SESSION_IDLE_HOURS", "8h", "SESSION_IDLE_HOURS is '8h'; it must be a positive number"),
    ],
)
def test_each_unsafe_setting_is_refused_and_named(
    tmp_path: Path, name: str, value: str | None, said: str
) -> None:
    assert said in refusal(tmp_path, **{name: value})


def test_every_problem_is_named_at_once_and_no_secret_with_it(tmp_path: Path) -> None:
    words = refusal(tmp_path, SECRET_KEY="hunter2", SMTP_URL=None, DEMO_PASSWORD="open-sesame")
    assert words.count("\n  - ") == 3
    assert "hunter2" not in words
    assert "open-sesame" not in words


def test_the_key_of_a_demonstration_is_made_once_and_readable_by_its_owner_only(
    tmp_path: Path,
) -> None:
    env = {"INSTANCE_DIR": str(tmp_path)}
    first = config.from_environment(env)["SECRET_KEY"]
    assert config.from_environment(env)["SECRET_KEY"] == first
    assert len(first) == 64
    assert (tmp_path / "secret-key").stat().st_mode & 0o077 == 0


def test_outside_the_demonstration_nothing_moves_the_clock(tmp_path: Path) -> None:
    env = {"INSTANCE_DIR": str(tmp_path), "GRANTS_NOW": "2027-01-15T00:00:00Z"}
    assert config.from_environment({**env, "GRANTS_MODE": "demo"})["GRANTS_NOW"]
    assert not config.from_environment({**env, "GRANTS_MODE": "development"})["GRANTS_NOW"]


def test_the_readme_lists_exactly_the_settings_that_are_read() -> None:
    tree = ast.parse((ROOT / "config.py").read_text())
    read = {
        node.args[0].value
        for node in ast.walk(tree)
        if isinstance(node, ast.Call)
        and ast.unparse(node.func) == "env.get"
        and isinstance(node.args[0], ast.Constant)
    }
    table = (ROOT / "README.md").read_text().split("## Settings")[1].split("\n## ")[0]
    assert set(re.findall(r"^\| `([A-Z_]+)`", table, re.M)) == read


def test_nothing_but_the_settings_reads_the_environment() -> None:
    reading = re.compile(r"os\.environ|os\.getenv|getenv\(")
    files = [p for p in (ROOT / "grants").rglob("*.py") if reading.search(p.read_text())]
    assert files == []
