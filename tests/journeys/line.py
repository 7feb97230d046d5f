"""The line between a browser and the house: every byte that passes is counted, both ways."""

import asyncio
import socket
import threading
from contextlib import suppress
from types import TracebackType
from typing import Self

HOST = "127.0.0.1"
PIECE = 64 * 1024


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        port: int = probe.getsockname()[1]
        return port


class Line:
    """Passes on what comes to a port of its own; `up` and `down` are bytes so far."""

    def __init__(self, to_port: int):
        self.to_port, self.port = to_port, free_port()
        self.url = f"http://{HOST}:{self.port}"
        self.up = self.down = 0
        self._loop = asyncio.new_event_loop()
        self._ready = threading.Event()
        self._end = asyncio.Event()
        self._thread = threading.Thread(target=self._run, daemon=True)

    @property
    def moved(self) -> int:
        """Bytes both ways, with every header and whatever was sent twice."""
        return self.up + self.down

    def __enter__(self) -> Self:
        self._thread.start()
        self._ready.wait(10)
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._loop.call_soon_threadsafe(self._end.set)
        self._thread.join()
        self._loop.close()

    def _run(self) -> None:
        self._loop.run_until_complete(self._serve())

    async def _serve(self) -> None:
        server = await asyncio.start_server(self._connected, HOST, self.port)
        self._ready.set()
        await self._end.wait()
        server.close()
        # Ending one may have begun another, so until there is none.
        while passing := asyncio.all_tasks() - {asyncio.current_task()}:
            for task in passing:
                task.cancel()
            await asyncio.gather(*passing, return_exceptions=True)

    async def _connected(self, near: asyncio.StreamReader, back: asyncio.StreamWriter) -> None:
        try:
            far, on = await asyncio.open_connection(HOST, self.to_port)
        except OSError:
            back.close()
            return
        try:
            await self._both_ways(near, back, far, on)
        except asyncio.CancelledError:
            for end in (on, back):  # nobody reads what still waits to be sent
                end.transport.abort()
            raise
        finally:
            for end in (on, back):
                end.close()
                with suppress(OSError):
                    await end.wait_closed()

    async def _both_ways(
        self,
        near: asyncio.StreamReader,
        back: asyncio.StreamWriter,
        far: asyncio.StreamReader,
        on: asyncio.StreamWriter,
    ) -> None:
        try:
            # When one of the two goes away, nobody is left waiting for the other.
            async with asyncio.TaskGroup() as ways:
                ways.create_task(self._pass(near, on, "up"))
                ways.create_task(self._pass(far, back, "down"))
        except* OSError:
            pass

    async def _pass(
        self, source: asyncio.StreamReader, target: asyncio.StreamWriter, way: str
    ) -> None:
        while piece := await source.read(PIECE):
            setattr(self, way, getattr(self, way) + len(piece))
            target.write(piece)
            await target.drain()
        if target.can_write_eof():
            target.write_eof()
