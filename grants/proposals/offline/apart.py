"""Opening a file that came back in a short-lived process: a hostile one can only end that."""

import json
import subprocess
import sys
from pathlib import Path

from grants.core.errors import Refused
from grants.core.messages import msg
from grants.files.rules import Kind
from grants.proposals.offline.frames import Opened

SECONDS = 30


def open_apart(path: Path, kind: Kind) -> Opened:
    """What a Word or Excel file holds; raises Refused. `path` was looked into before."""
    try:
        done = subprocess.run(  # noqa: S603  (our own module, no shell)
            [sys.executable, "-m", "grants.proposals.offline.process", kind.value, str(path)],
            capture_output=True,
            timeout=SECONDS,
            check=False,
            cwd=Path(__file__).resolve().parents[3],
        )
    except subprocess.TimeoutExpired:
        raise _unreadable()
    if done.returncode != 0:
        raise _unreadable()
    answer = json.loads(done.stdout)
    if "refused" in answer:
        raise _unreadable()
    return Opened.unpacked(answer)


def _unreadable() -> Refused:
    return Refused(
        msg(
            "This file cannot be opened as the form it once was. Nothing was changed. Save it "
            "again as .docx or .xlsx, or download the form anew and copy your answers into it."
        )
    )
