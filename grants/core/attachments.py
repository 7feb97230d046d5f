"""Files that leave the house."""

from typing import BinaryIO

from flask import Response, send_file

# Whatever the file holds, a browser that opens it may run, load and send nothing.
SANDBOX = "sandbox; default-src 'none'; frame-ancestors 'none'"


# In a frame of our own pages. A reader of PDF needs what a sandbox takes away; no program is
# in what we take, and nothing else may be loaded from here.
SHOWN = (
    "default-src 'none'; img-src 'self'; object-src 'self'; style-src 'unsafe-inline'; "
    "frame-ancestors 'self'"
)


def shown(content: BinaryIO, *, name: str, media_type: str, size: int) -> Response:
    """An upload inside a page of ours, never kept by the browser; for PDF and images alone."""
    response = send_file(content, mimetype=media_type, download_name=name, etag=False, max_age=0)
    response.content_length = size
    response.headers["Content-Security-Policy"] = SHOWN
    response.headers["X-Frame-Options"] = "SAMEORIGIN"
    response.headers["Cache-Control"] = "no-store"
    return response


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
