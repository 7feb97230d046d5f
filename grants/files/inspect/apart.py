"""The check in a short-lived process with limits: a hostile file can only end that process."""

import json
import subprocess
import sys
from pathlib import Path

from grants.core.errors import Refused
from grants.core.messages import Message, msg
from grants.core.packing import unpack
from grants.files.rules import Kind, refusal

SECONDS = 40


def inspect_apart(path: Path) -> Kind:
    """As `inspect_content`, in a process with limited memory and time."""
    try:
        done = subprocess.run(  # noqa: S603  (our own module, no shell)
            [sys.executable, "-m", "grants.files.inspect.process", str(path)],
            capture_output=True,
            timeout=SECONDS,
            check=False,
            cwd=Path(__file__).resolve().parents[3],
        )
    except subprocess.TimeoutExpired:
        raise Refused(refusal(_too_heavy()))
    if done.returncode != 0:
        raise Refused(refusal(_too_heavy()))
    answer = json.loads(done.stdout)
    if "kind" in answer:
        return Kind(answer["kind"])
    message = unpack(answer["refused"])
    raise Refused(message if isinstance(message, Message) else refusal(_too_heavy()))


def bare_pdf_apart(source: Path, target: Path) -> None:
    """`bare_pdf` in a process of its own, as the check; raises Refused when it fails."""
    try:
        subprocess.run(  # noqa: S603  (our own module, no shell)
            [sys.executable, "-m", "grants.files.inspect.bare_pdf", str(source), str(target)],
            capture_output=True,
            timeout=SECONDS,
            check=True,
            cwd=Path(__file__).resolve().parents[3],
        )
    except (subprocess.TimeoutExpired, subprocess.CalledProcessError):
        raise Refused(refusal(_too_heavy()))


def _too_heavy() -> Message:
    return msg("This file is damaged, or too complicated to check. Save it again, simpler.")
