"""Pages of accounts; the blueprint gathers the views of this package."""

from flask import Blueprint

blueprint = Blueprint("accounts", __name__)

from grants.accounts.views import (  # noqa: E402  (the views need the blueprint)
    entry as entry,
    invitations as invitations,
    links as links,
    me as me,
    organisations as organisations,
    people as people,
)
