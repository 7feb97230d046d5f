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
from waitress.server import create_server

THREADS = 4
CONNECTIONS = 1000
DRAIN_SECONDS = 20.0


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
            max_request_body_size=app.config["MAX_CONTENT_LENGTH"] + 1024 * 1024,
            clear_untrusted_proxy_headers=not app.config["TRUSTED_PROXIES"],
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
