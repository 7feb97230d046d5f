"""Copies of proposals without names: the list, one copy, and its release."""

from typing import Any

from flask import flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from grants.calls.models import QuestionKind
from grants.core.access import current_actor, requires
from grants.core.i18n import gettext as _
from grants.files.rules import MAX_BYTES, Kind, accept_attribute
from grants.permissions import Permission
from grants.reviews.forms import ButtonForm, RedactionForm, redaction_form
from grants.reviews.queries import redaction as queries
from grants.reviews.queries.redaction import Copy, Original
from grants.reviews.rules.redaction import TELLING, WRITTEN, Redaction, blackened
from grants.reviews.service import redaction as service
from grants.reviews.service.redaction import Wish
from grants.reviews.views import blueprint
from grants.reviews.views.answers import DONE, call_crumbs, lead_tabs, sent

Answer = str | Response | tuple[str, int]


@blueprint.get("/calls/<call_ref>/copies")
@requires(Permission.REVIEWS_MANAGE)
def copies(call_ref: str) -> str:
    """Every proposal with how far its copy is."""
    call, rows = queries.rows(current_actor(), call_ref)
    return render_template(
        "reviews/copies.html",
        call=call,
        rows=rows,
        ready=sum(row.is_current for row in rows),
        tabs=lead_tabs(call, "assignment"),
        crumbs=call_crumbs(call, _("Copies without names")),
    )


@blueprint.route("/calls/<call_ref>/proposals/<ref>/copy", methods=["GET", "POST"])
@requires(Permission.REVIEWS_MANAGE)
def redact(call_ref: str, ref: str) -> Answer:
    """What evaluators read of one proposal, answer by answer."""
    actor = current_actor()
    found = queries.original(actor, call_ref, ref)
    last = queries.latest(found.proposal.id)
    redaction = last.redaction if last else queries.beginning(found)
    form = _form(found, redaction, last)

    def act() -> None:
        service.save(
            actor,
            call_ref,
            ref,
            _wanted(form, found, redaction),
            _wishes(form, found),
            seen=int(form.seen.data or 0) if (form.seen.data or "0").isdigit() else -1,
            operation=form.operation.data,
        )

    status = sent(form, act)
    if status == DONE:
        flash(_("The copy is saved. Evaluators read it once you release it."), "ok")
        return redirect(url_for("reviews.redact", call_ref=call_ref, ref=ref))
    if form.is_submitted():  # a file looked into has ended what was loaded before
        found = queries.original(actor, call_ref, ref)
        last = queries.latest(found.proposal.id)
        form.seen.data = str(last.n if last else 0)
    page = render_template(
        "reviews/redact.html",
        call=found.call,
        proposal=found.proposal,
        form=form,
        rows=_rows(found, form, last),
        left_out=_left_out(found),
        last=last,
        is_late=last is not None and last.snapshot_sha256 != found.sha256,
        accept=accept_attribute((Kind.PDF, Kind.JPEG, Kind.PNG)),
        max_bytes=MAX_BYTES,
        crumbs=_crumbs(found),
    )
    return page, status


@blueprint.route("/calls/<call_ref>/proposals/<ref>/copy/release", methods=["GET", "POST"])
@requires(Permission.REVIEWS_MANAGE)
def release_copy(call_ref: str, ref: str) -> Answer:
    """The copy as evaluators will read it, then the button."""
    actor = current_actor()
    found = queries.original(actor, call_ref, ref)
    last = queries.latest(found.proposal.id)
    if last is None:
        return redirect(url_for("reviews.redact", call_ref=call_ref, ref=ref))
    form = ButtonForm()
    seen = request.form.get("seen", "")
    status = sent(
        form,
        lambda: service.release(
            actor,
            call_ref,
            ref,
            seen=int(seen) if seen.isdigit() else -1,
            operation=form.operation.data,
        ),
    )
    if status == DONE:
        flash(_("The copy is released."), "ok")
        return redirect(url_for("reviews.copies", call_ref=call_ref))
    page = render_template(
        "reviews/release_copy.html",
        call=found.call,
        proposal=found.proposal,
        form=form,
        last=last,
        sections=queries.as_evaluators_read(found, last.redaction, queries.files_in(last)),
        crumbs=_crumbs(found),
    )
    return page, status


def _crumbs(found: Original) -> list[tuple[str, str | None]]:
    return [
        *call_crumbs(found.call, _("Copies without names"), "reviews.copies"),
        (found.proposal.title or found.proposal.ref, None),
    ]


def _given(found: Original) -> list[str]:
    """Questions with an answer that evaluators could read, in the order of the form."""
    answers = found.content.get("answers") or {}
    return [
        code
        for code, kind in found.kinds.items()
        if kind not in TELLING and (answers.get(code) or code in found.documents)
    ]


def _texts(found: Original) -> list[str]:
    answers = found.content["answers"]
    return [
        code
        for code in _given(found)
        if found.kinds[code] in WRITTEN and isinstance(answers.get(code), str)
    ]


def _left_out(found: Original) -> list[Any]:
    """Labels of the questions that always tell who applies and were answered."""
    answers = found.content.get("answers") or {}
    return [q.label for q in found.form.questions() if q.kind in TELLING and answers.get(q.code)]


def _form(found: Original, redaction: Redaction, last: Copy | None) -> RedactionForm:
    texts = _texts(found)
    documents = [code for code in _given(found) if code in found.documents]
    others = [code for code in _given(found) if code not in texts and code not in documents]
    data: dict[str, Any] = {
        "seen": str(last.n if last else 0),
        "title": blackened(redaction.title, redaction.words),
        "words": "\n".join(redaction.words),
    }
    answers = found.content["answers"]
    for code in texts:
        data[f"text_{code}"] = blackened(redaction.texts.get(code, answers[code]), redaction.words)
    data |= {f"hide_{code}": code in redaction.hidden for code in (*texts, *others)}
    data |= {f"show_{code}": code in redaction.files for code in documents}
    return redaction_form(texts, others, documents, data)


def _wanted(form: RedactionForm, found: Original, before: Redaction) -> Redaction:
    """What was typed; a text that is only the original blacked out, by the words the form was made
    with or by those sent now, is not kept as another text."""
    words, answers = form.lines(), found.content["answers"]
    texts = {}
    for code in _texts(found):
        typed = _lines(form[f"text_{code}"].data or "")
        plain = {_lines(blackened(answers[code], some)) for some in (before.words, words)}
        if typed not in plain:
            texts[code] = typed
    hidden = frozenset(
        name.removeprefix("hide_")
        for name, value in form.data.items()
        if name.startswith("hide_") and value
    )
    title = form.title.data or ""
    return Redaction(blackened(title, words), words, texts, hidden)


def _lines(text: str) -> str:
    return "\n".join(line.rstrip() for line in text.strip().splitlines())


def _wishes(form: RedactionForm, found: Original) -> dict[str, Wish]:
    wishes = {}
    for code in found.documents:
        upload = form[f"upload_{code}"].data
        stream = upload.stream if upload is not None and upload.filename else None
        wishes[code] = Wish(bool(form[f"show_{code}"].data) or stream is not None, stream)
    return wishes


def _field(form: RedactionForm, name: str) -> Any:
    return next((field for field in form if field.name == name), None)


def _rows(found: Original, form: RedactionForm, last: Copy | None) -> list[dict[str, Any]]:
    """Each answer with its fields, and those of other kinds as evaluators would read them."""
    redaction = Redaction(words=form.lines(), files={})
    read = {
        row.code: row
        for section in queries.as_evaluators_read(found, redaction, {})
        for row in section.rows
    }
    shown = queries.files_in(last)
    labels = {q.code: q.label for q in found.form.questions()}
    return [
        {
            "label": labels[code],
            "kind": "document" if found.kinds[code] is QuestionKind.FILE else "answer",
            "text": _field(form, f"text_{code}"),
            "hide": _field(form, f"hide_{code}"),
            "show": _field(form, f"show_{code}"),
            "upload": _field(form, f"upload_{code}"),
            "read": read.get(code),
            "original": found.documents.get(code),
            "shown": shown.get(code),
        }
        for code in _given(found)
    ]
