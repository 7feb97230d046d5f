"""Another kind for a question: what there is to choose from, what stays and what goes, the act."""

from typing import Any

from flask import render_template

from grants.calls.forms.questions import question_form
from grants.calls.models import FormKind, QuestionKind
from grants.calls.paper.beside import setting_words
from grants.calls.rules import asking
from grants.calls.rules.document import CallDocument, QuestionText
from grants.calls.rules.kinds import converted
from grants.calls.rules.labels import KIND_HINTS, QUESTION_WORDS
from grants.calls.views import blueprint
from grants.calls.views.editing import editable, is_saved
from grants.calls.views.question_pages import Answer, is_typed, question_page
from grants.calls.views.question_sets import SET, back_to_set, frame
from grants.core.access import requires
from grants.core.errors import NotFound
from grants.core.i18n import chosen_text, gettext as _
from grants.permissions import Permission


@blueprint.get(f"{SET}/asked/<code>/kind")
@requires(Permission.CALL_MANAGE)
def choose_other_kind(ref: str, form: str, code: str) -> str:
    """The other kinds there are, each with what the question would lose."""
    edited, kind = editable(ref), FormKind(form)
    _section, question = asking.question_in(edited.document.form(kind), code)
    heading = _("Another kind for “%(question)s”", question=chosen_text(question.label))
    others = [one for one in QuestionKind if one is not question.kind]
    return render_template(
        "calls/question_other_kinds.html",
        **frame(edited, kind, heading),
        code=code,
        now=_(QUESTION_WORDS[question.kind]),
        kinds=[
            (one.value, _(QUESTION_WORDS[one]), _(KIND_HINTS[one]), _words(question, one, "lost"))
            for one in others
        ],
    )


@blueprint.route(f"{SET}/asked/<code>/kind/<other>", methods=["GET", "POST"])
@requires(Permission.CALL_MANAGE)
def change_kind(ref: str, form: str, code: str, other: str) -> Answer:
    """What stays, what goes, and the form of the new kind with what it needs of its own."""
    edited, kind = editable(ref), FormKind(form)
    section, before = asking.question_in(edited.document.form(kind), code)
    if other not in {one.value for one in QuestionKind} or other == before.kind.value:
        raise NotFound
    new = converted(before, QuestionKind(other)).question
    made = question_form(edited.document, kind, new)

    def change(now: CallDocument) -> CallDocument:
        _section, present = asking.question_in(now.form(kind), code)
        typed = made.question(converted(present, new.kind).question)
        return asking.with_kind(now, kind, typed, code)

    if is_typed(made, edited) and is_saved(made, ref, change):
        return back_to_set(ref, kind, f"q-{made.code.data}")
    heading = _("Change the kind of “%(question)s”", question=chosen_text(before.label))
    return question_page(
        edited,
        kind,
        heading,
        made,
        new,
        section,
        is_new=False,
        old_kind=_(QUESTION_WORDS[before.kind]),
        kept=_words(before, new.kind, "kept"),
        lost=[
            *_words(before, new.kind, "lost"),
            *(
                _("The question “%(question)s” was needed by its answer; it becomes optional.",
                  question=chosen_text(one.label))
                for one in asking.unanswerable(edited.document, kind, new, code)
            ),
        ],
    )  # fmt: skip


def _words(question: QuestionText, kind: QuestionKind, which: Any) -> list[str]:
    """The settings that are kept, or lost, in words."""
    found = converted(question, kind)
    settings, of = (found.kept, kind) if which == "kept" else (found.lost, question.kind)
    return [setting_words(name, value, of) for name, value in settings.items()]
