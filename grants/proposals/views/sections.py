"""One section of a proposal: shown, saved, saved while typing, and two versions side by side."""

from typing import Any

from flask import flash, g, jsonify, redirect, request, url_for
from werkzeug.wrappers import Response

from grants.calls.models import QuestionKind
from grants.calls.queries import SectionView
from grants.core import operations
from grants.core.access import current_actor, requires
from grants.core.errors import NotFound, Refused
from grants.core.i18n import chosen_text, gettext, render
from grants.permissions import Permission
from grants.proposals.forms.section import SectionForm, name_of, section_form
from grants.proposals.models import SectionWork
from grants.proposals.queries.access import Access, find
from grants.proposals.rules.deadline import NoLongerEditable
from grants.proposals.service import documents
from grants.proposals.service.answers import Overtaken, Saved, save_section, set_aside
from grants.proposals.views import blueprint, both
from grants.proposals.views.page import at_clock, show_section, url_after
from grants.proposals.views.sending import sent_file, told
from grants.proposals.views.shut_out import closed_to_script, not_saved, shut_out

Answer = str | Response | tuple[str | Response, int]
AUTOSAVE = "autosave"


@blueprint.get("/proposals/<ref>/sections/<slug>")
@requires(Permission.PROPOSAL_READ)
def section(ref: str, slug: str) -> Answer:
    """The section's form, or its answers when nothing may change any more."""
    found = find(current_actor(), ref)
    if found.role is None:
        return redirect(url_for("proposals.tasks", ref=ref))
    return show_section(
        found,
        _section(found, slug),
        check="check" in request.args,
        add=request.args.get("add", ""),
    )


@blueprint.post("/proposals/<ref>/sections/<slug>")
@requires(Permission.PROPOSAL_EDIT)
def save(ref: str, slug: str) -> Answer:
    """Keep what was typed; then on to the next section, back to the list, or stay."""
    is_autosave = request.headers.get("X-Requested-With") == AUTOSAVE
    try:  # by hand: who could write here when the page was opened gets the text back
        found = find(current_actor(), ref, Permission.PROPOSAL_EDIT, lock=True)
    except NotFound:
        return shut_out(ref, slug, is_autosave=is_autosave)
    page = _section(found, slug)
    form = section_form(found.call, page)()
    op = request.form.get("op", "")
    if op.startswith("remove-"):
        name, _, index = op.removeprefix("remove-").rpartition("-")
        form.remove_row(name, int(index) if index.isdigit() else -1)
    choice = both.choice_of(page)
    if choice.met and (choice.is_open or op.startswith(("add-", "remove-"))):
        form.add_row(op.removeprefix("add-"))
        return both.ask_again(found, page, form, choice)
    return _keep(found, page, form, choice, is_autosave=is_autosave)


def _keep(
    found: Access, page: SectionView, form: SectionForm, choice: both.Choice, *, is_autosave: bool
) -> Answer:
    given = form.given()
    left_out = choice.take_theirs(given)
    try:  # by hand: an autosave is answered as data, and a closed section by another page
        saved = save_section(
            found,
            page,
            given,
            version=_version(form),
            received_at=g.received_at,
            operation=form.operation.data,
            merge=not is_autosave,
        )
    except Overtaken as error:
        set_aside(found, page, {**left_out, **error.mine_typed})
        for text in _take_files(found, page, form.operation.data or "").values():
            flash(text, "error")
        return both.both_texts(found, page, form, error, is_autosave=is_autosave)
    except Refused as error:
        return _refused(found, page, form, error, is_autosave=is_autosave)
    if left_out:
        set_aside(found, page, left_out)
    if is_autosave:
        return _autosaved(found, form, saved)
    return _go_on(found, page, form, request.form.get("op", ""), saved)


def _version(form: SectionForm) -> int:
    """The version the form was read at; one that cannot be read fits no stored one."""
    return -1 if form.version.data is None else int(form.version.data)


def _section(found: Access, slug: str) -> SectionView:
    page = found.form().section(slug)
    if page is None:
        raise NotFound
    return page


def _autosaved(found: Access, form: SectionForm, saved: Saved) -> Response:
    answer: dict[str, Any] = {
        "saved_at_text": at_clock(found, saved.saved_at),
        "version": saved.version,
        "operation": operations.new_key(),
    }
    if unread := form.unread():
        answer["message"] = _not_read(form, unread)
    return jsonify(answer)


def _not_read(form: SectionForm, unread: list[Any]) -> str:
    return gettext(
        "Saved, except what cannot be read: %(questions)s. Save the page to see why.",
        questions=", ".join(chosen_text(question.label) for question in unread),
    )


def _go_on(found: Access, page: SectionView, form: SectionForm, op: str, saved: Saved) -> Answer:
    """After a save that was kept: where to next."""
    refusals = _take_files(found, page, form.operation.data or "")
    if form.unread() or refusals:
        return _to_mend(found, page, form, op, saved, refusals)
    here = url_for("proposals.section", ref=found.proposal.ref, slug=page.slug)
    if op.startswith("add-"):
        name = op.removeprefix("add-")
        return redirect(
            url_for(
                "proposals.section", ref=found.proposal.ref, slug=page.slug, add=name, _anchor=name
            )
        )
    if op.startswith("remove-"):
        name = op.removeprefix("remove-").rpartition("-")[0]
        return redirect(f"{here}#{name}")
    flash(_said(found, saved), "ok")
    if op == "here":
        return redirect(here)
    if op == "later":
        return redirect(url_for("proposals.tasks", ref=found.proposal.ref))
    if saved.work is not SectionWork.COMPLETE:
        return redirect(f"{here}?check=1")
    sections = found.form().sections
    at = sections.index(page)
    return redirect(url_after(found, sections[at + 1] if at + 1 < len(sections) else None))


def _to_mend(
    found: Access,
    page: SectionView,
    form: SectionForm,
    op: str,
    saved: Saved,
    refusals: dict[str, str],
) -> Answer:
    """What could be read is saved; the page again, with what could not."""
    if saved.is_merged:
        for text in refusals.values():
            flash(text, "error")
        return both.brought_together(found, page, form, saved.version)
    form.show_unread()
    form.at_version(saved.version)
    if op.startswith("add-"):
        form.add_row(op.removeprefix("add-"))
    time = at_clock(found, saved.saved_at)
    text = gettext("Saved %(time)s, except what is marked on this page", time=time)
    return show_section(found, page, posted=form, saved_text=text, refusals=refusals), 422


def _said(found: Access, saved: Saved) -> str:
    time = at_clock(found, saved.saved_at)
    if not saved.is_merged:
        return gettext("Saved %(time)s", time=time)
    return gettext(
        "Saved %(time)s, together with what was saved in other questions while you wrote",
        time=time,
    )


def _take_files(found: Access, page: SectionView, operation: str) -> dict[str, str]:
    """Keep documents sent with the form; why some were not taken, by question code."""
    refusals, ref = {}, found.proposal.ref
    for question in page.questions:
        if question.kind is not QuestionKind.FILE:
            continue
        try:
            sent = sent_file(found, question.code, name_of(question))
            if sent is None:
                continue
            kept = documents.upload(
                find(found.actor, ref, Permission.PROPOSAL_EDIT, lock=True),
                question.code,
                sent.received,
                sent.name,
                received_at=g.received_at,
                operation=f"{operation[:40]}-{question.id}",
            )
            flash(told(sent, kept), "ok")
        except Refused as error:
            refusals[question.code] = render(error.message)
    return refusals


def _refused(
    found: Access, page: SectionView, form: SectionForm, error: Refused, *, is_autosave: bool
) -> Answer:
    if is_autosave and isinstance(error, NoLongerEditable):
        return closed_to_script(render(error.message), error.status)
    if is_autosave:
        return jsonify(message=render(error.message)), error.status
    if not isinstance(error, NoLongerEditable):
        form.show_unread()
        form.at_version(_version(form))
        form.refuse(error)
        return show_section(found, page, posted=form), error.status
    here = url_for("proposals.section", ref=found.proposal.ref, slug=page.slug)
    why, words = render(error.message), gettext("See what is stored")
    return not_saved(found.call, page, form, why, back=here, back_text=words), error.status
