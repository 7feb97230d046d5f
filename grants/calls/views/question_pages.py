"""One question: made of a kind or copied, changed, moved to another section, removed."""

from collections.abc import Iterator
from typing import Any

from flask import render_template, request
from werkzeug.wrappers import Response

from grants.calls.exchange.settings import FORM
from grants.calls.forms.questions import (
    CopyForm,
    OrderForm,
    PlaceForm,
    QuestionForm,
    empty_question,
    question_form,
)
from grants.calls.forms.rows import change_rows
from grants.calls.models import FormKind, QuestionKind
from grants.calls.rules import asking
from grants.calls.rules.document import CallDocument, QuestionText, SectionText
from grants.calls.rules.labels import KIND_HINTS, QUESTION_WORDS
from grants.calls.views import blueprint
from grants.calls.views.editing import Edited, editable, is_saved
from grants.calls.views.question_sets import SET, back_to_set, frame, removal, words
from grants.core.access import requires
from grants.core.errors import NotFound
from grants.core.forms import choices
from grants.core.i18n import chosen_text, gettext as _
from grants.permissions import Permission

Answer = str | Response | tuple[str, int]


@blueprint.get(f"{SET}/sections/<slug>/add")
@requires(Permission.CALL_MANAGE)
def choose_kind(ref: str, form: str, slug: str) -> str:
    """The kinds of question there are, each with what it is for."""
    edited, kind = editable(ref), FormKind(form)
    section = asking.section_in(edited.document.form(kind), slug)
    heading = _("Add a question to “%(title)s”", title=words(section))
    return render_template(
        "calls/question_kinds.html",
        **frame(edited, kind, heading),
        section=section,
        kinds=[(one.value, _(QUESTION_WORDS[one]), _(KIND_HINTS[one])) for one in QuestionKind],
        standard=len(_standard(edited.document, kind)),
    )


@blueprint.route(f"{SET}/sections/<slug>/add/<asked>", methods=["GET", "POST"])
@requires(Permission.CALL_MANAGE)
def new_question(ref: str, form: str, slug: str, asked: str) -> Answer:
    """A question of the kind chosen, at the end of the section."""
    edited, kind = editable(ref), FormKind(form)
    section = asking.section_in(edited.document.form(kind), slug)
    if asked not in {one.value for one in QuestionKind}:
        raise NotFound
    before = empty_question(QuestionKind(asked))
    heading = _("A new question: %(kind)s", kind=_(QUESTION_WORDS[before.kind]))
    made = question_form(edited.document, kind, before)

    def change(now: CallDocument) -> CallDocument:
        added = asking.with_questions(now.form(kind), slug, (made.question(before),))
        return asking.with_form(now, kind, added)

    if is_typed(made, edited) and is_saved(made, ref, change):
        return back_to_set(ref, kind, f"q-{made.code.data}")
    return question_page(edited, kind, heading, made, before, section, is_new=True)


@blueprint.route(f"{SET}/asked/<code>", methods=["GET", "POST"])
@requires(Permission.CALL_MANAGE)
def edit_question(ref: str, form: str, code: str) -> Answer:
    """Everything of one question but its kind, which has a page of its own."""
    edited, kind = editable(ref), FormKind(form)
    section, before = asking.question_in(edited.document.form(kind), code)
    heading = _("Change “%(question)s”", question=chosen_text(before.label))
    made = question_form(edited.document, kind, before)

    def change(now: CallDocument) -> CallDocument:
        _section, present = asking.question_in(now.form(kind), code)
        return asking.with_changed(now, kind, made.question(present), code)

    if is_typed(made, edited) and is_saved(made, ref, change):
        return back_to_set(ref, kind, f"q-{made.code.data}")
    return question_page(edited, kind, heading, made, before, section, is_new=False)


def is_typed(form: QuestionForm, edited: Edited) -> bool:
    """Sent to be saved and whole; a button under rows only changes the page."""
    if request.method == "GET":
        form.version.data = edited.call.version
        return False
    if _row_button():
        change_rows(form, _row_button())
        return False
    return form.validate()


def _row_button() -> str:
    return request.form.get("op", "")


def question_page(
    edited: Edited,
    kind: FormKind,
    heading: str,
    form: QuestionForm,
    question: QuestionText,
    section: SectionText,
    *,
    is_new: bool,
    **more: Any,
) -> Answer:
    """The form of a question; `more` for a page that says more above it."""
    page = render_template(
        "calls/question.html",
        **frame(edited, kind, heading),
        form=form,
        question=question,
        section=section,
        written_in=form.languages,
        kind_words=_(QUESTION_WORDS[question.kind]),
        is_new=is_new,
        **more,
    )
    return (page, 422) if form.is_submitted() and not _row_button() else page


@blueprint.route(f"{SET}/asked/<code>/move", methods=["GET", "POST"])
@requires(Permission.CALL_MANAGE)
def move_question(ref: str, form: str, code: str) -> Answer:
    """Into another section, at its end."""
    edited, kind, place = editable(ref), FormKind(form), PlaceForm()
    sections = edited.document.form(kind)
    here, question = asking.question_in(sections, code)
    others = [one for one in sections if one.slug != here.slug]
    place.section.choices = choices((one.slug, words(one)) for one in others)

    def change(now: CallDocument) -> CallDocument:
        placed = asking.question_placed(now.form(kind), code, place.section.data)
        return asking.with_form(now, kind, placed)

    if request.method == "GET":
        place.version.data = edited.call.version
    elif place.validate() and is_saved(place, ref, change):
        return back_to_set(ref, kind, f"q-{code}")
    heading = _("Move “%(question)s”", question=chosen_text(question.label))
    page = render_template(
        "calls/question_move.html",
        **frame(edited, kind, heading),
        form=place,
        here=here,
        others=others,
    )
    return (page, 422) if place.is_submitted() else page


@blueprint.route(f"{SET}/asked/<code>/remove", methods=["GET", "POST"])
@requires(Permission.CALL_MANAGE)
def remove_question(ref: str, form: str, code: str) -> Answer:
    """What goes with a question; then it is taken away."""
    edited, kind, sure = editable(ref), FormKind(form), OrderForm()
    _section, question = asking.question_in(edited.document.form(kind), code)
    if request.method == "GET":
        sure.version.data = edited.call.version
    elif sure.validate() and is_saved(
        sure, ref, lambda now: asking.without_questions(now, kind, [code])
    ):
        return back_to_set(ref, kind)
    heading = _("Remove “%(question)s”?", question=chosen_text(question.label))
    return removal(edited, kind, heading, [_("The question is taken out.")], [code], sure)


@blueprint.route(f"{SET}/sections/<slug>/copy", methods=["GET", "POST"])
@requires(Permission.CALL_MANAGE)
def copy_questions(ref: str, form: str, slug: str) -> Answer:
    """Questions of the standard form that this set does not ask yet."""
    edited, kind, chosen = editable(ref), FormKind(form), CopyForm()
    section = asking.section_in(edited.document.form(kind), slug)
    standard = _standard(edited.document, kind)
    chosen.codes.choices = choices((code, chosen_text(one.label)) for code, one in standard.items())

    def change(now: CallDocument) -> CallDocument:
        picked = [one for code, one in standard.items() if code in chosen.codes.data]
        return asking.copied(now, kind, slug, picked)

    if request.method == "GET":
        chosen.version.data = edited.call.version
    elif chosen.validate() and is_saved(chosen, ref, change):
        return back_to_set(ref, kind, f"s-{slug}")
    heading = _("Copy questions into “%(title)s”", title=words(section))
    page = render_template(
        "calls/question_copy.html",
        **frame(edited, kind, heading),
        form=chosen,
        section=section,
        hints={code: _(QUESTION_WORDS[one.kind]) for code, one in standard.items()},
    )
    return (page, 422) if chosen.is_submitted() else page


def _standard(call: CallDocument, kind: FormKind) -> dict[str, QuestionText]:
    """The questions of the forms that ship with the project and are not asked here, by code.

    Where two forms ask the same, the one for this set says how.
    """
    asked = {question.code for section in call.form(kind) for question in section.questions}
    found: dict[str, QuestionText] = {}
    for question in _shipped(kind):
        if question.code not in asked:
            found.setdefault(question.code, question)
    return found


def _shipped(kind: FormKind) -> Iterator[QuestionText]:
    """The form for this set first."""
    own = f"forms/{kind.value.replace('_', '-')}.yaml"
    for name in sorted(FORM.names(), key=lambda name: name != own):
        for section in FORM.shipped(name):
            yield from section.questions
