"""Sending requests: one at a time from Python, eight at once from a native load generator."""

import http.client
import json
import re
import shutil
import statistics
import subprocess
import time
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlencode

from bench.process import Served
from bench.registry import Request

SCRIPT = Path(__file__).parent / "requests.lua"
CONNECTIONS = 8


@dataclass(frozen=True)
class Alone:
    """Concurrency 1: milliseconds and the size of the answer."""

    median_ms: float
    p95_ms: float
    bytes: int
    bytes_compressed: int


@dataclass(frozen=True)
class Crowd:
    """Concurrency 8: requests a second, CPU milliseconds of the server per request."""

    per_second: float
    cpu_ms: float


def find_generator() -> str:
    found = shutil.which("wrk")
    if not found:
        raise SystemExit("make bench needs the load generator wrk. On Debian: apt-get install wrk")
    return found


def headers_of(request: Request) -> dict[str, str]:
    headers = {"Accept-Encoding": "identity"}
    if request.cookie:
        headers["Cookie"] = request.cookie
    if request.method == "POST":
        headers["Content-Type"] = "application/x-www-form-urlencoded"
        headers["X-Requested-With"] = "autosave"
    return headers


def alone(server: Served, request: Request, times: int) -> Alone:
    """Send the same request `times` times over one connection."""
    connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=30)
    form, took, size = dict(request.form), [], 0
    for n in range(times + 5):
        payload = urlencode(form) if request.method == "POST" else None
        started = time.perf_counter()
        connection.request(request.method, request.path, payload, headers_of(request))
        answer = connection.getresponse()
        body = answer.read()
        if n >= 5:
            took.append((time.perf_counter() - started) * 1000)
        if answer.status != 200:
            raise SystemExit(f"{request.method} {request.path} answered {answer.status}")
        size = len(body)
        if request.method == "POST":
            _carry_on(form, json.loads(body))
    travelled = _travelled(connection, Request(request.path, request.cookie, "GET"))
    connection.close()
    took.sort()
    return Alone(
        median_ms=statistics.median(took),
        p95_ms=took[int(len(took) * 0.95)],
        bytes=size,
        bytes_compressed=travelled,
    )


def _travelled(connection: http.client.HTTPConnection, request: Request) -> int:
    """Bytes of the page as a browser gets it, compressed by the server."""
    headers = {**headers_of(request), "Accept-Encoding": "gzip"}
    connection.request("GET", request.path, None, headers)
    return len(connection.getresponse().read())


def _carry_on(form: dict[str, str], answer: dict[str, object]) -> None:
    """The next save: its key and version come from the answer, its text is new."""
    form["version"] = str(answer["version"])
    form["operation"] = str(answer["operation"])
    for name, value in form.items():
        if name.endswith("summary"):
            form[name] = value + " more" if len(value) < 800 else "Begun again"


def crowd(server: Served, requests: list[Request], seconds: int) -> Crowd:
    """Eight connections for some seconds; a save uses one proposal per connection."""
    saves = requests[0].method == "POST"
    lines = [
        "\t".join([r.method, r.path, r.cookie, urlencode(r.form)]) for r in requests[:CONNECTIONS]
    ]
    plan = Path(SCRIPT.parent / "plan.tsv")
    plan.write_text("\n".join(lines) + "\n")
    threads = str(CONNECTIONS if saves else 2)
    before = server.cpu_seconds()
    done = subprocess.run(
        [
            find_generator(),
            "-t",
            threads,
            "-c",
            str(CONNECTIONS),
            "-d",
            f"{seconds}s",
            "--timeout",
            "30s",
            "-s",
            str(SCRIPT),
            f"http://127.0.0.1:{server.port}",
            "--",
            str(plan),
        ],
        capture_output=True,
        text=True,
        check=True,
    )
    cpu = server.cpu_seconds() - before
    plan.unlink()
    found = re.search(r"requests=(\d+) errors=(\d+) seconds=([\d.]+)", done.stdout)
    if not found:
        raise SystemExit(f"the load generator said: {done.stdout}{done.stderr}")
    count, errors, took = int(found[1]), int(found[2]), float(found[3])
    if errors:
        raise SystemExit(f"{errors} of {count} requests to {requests[0].path} failed")
    return Crowd(per_second=count / took, cpu_ms=cpu / max(count, 1) * 1000)
