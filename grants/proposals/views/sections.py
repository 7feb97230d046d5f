"""One section of a proposal: shown, saved, saved while typing, and two versions side by side."""

from typing import Any

from flask import flash, g, jsonify, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from grants.calls.models import QuestionKind
from grants.calls.queries import SectionView, form_of
from grants.core import operations
from grants.core.access import current_actor, requires
from grants.core.errors import NotFound, Refused
from grants.core.i18n import chosen_text, gettext, render
from grants.files.service import receive
from grants.permissions import Permission
from grants.proposals.forms.section import SectionForm, name_of, section_form
from grants.proposals.forms.words import in_words
from grants.proposals.models import SectionWork
from grants.proposals.queries import content
from grants.proposals.queries.access import Access, find
from grants.proposals.rules.deadline import NoLongerEditable
from grants.proposals.service import documents
from grants.proposals.service.answers import Overtaken, Saved, save_section
from grants.proposals.views import blueprint
from grants.proposals.views.page import at_clock, budget_shown, show_section, url_after

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
    found = find(current_actor(), ref, Permission.PROPOSAL_EDIT, lock=True)
    page = _section(found, slug)
    form = section_form(found.call, page)()
    op = request.form.get("op", "")
    if op.startswith("remove-"):
        name, _, index = op.removeprefix("remove-").rpartition("-")
        form.remove_row(name, int(index) if index.isdigit() else -1)
    is_autosave = request.headers.get("X-Requested-With") == AUTOSAVE
    try:  # by hand: an autosave is answered as data, and a closed section by another page
        saved = save_section(
            found,
            page,
            form.given(),
            version=_version(form),
            received_at=g.received_at,
            operation=form.operation.data,
        )
    except Overtaken as error:
        return _both_texts(found, page, form, error, is_autosave=is_autosave)
    except Refused as error:
        return _refused(found, page, form, error, is_autosave=is_autosave)
    if is_autosave:
        return _autosaved(found, form, saved)
    return _go_on(found, page, form, op, saved)


def _version(form: SectionForm) -> int:
    """The version the form was read at; one that cannot be read fits no stored one."""
    return -1 if form.version.data is None else int(form.version.data)


def _section(found: Access, slug: str) -> SectionView:
    page = form_of(found.call).section(slug)
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
    time = at_clock(found, saved.saved_at)
    refusals = _take_files(found, page, form.operation.data or "")
    if form.unread() or refusals:
        form.show_unread()
        form.at_version(saved.version)
        if op.startswith("add-"):
            form.add_row(op.removeprefix("add-"))
        text = gettext("Saved %(time)s, except what is marked on this page", time=time)
        body = show_section(found, page, posted=form, saved_text=text, refusals=refusals)
        return body, 422
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
    flash(gettext("Saved %(time)s", time=time), "ok")
    if op == "later":
        return redirect(url_for("proposals.tasks", ref=found.proposal.ref))
    if saved.work is not SectionWork.COMPLETE:
        return redirect(f"{here}?check=1")
    sections = form_of(found.call).sections
    at = sections.index(page)
    return redirect(url_after(found, sections[at + 1] if at + 1 < len(sections) else None))


def _take_files(found: Access, page: SectionView, operation: str) -> dict[str, str]:
    """Keep documents sent with the form; why some were not taken, by question code."""
    refusals = {}
    for question in page.questions:
        sent = request.files.get(name_of(question))
        if question.kind is not QuestionKind.FILE or sent is None or not sent.filename:
            continue
        try:
            documents.upload(
                find(found.actor, found.proposal.ref, Permission.PROPOSAL_EDIT, lock=True),
                question.code,
                receive(sent.stream),
                sent.filename,
                received_at=g.received_at,
                operation=f"{operation[:40]}-{question.id}",
            )
        except Refused as error:
            refusals[question.code] = render(error.message)
    return refusals


def _refused(
    found: Access, page: SectionView, form: SectionForm, error: Refused, *, is_autosave: bool
) -> Answer:
    if is_autosave:
        return jsonify(message=render(error.message)), error.status
    if not isinstance(error, NoLongerEditable):
        form.show_unread()
        form.at_version(_version(form))
        form.refuse(error)
        return show_section(found, page, posted=form), error.status
    return (
        render_template(
            "proposals/section_refused.html",
            title=chosen_text(page.title),
            reason=render(error.message),
            typed=_in_words(page, form.given()),
            back=url_for("proposals.section", ref=found.proposal.ref, slug=page.slug),
        ),
        error.status,
    )


def _in_words(page: SectionView, values: dict[str, Any]) -> dict[str, str]:
    return {
        chosen_text(question.label): in_words(question, values[question.code])
        for question in page.questions
        if question.code in values
    }


def _both_texts(
    found: Access, page: SectionView, form: SectionForm, error: Overtaken, *, is_autosave: bool
) -> Answer:
    """Somebody was faster: what was typed and what is stored, side by side; nothing is lost."""
    given = form.given()
    mine, theirs = _in_words(page, given), _in_words(page, {**dict.fromkeys(given), **error.values})
    differing = [label for label in mine if mine[label] != theirs.get(label, "")]
    meanwhile = _meanwhile(found, error)
    if is_autosave:
        words = gettext(
            "Not saved. %(meanwhile)s Your text is kept here; save the page to see both texts "
            "side by side.",
            meanwhile=meanwhile,
        )
        return jsonify(
            message=words,
            mine={label: mine[label] for label in differing},
            theirs={label: theirs.get(label, "") for label in differing},
            version=error.stored.version,
        ), 409
    form.show_unread()
    form.at_version(error.stored.version)
    body = render_template(
        "proposals/section_both.html",
        form=form,
        section=page,
        title=gettext("Two versions of “%(section)s”", section=chosen_text(page.title)),
        meanwhile=meanwhile,
        mine={label: mine[label] for label in differing},
        theirs={label: theirs.get(label, "") for label in differing},
        back=url_for("proposals.section", ref=found.proposal.ref, slug=page.slug),
        budget=budget_shown(found, page, form),
        name_of=name_of,
    )
    return body, 409


def _meanwhile(found: Access, error: Overtaken) -> str:
    """Who saved the section in between, and when."""
    time = at_clock(found, error.stored.saved_at) if error.stored.saved_at else ""
    if error.stored.saved_by_id == found.actor.person_id:
        return gettext("You saved this section at %(time)s in another window.", time=time)
    who = content.person_name(error.stored.saved_by_id) or gettext("Somebody")
    return gettext(
        "%(who)s saved this section at %(time)s, while you had it open.", who=who, time=time
    )
