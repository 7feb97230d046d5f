"""Carrying out what a form asks, and showing a refusal in the form with everything typed kept."""

from collections.abc import Callable
from typing import Any

from flask import flash

from grants.core.errors import Refused, Repeated
from grants.core.forms import Form
from grants.core.i18n import gettext as _


def done(form: Form, act: Callable[[], Any]) -> bool:
    """True when the act was carried out, now or by an earlier copy of the same form."""
    try:
        act()
    except Repeated:
        return True
    except Refused as error:
        form.refuse(error)
        return False
    return True


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
