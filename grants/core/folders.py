"""Where this installation keeps things on disk; services ask here instead of the web framework."""

from pathlib import Path

from flask import current_app


def files_dir() -> Path:
    """The folder of uploaded content, outside the web root."""
    folder: Path = current_app.config["FILES_DIR"]
    return folder
