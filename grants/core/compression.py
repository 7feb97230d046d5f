"""Pages travel compressed where no proxy does it: cities read them on slow and costly lines.

Static files are compressed once, at build. Behind a proxy (TRUSTED_PROXIES) the proxy compresses.
"""

import gzip

from flask import Flask, Response, request

LEAST_BYTES = 1400  # below, an answer fits one packet anyway
LEVEL = 4  # 10 kB of page in 0.1 ms; higher levels cost more than they save
KINDS = frozenset({"text/html", "application/json", "text/plain"})


def compress(response: Response) -> Response:
    if (
        response.mimetype not in KINDS
        or response.direct_passthrough
        or response.is_streamed
        or "Content-Encoding" in response.headers
        or not request.accept_encodings.quality("gzip")
    ):
        return response
    data = response.get_data()
    if len(data) < LEAST_BYTES:
        return response
    response.set_data(gzip.compress(data, LEVEL, mtime=0))
    response.headers["Content-Encoding"] = "gzip"
    response.vary.add("Accept-Encoding")
    return response


def attach_compression(app: Flask) -> None:
    if not app.config["TRUSTED_PROXIES"]:
        app.after_request(compress)
