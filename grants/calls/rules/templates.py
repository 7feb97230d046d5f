"""Files a city takes, fills in and sends back as its answer: one for each language, of a question.

A question names them by their content; the files themselves belong to the call.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from grants.calls.models import FormKind
from grants.calls.rules.asking import question_in, with_form, with_question
from grants.calls.rules.document import LANGUAGES, CallDocument, QuestionText
from grants.calls.rules.questions import Asked
from grants.core.errors import NotFound

Template = Mapping[str, str]  # language, name, sha256


def templates_of(question: Asked | QuestionText) -> Sequence[Template]:
    """What a question offers, in the order of the languages."""
    found: Sequence[Template] = question.config.get("templates", ())
    return found


def template_in(question: Asked | QuestionText, language: str) -> Template | None:
    return next((one for one in templates_of(question) if one["language"] == language), None)


def templates_named(call: CallDocument) -> Iterator[tuple[str, QuestionText, Template]]:
    """Every template of a call, with the setting and the question that name it."""
    for kind in FormKind:
        for section in call.form(kind):
            for question in section.questions:
                for one in templates_of(question):
                    yield kind.value, question, one


def with_template(
    call: CallDocument, kind: FormKind, code: str, language: str, template: Template | None
) -> CallDocument:
    """A question with this template in a language instead of the one before; None takes it out."""
    if language not in LANGUAGES:
        raise NotFound
    form = call.form(kind)
    _section, question = question_in(form, code)
    found = {one["language"]: dict(one) for one in templates_of(question)}
    found.pop(language, None)
    if template is not None:
        found[language] = {**template, "language": language}
    config = {name: value for name, value in question.config.items() if name != "templates"}
    if found:
        config["templates"] = [found[one] for one in LANGUAGES if one in found]
    return with_form(call, kind, with_question(form, replace(question, config=config), code))
