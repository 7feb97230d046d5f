"""The eligibility checklist of a call that has not opened: its list, one item, removal."""

from dataclasses import replace

from flask import abort, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from grants.calls.forms.judgement import check_form, check_in
from grants.calls.rules import judging
from grants.calls.rules.document import CallDocument
from grants.calls.rules.labels import MODE_WORDS
from grants.calls.rules.ordering import moved, one_of
from grants.calls.rules.quiz import MOST_QUESTIONS, in_quiz
from grants.calls.rules.texts import text_languages
from grants.calls.views import blueprint
from grants.calls.views.editing import Edited, back_to, crumbs_of, editable, is_saved, step_in
from grants.core.access import requires
from grants.core.forms import VersionedForm
from grants.core.i18n import gettext as _
from grants.permissions import Permission

Answer = str | Response | tuple[str, int]


@blueprint.route("/calls/<ref>/edit/checklist", methods=["GET", "POST"])
@requires(Permission.CALL_MANAGE)
def edit_checklist(ref: str) -> Answer:
    """Every item in order, and how many are asked in the quiz."""
    edited = editable(ref)
    form = VersionedForm(version=edited.call.version)
    step = step_in(request.form.get("op", ""))
    if step and form.validate_on_submit():
        code, by = step

        def move(now: CallDocument) -> CallDocument:
            return replace(now, checklist=moved(now.checklist, one_of(now.checklist, code), by))

        if is_saved(form, ref, move):
            return back_to("calls.edit_checklist", ref)
    checklist = edited.document.checklist
    page = render_template(
        "calls/checklist.html",
        call=edited.call,
        form=form,
        checklist=checklist,
        asked=in_quiz(checklist),
        most=MOST_QUESTIONS,
        mode_words={mode.value: _(words) for mode, words in MODE_WORDS.items()},
        crumbs=crumbs_of(edited.call, _("Eligibility checklist")),
    )
    return (page, 422) if form.is_submitted() else page


@blueprint.route("/calls/<ref>/edit/checklist/add", methods=["GET", "POST"])
@requires(Permission.CALL_MANAGE)
def add_check(ref: str) -> Answer:
    """An item more."""
    return _one(editable(ref), "")


@blueprint.route("/calls/<ref>/edit/check/<code>", methods=["GET", "POST"])
@requires(Permission.CALL_MANAGE)
def edit_check(ref: str, code: str) -> Answer:
    """One item: who checks it, what a refusal says, its question in the quiz."""
    edited = editable(ref)
    if one_of(edited.document.checklist, code) is None:
        abort(404)
    return _one(edited, code)


def _one(edited: Edited, code: str) -> Answer:
    call, document = edited.call, edited.document
    before = one_of(document.checklist, code)
    languages = text_languages(document)
    form = check_form(before, languages, call.version)
    if form.validate_on_submit() and is_saved(
        form,
        call.ref,
        lambda now: judging.with_check(now, code, check_in(form, before, languages)),
    ):
        return back_to("calls.edit_checklist", call.ref)
    heading = _("Add an item") if before is None else _("Item %(code)s", code=code)
    page = render_template(
        "calls/check.html",
        call=call,
        form=form,
        code=code,
        heading=heading,
        written=languages,
        most=MOST_QUESTIONS,
        crumbs=crumbs_of(call, heading, _to_list(call.ref)),
    )
    return (page, 422) if form.is_submitted() else page


@blueprint.route("/calls/<ref>/edit/check/<code>/remove", methods=["GET", "POST"])
@requires(Permission.CALL_MANAGE)
def remove_check(ref: str, code: str) -> Answer:
    """What goes with an item; then the act."""
    edited = editable(ref)
    one = one_of(edited.document.checklist, code)
    if one is None:
        if request.method == "POST":  # sent twice, or removed by somebody else
            return redirect(url_for("calls.edit_checklist", ref=ref), 303)
        abort(404)
    form = VersionedForm(version=edited.call.version)
    if form.validate_on_submit() and is_saved(
        form, ref, lambda now: judging.without_check(now, code)
    ):
        return back_to("calls.edit_checklist", ref)
    heading = _("Remove item %(code)s?", code=code)
    page = render_template(
        "calls/check_remove.html",
        call=edited.call,
        form=form,
        item=one,
        heading=heading,
        crumbs=crumbs_of(edited.call, heading, _to_list(ref)),
    )
    return (page, 422) if form.is_submitted() else page


def _to_list(ref: str) -> tuple[str, str]:
    return (_("Eligibility checklist"), url_for("calls.edit_checklist", ref=ref))
