"""The criteria of a call that has not opened: their list with weights, one of them, removal."""

from dataclasses import replace

from flask import abort, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from grants.calls.forms.judgement import (
    POINTS,
    criterion_form,
    criterion_in,
    reading_sections,
    weights_form,
    weights_in,
)
from grants.calls.rules import judging
from grants.calls.rules.document import CallDocument, CriterionText
from grants.calls.rules.ordering import moved, one_of
from grants.calls.rules.texts import text_languages
from grants.calls.views import blueprint
from grants.calls.views.editing import Edited, back_to, crumbs_of, editable, is_saved, step_in
from grants.core.access import requires
from grants.core.forms import VersionedForm
from grants.core.i18n import chosen_text, gettext as _
from grants.permissions import Permission

Answer = str | Response | tuple[str, int]


@blueprint.route("/calls/<ref>/edit/criteria", methods=["GET", "POST"])
@requires(Permission.CALL_MANAGE)
def edit_criteria(ref: str) -> Answer:
    """Every criterion in order; the weights are changed together, so that they can add up."""
    edited = editable(ref)
    form = weights_form(edited.document.criteria, edited.call.version)
    step = step_in(request.form.get("op", ""))

    def change(now: CallDocument) -> CallDocument:
        """The weights as typed, also when a button moves a criterion: nothing typed is lost."""
        now = judging.with_weights(now, weights_in(form))
        if step is None:
            return now
        code, by = step
        return replace(now, criteria=moved(now.criteria, one_of(now.criteria, code), by))

    if form.validate_on_submit() and is_saved(form, ref, change):
        return back_to("calls.edit_criteria", ref)
    page = render_template(
        "calls/criteria.html",
        call=edited.call,
        form=form,
        criteria=edited.document.criteria,
        left=judging.weights_left(edited.document.criteria),
        crumbs=crumbs_of(edited.call, _("Criteria")),
    )
    return (page, 422) if form.is_submitted() else page


@blueprint.route("/calls/<ref>/edit/criteria/add", methods=["GET", "POST"])
@requires(Permission.CALL_MANAGE)
def add_criterion(ref: str) -> Answer:
    """A criterion more."""
    return _one(editable(ref), "")


@blueprint.route("/calls/<ref>/edit/criterion/<code>", methods=["GET", "POST"])
@requires(Permission.CALL_MANAGE)
def edit_criterion(ref: str, code: str) -> Answer:
    """One criterion with all that is said of it."""
    edited = editable(ref)
    if one_of(edited.document.criteria, code) is None:
        abort(404)
    return _one(edited, code)


def _one(edited: Edited, code: str) -> Answer:
    call, document = edited.call, edited.document
    before = one_of(document.criteria, code)
    languages = text_languages(document)
    form = criterion_form(document, before, languages, call.version)

    def change(now: CallDocument) -> CallDocument:
        criterion = criterion_in(form, document, before, languages)
        weighed = judging.with_weights(now, weights_in(form))
        return judging.with_criterion(weighed, code, criterion)

    if form.validate_on_submit() and is_saved(form, call.ref, change):
        return back_to("calls.edit_criteria", call.ref)
    heading = _("Add a criterion") if before is None else _("Criterion %(code)s", code=code)
    page = render_template(
        "calls/criterion.html",
        call=call,
        form=form,
        code=code,
        heading=heading,
        written=languages,
        points=POINTS,
        others=[f for f in form if f.name.startswith("weight_of_")],
        sections=[form[field] for field, _label, _pairs in reading_sections(document)],
        reads=_read_words(document, before),
        crumbs=crumbs_of(call, heading, _to_list(call.ref)),
    )
    return (page, 422) if form.is_submitted() else page


@blueprint.route("/calls/<ref>/edit/criterion/<code>/reads", methods=["GET", "POST"])
@requires(Permission.CALL_MANAGE)
def order_reads(ref: str, code: str) -> Answer:
    """In which order an evaluator finds the answers beside a criterion."""
    edited = editable(ref)
    call, document = edited.call, edited.document
    one = one_of(document.criteria, code)
    if one is None:
        abort(404)
    form = VersionedForm(version=call.version)
    step = step_in(request.form.get("op", ""))
    if step and form.validate_on_submit():
        question, by = step
        if is_saved(form, ref, lambda now: judging.with_reads_moved(now, code, question, by)):
            flash(_("Saved."), "ok")
            return redirect(url_for("calls.order_reads", ref=ref, code=code), 303)
    heading = _("Order of the answers")
    page = render_template(
        "calls/criterion_reads.html",
        call=call,
        form=form,
        heading=heading,
        criterion=one,
        questions=list(zip(one.reads, _read_words(document, one), strict=True)),
        crumbs=crumbs_of(call, heading, _to_one(ref, code)),
    )
    return (page, 422) if form.is_submitted() else page


@blueprint.route("/calls/<ref>/edit/criterion/<code>/remove", methods=["GET", "POST"])
@requires(Permission.CALL_MANAGE)
def remove_criterion(ref: str, code: str) -> Answer:
    """What goes with a criterion, and the weights of those that stay; then the act."""
    edited = editable(ref)
    call, document = edited.call, edited.document
    one = one_of(document.criteria, code)
    if one is None:
        if request.method == "POST":  # sent twice, or removed by somebody else
            return redirect(url_for("calls.edit_criteria", ref=ref), 303)
        abort(404)
    form = weights_form(document.criteria, call.version, but=code)

    def change(now: CallDocument) -> CallDocument:
        return judging.with_weights(judging.without_criterion(now, code), weights_in(form))

    if form.validate_on_submit() and is_saved(form, ref, change):
        return back_to("calls.edit_criteria", ref)
    named = judging.named_by(document, code)
    labels = _labels(document)
    heading = _("Remove criterion %(code)s?", code=code)
    page = render_template(
        "calls/criterion_remove.html",
        call=call,
        form=form,
        heading=heading,
        name=one.name,
        code=code,
        questions=[labels[question] for question in named.questions],
        is_in_ties=named.is_in_ties,
        others=[f for f in form if f.name.startswith("weight_of_")],
        crumbs=crumbs_of(call, heading, _to_list(ref)),
    )
    return (page, 422) if form.is_submitted() else page


def _read_words(document: CallDocument, one: CriterionText | None) -> list[str]:
    """The questions a criterion reads, in the order it reads them."""
    labels = _labels(document)
    return [labels.get(code, code) for code in one.reads] if one else []


def _labels(document: CallDocument) -> dict[str, str]:
    """The questions by code; one asked in both forms has its words in the first."""
    return {q.code: chosen_text(q.label) for q in reversed(document.questions())}


def _to_one(ref: str, code: str) -> tuple[str, str]:
    url = url_for("calls.edit_criterion", ref=ref, code=code)
    return (_("Criterion %(code)s", code=code), url)


def _to_list(ref: str) -> tuple[str, str]:
    return (_("Criteria"), url_for("calls.edit_criteria", ref=ref))
