"""An act on many proposals: what it would do, the way to do it, how far it is, what was left."""

from collections import Counter
from typing import Any

from flask import redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from grants.calls.models import Call
from grants.calls.queries import for_office
from grants.core.access import current_actor, requires
from grants.core.actor import Actor
from grants.core.acts import pressed, take
from grants.core.errors import NotFound, Refused
from grants.core.forms import Form
from grants.core.i18n import gettext as _, ngettext, render
from grants.core.packing import unpack
from grants.core.paging import asked_page, page_of
from grants.core.text import blocks
from grants.desk.forms import ACT_FORMS, SelectionForm
from grants.desk.models import BulkAct, BulkRun
from grants.desk.queries import bulk as queries
from grants.desk.queries.listing import Wanted
from grants.desk.queries.selection import Selection, chosen
from grants.desk.rules.bulk import AT_ONCE, MOVE, Target, tells_teams
from grants.desk.service import bulk as service
from grants.desk.views import blueprint
from grants.desk.views.proposals.addresses import Here, crumbs
from grants.desk.views.proposals.selected import ACT_WORDS, back_to_list, offer, selected_page
from grants.permissions import Permission
from grants.proposals.models import ProposalStatus
from grants.proposals.rules.moves import MOVES, OFFICE_WORDS
from grants.screening.models import CheckAnswer

SHOWN = 50
Row = tuple[str, str, str, str, str, str]


@blueprint.post("/calls/<call_ref>/proposals/acts/<act>")
@requires(Permission.PROPOSAL_LIST)
def bulk_plan(call_ref: str, act: str) -> str | Response | tuple[str, int]:
    """Writes a plan down and shows it; changes no proposal."""
    actor = current_actor()
    call = for_office(actor, call_ref)
    wanted = _known(actor, act)
    picked = chosen(actor, call, request.form)
    if not picked.count:
        return back_to_list(call, picked)
    form = ACT_FORMS[wanted]()
    offer({wanted: form}, call)
    if form.validate_on_submit():
        try:
            run = _planned(actor, call, picked, wanted, form)
        except Refused as error:
            take(form, error)
        else:
            return redirect(url_for("desk.bulk_run", call_ref=call.ref, run_ref=run.ref))
    others = {a: ACT_FORMS[a](formdata=None) for a in BulkAct if actor.may(queries.NEEDS[a])}
    return selected_page(call, picked, {**others, wanted: form}), 422


def _known(actor: Actor, act: str) -> BulkAct:
    if act not in BulkAct.__members__.values() or not actor.may(queries.NEEDS[BulkAct(act)]):
        raise NotFound
    return BulkAct(act)


def _planned(actor: Actor, call: Call, picked: Selection, act: BulkAct, form: Form) -> BulkRun:
    match act:
        case BulkAct.ASSIGN:
            return service.plan_assign(actor, call, picked.refs, form["officers"].data)
        case BulkAct.TAG:
            return service.plan_tag(actor, call, picked.refs, form["name"].data)
        case BulkAct.ASK:
            items, question = form["items"].data, form["question"].data
            return service.plan_ask(actor, call, picked.refs, items, question)
        case BulkAct.ELIGIBLE:
            return service.plan_eligible(actor, call, picked.refs)


@blueprint.get("/calls/<call_ref>/proposals/runs/<run_ref>")
@requires(Permission.PROPOSAL_LIST)
def bulk_run(call_ref: str, run_ref: str) -> str:
    """Before the start what would change and who is told; then how far it is; then what was left.
    Nine queries at most for a few hundred proposals."""
    actor = current_actor()
    call = for_office(actor, call_ref)
    run = queries.find(actor, call, run_ref)
    refs = [*run.refs, *(one["ref"] for one in run.report)]
    targets = {t.ref: t for t in queries.targets(actor, call, refs, run.act)}
    chosen_now = [targets[ref] for ref in run.refs if ref in targets]
    teams = queries.teams([t.id for t in chosen_now]) if tells_teams(run.act) else {}
    start = (asked_page() - 1) * SHOWN
    return render_template(
        "desk/bulk_run.html",
        call=call,
        run=run,
        heading=_(ACT_WORDS[run.act]),
        total=len(run.refs),
        changed=len(set(run.refs).difference(one["ref"] for one in run.report)),
        rows=_rows(run, chosen_now[start : start + SHOWN], teams),
        page=page_of(len(chosen_now), most=SHOWN),
        left=[
            (one["ref"], targets[one["ref"]].title if one["ref"] in targets else "", _why(one))
            for one in run.report
        ],
        told=_told(run, teams),
        tells_teams=tells_teams(run.act),
        question=blocks(run.details.get("question", "")),
        list_url=_list_url(call),
        is_long=len(run.refs) > AT_ONCE,
        form=SelectionForm(formdata=None),
        crumbs=crumbs(call, _("Chosen proposals"), _list_url(call)),
    )


@blueprint.post("/calls/<call_ref>/proposals/runs/<run_ref>/start")
@requires(Permission.PROPOSAL_LIST)
def bulk_start(call_ref: str, run_ref: str) -> Response:
    actor = current_actor()
    call = for_office(actor, call_ref)
    form = SelectionForm()
    pressed(
        form,
        lambda: service.start(actor, call, run_ref, operation=form.operation.data),
        _("It was started."),
    )
    return redirect(url_for("desk.bulk_run", call_ref=call.ref, run_ref=run_ref))


def _list_url(call: Call) -> str:
    return Here(call.ref).url(Wanted(), all="1")


def _why(one: dict[str, Any]) -> str:
    return render(unpack(one["why"]))


def _rows(run: BulkRun, targets: list[Target], teams: dict[int, list[str]]) -> list[Row]:
    """Reference, title, city, as it is, as it will be, who is written to."""
    officers = queries.names_of(_people(run, targets)) if run.act is BulkAct.ASSIGN else {}
    return [
        (
            t.ref,
            t.title or _("Untitled"),
            t.city,
            *_change(run, t, officers),
            ", ".join(teams.get(t.id, ())),
        )
        for t in targets
    ]


def _people(run: BulkRun, targets: list[Target]) -> set[int]:
    to: dict[str, int] = run.details["to"]
    return {*to.values(), *(t.officer_id for t in targets if t.officer_id is not None)}


def _change(run: BulkRun, target: Target, officers: dict[int, str]) -> tuple[str, str]:
    state = _(OFFICE_WORDS[target.status])
    match run.act:
        case BulkAct.ASSIGN:
            now = officers.get(target.officer_id or 0, _("Nobody yet"))
            to = officers.get(run.details["to"].get(target.ref, 0), "")
            if target.status is not ProposalStatus.SUBMITTED:
                return now, to
            return f"{now} · {state}", f"{to} · {_(OFFICE_WORDS[ProposalStatus.SCREENING])}"
        case BulkAct.TAG:
            return "", run.details["name"]
        case BulkAct.ASK:
            asked = ", ".join(
                code
                for code in run.details["items"]
                if target.answers.get(code) is CheckAnswer.CURABLE
            )
            return state, f"{_(OFFICE_WORDS[MOVES[MOVE[run.act]].target])} ({asked})"
        case BulkAct.ELIGIBLE:
            return state, _(OFFICE_WORDS[MOVES[MOVE[run.act]].target])


def _told(run: BulkRun, teams: dict[int, list[str]]) -> list[str]:
    """Who is written to, as lines."""
    if run.act is BulkAct.ASSIGN:
        given = Counter(run.details["to"][ref] for ref in run.refs)
        given.pop(current_actor().person_id or 0, None)
        names = queries.names_of(given)
        return [
            ngettext("%(name)s: one message about %(n)s check",
                     "%(name)s: one message about %(n)s checks", n, name=names.get(one, ""))
            for one, n in given.items()
        ]  # fmt: skip
    people = sum(len(names) for names in teams.values())
    if not people:
        return []
    return [
        ngettext("%(n)s person in the teams of these proposals, in their language",
                 "%(n)s people in the teams of these proposals, each in their language", people)
    ]  # fmt: skip
