"""Files that leave the house."""

from typing import BinaryIO

from flask import Response, send_file

# Whatever the file holds, a browser that opens it may run, load and send nothing.
SANDBOX = "sandbox; default-src 'none'; frame-ancestors 'none'"


def attachment(content: BinaryIO, *, name: str, media_type: str, size: int) -> Response:
    """An upload, never shown in the page and never kept by the browser."""
    response = send_file(
        content,
        mimetype=media_type,
        as_attachment=True,
        download_name=name,
        etag=False,
        max_age=0,
    )
    response.content_length = size
    response.headers["Content-Security-Policy"] = SANDBOX
    response.headers["Cache-Control"] = "no-store"
    return response
