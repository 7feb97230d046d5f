"""A new call: from nothing, from an earlier one, or from its file."""

from dataclasses import dataclass, replace
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from grants.calls import queries, service
from grants.calls.exchange import Problem, read_call, write_call
from grants.calls.exchange.settings import BUDGET, CHECKLIST, CRITERIA, FORM
from grants.calls.forms import NewCallForm, UploadForm
from grants.calls.models import CallStatus
from grants.calls.queries.documents import document_of
from grants.calls.rules.document import CallDocument
from grants.calls.rules.drafting import copy_of, without_focus
from grants.calls.views import blueprint
from grants.calls.views.editing import finding_words
from grants.core import clock, operations
from grants.core.access import current_actor, requires
from grants.core.errors import NotFound, Refused
from grants.core.i18n import gettext as _, render
from grants.core.messages import Message, msg
from grants.permissions import Permission

LARGEST_FILE = 1024 * 1024
LIVE = frozenset(CallStatus) - {CallStatus.DRAFT, CallStatus.ARCHIVED, CallStatus.CANCELLED}
Answer = str | Response | tuple[str, int]


@blueprint.route("/calls/new", methods=["GET", "POST"])
@requires(Permission.CALL_MANAGE)
def new() -> Answer:
    """The least a call needs; the rest is asked part by part."""
    actor, form = current_actor(), NewCallForm()
    cards = queries.office_list(actor)
    form.offer([(card.ref, card.title) for card in cards])
    chosen = request.args.get("copy", "")
    if request.method == "GET":
        form.fiscal_year.data = clock.now().astimezone(clock.BRUSSELS).year
        form.contact_email.data = ""
        if chosen in {card.ref for card in cards}:
            form.copy.data = chosen
            form.begin_with(document_of(queries.for_office(actor, chosen)))
    elif form.validate():
        try:  # by hand: the result says where to go next
            ref = operations.outcome(
                lambda: service.create(actor, _document(form), operation=form.operation.data).ref
            )
        except Refused as error:
            form.refuse(error)
            if isinstance(error, service.Contradictory):
                form.form_errors.extend(finding_words(error.findings))
        else:
            flash(_("The call is made, as a draft that only the Secretariat sees."), "ok")
            return redirect(url_for("calls.edit", ref=ref), 303)
    page = render_template("calls/new.html", form=form, crumbs=_crumbs(_("A new call")))
    return (page, 422) if form.is_submitted() else page


def _document(form: NewCallForm) -> CallDocument:
    """The draft that the form describes."""
    ref = form.ref.data.upper()
    texts: dict[str, Any] = {
        "title": {"en": form.title.data},
        "summary": {"en": form.summary.data},
    }
    if form.copy.data:
        earlier = document_of(queries.for_office(current_actor(), form.copy.data))
        for name, typed in texts.items():  # its translations hold while its English does
            present = getattr(earlier, name)
            texts[name] = present if present.get("en") == typed["en"] else typed
        return replace(copy_of(earlier, ref), **texts, **form.values())
    start = CallDocument(
        ref=ref,
        status=CallStatus.DRAFT,
        budget=BUDGET.shipped("budgets/standard.yaml"),
        **texts,
        **form.values(),
    )
    if not form.standard.data:
        return start
    return without_focus(
        replace(
            start,
            criteria=CRITERIA.shipped("criteria/concept-note.yaml"),
            checklist=CHECKLIST.shipped("checklists/eligibility.yaml"),
            concept_note=FORM.shipped("forms/concept-note.yaml"),
        )
    )


@blueprint.route("/calls/upload", methods=["GET", "POST"])
@requires(Permission.CALL_MANAGE)
def upload() -> Answer:
    """A call from its file; everything wrong with the file is listed, and nothing is imported."""
    form = UploadForm()
    problems: list[str] = []
    if form.validate_on_submit():
        try:
            sent = _sent(form)
            ref = service.import_call(current_actor(), sent.text, sent.name).ref
        except service.WrongFile as error:
            form.refuse(error)
            problems = [_problem(one) for one in error.problems]
        except Refused as error:
            form.refuse(error)
        else:
            flash(_("The call %(ref)s is imported.", ref=ref), "ok")
            if sent.is_held_back:
                flash(_("It came as a draft: publish it on its page when all is checked."), "info")
            return redirect(url_for("calls.details", ref=ref), 303)
    page = render_template(
        "calls/upload.html", form=form, problems=problems, crumbs=_crumbs(_("A call from its file"))
    )
    return (page, 422) if form.is_submitted() else page


def _problem(one: Problem) -> str:
    return _("Line %(line)s, %(path)s: %(what)s", line=one.line, path=one.path,
             what=render(one.message))  # fmt: skip


@dataclass(frozen=True)
class Sent:
    """A file that was sent."""

    text: str
    name: str
    is_held_back: bool  # the file says that the call is public, and it is not yet


def _sent(form: UploadForm) -> Sent:
    """What was sent, as it is to be imported; Refused when it is no file, too large or not text.

    A call becomes public on the page that checks its dates and asks for reasons, never by a file.
    """
    sent = form.file.data
    if not sent or not sent.filename:
        raise _wrong(msg("Choose the file of a call"))
    content = sent.read(LARGEST_FILE + 1)
    if len(content) > LARGEST_FILE:
        raise _wrong(msg("The file is larger than 1 MB: it cannot be a call"))
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise _wrong(msg("The file is not text in UTF-8")) from error
    present = read_call(text, sent.filename).document
    if present is None:
        return Sent(text, sent.filename, is_held_back=False)
    status = _status_of(present.ref)
    if status is not None and not form.replaces.data:
        raise _wrong(
            msg(
                "There is a call %(ref)s already. Tick the box to replace what it says now.",
                ref=present.ref,
            )
        )
    if present.status in LIVE and status in (None, CallStatus.DRAFT):
        draft = write_call(replace(present, status=CallStatus.DRAFT))
        return Sent(draft, sent.filename, is_held_back=True)
    return Sent(text, sent.filename, is_held_back=False)


def _status_of(ref: str) -> CallStatus | None:
    try:
        return queries.for_office(current_actor(), ref).status
    except NotFound:
        return None


def _wrong(message: Message) -> Refused:
    return Refused(message, {"file": message})


def _crumbs(here: str) -> list[tuple[str, str | None]]:
    return [(_("Calls"), url_for("calls.office")), (here, None)]
