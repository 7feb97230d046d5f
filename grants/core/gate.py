"""The queue of those who write to a SQLite file: threads of one process, and processes."""

import fcntl
import os
import sqlite3
import threading


class Gate:
    """One queue for the writers of a file: a thread lock, then a lock between processes."""

    def __init__(self, path: str):
        self.path = path
        self.threads = threading.Lock()
        self.holder = 0  # the thread inside
        self.file = -1
        self.owner = -1

    def enter(self) -> None:
        me = threading.get_ident()
        if self.holder == me:
            raise RuntimeError("this thread is inside the write gate: end its transaction first")
        if not self.threads.acquire(timeout=30):
            raise sqlite3.OperationalError("write gate: waited 30 s")
        self.holder = me
        try:
            if self.owner != os.getpid():
                self.file = os.open(self.path, os.O_RDWR | os.O_CREAT, 0o600)
                self.owner = os.getpid()
            fcntl.flock(self.file, fcntl.LOCK_EX)  # freed by the kernel when the process dies
        except BaseException:
            self.holder = 0
            self.threads.release()
            raise

    def leave(self) -> None:
        fcntl.flock(self.file, fcntl.LOCK_UN)
        self.holder = 0
        self.threads.release()


_gates: dict[str, Gate] = {}
_gates_lock = threading.Lock()


def gate_of(path: str) -> Gate:
    """The one gate of a database file in this process."""
    with _gates_lock:
        return _gates.setdefault(path, Gate(f"{path}.gate"))


class GatedConnection(sqlite3.Connection):
    """A connection that stands in the writers' queue from BEGIN IMMEDIATE to COMMIT."""

    gate: Gate | None = None
    inside = False
    only_reads = False

    def begin_reading(self) -> None:
        self._refuse_writes(True)
        self.execute("BEGIN")

    def begin_writing(self) -> None:
        self._refuse_writes(False)
        if self.gate is not None:
            self.gate.enter()
            self.inside = True
        try:
            self.execute("BEGIN IMMEDIATE")
        except BaseException:
            self._leave()
            raise

    def _refuse_writes(self, value: bool) -> None:
        """Writes that pass the session by (SQL of our own) are refused by the database itself."""
        if self.only_reads != value:
            self.execute(f"PRAGMA query_only={'ON' if value else 'OFF'}")
            self.only_reads = value

    def _leave(self) -> None:
        if self.inside and self.gate is not None:
            self.inside = False
            self.gate.leave()

    def commit(self) -> None:
        try:
            super().commit()
        finally:
            if not self.in_transaction:
                self._leave()

    def rollback(self) -> None:
        try:
            super().rollback()
        finally:
            self._leave()

    def close(self) -> None:
        try:
            super().close()
        finally:
            self._leave()
