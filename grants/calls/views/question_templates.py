"""Files that a question offers to be filled in: the lead's page, and where everybody takes one."""

from flask import Response, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from grants.calls import queries
from grants.calls.forms.templates import TemplateForm
from grants.calls.models import FormKind, QuestionKind
from grants.calls.queries.templates import template_file
from grants.calls.rules.asking import question_in
from grants.calls.rules.labels import LANGUAGE_WORDS
from grants.calls.rules.templates import templates_of
from grants.calls.rules.texts import text_languages
from grants.calls.service.templates import offer_template, withdraw_template
from grants.calls.views import blueprint
from grants.calls.views.editing import editable, is_done
from grants.calls.views.question_sets import SET, frame
from grants.core.access import current_actor, requires
from grants.core.attachments import attachment
from grants.core.db import db
from grants.core.errors import NotFound, Refused
from grants.core.i18n import chosen_text, gettext as _
from grants.core.messages import msg
from grants.files.rules import MAX_BYTES, accept_attribute
from grants.files.service import open_content, receive_at
from grants.permissions import Permission

Answer = str | AnyResponse | tuple[str, int]
OUT = "remove-"


@blueprint.route(f"{SET}/asked/<code>/templates", methods=["GET", "POST"])
@requires(Permission.CALL_MANAGE)
def edit_templates(ref: str, form: str, code: str) -> Answer:
    """What a question offers in each language; a file more, another, or one less."""
    edited, kind, made = editable(ref), FormKind(form), TemplateForm()
    made.offer(text_languages(edited.document))
    _section, question = question_in(edited.document.form(kind), code)
    if question.kind is not QuestionKind.FILE:
        raise NotFound
    op = request.form.get("op", "")
    if request.method == "GET":
        made.version.data = edited.call.version
    elif made.validate() and is_done(
        made, lambda: _changed(made, ref, kind, code, op.removeprefix(OUT) if op else "")
    ):
        flash(_("Saved."), "ok")
        return redirect(request.path, 303)
    else:  # what was refused is gone from the transaction, and so is what was loaded in it
        edited = editable(ref)
        _section, question = question_in(edited.document.form(kind), code)
    heading = _("Files to fill in for “%(question)s”", question=chosen_text(question.label))
    page = render_template(
        "calls/question_templates.html",
        **frame(edited, kind, heading),
        form=made,
        question=question,
        offered=[(one, language_name(one["language"])) for one in templates_of(question)],
        question_url=url_for("calls.edit_question", ref=ref, form=form, code=code),
        accept=accept_attribute(),
        max_bytes=MAX_BYTES,
    )
    return (page, 422) if made.is_submitted() else page


def _changed(form: TemplateForm, ref: str, kind: FormKind, code: str, out: str) -> None:
    given = {"version": form.version.data or 0, "operation": form.operation.data}
    actor = current_actor()
    if out:
        withdraw_template(actor, ref, kind, code, out, **given)
        return
    sent = request.files.get(form.file.name)
    if sent is None or not sent.filename:
        message = msg("Choose a file first, then press the button. Nothing was changed.")
        raise Refused(message, {"file": message})
    db.session.rollback()  # nobody else waits while a large file is checked
    received = receive_at("file", sent.stream)
    offer_template(
        actor, ref, kind, code, form.language.data or "en", received, sent.filename, **given
    )


@blueprint.get("/calls/<ref>/templates/<any(concept_note, full_proposal):form>/<code>/<language>")
@requires(Permission.PUBLIC_READ)
def template(ref: str, form: str, code: str, language: str) -> Response:
    """The file itself: of a public call for everybody, of a draft for the office."""
    call = queries.readable(current_actor(), ref)
    file = template_file(call, FormKind(form), code, language)
    return attachment(
        open_content(file), name=file.name, media_type=file.media_type, size=file.size
    )


@blueprint.app_template_filter("language_name")
def language_name(code: str) -> str:
    """A language that a call may accept, in the reader's own."""
    return _(LANGUAGE_WORDS[code])
