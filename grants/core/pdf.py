"""PDF at the edge: a Typst template and JSON in, bytes out.

Each document is made by a short-lived process of its own (`core/typesetting.py`) with a time and a
memory limit, because the typesetter never gives its cache back. What people wrote travels as JSON,
never as Typst source, so it cannot become markup.
"""

import json
import logging
import subprocess
import sys
from pathlib import Path
from typing import Any

SECONDS = 60
MEMORY_MB = 2048

_CHILD = Path(__file__).with_name("typesetting.py")
_NO_STANDARD = 3  # exit code of the child: the PDF is good, but not PDF/UA-1
_log = logging.getLogger(__name__)


class PdfFailed(RuntimeError):
    """No document came out; the text says why, for the log."""


def render_pdf(
    template: Path,
    data: dict[str, Any],
    language: str,
    *,
    seconds: int = SECONDS,
    memory_mb: int = MEMORY_MB,
) -> bytes:
    """The document as PDF/UA-1, or once more without that standard when a glyph is missing.

    The template reads `json(bytes(sys.inputs.data))`; `language` is in it beside `data`. Raises
    PdfFailed when the template is wrong or a limit is hit.
    """
    order = {
        "template": str(template.resolve()),
        "data": json.dumps({**data, "language": language}, ensure_ascii=False),
        "memory_mb": memory_mb,
    }
    try:
        done = subprocess.run(  # noqa: S603  (our own program, no shell, no user text in it)
            [sys.executable, "-I", str(_CHILD)],
            input=json.dumps(order).encode(),
            capture_output=True,
            timeout=seconds,
            env={"PATH": "/usr/bin:/bin", "HOME": "/nonexistent", "LANG": "C.UTF-8"},
            check=False,
        )
    except subprocess.TimeoutExpired as error:
        raise PdfFailed(f"{template.name}: not ready after {seconds} s") from error
    said = done.stderr.decode(errors="replace").strip()[-2000:]
    if done.returncode not in (0, _NO_STANDARD):
        raise PdfFailed(f"{template.name}: {said or f'ended with {done.returncode}'}")
    if done.returncode == _NO_STANDARD:
        _log.warning("%s was made without PDF/UA-1: %s", template.name, said)
    return done.stdout
