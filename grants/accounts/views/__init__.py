"""Pages of accounts; the blueprint gathers the views of this package."""

from flask import Blueprint

blueprint = Blueprint("accounts", __name__)
