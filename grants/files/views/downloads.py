"""Downloads."""

from flask import Response

from grants.core.access import current_actor, requires
from grants.core.attachments import attachment, shown
from grants.core.errors import NotFound
from grants.files import queries, service
from grants.files.rules import SHOWN_TYPES
from grants.files.views import blueprint
from grants.permissions import Permission


@blueprint.get("/files/<ref>/<path:name>")
@requires(Permission.FILE_READ)
def download(ref: str, name: str) -> Response:
    """One upload, always as an attachment."""
    file = queries.readable(current_actor(), ref)
    if name != file.name:
        raise NotFound
    return attachment(
        service.open_content(file), name=file.name, media_type=file.media_type, size=file.size
    )


@blueprint.get("/files/<ref>/view/<path:name>")
@requires(Permission.FILE_READ)
def view(ref: str, name: str) -> Response:
    """One upload inside a page: a PDF or an image; every other kind is only downloaded."""
    file = queries.readable(current_actor(), ref)
    if name != file.name or file.media_type not in SHOWN_TYPES:
        raise NotFound
    return shown(
        service.open_content(file), name=file.name, media_type=file.media_type, size=file.size
    )
