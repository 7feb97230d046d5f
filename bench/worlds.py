"""The worlds cases are measured in: built once, kept while what builds them stays the same."""

import hashlib
import os
import re
import shutil
import subprocess
import sys
from functools import cache
from pathlib import Path
from typing import Any

import brotli
import sqlalchemy as sa
from flask import Flask
from lxml import html

from bench.long_call import long_call
from bench.registry import Request
from grants.accounts.models import Person
from grants.accounts.service.session import start_session
from grants.app import create_app
from grants.core.assets import build_assets
from grants.core.db import db

ROOT = Path(__file__).resolve().parents[1]
FOLDER = ROOT / "bench" / "world"
SIZES = {"small": 50, "large": 1000, "many": None}  # proposals of the scored call
SOURCES = ("migrations/versions", "grants/demo", "grants/calls/data", "bench/long_call.py")
# What one world alone is built from: as often as those above change, this one takes minutes.
MORE_SOURCES = {"many": ("bench/many", "bench/texts.py")}


@cache
def world(name: str) -> "World":
    """The world of that name, built now when it is missing or was built from other sources."""
    folder = FOLDER / name
    mark = folder / "built-from"
    fingerprint = _fingerprint((*SOURCES, *MORE_SOURCES.get(name, ())))
    if not mark.exists() or mark.read_text() != fingerprint:
        print(f"building the world “{name}”", flush=True)
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)
        env = {**os.environ, "INSTANCE_DIR": str(folder)}
        size = SIZES[name]
        flask = ["flask", "--app", "wsgi"]
        for module in (
            [*flask, "db", "upgrade"],
            [*flask, "demo", "build", *(["--proposals", str(size)] if size else [])],
            *([["bench.many", str(folder)]] if name == "many" else []),
            [*flask, "check-invariants"],
        ):
            subprocess.run([sys.executable, "-m", *module], env=env, check=True, cwd=ROOT)
        _add_long_call(folder, env)
        mark.write_text(fingerprint)
    return World(folder)


def _add_long_call(folder: Path, env: dict[str, str]) -> None:
    file = folder / "long-call.yaml"
    file.write_text(long_call(), encoding="utf-8")
    subprocess.run(
        [sys.executable, "-m", "flask", "--app", "wsgi", "calls", "import", str(file)],
        env=env,
        check=True,
        cwd=ROOT,
    )


def _fingerprint(sources: tuple[str, ...]) -> str:
    digest = hashlib.sha256()
    for source in sources:
        found = ROOT / source
        for path in sorted(found.rglob("*")) if found.is_dir() else [found]:
            if path.is_file() and path.suffix in (".py", ".yaml", ".csv"):
                digest.update(path.read_bytes())
    return digest.hexdigest()


# `["form[data-x], input[type=file]", () => import("./x.js")]`: which page asks for which script.
_PART = re.compile(r'\["([^"]+)", \(\) => import\("\./(\w+)\.js"\)\]')
_ATTRIBUTE = re.compile(r"\[([\w-]+)(?:=(\w+))?\]")


def _holds(page: bytes, selector: str) -> bool:
    """Does the page hold an element with one of the attributes that a script looks for?"""
    tree = html.fromstring(page) if page.strip() else None
    tests = [
        f"@{name}='{value}'" if value else f"@{name}"
        for name, value in _ATTRIBUTE.findall(selector)
    ]
    return tree is not None and bool(tree.xpath(f"//*[{' or '.join(tests)}]"))


class World:
    """A built world, opened by an application in this process to find things and count queries."""

    def __init__(self, folder: Path):
        self.folder = folder
        os.environ["INSTANCE_DIR"] = str(folder)
        self.app: Flask = create_app()
        del os.environ["INSTANCE_DIR"]
        self._cookies: dict[str, str] = {}

    def one(self, query: sa.Select[Any]) -> Any:
        """The first row or value of a query."""
        with self.app.app_context():
            row = db.session.execute(query).first()
            db.session.remove()
        if row is None:
            raise SystemExit(f"this world has nothing for: {query}")
        return row[0] if len(row) == 1 else row

    def all(self, query: sa.Select[Any]) -> list[Any]:
        with self.app.app_context():
            rows = db.session.execute(query).all()
            db.session.remove()
        return [row[0] if len(row) == 1 else row for row in rows]

    def cookie(self, email: str) -> str:
        """The Cookie header of somebody signed in."""
        if email not in self._cookies:
            with self.app.app_context():
                person = db.session.scalars(sa.select(Person).where(Person.email == email)).one()
                token = start_session(person.id, second_factor=True, device="bench")
                db.session.remove()
            client = self.app.test_client()
            with client.session_transaction() as session:
                session["_user_id"] = token
                session["_fresh"] = True
            client.get("/me/")  # a browser that has seen one page holds the token of its forms
            name = self.app.config["SESSION_COOKIE_NAME"]
            found = client.get_cookie(name)
            self._cookies[email] = f"{name}={found.value}" if found else ""
        return self._cookies[email]

    def form(self, path: str, cookie: str, field: str) -> Request:
        """The form on a page that holds `field`, as an autosave would send it."""
        client = self.app.test_client(use_cookies=False)
        answer = client.get(path, headers={"Cookie": cookie})
        if answer.status_code != 200:
            raise SystemExit(f"GET {path} answered {answer.status_code}")
        fresh = answer.headers.get("Set-Cookie", "").partition(";")[0]
        for form in html.fromstring(answer.text).forms:
            if any(name.endswith(field) for name in form.fields):
                values = dict(form.form_values())
                return Request(path, fresh or cookie, "POST", values)
        raise SystemExit(f"no form with {field} on {path}")

    def queries(self, request: Request) -> int:
        """How many SQL statements the answer takes."""
        seen: list[str] = []

        def count(_c: Any, _k: Any, statement: str, *_: Any) -> None:
            seen.append(statement)

        with self.app.app_context():
            engine = db.engine
        sa.event.listen(engine, "before_cursor_execute", count)
        try:
            client = self.app.test_client(use_cookies=False)
            headers = {"Cookie": request.cookie}
            if request.method == "POST":
                headers["X-Requested-With"] = "autosave"
                answer = client.post(request.path, data=request.form, headers=headers)
            else:
                answer = client.get(request.path, headers=headers)
        finally:
            sa.event.remove(engine, "before_cursor_execute", count)
        if answer.status_code != 200:
            raise SystemExit(f"{request.path} answered {answer.status_code}")
        return len(seen)

    def page(self, request: Request) -> bytes:
        """The page at the address of a request."""
        client = self.app.test_client(use_cookies=False)
        return client.get(request.path, headers={"Cookie": request.cookie}).data

    def static_bytes(self, page: bytes) -> int:
        """Styles, and the scripts that this page asks for, compressed as they are served.

        Of the present build alone: a world that is kept has those of before beside it.
        """
        folder = self.folder / "static"
        names = build_assets(ROOT / "static", folder)
        source = (ROOT / "static" / "js" / "main.js").read_text(encoding="utf-8")
        asked = {"app.css", "js/main.js"} | {
            f"js/{name}.js" for selector, name in _PART.findall(source) if _holds(page, selector)
        }
        loaded = [built for name, built in names.items() if name in asked]
        return sum(len(brotli.compress((folder / built).read_bytes())) for built in loaded)
