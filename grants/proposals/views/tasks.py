"""My proposals, starting one, and the task list of one."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from babel import Locale
from flask import g, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from grants.calls import queries as calls
from grants.core.access import current_actor, requires
from grants.core.actor import Actor
from grants.core.errors import Refused
from grants.core.i18n import chosen_text, gettext
from grants.permissions import Permission
from grants.proposals.forms.documents import StartForm
from grants.proposals.models import ProposalStatus, SectionWork
from grants.proposals.queries import content, home, sections
from grants.proposals.queries.access import Access, find
from grants.proposals.queries.content import TeamMember
from grants.proposals.queries.sections import StateView
from grants.proposals.rules.deadline import accepts, deadline_of
from grants.proposals.rules.moves import APPLICANT_WORDS, TONES
from grants.proposals.rules.team import ROLE_WORDS
from grants.proposals.service import draft
from grants.proposals.views import blueprint
from grants.proposals.views.crumbs import first_crumb, name_of
from grants.proposals.views.outline import Outline, OutlineEntry, outline_of

NOW_MEANS = timedelta(minutes=5)
STATES = {
    SectionWork.NOT_STARTED: "not_started",
    SectionWork.IN_PROGRESS: "progress",
    SectionWork.COMPLETE: "done",
    SectionWork.ATTENTION: "attention",
}


@blueprint.get("/proposals/")
@requires(Permission.PROPOSAL_START)
def index() -> str:
    """Every proposal of the reader, with its state and what to do next."""
    rows = home.own_proposals(current_actor())
    return render_template(
        "proposals/index.html",
        cards=[_card(row, g.received_at) for row in rows],
    )


@dataclass(frozen=True)
class _Card:
    row: home.OwnProposal
    state: str
    tone: str
    deadline: datetime | None
    is_open: bool
    next: str


def _card(row: home.OwnProposal, now: datetime) -> _Card:
    window = _Window(row)
    is_open = accepts(window, row.until, now)
    return _Card(
        row,
        gettext(APPLICANT_WORDS[row.status]),
        TONES[row.status],
        deadline_of(window, row.until),
        is_open,
        _next_step(row, is_open),
    )


class _Window:
    """The call of a line, as far as it says whether it is open."""

    def __init__(self, row: home.OwnProposal):
        self.status = row.call_status
        self.opens_at = row.opens_at
        self.closes_at = row.closes_at


def _next_step(row: home.OwnProposal, is_open: bool) -> str:
    """What the team should do, in one sentence; "" when there is nothing to do."""
    match row.status:
        case ProposalStatus.DRAFT if is_open:
            return gettext(
                "%(done)s of %(total)s sections are complete. Go on writing, then submit.",
                done=row.sections_done,
                total=row.sections,
            )
        case ProposalStatus.DRAFT:
            return gettext("The call has closed; this draft was not submitted.")
        case ProposalStatus.SUBMITTED if row.has_unsent_changes and is_open:
            return gettext("You changed it after submitting: submit again to send the changes.")
        case ProposalStatus.SUBMITTED if row.has_unsent_changes:
            return gettext("Your submission stands; what you changed after it was not sent.")
        case ProposalStatus.CLARIFICATION:
            return gettext("The Secretariat asked you a question: answer it.")
    return ""


@blueprint.route("/proposals/start/<call_ref>", methods=["GET", "POST"])
@requires(Permission.PROPOSAL_START)
def start(call_ref: str) -> str | Response | tuple[str, int]:
    """What starting means, and the choice of the language; sent twice, one proposal."""
    actor = current_actor()
    call = calls.by_ref(call_ref)
    form = StartForm()
    languages = [(code, Locale(code).get_language_name(code)) for code in call.languages]
    form.ask([(code, (name or code).capitalize()) for code, name in languages])
    status = 200
    if request.method == "POST":
        try:  # by hand: the result says where to go next
            ref = draft.start(
                actor,
                call_ref,
                form.language.data or "",
                received_at=g.received_at,
                operation=form.operation.data,
            )
            return redirect(url_for("proposals.tasks", ref=ref))
        except Refused as error:
            form.refuse(error)
            status = error.status
    elif actor.language in call.languages:
        form.language.data = actor.language
    page = render_template(
        "proposals/start.html",
        call=call,
        form=form,
        is_open=accepts(call, None, g.received_at),
        own=home.own_proposals(actor, call.id),
        crumbs=[(chosen_text(call.title), url_for("calls.show", ref=call.ref))],
    )
    return page if status == 200 else (page, status)


@blueprint.get("/proposals/<ref>/")
@requires(Permission.PROPOSAL_READ)
def tasks(ref: str) -> str | Response:
    """The team's task list; the office is led to the file."""
    found = find(current_actor(), ref)
    if found.role is None:
        return office_file(found)
    form = calls.form_of(found.call)
    states = sections.states_of(found.proposal.id)
    team, until = content.team_of(found.proposal.id)
    done, total = sections.progress(form, states)
    outline = outline_of(found.call, form)
    proposal = found.proposal
    return render_template(
        "proposals/tasks.html",
        found=found,
        proposal=proposal,
        call=found.call,
        title=name_of(found),
        state=gettext(APPLICANT_WORDS[proposal.status]),
        tone=TONES[proposal.status],
        groups=_groups(outline, states, proposal.ref),
        done=done,
        total=total,
        deadline=deadline_of(found.call, until),
        is_extended=until is not None,
        is_open=accepts(found.window, until, g.received_at),
        people=_people(team, states, outline, found.actor),
        crumbs=[first_crumb(found)],
    )


def office_file(found: Access) -> Response:
    """For those outside the team who may read the proposal: its file at the screening desk."""
    return redirect(url_for("screening.show", call_ref=found.call.ref, ref=found.proposal.ref))


def _groups(
    outline: Outline, states: dict[int, StateView], ref: str
) -> list[tuple[str, list[dict[str, str]]]]:
    """The sections under their headings, ready for the `task` macro."""
    here = url_for("proposals.section", ref=ref, slug="")
    return [(heading, [_task(e, states, here) for e in entries]) for heading, entries in outline]


def _task(entry: OutlineEntry, states: dict[int, StateView], here: str) -> dict[str, str]:
    state = states.get(entry.section_id)
    return {
        "title": entry.title,
        "state": STATES[state.work] if state else "not_started",
        "url": here + entry.slug,
        "hint": entry.hint,
    }


@dataclass(frozen=True)
class _Person:
    name: str
    role: str
    note: str


def _people(
    team: Iterable[TeamMember],
    states: dict[int, StateView],
    outline: Outline,
    reader: Actor,
) -> list[_Person]:
    """Who works here, and what each saved in the last minutes."""
    titles = {entry.section_id: entry.title for _heading, run in outline for entry in run}
    busy = {
        state.saved_by_id: titles[section_id]
        for section_id, state in states.items()
        if section_id in titles and g.received_at - state.saved_at < NOW_MEANS
    }
    return [
        _Person(
            member.name,
            gettext(ROLE_WORDS[member.role]),
            gettext("editing “%(section)s” now", section=busy[member.person_id])
            if member.person_id in busy and member.person_id != reader.person_id
            else "",
        )
        for member in team
    ]
