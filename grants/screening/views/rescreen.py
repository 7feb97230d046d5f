"""One proposal checked again by somebody who does not know the first check; then both compared."""

from collections.abc import Sequence
from dataclasses import dataclass

from flask import flash, redirect, render_template, request, url_for

from grants.core.access import current_actor, requires
from grants.core.acts import done
from grants.core.i18n import chosen_text, gettext as _, render
from grants.permissions import Permission
from grants.proposals.queries.reading import ReadAnswer
from grants.proposals.queries.submission import standing_snapshot
from grants.screening import service
from grants.screening.forms import ChecklistForm, checklist_form, is_officers
from grants.screening.models import Check, Finding
from grants.screening.queries import rescreen as queries
from grants.screening.queries.case import ItemState
from grants.screening.queries.reading import submitted_version
from grants.screening.queries.rescreen import Again
from grants.screening.rules import labels
from grants.screening.rules.checklist import concerned
from grants.screening.rules.reasons import reason_of
from grants.screening.views import blueprint
from grants.screening.views.file import Answer, ItemOnPage


@dataclass(frozen=True)
class Beside:
    """One item as it was answered twice, with the words of both."""

    code: str
    text: str
    first: str
    first_note: str
    again: str
    again_note: str
    is_same: bool


@blueprint.route("/screening/<call_ref>/<ref>/again", methods=["GET", "POST"])
@requires(Permission.SCREENING_READ)
def again(call_ref: str, ref: str) -> Answer:
    """The blind checklist; once it is ended, both checks beside each other."""
    actor = current_actor()
    found = queries.again(actor, call_ref, ref)
    if not found.is_blind:
        return _compared_page(found)
    states = found.states()
    if request.method == "GET":
        form = checklist_form(states, formdata=None)
        form.version.data = found.rescreen.version
        return _blind_page(found, states, form)
    form, finish = checklist_form(states), request.form.get("op") == "finish"

    def act() -> None:
        service.save_again(
            actor,
            call_ref,
            ref,
            form.replies(),
            finish=finish,
            version=form.version.data,
            operation=form.operation.data,
        )

    if form.validate() and done(form, act):
        if finish:
            flash(_("Your blind check is kept. Now you see both, beside each other."), "ok")
        else:
            flash(_("Your answers are kept. Come back to go on."), "ok")
        return redirect(url_for("screening.again", call_ref=call_ref, ref=ref))
    found = queries.again(actor, call_ref, ref)
    if not found.is_blind:  # ended in another window
        return redirect(url_for("screening.again", call_ref=call_ref, ref=ref))
    return _blind_page(found, found.states(), form), 422


def _blind_page(found: Again, states: Sequence[ItemState], form: ChecklistForm) -> str:
    case = found.case
    snapshot = standing_snapshot(case.proposal.id)
    sections = submitted_version(case, snapshot) if snapshot else []
    rows = {row.code: row for section in sections for row in section.rows}
    return render_template(
        "screening/rescreen.html",
        case=case,
        form=form,
        items=[_item(state, rows) for state in states],
        sections=sections,
        crumbs=_crumbs(found),
    )


def _item(state: ItemState, rows: dict[str, ReadAnswer]) -> ItemOnPage:
    item, words = state.item, reason_of(state.item.rule, state.figures)
    return ItemOnPage(
        code=item.code,
        text=chosen_text(item.text),
        answer=_(labels.ANSWERS[state.answer]) if state.answer else None,
        tone=labels.ANSWER_TONES[state.answer] if state.answer else "",
        found=render(words.found) if words else "",
        right=render(words.right) if words else "",
        note=state.note,
        by="",
        is_system=state.is_system,
        is_officers=is_officers(state),
        answers=[rows[code] for code in concerned(item.code, item.rule) if code in rows],
    )


def _compared_page(found: Again) -> str:
    screening, row = found.case.started, found.rescreen
    return render_template(
        "screening/compared.html",
        case=found.case,
        rows=_beside(found),
        first=_finding(screening.finding),
        again=_finding(row.finding) if row.finding else _("Proof is missing: it would be asked"),
        is_same=row.finding == screening.finding,
        done_at=row.done_at,
        crumbs=_crumbs(found),
    )


def _finding(finding: Finding | None) -> str:
    return _(labels.FINDINGS[finding]) if finding else "–"


def _beside(found: Again) -> list[Beside]:
    """Items that the blind officer answered."""
    return [
        _both(state, found.first[state.item.id])
        for state in found.states()
        if state.item.id in found.own and state.item.id in found.first
    ]


def _both(state: ItemState, first: Check) -> Beside:
    return Beside(
        code=state.item.code,
        text=chosen_text(state.item.text),
        first=_(labels.ANSWERS[first.answer]),
        first_note=first.note,
        again=_(labels.ANSWERS[state.answer]) if state.answer else "–",
        again_note=state.note,
        is_same=state.answer is first.answer,
    )


def _crumbs(found: Again) -> list[tuple[str, str | None]]:
    call = found.case.call
    title = found.case.proposal.title or found.case.proposal.ref
    return [
        (
            _("Screening: %(call)s", call=chosen_text(call.title)),
            url_for("screening.desk", call_ref=call.ref),
        ),
        (_("Even-handedness"), url_for("screening.even_handed", call_ref=call.ref)),
        (title, None),
    ]
