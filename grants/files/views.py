"""Downloads."""

from flask import Blueprint, Response, send_file
from werkzeug.wrappers import Response as AnyResponse

from grants.core.access import current_actor, requires
from grants.core.errors import NotFound
from grants.files import queries, service
from grants.permissions import Permission

blueprint = Blueprint("files", __name__)

# Whatever the file holds, a browser that opens it may run, load and send nothing.
SANDBOX = "sandbox; default-src 'none'; frame-ancestors 'none'"


@blueprint.get("/files/<ref>/<path:name>")
@requires(Permission.FILE_READ)
def download(ref: str, name: str) -> Response | AnyResponse:
    """One upload, always as an attachment."""
    file = queries.readable(current_actor(), ref)
    if name != file.name:
        raise NotFound
    response = send_file(
        service.open_content(file),
        mimetype=file.media_type,
        as_attachment=True,
        download_name=file.name,
        etag=False,
        max_age=0,
    )
    response.content_length = file.size
    response.headers["Content-Security-Policy"] = SANDBOX
    response.headers["Cache-Control"] = "no-store"
    return response
