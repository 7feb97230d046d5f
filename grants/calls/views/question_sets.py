"""The question sets of a call: every section with its questions, their order, and the sections."""

from dataclasses import dataclass, replace
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from grants.calls.forms.questions import OrderForm, section_form
from grants.calls.models import FormKind
from grants.calls.paper.beside import asked
from grants.calls.rules import asking
from grants.calls.rules.document import CallDocument, Form, SectionText
from grants.calls.rules.labels import FORM_WORDS
from grants.calls.views import blueprint
from grants.calls.views.editing import Crumbs, Edited, crumbs_of, editable, is_saved
from grants.core.access import requires
from grants.core.errors import NotFound
from grants.core.i18n import chosen_text, gettext as _
from grants.permissions import Permission

Answer = str | Response | tuple[str, int]
SET = "/calls/<ref>/edit/questions/<any(concept_note, full_proposal):form>"
STEPS = {"up": -1, "down": 1}


@blueprint.get(SET)
@requires(Permission.CALL_MANAGE)
def edit_questions(ref: str, form: str) -> str:
    """Every section with its questions."""
    edited = editable(ref)
    return _overview(edited, FormKind(form), OrderForm(version=edited.call.version))


@blueprint.post(f"{SET}/order")
@requires(Permission.CALL_MANAGE)
def order_questions(ref: str, form: str) -> Answer:
    """A section or a question one place up or down; `op` is like `question:up:code`."""
    edited, kind, order = editable(ref), FormKind(form), OrderForm()
    what, _dot, rest = request.form.get("op", "").partition(":")
    way, _dot, name = rest.partition(":")
    moves = {"section": asking.section_moved, "question": asking.question_moved}
    if what not in moves or way not in STEPS:
        raise NotFound

    def change(now: CallDocument) -> CallDocument:
        return asking.with_form(now, kind, moves[what](now.form(kind), name, STEPS[way]))

    if order.validate() and is_saved(order, ref, change):
        return back_to_set(ref, kind, f"{what[0]}-{name}")
    return _overview(edited, kind, order), 422


@blueprint.route(f"{SET}/new-section", methods=["GET", "POST"])
@requires(Permission.CALL_MANAGE)
def new_section(ref: str, form: str) -> Answer:
    """A section more, at the end."""
    return _section_page(editable(ref), FormKind(form), None)


@blueprint.route(f"{SET}/sections/<slug>", methods=["GET", "POST"])
@requires(Permission.CALL_MANAGE)
def edit_section(ref: str, form: str, slug: str) -> Answer:
    """Its address, its group, its title and its introduction."""
    edited, kind = editable(ref), FormKind(form)
    return _section_page(edited, kind, asking.section_in(edited.document.form(kind), slug))


def _section_page(edited: Edited, kind: FormKind, before: SectionText | None) -> Answer:
    form = section_form(edited.document, before)
    ref = edited.call.ref

    def change(now: CallDocument) -> CallDocument:
        present = asking.section_in(now.form(kind), before.slug) if before else None
        section = form.section(present)
        slug = before.slug if before else None
        return asking.with_form(now, kind, asking.with_section(now.form(kind), section, slug))

    if request.method == "GET":
        form.version.data = edited.call.version
    elif form.validate() and is_saved(form, ref, change):
        return back_to_set(ref, kind, f"s-{form.slug.data}")
    heading = _("Change the section “%(title)s”", title=words(before)) if before else _(
        "A new section"
    )  # fmt: skip
    page = render_template(
        "calls/question_section.html",
        **frame(edited, kind, heading),
        form=form,
        section=before,
        written_in=form.languages,
    )
    return (page, 422) if form.is_submitted() else page


@blueprint.route(f"{SET}/sections/<slug>/remove", methods=["GET", "POST"])
@requires(Permission.CALL_MANAGE)
def remove_section(ref: str, form: str, slug: str) -> Answer:
    """What goes with a section; then it is taken away with its questions."""
    edited, kind = editable(ref), FormKind(form)
    section = asking.section_in(edited.document.form(kind), slug)
    codes = [question.code for question in section.questions]
    sure = OrderForm()
    if request.method == "GET":
        sure.version.data = edited.call.version
    elif sure.validate() and is_saved(
        sure, ref, lambda now: asking.without_section(now, kind, slug)
    ):
        return back_to_set(ref, kind)
    heading = _("Remove the section “%(title)s”?", title=words(section))
    happens = [_("The section is taken out.")]
    happens += [
        _("The question “%(question)s” is taken out.", question=chosen_text(q.label))
        for q in section.questions
    ]
    return removal(edited, kind, heading, happens, codes, sure)


def removal(
    edited: Edited,
    kind: FormKind,
    heading: str,
    happens: list[str],
    codes: list[str],
    form: OrderForm,
) -> Answer:
    """The page before something is taken out, with all that goes with it."""
    along = asking.dependants(edited.document, kind, codes)
    happens = [
        *happens,
        *(
            _("The criterion “%(criterion)s” no longer reads it.",
              criterion=chosen_text(one.name))
            for one in along.criteria
        ),
        *(
            _("The question “%(question)s” was needed by its answer; it becomes optional.",
              question=chosen_text(one.label))
            for one in along.questions
        ),
    ]  # fmt: skip
    page = render_template(
        "calls/question_remove.html", **frame(edited, kind, heading), happens=happens, form=form
    )
    return (page, 422) if form.is_submitted() else page


# -- what the pages of a question set share -----------------------------------------------------


def back_to_set(ref: str, kind: FormKind, anchor: str | None = None) -> Response:
    """After a change: said, and back to the whole set, at what was changed."""
    flash(_("Saved."), "ok")
    url = url_for("calls.edit_questions", ref=ref, form=kind.value, _anchor=anchor)
    return redirect(url, 303)


def frame(edited: Edited, kind: FormKind, heading: str) -> dict[str, Any]:
    """What every page of a set needs: the call, the set, the way back."""
    title = _(FORM_WORDS[kind])
    url = url_for("calls.edit_questions", ref=edited.call.ref, form=kind.value)
    crumbs: Crumbs = crumbs_of(edited.call, heading, (title, url))
    return {
        "call": edited.call,
        "kind": kind.value,
        "set_title": title,
        "set_url": url,
        "heading": heading,
        "crumbs": crumbs,
    }


def words(section: SectionText) -> str:
    """The title of a section in the reader's language."""
    return chosen_text(section.title)


def _overview(edited: Edited, kind: FormKind, form: OrderForm) -> str:
    document = edited.document
    sections = document.form(kind)
    title = _(FORM_WORDS[kind])
    return render_template(
        "calls/question_sets.html",
        call=edited.call,
        kind=kind.value,
        heading=title,
        sections=[_Numbered(section, n, len(sections)) for n, section in enumerate(sections, 1)],
        asked=asked(_filled(sections, document), document.criteria),
        form=form,
        crumbs=crumbs_of(edited.call, title),
    )


def _filled(form: Form, call: CallDocument) -> list[Any]:
    """The questions with what they take from the call's own settings."""
    return [
        replace(q, limits={**q.limits, "max": call.max_months})
        if q.config.get("from_call") == "max_months"
        else q
        for section in form
        for q in section.questions
    ]


@dataclass(frozen=True)
class _Numbered:
    """A section with its place."""

    section: SectionText
    number: int
    of: int
