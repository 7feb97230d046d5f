"""Opening pages as people do, one link after the other, and noting what each request did."""

import contextvars
import logging
import re
import traceback
from collections import defaultdict, deque
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from urllib.parse import urljoin, urlsplit

import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient
from lxml import html
from werkzeug.exceptions import HTTPException
from werkzeug.routing import RequestRedirect

from grants.core.db import db
from tests.meta.reading import ROOT

PER_ENDPOINT = 2  # pages of one kind that one reader follows links to
WRITE = re.compile(r"\s*(?:INSERT INTO|UPDATE|DELETE FROM)\s+\"?(\w+)", re.IGNORECASE)


@dataclass
class Opened:
    """One page opened by one reader."""

    who: str
    path: str
    endpoint: str
    status: int
    location: str
    headers: dict[str, str]
    body: str
    queries: int
    writes: tuple[str, ...]
    fault: str = ""
    came_from: str = ""

    def __str__(self) -> str:
        link = f" (a link on {self.came_from})" if self.came_from else ""
        return f"{self.who}: {self.path} [{self.endpoint}]: {self.status} {self.fault}{link}"


@dataclass
class Sweep:
    """Everybody's clients over one application, and all that was opened."""

    app: Flask
    clients: dict[str, FlaskClient]
    opened: dict[tuple[str, str], Opened] = field(default_factory=dict)
    statements: list[str] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)

    def endpoint_of(self, path: str) -> str | None:
        """The endpoint a GET of this path reaches; None when there is no such page."""
        adapter = self.app.url_map.bind("localhost")
        try:
            return str(adapter.match(urlsplit(path).path, "GET")[0])
        except RequestRedirect as moved:
            return self.endpoint_of(urlsplit(moved.new_url).path)
        except HTTPException:
            return None

    def get(self, who: str, path: str, came_from: str = "") -> Opened:
        if (who, path) not in self.opened:
            self.statements.clear()
            self.faults.clear()
            answer = contextvars.Context().run(lambda: self.clients[who].get(path))
            is_page = answer.mimetype == "text/html"
            self.opened[who, path] = Opened(
                who,
                path,
                self.endpoint_of(path) or "",
                answer.status_code,
                answer.headers.get("Location", ""),
                dict(answer.headers),
                answer.text if is_page or answer.mimetype == "application/json" else "",
                len(self.statements),
                tuple(m[1] for s in self.statements if (m := WRITE.match(s))),
                "; ".join(self.faults),
                came_from,
            )
            answer.close()
        return self.opened[who, path]

    def crawl(self, who: str, most: Mapping[str, int], seeds: Sequence[str] = ("/",)) -> None:
        """Follow every kind of link this reader is shown, a few of each kind.

        `most` says for some kinds how many; 0 leaves them out.
        """
        seen: dict[str, set[str]] = defaultdict(set)
        waiting = deque((seed, "") for seed in seeds)
        while waiting:
            path, came_from = waiting.popleft()
            endpoint = self.endpoint_of(path) or path
            enough = len(seen[endpoint]) >= most.get(endpoint, PER_ENDPOINT)
            if enough or path in seen[endpoint]:
                continue
            seen[endpoint].add(path)
            page = self.get(who, path, came_from)
            if page.status in (301, 302, 303):
                waiting.append((local(path, page.location), came_from))
            elif page.status == 200 and "<html" in page.body:
                waiting.extend((link, path) for link in links(page))

    @contextmanager
    def watching(self) -> Iterator[None]:
        """Note every statement sent to the database."""

        def note(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
            self.statements.append(statement)

        with self.app.app_context():
            engine = db.engine
        sa.event.listen(engine, "before_cursor_execute", note)
        notes = FaultNotes(self.faults)
        self.app.logger.addHandler(notes)
        yield
        self.app.logger.removeHandler(notes)
        sa.event.remove(engine, "before_cursor_execute", note)


class FaultNotes(logging.Handler):
    """Keeps what the log says about a fault, in one line."""

    def __init__(self, faults: list[str]):
        super().__init__(logging.ERROR)
        self.faults = faults

    def emit(self, record: logging.LogRecord) -> None:
        if record.exc_info and record.exc_info[1] is not None:
            self.faults.append(told(record.exc_info[1]))


def told(exception: BaseException) -> str:
    """An exception with the last of our own lines it came through."""
    ours = [
        f"{frame.filename.removeprefix(f'{ROOT}/')}:{frame.lineno}"
        for frame in traceback.extract_tb(exception.__traceback__)
        if frame.filename.startswith((f"{ROOT}/grants", f"{ROOT}/templates"))
    ]
    words = str(exception).splitlines()[0][:160] if str(exception) else ""
    return f"{type(exception).__name__}: {words} at {ours[-1] if ours else '?'}"


def local(base: str, target: str) -> str:
    parts = urlsplit(urljoin(f"http://localhost{base}", target))
    return parts.path + (f"?{parts.query}" if parts.query else "")


def links(page: Opened) -> list[str]:
    """Where the links of a page lead inside the house, and its filters as they stand."""
    tree = html.fromstring(page.body.encode(), parser=html.HTMLParser(encoding="utf-8"))
    found = []
    for href in tree.xpath("//a/@href"):
        target = urlsplit(urljoin(f"http://localhost{page.path}", href))
        if target.scheme in ("http", "https") and target.netloc == "localhost":
            found.append(local(page.path, href).split("#")[0])
    return found
