"""What the pages of this package share: crumbs, and forms shown again."""

from collections.abc import Callable
from typing import Any

from flask import url_for

from grants.calls.models import Call
from grants.core import i18n, operations
from grants.core.acts import tried
from grants.core.errors import Conflict, Forbidden, Refused
from grants.core.forms import Form
from grants.core.i18n import gettext as _
from grants.reviews.models import Advice, Confidence
from grants.reviews.rules.work import ADVICE_WORDS, CONFIDENCE_WORDS

Crumbs = list[tuple[str, str | None]]
SHOWN, DONE, WRONG = 200, 303, 422
SAID = (Refused, Conflict, Forbidden)  # in the form; what is missing has a page of its own


def sent(form: Form, act: Callable[[], Any]) -> int:
    """Carry out a form that was sent whole; the status of the answer: shown, done, or why not."""
    if not form.is_submitted():
        return SHOWN
    if not form.validate():
        form.renew_operation()
        return WRONG
    error = tried(form, act, *SAID)
    return DONE if error is None else error.status


def how_many(act: Callable[[], int]) -> int:
    """What an act counted, now or when an earlier copy of its form was sent."""
    return int(operations.outcome(lambda: str(act())) or 0)


def review_words() -> dict[str, str]:
    """What an evaluator advises, and how well they know the field, in words."""
    words = {advice.value: ADVICE_WORDS[advice] for advice in Advice}
    words |= {one.value: CONFIDENCE_WORDS[one] for one in Confidence}
    return {value: _(word) for value, word in words.items()}


def call_crumbs(call: Call, here: str, endpoint: str = "") -> Crumbs:
    """To one of the call's pages; with its `endpoint`, to a page below it."""
    return [
        (_("Reviews"), url_for("reviews.calls")),
        (i18n.chosen_text(call.title), url_for("reviews.progress", call_ref=call.ref)),
        (here, url_for(endpoint, call_ref=call.ref) if endpoint else None),
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
