"""Acts in two steps: what was typed, read back on a page that says what will happen, then done."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from flask import request

from grants.calls.forms import TextsForm
from grants.core import i18n
from grants.core.errors import Conflict, Refused, Repeated

CHANGE, DO = "change", "do"


@dataclass(frozen=True)
class Told:
    """A text in the language it is shown in; `is_other` when that is not the reader's."""

    text: str
    language: str

    @property
    def is_other(self) -> bool:
        return self.language != i18n.locale().language


def told(texts: Mapping[str, str]) -> Told:
    """The reader's language, else English, else any there is: as everywhere, but marked."""
    for code in (i18n.locale().language, "en", *texts):
        if texts.get(code):
            return Told(texts[code], code)
    return Told("", i18n.locale().language)


def wants(step: str) -> bool:
    """Which button of the two pages was pressed; none of them on the way to the second page."""
    return request.form.get("op") == step


def taken(form: TextsForm, act: Callable[[], Any]) -> bool:
    """As `core.acts.done`; a conflict gives back everything that was typed."""
    try:
        act()
    except Repeated:
        return True
    except Refused as error:
        form.refuse(error)
        return False
    except Conflict as error:
        raise Conflict(error.message, form.typed()) from error
    return True
