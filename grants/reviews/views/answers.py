"""What the pages of this package share: crumbs, and forms shown again."""

from flask import url_for

from grants.calls.models import Call
from grants.core import i18n
from grants.core.errors import DomainError, Refused
from grants.core.forms import Form
from grants.core.i18n import gettext as _

Crumbs = list[tuple[str, str | None]]
WRONG = 422


def take(form: Form, error: DomainError) -> int:
    """Put an error into a form, at its fields or above it; the status of the answer."""
    if isinstance(error, Refused):
        form.refuse(error)
    else:
        form.refuse(Refused(error.message))
    return error.status


def call_crumbs(call: Call, here: str) -> Crumbs:
    return [
        (_("Reviews"), url_for("reviews.calls")),
        (i18n.chosen_text(call.title), url_for("reviews.progress", call_ref=call.ref)),
        (here, None),
    ]


def own_crumbs(here: str) -> Crumbs:
    return [(_("My reviews"), url_for("reviews.desk")), (here, None)]


def lead_tabs(call: Call, current: str) -> list[tuple[str, str, bool]]:
    """The lead's pages of one call."""
    pages = (
        ("progress", _("Progress")),
        ("pool", _("Pool")),
        ("conflicts", _("Conflicts")),
        ("assignment", _("Assignments")),
        ("ranking", _("Ranking")),
    )
    return [
        (label, url_for(f"reviews.{name}", call_ref=call.ref), name == current)
        for name, label in pages
    ]
