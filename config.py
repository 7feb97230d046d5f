"""Settings, read from the environment once; README.md holds the table of them.

Development, demo and production run the same code and differ only by these values. An unsafe or
missing setting stops a production start and is named.
"""

import os
import re
import secrets
from collections.abc import Mapping
from datetime import timedelta
from pathlib import Path
from typing import Any

from grants.core.db import engine_options

ROOT = Path(__file__).resolve().parent
MODES = ("development", "demo", "production")


class UnsafeConfiguration(SystemExit):
    """Raised with every problem named, so that one reading is enough to mend them."""

    def __init__(self, problems: list[str]):
        lines = "\n".join(f"  - {problem}" for problem in problems)
        super().__init__(f"The configuration is not safe to start with:\n{lines}")


def from_environment(env: Mapping[str, str] = os.environ) -> dict[str, Any]:
    """The Flask configuration; raises UnsafeConfiguration in production mode."""
    mode = env.get("GRANTS_MODE", "demo")
    instance = Path(env.get("INSTANCE_DIR", ROOT / "instance")).absolute()
    url = env.get("DATABASE_URL", f"sqlite:///{instance / 'grants.db'}")
    url = url.replace("postgresql://", "postgresql+psycopg://", 1)
    port = env.get("PORT", "8000")
    base_url = env.get("BASE_URL", f"http://127.0.0.1:{port}").rstrip("/")
    problems = _problems(env, mode, base_url)
    if problems:
        raise UnsafeConfiguration(problems)
    https = base_url.startswith("https://")
    return {
        "MODE": mode,
        "DEMO": mode == "demo",
        "PRODUCTION": mode == "production",
        "ROOT": ROOT,
        "INSTANCE_DIR": instance,
        "FILES_DIR": Path(env.get("FILES_DIR", instance / "files")),
        "STATIC_DIR": Path(env.get("STATIC_DIR", instance / "static")),
        "SECRET_KEY": env.get("SECRET_KEY") or _local_secret(instance),
        "SECRET_KEY_FALLBACKS": [k for k in env.get("SECRET_KEY_FALLBACKS", "").split() if k],
        "SQLALCHEMY_DATABASE_URI": url,
        "SQLALCHEMY_ENGINE_OPTIONS": engine_options(url),
        "BASE_URL": base_url,
        "PORT": int(port),
        "TRUSTED_PROXIES": int(env.get("TRUSTED_PROXIES", "0")),
        "SMTP_URL": env.get("SMTP_URL", ""),
        "MAIL_FROM": env.get("MAIL_FROM", "Catalytic Fund <catf@catalytic-fund.example>"),
        "CONTACT_EMAIL": env.get("CONTACT_EMAIL", "catf@catalytic-fund.example"),
        "DEMO_PASSWORD": env.get("DEMO_PASSWORD", "a-city-without-slums"),
        "GRANTS_NOW": env.get("GRANTS_NOW", "") if mode == "demo" else "",
        "SESSION_IDLE": timedelta(hours=float(env.get("SESSION_IDLE_HOURS", "8"))),
        "SESSION_LONGEST": timedelta(hours=float(env.get("SESSION_LONGEST_HOURS", "72"))),
        # Three photos as a phone takes them and the answers beside; the limit of one file is in
        # grants/files/rules/kinds.py.
        "MAX_CONTENT_LENGTH": int(env.get("MAX_UPLOAD_MB", "128")) * 1024 * 1024,
        "MAX_FORM_MEMORY_SIZE": 4 * 1024 * 1024,
        "MAX_FORM_PARTS": 5000,
        "WTF_CSRF_TIME_LIMIT": None,
        "SESSION_COOKIE_NAME": "__Host-grants" if https else "grants",
        "SESSION_COOKIE_SECURE": https,
        "SESSION_COOKIE_HTTPONLY": True,
        "SESSION_COOKIE_SAMESITE": "Lax",
        "SESSION_COOKIE_PATH": "/",
        "BABEL_DEFAULT_LOCALE": "en",
        "BABEL_TRANSLATION_DIRECTORIES": str(ROOT / "translations"),
        "LANGUAGES": ("en", "fr", "es", "pt"),
        "TEMPLATES_AUTO_RELOAD": mode == "development",
    }


def _problems(env: Mapping[str, str], mode: str, base_url: str) -> list[str]:
    if mode not in MODES:
        return [f"GRANTS_MODE is {mode!r}; it must be one of {', '.join(MODES)}"]
    found = [
        f"{name} is {env[name]!r}; it must be a {kind} number"
        for names, form, kind in (
            (("PORT", "MAX_UPLOAD_MB", "TRUSTED_PROXIES"), r"[0-9]{1,5}", "whole"),
            (("SESSION_IDLE_HOURS", "SESSION_LONGEST_HOURS"), r"[0-9]{1,5}(\.[0-9]+)?", "positive"),
        )
        for name in names
        if name in env and not re.fullmatch(form, env[name])
    ]
    return found + (_unsafe(env, base_url) if mode == "production" else [])


def _unsafe(env: Mapping[str, str], base_url: str) -> list[str]:
    """What a production start must not come with, or without."""
    found = []
    secret = env.get("SECRET_KEY", "")
    if len(secret) < 32:
        found.append("SECRET_KEY is missing or shorter than 32 characters")
    elif len(set(secret)) < 10:
        found.append("SECRET_KEY repeats a few characters; make a random one")
    if any(len(key) < 32 for key in env.get("SECRET_KEY_FALLBACKS", "").split()):
        found.append("SECRET_KEY_FALLBACKS holds a key shorter than 32 characters")
    if not base_url.startswith("https://"):
        found.append(f"BASE_URL is {base_url!r}; it must begin with https://")
    found += [
        f"{name} is missing"
        for name in ("DATABASE_URL", "SMTP_URL", "MAIL_FROM", "CONTACT_EMAIL")
        if not env.get(name)
    ]
    found += [
        f"{name} must not be set in production"
        for name in ("DEMO_PASSWORD", "GRANTS_NOW", "FLASK_DEBUG")
        if env.get(name) not in (None, "", "0")
    ]
    return found


def _local_secret(instance: Path) -> str:
    """A random key of this installation, made once; production must bring its own."""
    path = instance / "secret-key"
    if not path.exists():
        instance.mkdir(parents=True, exist_ok=True)
        path.touch(mode=0o600)
        path.write_text(secrets.token_hex(32))
    return path.read_text().strip()
