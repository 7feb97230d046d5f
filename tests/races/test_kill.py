"""The server is killed in mid-save, again and again: what it said is saved, is saved."""

import http.client
import json
import os
import random
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Event
from urllib.parse import urlencode

import pytest
from flask import Flask
from lxml import html

from grants.accounts.service.session import start_session
from grants.core.db import db
from grants.proposals.queries import content
from tests.databases import SETTINGS
from tests.journeys.line import HOST, free_port
from tests.meta.reading import ROOT
from tests.proposals.writing import city

WRITERS, SAVES, KILLS = 3, 100, 5
PATIENCE = 60.0

PROGRAM = """
import sys
from grants.app import create_app
from grants.server import Server
app = create_app()
print("loaded", flush=True)
sys.stdin.readline()
server = Server(app, "127.0.0.1", int(sys.argv[1]))
print("ready", flush=True)
server.run()
"""


class Running:
    """The real server in a process of its own, with the next one standing by."""

    def __init__(self, app: Flask, folder: Path):
        self.port = free_port()
        self.env = {
            **os.environ,
            "INSTANCE_DIR": str(folder),
            "DATABASE_URL": app.config["SQLALCHEMY_DATABASE_URI"],
            "SECRET_KEY": SETTINGS["SECRET_KEY"],
        }
        self.next = self._begun()
        self.now = self.next
        self.restart()

    def _begun(self) -> "subprocess.Popen[str]":
        return subprocess.Popen(
            [sys.executable, "-c", PROGRAM, str(self.port)],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd=ROOT, env=self.env,
        )  # fmt: skip

    def restart(self) -> None:
        self.now, self.next = self.next, self._begun()
        assert self.now.stdin is not None
        assert self.now.stdout is not None
        assert self.now.stdout.readline() == "loaded\n"
        self.now.stdin.write("\n")
        self.now.stdin.flush()
        assert self.now.stdout.readline() == "ready\n"

    @staticmethod
    def kill(process: "subprocess.Popen[str]") -> None:
        process.kill()
        process.wait(30)
        for pipe in (process.stdin, process.stdout):
            assert pipe is not None
            pipe.close()

    def end(self) -> None:
        self.kill(self.now)
        self.kill(self.next)


class Writer:
    """Somebody whose browser saves while they type, and sends again what was not answered."""

    def __init__(self, app: Flask, port: int):
        self.of = city()
        self.port, self.proposal_id = port, self.of.proposal.id
        self.path = self.of.url("project")
        self.cookie = _cookie(app, self.of.lead.id)
        self.acknowledged = 0
        db.session.commit()
        self.form = self._form()

    def write(self, given_up: Event) -> None:
        form = self.form
        for n in range(1, SAVES + 1):
            form["q_summary"] = f"Text {n}"
            answer = self._sent_until_answered(urlencode(form), given_up)
            self.acknowledged = n
            form["version"], form["operation"] = str(answer["version"]), str(answer["operation"])

    def _form(self) -> dict[str, str]:
        _status, page, cookie = self._asked("GET", None)
        self.cookie = cookie or self.cookie
        (form,) = (f for f in html.fromstring(page).forms if "q_summary" in f.fields)
        return {name: value or "" for name, value in form.form_values()}

    def _sent_until_answered(self, body: str, given_up: Event) -> dict[str, object]:
        while not given_up.is_set():
            try:
                status, text, _ = self._asked("POST", body)
            except (OSError, http.client.HTTPException):
                given_up.wait(0.02)
                continue
            assert status == 200, (status, text[:500])
            found: dict[str, object] = json.loads(text)
            return found
        raise AssertionError("the test ended before the answer came")

    def _asked(self, method: str, body: str | None) -> tuple[int, str, str]:
        line = http.client.HTTPConnection(HOST, self.port, timeout=30)
        headers = {"Cookie": self.cookie, "X-Requested-With": "autosave"}
        if body:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        try:
            line.request(method, self.path, body, headers)
            answer = line.getresponse()
            text = answer.read().decode()
            return answer.status, text, (answer.getheader("Set-Cookie") or "").partition(";")[0]
        finally:
            line.close()

    def stored(self) -> int:
        found = content.answers_of(self.proposal_id).get("summary", "Text 0")
        db.session.rollback()  # nobody else writes while this one reads
        return int(found.removeprefix("Text "))


def _cookie(app: Flask, person_id: int) -> str:
    client = app.test_client()
    with client.session_transaction() as session:
        session["_user_id"] = start_session(person_id, second_factor=True, device="tests")
        session["_fresh"] = True
    name = app.config["SESSION_COOKIE_NAME"]
    found = client.get_cookie(name)
    assert found is not None
    return f"{name}={found.value}"


@pytest.mark.both_databases
def test_a_server_killed_in_mid_save_loses_nothing_it_said_was_saved(
    app: Flask, tmp_path: Path
) -> None:
    chance = random.Random()
    running = Running(app, tmp_path)
    writers = [Writer(app, running.port) for _ in range(WRITERS)]
    given_up = Event()
    with ThreadPoolExecutor(WRITERS) as pool:
        writing = [pool.submit(writer.write, given_up) for writer in writers]
        try:
            for _ in range(KILLS):
                given_up.wait(chance.uniform(0.05, 0.4))
                running.kill(running.now)
                said = [writer.acknowledged for writer in writers]
                stored = [writer.stored() for writer in writers]
                assert min(said) < SAVES, "killed when all was written"
                assert all(s >= a for s, a in zip(stored, said, strict=True)), (stored, said)
                running.restart()
            for done in writing:
                done.result(PATIENCE)
        finally:
            given_up.set()
            running.end()
    assert [writer.acknowledged for writer in writers] == [SAVES] * WRITERS
    assert [writer.stored() for writer in writers] == [SAVES] * WRITERS
