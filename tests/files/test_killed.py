"""A server that is killed in the middle of a file loses no byte it acknowledged."""

import base64
import contextlib
import hashlib
import http.client
import os
import random
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from flask import Flask

from grants.core.db import db
from tests.browsing import Browser
from tests.databases import SETTINGS
from tests.files.test_tus import PIECE, purpose
from tests.meta.reading import ROOT
from tests.proposals.writing import City, city

PROGRAM = """
import sys
from grants.app import create_app
from grants.server import Server
server = Server(create_app(), "127.0.0.1", int(sys.argv[1]))
print("ready", flush=True)
server.run()
"""
SIZE = 4_000_000
KILLS = 3


class Served:
    """The application of a test in a process of its own, over the same database and files."""

    def __init__(self, app: Flask):
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = probe.getsockname()[1]
        self.env = {
            **os.environ,
            "GRANTS_MODE": "development",
            "SECRET_KEY": str(SETTINGS["SECRET_KEY"]),
            "DATABASE_URL": app.config["SQLALCHEMY_DATABASE_URI"],
            "INSTANCE_DIR": str(app.config["INSTANCE_DIR"]),
            "FILES_DIR": str(app.config["FILES_DIR"]),
        }
        self.start()

    def start(self) -> None:
        self.process = subprocess.Popen(
            [sys.executable, "-c", PROGRAM, str(self.port)],
            cwd=ROOT,
            env=self.env,
            stdout=subprocess.PIPE,
            text=True,
        )
        assert self.process.stdout is not None
        assert self.process.stdout.readline() == "ready\n"

    def kill(self) -> None:
        self.process.send_signal(signal.SIGKILL)
        self.process.wait(30)
        assert self.process.stdout is not None
        self.process.stdout.close()


class Line:
    """Requests over the net, with the cookie and the token of a browser."""

    def __init__(self, port: int, cookie: str):
        self.port, self.headers = port, {"Tus-Resumable": "1.0.0", "Cookie": cookie}

    def ask(self, method: str, path: str, body: bytes = b"", **headers: Any) -> Any:
        with contextlib.closing(
            http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
        ) as connection:
            named = {name.replace("_", "-"): str(value) for name, value in headers.items()}
            connection.request(method, path, body, {**self.headers, **named})
            answer = connection.getresponse()
            answer.read()
            return answer

    def break_off(self, path: str, at: int, piece: bytes) -> socket.socket:
        """Half a piece, and then silence."""
        sending = socket.create_connection(("127.0.0.1", self.port), timeout=30)
        given = {**self.headers, "Upload-Offset": at, "Content-Type": PIECE}
        lines = "".join(f"{name}: {value}\r\n" for name, value in given.items())
        head = f"PATCH {path} HTTP/1.1\r\nHost: x\r\n{lines}Content-Length: {len(piece)}\r\n\r\n"
        sending.sendall(head.encode() + piece[: len(piece) // 2])
        return sending


@pytest.fixture
def of(app: Flask, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> City:
    monkeypatch.setitem(app.config, "FILES_DIR", tmp_path / "files")
    return city()


def test_a_kill_in_the_middle_of_a_piece_loses_no_acknowledged_byte(
    app: Flask, of: City, browse: Callable[..., Browser], tmp_path: Path
) -> None:
    content = random.Random(5).randbytes(SIZE)
    browser = browse(of.lead)
    token = browser.get(of.url("documents")).form("Upload").values()["csrf_token"]
    cookie = browser.client.get_cookie("grants")
    assert cookie is not None
    meant_for = purpose(of)
    db.session.remove()  # the test itself must not stand in the writers' queue
    served = Served(app)
    try:
        line = Line(served.port, f"grants={cookie.value}")
        line.headers["X-CSRFToken"] = token
        told = ",".join(
            f"{key} {base64.b64encode(value.encode()).decode()}"
            for key, value in (("filename", "a.pdf"), ("for", meant_for))
        )
        begun = line.ask("POST", "/uploads/", Upload_Length=SIZE, Upload_Metadata=told)
        assert begun.status == 201
        place = begun.headers["Location"]
        at = 0
        for n in range(KILLS):
            at = _until_killed(served, line, place, content, at, random.Random(n))
            half = line.break_off(place, at, content[at : at + 300_000])
            served.kill()
            half.close()
            served.start()
            there = line.ask("HEAD", place)
            assert int(there.headers["Upload-Offset"]) >= at, "an acknowledged byte was lost"
            at = int(there.headers["Upload-Offset"])
        while at < SIZE:
            answer = _piece(line, place, content, at)
            assert answer.status == 204
            at = int(answer.headers["Upload-Offset"])
    finally:
        served.kill()
    [path] = (tmp_path / "files" / "incoming").glob("pieces-*")
    kept = hashlib.sha256(path.read_bytes()).hexdigest()
    assert kept == hashlib.sha256(content).hexdigest()


def _piece(line: Line, place: str, content: bytes, at: int) -> Any:
    return line.ask("PATCH", place, content[at : at + 50_000], Upload_Offset=at, Content_Type=PIECE)


def _until_killed(
    served: Served, line: Line, place: str, content: bytes, at: int, dice: random.Random
) -> int:
    """Piece after piece until the server dies at a moment of its own; how far it acknowledged."""
    killer = threading.Timer(dice.uniform(0.05, 0.4), served.process.kill)
    killer.start()
    until = time.monotonic() + 30
    while at < SIZE and time.monotonic() < until:
        try:
            answer = _piece(line, place, content, at)
        except (OSError, http.client.HTTPException):
            break
        assert answer.status == 204
        at = int(answer.headers["Upload-Offset"])
    killer.join()
    served.kill()
    served.start()
    return at
