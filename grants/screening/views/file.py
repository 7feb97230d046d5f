"""The file of one proposal in its check: checklist beside the answers, history, next step."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from flask import flash, redirect, render_template, request
from werkzeug.wrappers import Response

from grants.coordination.queries import comments_of
from grants.core import clock
from grants.core.access import current_actor, requires
from grants.core.acts import done, pressed
from grants.core.errors import NotFound
from grants.core.i18n import chosen_text, gettext as _, render
from grants.core.text import blocks
from grants.files.queries import by_ids
from grants.messages.queries import unread_about
from grants.notes.queries.panel import panel_of as notes_of
from grants.permissions import Permission
from grants.proposals.models import ProposalStatus as S
from grants.proposals.queries.reading import ReadAnswer, ReadSection
from grants.proposals.queries.ties import standing_ties
from grants.proposals.rules.moves import OFFICE_WORDS, TONES
from grants.sanctions.queries.panel import panel_of as names_of
from grants.sanctions.rules.results import RESULT_TONES, RESULT_WORDS
from grants.screening import service
from grants.screening.forms import ActForm, ChecklistForm, checklist_form, is_officers
from grants.screening.models import Finding
from grants.screening.queries import case as queries, look_alikes
from grants.screening.queries.case import Case, CaseFile, ItemState
from grants.screening.queries.earlier import others_of
from grants.screening.queries.reading import submitted_version
from grants.screening.queries.replies import reopened_in
from grants.screening.rules import labels
from grants.screening.rules.appeal import days_lost
from grants.screening.rules.checklist import concerned
from grants.screening.rules.finding import open_items
from grants.screening.rules.reasons import reason_of
from grants.screening.views import blueprint
from grants.screening.views.next_step import next_step
from grants.screening.views.place import crumbs, here, load
from grants.screening.views.ties import hole_page, tie_in_words

Answer = str | Response | tuple[str, int]


@dataclass(frozen=True)
class ItemOnPage:
    """One checklist item with its words, its fields when it is the officer's, and the answers
    of the city it is about."""

    code: str
    text: str
    answer: str | None
    tone: str
    found: str
    right: str
    note: str
    by: str
    is_system: bool
    is_officers: bool
    answers: Sequence[ReadAnswer]


@blueprint.get("/screening/<call_ref>/<ref>")
@requires(Permission.SCREENING_READ)
def show(call_ref: str, ref: str) -> str | tuple[str, int]:
    """The file; for somebody who is tied to the proposal, a page that says so and no more."""
    try:
        case = load(call_ref, ref, Permission.SCREENING_READ)
    except NotFound:
        return hole_page(call_ref, ref)
    return _page(case)


@blueprint.post("/screening/<call_ref>/<ref>/start")
@requires(Permission.SCREENING_WORK)
def start(call_ref: str, ref: str) -> Response:
    form = ActForm()
    url = here(load(call_ref, ref))
    pressed(
        form,
        lambda: service.start(current_actor(), ref, operation=form.operation.data),
        _("The check has started. The system has answered its own items."),
    )
    return redirect(url)


@blueprint.post("/screening/<call_ref>/<ref>/take")
@requires(Permission.SCREENING_WORK)
def take(call_ref: str, ref: str) -> Response:
    form = ActForm()
    url = here(load(call_ref, ref))
    pressed(
        form,
        lambda: service.take(current_actor(), ref, operation=form.operation.data),
        _("You are now the officer of this check."),
    )
    return redirect(url)


@blueprint.post("/screening/<call_ref>/<ref>/checks")
@requires(Permission.SCREENING_WORK)
def answer_checks(call_ref: str, ref: str) -> Response | tuple[str, int]:
    case = load(call_ref, ref)
    url = here(case)
    file = queries.case_file(case)
    form = checklist_form(file.items)

    def act() -> None:
        version, key = form.version.data, form.operation.data
        service.answer_checks(current_actor(), ref, form.replies(), version=version, operation=key)

    if "rest" in request.form:
        form.say_yes_to_the_rest()
    if form.validate_on_submit() and done(form, act):
        flash(_("The checklist is saved."), "ok")
        return redirect(url)
    return _page(load(call_ref, ref), form), 422


def _page(case: Case, form: ChecklistForm | None = None) -> str:
    file = queries.case_file(case)
    actor, screening = case.actor, case.screening
    sections = submitted_version(case, file.snapshot) if file.snapshot else []
    may_work = actor.may(Permission.SCREENING_WORK)
    is_running = case.proposal.status in (S.SCREENING, S.CLARIFICATION)
    is_open = may_work and screening is not None and screening.finding is None and is_running
    if form is None and is_open and screening is not None:
        form = checklist_form(file.items, formdata=None)
        form.version.data = screening.version
    return render_template(
        "screening/show.html",
        file=file,
        proposal=case.proposal,
        call=case.call,
        screening=screening,
        state=_(OFFICE_WORDS[case.proposal.status]),
        tone=TONES[case.proposal.status],
        step=next_step(file, actor, clock.now()),
        form=form if is_open else None,
        act_form=ActForm(formdata=None),
        may_work=may_work,
        may_take=is_open and screening is not None and screening.officer_id != actor.person_id,
        may_extend=actor.may(Permission.PROPOSAL_EXTEND) and case.proposal.status is S.SUBMITTED,
        items=_items(file, sections, is_open=is_open),
        sections=sections,
        open_count=len(open_items(queries.rule_items(case.call), file.answers)) if is_open else 0,
        days_lost=days_lost(case.screening, case.appeal),
        files=by_ids([c.file_id for c in file.clarifications if c.file_id is not None]),
        reopened=reopened_in(file.clarifications, sections),
        facts=_facts(file),
        labels=labels,
        blocks=blocks,
        is_refusal=screening is not None and screening.finding is Finding.INELIGIBLE,
        crumbs=crumbs(case),
        **_beside(case),
    )


def _beside(case: Case) -> dict[str, Any]:
    """What else is known of the proposal: ties, other proposals, names, messages, notes, advice."""
    actor, key = case.actor, case.proposal.id
    return {
        "others": others_of(case),
        "ties": [(tie, tie_in_words(tie)) for tie in standing_ties(key)],
        "may_lift": actor.may(Permission.TIE_LIFT),
        "states": OFFICE_WORDS,
        "tones": TONES,
        "pairs": look_alikes.pairs_of(case),
        "names_check": (names_of(actor, key), RESULT_WORDS, RESULT_TONES),
        "unread": unread_about(actor, key),
        "notes": notes_of(actor, key, case.free),
        "overlap": comments_of(actor, key),
    }


def _items(file: CaseFile, sections: Sequence[ReadSection], *, is_open: bool) -> list[ItemOnPage]:
    rows = {row.code: row for section in sections for row in section.rows}
    return [_item(file, state, rows, is_open=is_open) for state in file.items]


def _item(
    file: CaseFile, state: ItemState, rows: dict[str, ReadAnswer], *, is_open: bool
) -> ItemOnPage:
    item = state.item
    words = reason_of(item.rule, state.figures)
    return ItemOnPage(
        code=item.code,
        text=chosen_text(item.text),
        answer=_(labels.ANSWERS[state.answer]) if state.answer else None,
        tone=labels.ANSWER_TONES[state.answer] if state.answer else "",
        found=render(words.found) if words else "",
        right=render(words.right) if words else "",
        note=state.note,
        by=file.names.get(state.by_id, "") if state.by_id else "",
        is_system=state.is_system,
        is_officers=is_open and is_officers(state),
        answers=[rows[code] for code in concerned(item.code, item.rule) if code in rows],
    )


def _facts(file: CaseFile) -> list[tuple[str, Any]]:
    screening, names = file.case.screening, file.names
    found: list[tuple[str, Any]] = [(_("Proponent"), file.case.proposal.proponent_name)]
    if screening is not None:
        officer = names.get(screening.officer_id or 0, "")
        found.append((_("Officer"), officer))
        if screening.found_by_id:
            found.append((_("Outcome proposed by"), names.get(screening.found_by_id, "")))
        if screening.confirmed_by_id:
            found.append((_("Outcome confirmed by"), names.get(screening.confirmed_by_id, "")))
    return found
