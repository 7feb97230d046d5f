"""The web server: what was begun is finished, and the next one can start at once."""

import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from http.client import HTTPConnection
from pathlib import Path

import pytest

from grants.server import DRAIN_SECONDS

# Pages that go on when the test says so: they read a line from standard input.
PROGRAM = """
import sys
from flask import Flask, request
from grants.server import Server

app = Flask("slow")
app.config.update(MAX_CONTENT_LENGTH=10_000_000, TRUSTED_PROXIES=0)

@app.get("/slow")
def slow():
    print("begun", flush=True)
    sys.stdin.readline()
    return "x" * 5_000_000

@app.post("/length")
def length():
    return str(len(request.data))

@app.get("/from")
def source():
    return request.remote_addr + request.scheme

server = Server(app, "127.0.0.1", int(sys.argv[1]))
print(server.waitress.effective_port, flush=True)
server.run()
print("ended", flush=True)
"""


class Running:
    """A server in a process of its own."""

    def __init__(self, port: int = 0):
        self.process = subprocess.Popen(
            [sys.executable, "-c", PROGRAM, str(port)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            cwd=Path(__file__).parents[2],
        )
        self.port = int(self.says())

    def says(self) -> str:
        assert self.process.stdout is not None
        return self.process.stdout.readline().strip()

    def go_on(self) -> None:
        assert self.process.stdin is not None
        self.process.stdin.write("\n")
        self.process.stdin.flush()

    def connection(self) -> HTTPConnection:
        return HTTPConnection("127.0.0.1", self.port, timeout=30)

    def stop(self) -> None:
        self.process.send_signal(signal.SIGTERM)

    def takes_nobody_new(self) -> bool:
        try:
            socket.create_connection(("127.0.0.1", self.port), timeout=30).close()
        except (ConnectionRefusedError, ConnectionResetError):  # reset: it closed meanwhile
            return True
        return False

    def close(self) -> None:
        self.process.kill()
        for stream in (self.process.stdin, self.process.stdout):
            if stream is not None:
                stream.close()
        self.process.wait(10)


@pytest.fixture
def server() -> Iterator[Running]:
    running = Running()
    yield running
    running.close()


def test_a_slow_answer_under_way_is_finished_after_the_signal_to_stop(server: Running) -> None:
    connection = server.connection()
    connection.request("GET", "/slow")
    assert server.says() == "begun"
    server.stop()
    while not server.takes_nobody_new():
        pass
    server.go_on()
    answer = connection.getresponse()
    assert answer.status == 200
    assert len(answer.read()) == 5_000_000
    connection.close()
    assert server.says() == "ended"
    assert server.process.wait(10) == 0


def test_a_request_that_was_still_arriving_is_answered_too(server: Running) -> None:
    connection = server.connection()
    connection.putrequest("POST", "/length")
    connection.putheader("Content-Length", "1000")
    connection.endheaders(b"x" * 400)
    probe = server.connection()  # a whole round trip: the server has read what came before it
    probe.request("GET", "/from")
    probe.getresponse().read()
    server.stop()
    while not server.takes_nobody_new():
        pass
    connection.send(b"x" * 600)
    assert connection.getresponse().read() == b"1000"
    connection.close()
    probe.close()
    assert server.process.wait(10) == 0


def test_idle_connections_do_not_hold_up_the_end(server: Running) -> None:
    idle = socket.create_connection(("127.0.0.1", server.port))
    server.stop()
    assert server.process.wait(DRAIN_SECONDS / 2) == 0
    idle.close()


def test_a_second_start_on_the_same_port_works_at_once(server: Running) -> None:
    connection = server.connection()
    connection.request("GET", "/from")
    assert connection.getresponse().read() == b"127.0.0.1http"
    server.stop()
    assert server.process.wait(10) == 0
    connection.close()
    again = Running(server.port)
    try:
        connection = again.connection()
        connection.request("GET", "/from")
        assert connection.getresponse().status == 200
        connection.close()
    finally:
        again.close()


def test_where_no_proxy_is_trusted_forwarded_headers_are_not_believed(server: Running) -> None:
    connection = server.connection()
    connection.request(
        "GET", "/from", headers={"X-Forwarded-For": "6.6.6.6", "X-Forwarded-Proto": "https"}
    )
    assert connection.getresponse().read() == b"127.0.0.1http"
    connection.close()


def test_a_body_over_the_limit_is_read_to_its_end_and_answered_by_the_application(
    server: Running,
) -> None:
    connection = server.connection()
    connection.request("POST", "/length", b"x" * 12_000_000)
    answer = connection.getresponse()
    assert answer.status == 413
    assert b"<!doctype html>" in answer.read().lower()
    connection.request("GET", "/from")
    assert connection.getresponse().status == 200
    connection.close()


def test_a_body_far_beyond_the_limit_is_refused_without_being_read(server: Running) -> None:
    connection = server.connection()
    connection.putrequest("POST", "/length")
    connection.putheader("Content-Length", str(500_000_000))
    connection.endheaders()
    assert connection.getresponse().status == 413
    connection.close()
