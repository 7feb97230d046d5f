"""A file that came back beside what is stored: compared, taken over, thrown away."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from flask import flash, g, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from grants.accounts.queries import names
from grants.calls.models import QuestionKind
from grants.calls.queries import FormView
from grants.calls.rules import BudgetRules
from grants.core.access import current_actor, requires
from grants.core.acts import pressed
from grants.core.errors import DomainError, NotFound, Refused
from grants.core.i18n import chosen_text, gettext as _, instant, ngettext, render
from grants.core.packing import unpack
from grants.files.queries import files_of
from grants.permissions import Permission
from grants.proposals.forms.offline import TakeOverForm, ThrowAwayForm
from grants.proposals.models import OfflineStatus, OfflineUpload
from grants.proposals.offline.cleaned import cost_line
from grants.proposals.offline.comparing import (
    Compared,
    Difference,
    Side,
    compared,
    differences,
)
from grants.proposals.offline.telling import in_full
from grants.proposals.queries import content, offline as queries, sections
from grants.proposals.queries.access import Access, find
from grants.proposals.queries.offline import LastChange
from grants.proposals.rules.answers import faults
from grants.proposals.service import offline as service
from grants.proposals.service.offline import MovedOn
from grants.proposals.views import blueprint
from grants.proposals.views.crumbs import Crumbs, crumbs_of

Answer = str | Response | tuple[str, int]
ROOM = 9_000  # characters of compared texts on one page, so that it stays small
LEAST = 20  # words of a change that are shown all the same


@dataclass(frozen=True)
class Row:
    """One difference as the page shows it."""

    code: str
    label: str
    section: str
    side: str
    texts: Compared
    is_preset: bool
    warnings: tuple[str, ...]


@dataclass(frozen=True)
class Unread:
    """A question that could not be read: why, and what stands in the file."""

    label: str
    reason: str
    text: str
    slug: str


@blueprint.route("/proposals/<ref>/offline/<upload>", methods=["GET", "POST"])
@requires(Permission.PROPOSAL_EDIT)
def offline_compare(ref: str, upload: str) -> Answer:
    """Every difference with its tick; taking over saves the ticked ones, all or none."""
    actor = current_actor()
    found = find(actor, ref, Permission.PROPOSAL_EDIT)
    row = queries.upload_of(found, upload)
    if row.status is not OfflineStatus.WAITING and request.method == "GET":
        return _settled(found, row)
    form = TakeOverForm()
    if request.method == "GET":
        return _page(found, row, form)
    try:  # by hand: who was overtaken sees the comparison anew
        service.take_over(
            actor,
            ref,
            upload,
            frozenset(form.take.data or ()),
            seen=form.versions(),
            received_at=g.received_at,
            operation=form.operation.data,
        )
    except (Refused, MovedOn) as error:
        return _again(ref, upload, form, error)
    return redirect(url_for("proposals.offline_compare", ref=ref, upload=upload))


def _again(ref: str, upload: str, form: TakeOverForm, error: DomainError) -> Answer:
    """What was ticked stays so, but what somebody changed meanwhile must be ticked anew."""
    form.refuse(Refused(error.message))
    found = find(current_actor(), ref, Permission.PROPOSAL_EDIT)
    row = queries.upload_of(found, upload)
    if row.status is not OfflineStatus.WAITING:
        flash(render(error.message), "error")
        return redirect(url_for("proposals.offline_compare", ref=ref, upload=upload))
    return _page(found, row, form, ticked=frozenset(form.take.data or ())), error.status


@blueprint.post("/proposals/<ref>/offline/<upload>/throw-away")
@requires(Permission.PROPOSAL_EDIT)
def offline_throw_away(ref: str, upload: str) -> Answer:
    """Nothing of the file is taken over."""
    form = ThrowAwayForm()
    pressed(
        form,
        lambda: service.throw_away(current_actor(), ref, upload, operation=form.operation.data),
        _("The file was thrown away. Your answers are as they were."),
    )
    return redirect(url_for("proposals.offline", ref=ref))


@blueprint.get("/proposals/<ref>/offline/<upload>/<code>")
@requires(Permission.PROPOSAL_EDIT)
def offline_question(ref: str, upload: str, code: str) -> Answer:
    """Both texts of one answer, whole."""
    found = find(current_actor(), ref, Permission.PROPOSAL_EDIT)
    row = queries.upload_of(found, upload)
    form = queries.form_filled(found)
    budget = BudgetRules.parse(found.call.budget_rules)
    for one in _differences(found, row, form):
        if one.question.code == code:
            texts = [in_full(one.question, v, budget) for v in (one.stored, one.read)]
            label = chosen_text(one.question.label)
            return render_template(
                "proposals/offline_question.html",
                label=label,
                texts=compared(*texts, whole=True),
                back=url_for("proposals.offline_compare", ref=ref, upload=upload),
                crumbs=crumbs_of(found, label),
            )
    raise NotFound


def _page(
    found: Access,
    row: OfflineUpload,
    form: TakeOverForm,
    ticked: Collection[str] | None = None,
) -> str:
    asked = queries.form_filled(found)
    rows = _rows(found, asked, _differences(found, row, asked))
    versions = {s.id: 0 for s in asked.sections}
    versions |= {i: s.version for i, s in sections.states_of(found.proposal.id).items()}
    before = form.versions()
    form.saw({i: n for i, n in versions.items() if asked_in(asked, i)})
    form.offer(one.code for one in rows)
    form.take.data = [one.code for one in rows if one.is_preset]
    if ticked is not None:
        same = {s.id for s in asked.sections if before.get(s.id) == versions[s.id]}
        kept = {q.code for s in asked.sections if s.id in same for q in s.questions}
        form.take.data = [c for c in ticked if c in kept]
    labels = {q.code: chosen_text(q.label) for q in asked.questions()}
    return render_template(
        "proposals/offline_compare.html",
        found=found,
        upload=row,
        by=content.person_name(row.uploaded_by_id),
        form=form,
        throw=ThrowAwayForm(formdata=None),
        rows=rows,
        ticks={option.data: option for option in form.take},
        same=len(row.content["answers"]) - len(rows),
        unread=_unread(asked, row),
        missing=[labels[code] for code in row.content["missing"] if code in labels],
        pictures=[labels[code] for code in row.content["pictures"] if code in labels],
        crumbs=_crumbs(found, row),
    )


def asked_in(form: FormView, section_id: int) -> bool:
    """Is this one of the form's sections?"""
    return any(section.id == section_id for section in form.sections)


def _crumbs(found: Access, row: OfflineUpload) -> Crumbs:
    here = crumbs_of(found, row.name)
    offline = (_("Work without a connection"), url_for("proposals.offline", ref=found.proposal.ref))
    return [here[1], offline, here[2]]


def _differences(found: Access, row: OfflineUpload, form: FormView) -> list[Difference]:
    now = queries.answers_now(found, form)
    return differences(form.questions(), now, row.content["answers"], row.content["bases"])


def _rows(found: Access, form: FormView, differing: list[Difference]) -> list[Row]:
    changes = queries.last_changes(
        found, (one.question.id for one in differing if one.side is not Side.FILE)
    )
    known = names({change.person_id for change in changes.values()})
    budget = BudgetRules.parse(found.call.budget_rules)
    rows, room = [], ROOM
    for one in differing:
        question = one.question
        texts = [in_full(question, value, budget) for value in (one.stored, one.read)]
        shown = compared(*texts, whole=sum(map(len, texts)) <= min(room, ROOM // 16))
        if shown.size > room:
            shown = compared(*texts, whole=False, most=LEAST)
        room = max(0, room - shown.size)
        section = form.section_of(question.code)
        rows.append(
            Row(
                question.code,
                chosen_text(question.label),
                chosen_text(section.title) if section else "",
                _side(one, changes.get(question.id), known),
                shown,
                one.is_preset,
                _warnings(found, one),
            )
        )
    return rows


def _side(one: Difference, change: LastChange | None, known: dict[int, str]) -> str:
    """Who changed it, in a sentence; "" when only the file did."""
    if one.side is Side.FILE or change is None:
        return ""
    who = known.get(change.person_id or 0) or _("Somebody")
    if one.side is Side.ONLINE:
        return _(
            "%(who)s changed this here on %(when)s, after the file was downloaded. The file still "
            "has the earlier text.",
            who=who,
            when=instant(change.at),
        )
    return _(
        "Changed in the file and here: %(who)s saved it here on %(when)s. Taking it over replaces "
        "that text.",
        who=who,
        when=instant(change.at),
    )


def _warnings(found: Access, one: Difference) -> tuple[str, ...]:
    """What keeps the answer from being submitted; it may be taken over all the same."""
    if one.empties:
        return (_("The file has no answer here: taking this over takes your answer out."),)
    value: Any = one.read
    if one.question.kind is QuestionKind.BUDGET:
        value = content.budget_under(found.call, tuple(cost_line(line) for line in value))
    wrong = faults(one.question, value, required=False)
    return tuple(render(fault.message) for fault in wrong if not fault.missing)


def _unread(form: FormView, row: OfflineUpload) -> list[Unread]:
    found = []
    for section in form.sections:
        for question in section.questions:
            if question.code in row.content["unread"]:
                why, text = row.content["unread"][question.code]
                label = chosen_text(question.label)
                found.append(Unread(label, render(unpack(why)), text, section.slug))
    return found


def _settled(found: Access, row: OfflineUpload) -> str:
    """What became of a file."""
    form = queries.form_filled(found)
    taken = [chosen_text(q.label) for q in form.questions() if q.code in row.taken]
    n = len(taken)
    title = ngettext("%(num)s answer was taken over", "%(num)s answers were taken over", n)
    return render_template(
        "proposals/offline_settled.html",
        found=found,
        upload=row,
        title=title if taken else _("The file was thrown away"),
        by=content.person_name(row.settled_by_id),
        taken=taken,
        unread=_unread(form, row),
        files=files_of(row),
        crumbs=_crumbs(found, row),
    )
