"""Pages of messages; the blueprint gathers the views of this package."""

from flask import Blueprint

from grants.core.access import current_actor
from grants.messages import queries

blueprint = Blueprint("messages", __name__)


@blueprint.app_template_global("unread_messages")
def unread_messages(proposal_id: int) -> int:
    """For the pages of a proposal, which stand below: what its reader has not read."""
    return queries.unread_about(current_actor(), proposal_id)


from grants.messages.views import index, thread  # noqa: E402, F401
