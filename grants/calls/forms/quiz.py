"""What a visitor answers in the quiz of a call."""

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from werkzeug.datastructures import MultiDict
from wtforms import RadioField, SelectField
from wtforms.form import BaseForm

from grants.calls.rules.quiz import QuizQuestion
from grants.core import i18n
from grants.core.forms import Required, choices
from grants.core.i18n import lazy_gettext as _l

Choices = Iterable[tuple[str, str]]


def quiz_form(
    questions: Iterable[QuizQuestion], answers: Mapping[str, Choices], given: MultiDict[str, str]
) -> BaseForm:
    """One field for each question, named by its code; nothing but a listed answer is an answer."""
    fields: dict[str, Any] = {}
    for question in questions:
        offered = list(answers[question.code])
        text = i18n.chosen_text(question.text)
        kind, empty = (SelectField, _l("Choose")) if question.asks_country else (RadioField, None)
        fields[question.code] = kind(
            text,
            [Required(_l("Choose an answer to “%(question)s”", question=text))],
            choices=choices(offered, empty=empty),
            filters=[_listed({value for value, _label in offered})],
            validate_choice=False,
        )
    form = BaseForm(fields, prefix="q-")
    form.process(given)
    return form


def _listed(offered: set[str]) -> Callable[[str | None], str]:
    """A filter: what is not offered is no answer."""
    return lambda value: value if value in offered else ""
