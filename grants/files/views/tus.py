"""Files sent in pieces, by the protocol tus 1.0.0 (https://tus.io/protocols/resumable-upload).

Core, creation, expiration, termination and checksum. What a client reads of an error is its
status; `message` in the JSON of the answer is for the person.
"""

import base64
import binascii
import re
from typing import IO, cast

from flask import Response, g, request, url_for
from werkzeug.exceptions import BadRequest, ClientDisconnected
from werkzeug.http import http_date

from grants.core.access import current_actor, requires
from grants.files import service
from grants.files.rules import MAX_IMAGE_BYTES
from grants.files.service import Progress
from grants.files.views import blueprint
from grants.permissions import Permission

VERSION = "1.0.0"
PIECE = "application/offset+octet-stream"
CHECKSUMS = ("sha1", "sha256")
CHECKSUM_MISMATCH = 460  # a status of the protocol's own


class _Arriving:
    """A body that may break off: what arrived until then counts."""

    def read(self, size: int) -> bytes:
        try:
            return request.stream.read(size)
        except (ClientDisconnected, OSError):
            return b""


@blueprint.before_request
def speak_the_protocol() -> Response | None:
    """Another version of it is refused with the one we speak."""
    speaks = request.method == "OPTIONS" or request.headers.get("Tus-Resumable") == VERSION
    return Response(status=412) if request.endpoint in _OF_TUS and not speaks else None


@blueprint.after_request
def name_the_protocol(response: Response) -> Response:
    if request.endpoint in _OF_TUS:
        response.headers["Tus-Resumable"] = VERSION
        response.headers["Tus-Version"] = VERSION
    return response


@blueprint.route("/uploads/", methods=["OPTIONS"], provide_automatic_options=False)
@blueprint.route("/uploads/<ref>", methods=["OPTIONS"], provide_automatic_options=False)
@requires(Permission.FILE_SEND)
def offer(ref: str = "") -> Response:
    """What this server can do."""
    response = Response(status=204)
    response.headers["Tus-Extension"] = "creation,expiration,termination,checksum"
    response.headers["Tus-Max-Size"] = str(MAX_IMAGE_BYTES)
    response.headers["Tus-Checksum-Algorithm"] = ",".join(CHECKSUMS)
    return response


@blueprint.route("/uploads/", methods=["POST"], provide_automatic_options=False)
@requires(Permission.FILE_SEND)
def begin() -> Response:
    """A new upload; its metadata: `filename`, and `for`, which names what it is meant for."""
    told = _metadata(request.headers.get("Upload-Metadata", ""))
    size = _number("Upload-Length")
    progress = service.begin(
        current_actor(),
        told.get("for", ""),
        told.get("filename", ""),
        size,
        received_at=g.received_at,
    )
    response = _answer(progress, 201)
    response.headers["Location"] = url_for("files.how_far", ref=progress.ref)
    return response


@blueprint.route("/uploads/<ref>", methods=["HEAD"], provide_automatic_options=False)
@requires(Permission.FILE_SEND)
def how_far(ref: str) -> Response:
    """Where to go on."""
    progress = service.progress_of(current_actor(), ref)
    response = _answer(progress, 200)
    response.headers["Upload-Length"] = str(progress.size)
    return response


@blueprint.route("/uploads/<ref>", methods=["PATCH", "POST"], provide_automatic_options=False)
@requires(Permission.FILE_SEND)
def go_on(ref: str) -> Response:
    """The next piece. Networks that know no PATCH let a POST through that says it is one."""
    method = request.headers.get("X-HTTP-Method-Override", request.method).upper()
    if method == "DELETE":
        return stop(ref)
    if method != "PATCH":
        return Response(status=405)
    if request.mimetype != PIECE:
        return Response(status=415)
    try:
        progress = service.append(
            current_actor(),
            ref,
            _number("Upload-Offset"),
            cast("IO[bytes]", _Arriving()),
            received_at=g.received_at,
            checksum=_checksum(request.headers.get("Upload-Checksum")),
        )
    except service.Busy:
        return Response(status=423)
    except service.Altered:
        return Response(status=CHECKSUM_MISMATCH)
    return _answer(progress, 204)


@blueprint.route("/uploads/<ref>", methods=["DELETE"], provide_automatic_options=False)
@requires(Permission.FILE_SEND)
def stop(ref: str) -> Response:
    """Throw away what arrived."""
    service.give_up(current_actor(), ref)
    return Response(status=204)


_OF_TUS = frozenset(f"files.{view.__name__}" for view in (offer, begin, how_far, go_on, stop))


def _answer(progress: Progress, status: int) -> Response:
    response = Response(status=status)
    response.headers["Upload-Offset"] = str(progress.arrived)
    response.headers["Upload-Expires"] = http_date(progress.expires_at)
    response.headers["Cache-Control"] = "no-store"
    return response


def _number(name: str) -> int:
    """A header that holds a number of bytes."""
    found = request.headers.get(name, "")
    if not re.fullmatch(r"[0-9]{1,15}", found):
        raise BadRequest
    return int(found)


def _metadata(header: str) -> dict[str, str]:
    """`key base64,key base64` as text."""
    found = {}
    for pair in header.split(",") if header else ():
        key, _, value = pair.strip().partition(" ")
        try:
            found[key] = base64.b64decode(value, validate=True).decode()
        except (binascii.Error, UnicodeDecodeError):
            raise BadRequest
    return found


def _checksum(header: str | None) -> tuple[str, bytes] | None:
    if header is None:
        return None
    method, _, value = header.partition(" ")
    try:
        if method not in CHECKSUMS:
            raise BadRequest
        return method, base64.b64decode(value, validate=True)
    except binascii.Error:
        raise BadRequest
