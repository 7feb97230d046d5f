"""Carrying out what a form asks, and showing a refusal in the form with everything typed kept."""

from collections.abc import Callable
from typing import Any, TypeVar

from flask import flash

from grants.core.errors import DomainError, Refused, Repeated, TooMany
from grants.core.forms import Form
from grants.core.i18n import gettext as _, render

E = TypeVar("E", bound=DomainError)


def done(form: Form, act: Callable[[], Any]) -> bool:
    """True when the act was carried out, now or by an earlier copy of the same form."""
    return tried(form, act, Refused) is None


def tried(form: Form, act: Callable[[], Any], *shown: type[E]) -> E | None:
    """As `done`, for more kinds of error than a refusal; the error that the form shows, if any."""
    try:
        act()
    except Repeated:
        return None
    except shown as error:
        take(form, error)
        return error
    return None


def pressed(form: Form, act: Callable[[], Any], words: str) -> bool:
    """A button without fields: what happened, or why not, is said on the next page."""
    if not form.validate():
        flash(
            _("The page was too old to act on. Nothing was changed; press the button again."),
            "error",
        )
        return False
    if done(form, act):
        flash(words, "ok")
        return True
    for line in form.form_errors:
        flash(line, "error")
    return False


def take(form: Form, error: DomainError) -> int:
    """Put an error into a form, at its fields or above it; the status of the answer.

    Who must wait is told so and nothing is undone: the count of their tries stays.
    """
    if isinstance(error, TooMany):
        form.form_errors.append(render(error.message))
        form.renew_operation()
    else:
        form.refuse(error if isinstance(error, Refused) else Refused(error.message))
    return error.status
