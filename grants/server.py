"""The web server of `make run`: waitress, stopped without dropping a request.

`waitress-serve` cuts requests in flight on SIGTERM; here the listening socket closes first, and
the loop goes on until the last answer has left.
"""

import logging
import signal
import time
from types import FrameType
from typing import Any

from flask import Flask
from waitress import wasyncore
from waitress.parser import HTTPRequestParser
from waitress.receiver import FixedStreamReceiver
from waitress.server import create_server
from waitress.utilities import RequestEntityTooLarge

THREADS = 4
CONNECTIONS = 1000
DRAIN_SECONDS = 20.0
STILL_READ = 4  # times what is taken: a request beyond is refused before it is sent


class _Passing(FixedStreamReceiver):  # type: ignore[misc]
    """Lets a body pass without keeping it."""

    def received(self, data: bytes) -> int:
        taken: int = min(self.remain, len(data))
        self.remain -= taken
        self.completed = self.remain == 0
        return taken


class _Parser(HTTPRequestParser):  # type: ignore[misc]
    """Reads a request that is too large to its end, and throws it away.

    A browser shows no answer that comes while it is still sending: the application is asked only
    then, sees the length and answers with its page. What comes in chunks is cut off.
    """

    most_kept = 0
    body_rcv: Any

    def parse_header(self, header_plus: bytes) -> None:
        super().parse_header(header_plus)
        if self.content_length > self.most_kept:
            self.body_rcv = _Passing(self.content_length, self.body_rcv.getbuf())

    def received(self, data: bytes) -> int:
        taken: int = super().received(data)
        if self.chunked and self.body_bytes_received > self.most_kept:
            self.error = RequestEntityTooLarge(f"exceeds max_body of {self.most_kept}")
            self.completed = True
        return taken


class Server:
    """One process, four threads: more threads are slower on two cores (measured)."""

    def __init__(self, app: Flask, host: str, port: int):
        self.stopping = False
        # Four threads are often all at work; that a request waits for one is no news.
        logging.getLogger("waitress.queue").setLevel(logging.ERROR)
        self.waitress: Any = create_server(
            app,
            host=host,
            port=port,
            threads=THREADS,
            connection_limit=CONNECTIONS,
            channel_timeout=60,
            ident=None,
            max_request_body_size=app.config["MAX_CONTENT_LENGTH"] * STILL_READ,
            clear_untrusted_proxy_headers=not app.config["TRUSTED_PROXIES"],
        )
        parser = type("Parser", (_Parser,), {"most_kept": app.config["MAX_CONTENT_LENGTH"]})
        self.waitress.channel_class = type(
            "Channel", (self.waitress.channel_class,), {"parser_class": parser}
        )
        # From the moment somebody can be waiting for an answer, a signal ends in good order.
        signal.signal(signal.SIGTERM, self._stop)
        signal.signal(signal.SIGINT, self._stop)

    def run(self) -> None:
        """Serve until SIGTERM or Ctrl-C, then finish what was begun."""
        while not self.stopping:
            self._turn(1.0)
        self._drain()

    def _stop(self, _signal: int, _frame: FrameType | None) -> None:
        self.stopping = True
        self.waitress.pull_trigger()  # wakes the loop, which may just have begun to wait

    def _turn(self, seconds: float) -> None:
        wasyncore.loop(timeout=seconds, map=self.waitress._map, count=1, use_poll=True)

    def _drain(self) -> None:
        self.waitress.del_channel()
        self.waitress.socket.close()
        until = time.monotonic() + DRAIN_SECONDS
        while self._busy() and time.monotonic() < until:
            self._turn(0.1)
        self.waitress.task_dispatcher.shutdown(timeout=2)

    def _busy(self) -> bool:
        return any(
            channel.request is not None or channel.requests or channel.total_outbufs_len
            for channel in self.waitress.active_channels.values()
        )
