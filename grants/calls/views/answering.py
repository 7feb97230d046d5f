"""The office's side of questions about a call: who asked what, by when, and the answers."""

from typing import Any

from flask import flash, redirect, render_template, url_for
from werkzeug.wrappers import Response

from grants.accounts.queries import addressees, names
from grants.calls import queries
from grants.calls.forms import TextsForm, texts_form
from grants.calls.models import Call, Inquiry, InquiryStatus
from grants.calls.queries import inquiries as loading
from grants.calls.rules.document import written_in
from grants.calls.rules.inquiries import (
    ANSWER_DAYS,
    ANSWER_WORDS,
    STATUS_TONES,
    STATUS_WORDS,
    check_answer,
    check_answer_note,
)
from grants.calls.rules.labels import LANGUAGE_WORDS
from grants.calls.service import inquiries as service
from grants.calls.views import blueprint
from grants.calls.views.steps import CHANGE, DO, taken, told, wants
from grants.core import clock
from grants.core.access import current_actor, requires
from grants.core.i18n import gettext as _
from grants.core.messages import Link
from grants.core.paging import asked_page, page_of
from grants.mail.letter import compose
from grants.permissions import Permission

Page = str | Response | tuple[str, int]
SHOWN = 50


@blueprint.get("/calls/<ref>/inquiries")
@requires(Permission.CALL_ANSWER)
def inquiries(ref: str) -> str:
    """What waits, the one due first first, with what is late; then what is settled."""
    actor = current_actor()
    call = queries.for_office(actor, ref)
    waiting = loading.waiting(actor, call)
    now = clock.now()
    page = page_of(loading.count_settled(actor, call), most=SHOWN)
    return render_template(
        "calls/inquiries.html",
        call=call,
        waiting=waiting,
        late=sum(one.is_late(now) for one in waiting),
        now=now,
        settled=loading.settled(actor, call, start=(asked_page() - 1) * SHOWN, most=SHOWN),
        page=page,
        days=ANSWER_DAYS,
        words=STATUS_WORDS,
        tones=STATUS_TONES,
        is_public=call.status != "draft",
        crumbs=crumbs(call, None),
    )


@blueprint.get("/calls/<ref>/inquiries/<inquiry_ref>")
@requires(Permission.CALL_ANSWER)
def inquiry(ref: str, inquiry_ref: str) -> str:
    """One question as it was asked, by whom, and what can be done with it."""
    call, row = found(ref, inquiry_ref)
    together = loading.taken_in(row)
    people = names((row.asked_by_id, row.settled_by_id, *(one.asked_by_id for one in together)))
    return render_template(
        "calls/inquiry.html",
        **about(call, row),
        asked_by=people.get(row.asked_by_id, "?"),
        settled_by=people.get(row.settled_by_id or 0, ""),
        together=[(one, people.get(one.asked_by_id, "?")) for one in together],
        into=loading.taken_into(row),
        said=loading.said_to(row),
        could_merge=bool(loading.could_take_in(current_actor(), call, row)),
        words=STATUS_WORDS,
        tones=STATUS_TONES,
        is_late=row.status is InquiryStatus.OPEN and clock.now() > row.due_at,
        crumbs=crumbs(call, _("Question")),
    )


@blueprint.route("/calls/<ref>/inquiries/<inquiry_ref>/answer", methods=["GET", "POST"])
@requires(Permission.CALL_ANSWER)
def answer(ref: str, inquiry_ref: str) -> Page:
    """Question and answer for everybody, read back before they are published."""
    call, row = found(ref, inquiry_ref)
    form = _answer_form(call, row)
    if row.status is not InquiryStatus.OPEN and not form.is_submitted():
        flash(_("This question is settled already."), "info")
        return redirect(here(call, row))
    if not form.is_submitted():
        _propose_wording(form, call, row)
    return _answering(call, row, form, "calls.answer", _("Answer the question"))


@blueprint.route("/calls/<ref>/inquiries/<inquiry_ref>/correct", methods=["GET", "POST"])
@requires(Permission.CALL_ANSWER)
def correct_answer(ref: str, inquiry_ref: str) -> Page:
    """A corrected answer, with what is corrected; the earlier one stays to be read."""
    call, row = found(ref, inquiry_ref)
    form = _answer_form(call, row, with_note=True)
    if row.status is not InquiryStatus.ANSWERED and not form.is_submitted():
        flash(_("There is no answer to correct yet."), "info")
        return redirect(here(call, row))
    if not form.is_submitted():
        now = loading.said_to(row)[0]
        for what, code in form.texts:
            texts = now.question if what == "question" else now.answer
            form[f"{what}_{code}"].data = texts.get(code, "")
    return _answering(call, row, form, "calls.correct_answer", _("Correct the answer"))


def _answering(call: Call, row: Inquiry, form: TextsForm, endpoint: str, title: str) -> Page:
    """The form, the page that confirms it, or the act, by the button that was pressed."""
    shown = {
        **about(call, row),
        "form": form,
        "title": title,
        "url": url_for(endpoint, ref=call.ref, inquiry_ref=row.ref),
        "is_correction": "note" in form,
        "crumbs": crumbs(call, title),
    }
    if not form.is_submitted() or wants(CHANGE):
        return render_template("calls/answer.html", **shown)
    ready = form.validate() and taken(form, lambda: _check(call, form))
    if ready and wants(DO):
        ready = taken(form, lambda: _publish(call.ref, row.ref, form))
        if ready:
            flash(_("Published. Everybody who asked this was told by mail."), "ok")
            return redirect(url_for("calls.inquiry", ref=shown["ref"], inquiry_ref=shown["mine"]))
    if not ready:
        call, row = found(shown["ref"], shown["mine"])
        return render_template("calls/answer.html", **{**shown, **about(call, row)}), 422
    return render_template("calls/answer_confirm.html", **shown, **_preview(call, row, form))


def _check(call: Call, form: TextsForm) -> None:
    check_answer(written_in(call.languages), form.of("question"), form.of("answer"))
    if "note" in form:
        check_answer_note(form.note.data or "")


def _publish(ref: str, inquiry_ref: str, form: TextsForm) -> None:
    actor, asked, said = current_actor(), form.of("question"), form.of("answer")
    given = {"version": form.version.data, "operation": form.operation.data}
    if "note" in form:
        note = form.note.data or ""
        service.correct_answer(actor, ref, inquiry_ref, asked, said, note=note, **given)
    else:
        service.answer(actor, ref, inquiry_ref, asked, said, **given)


def _preview(call: Call, row: Inquiry, form: TextsForm) -> dict[str, Any]:
    """What everybody will read, and the mail to whoever asked."""
    asked = {code: text for code, text in form.of("question").items() if text.strip()}
    said = {code: text for code, text in form.of("answer").items() if text.strip()}
    people = addressees(loading.askers_of(row))
    link = Link("calls.questions", {"ref": call.ref})
    params = {"call": call.title, "question": asked, "answer": said, "link": link}
    kind = "question_answered"
    if "note" in form:
        kind, params["note"] = "answer_corrected", form.note.data
    language = people[0].language if people else "en"
    return {
        "both": [(code, asked[code], said[code]) for code in asked],
        "told_count": len(people),
        "mail": compose(kind, params, language) if people else None,
        "mail_to": ", ".join(sorted(names(loading.askers_of(row)).values())),
    }


def found(ref: str, inquiry_ref: str) -> tuple[Call, Inquiry]:
    """The call and one of its questions; missing for who may not answer."""
    actor = current_actor()
    call = queries.for_office(actor, ref)
    return call, loading.inquiry_by_ref(actor, call, inquiry_ref)


def about(call: Call, row: Inquiry) -> dict[str, Any]:
    """What each of these pages says of the question; copies outlive a refused act."""
    return {
        "call": call,
        "row": row,
        "ref": call.ref,
        "mine": row.ref,
        "told": told,
        "most_words": ANSWER_WORDS,
        "language_words": {code: _(words) for code, words in LANGUAGE_WORDS.items()},
        "back_url": here(call, row),
    }


def _answer_form(call: Call, row: Inquiry, *, with_note: bool = False) -> TextsForm:
    texts = [(what, code) for code in written_in(call.languages) for what in ("question", "answer")]
    form = texts_form(texts, with_note=with_note, version=row.version)
    for what, code in texts:
        language = _(LANGUAGE_WORDS[code])
        form[f"{what}_{code}"].label.text = (
            _("Question for everybody (%(language)s)", language=language)
            if what == "question"
            else _("Answer (%(language)s)", language=language)
        )
    return form


def _propose_wording(form: TextsForm, call: Call, row: Inquiry) -> None:
    """The asker's own words to begin with, in the language they were asked in."""
    known = written_in(call.languages)
    code = row.language if row.language in known else known[0]
    form[f"question_{code}"].data = row.words


def here(call: Call, row: Inquiry) -> str:
    """The address of the question's page."""
    return url_for("calls.inquiry", ref=call.ref, inquiry_ref=row.ref)


def crumbs(call: Call, page: str | None) -> list[tuple[str, str | None]]:
    """From the call to this page of its questions."""
    office = url_for("calls.inquiries", ref=call.ref)
    trail: list[tuple[str, str | None]] = [
        (call.ref, url_for("calls.details", ref=call.ref)),
        (_("Questions from cities"), office if page else None),
    ]
    return [*trail, (page, None)] if page else trail
