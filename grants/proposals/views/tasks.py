"""The task list of a proposal."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import timedelta

from flask import g, redirect, render_template, url_for
from werkzeug.wrappers import Response

from grants.core.access import current_actor, requires
from grants.core.actor import Actor
from grants.core.i18n import gettext
from grants.permissions import Permission
from grants.proposals.forms.team import PressForm
from grants.proposals.models import ProposalStatus
from grants.proposals.queries import content, home, sections
from grants.proposals.queries.access import Access, find
from grants.proposals.queries.content import TeamMember
from grants.proposals.queries.full import FullPart, concept_ref, full_of
from grants.proposals.queries.sections import StateView
from grants.proposals.rules.deadline import deadline_of, is_editable
from grants.proposals.rules.moves import APPLICANT_WORDS, TONES
from grants.proposals.rules.next_step import Clocks
from grants.proposals.rules.presence import AT_SECTION
from grants.proposals.rules.team import ROLE_WORDS
from grants.proposals.views import blueprint
from grants.proposals.views.crumbs import first_crumb, name_of
from grants.proposals.views.missed import missed_of
from grants.proposals.views.outline import Outline, outline_of
from grants.proposals.views.points import points_shown
from grants.proposals.views.task_list import task_list
from grants.proposals.views.timeline import timeline_shown

NOW_MEANS = timedelta(minutes=5)


@blueprint.get("/proposals/<ref>/")
@requires(Permission.PROPOSAL_READ)
def tasks(ref: str) -> str | Response:
    """The team's task list; the office is led to the file."""
    found = find(current_actor(), ref)
    if found.role is None:
        return office_file(found)
    form, proposal = found.form(), found.proposal
    states = sections.states_of(proposal.id)
    team, until = content.team_of(proposal.id)
    outline = outline_of(found.call, form)
    is_open = is_editable(proposal.status, found.window, until, g.received_at)
    clock, full = _clock(found), _full(found)
    listed = task_list(found, form, outline, states, is_open)
    return render_template(
        "proposals/tasks.html",
        found=found,
        proposal=proposal,
        call=found.call,
        title=name_of(found),
        state=gettext(APPLICANT_WORDS[proposal.status]),
        tone=TONES[proposal.status],
        groups=listed.groups,
        may_check=listed.may_check,
        go_on=listed.go_on,
        clock=clock,
        may_object=_may_object(found, clock),
        steps=timeline_shown(found, clock, full),
        missed=missed_of(found, until),
        points=points_shown(found) if is_open else [],
        press=PressForm(formdata=None),
        counted=sections.progress(form, states),
        deadline=deadline_of(found.schedule, until),
        is_extended=until is not None,
        is_open=is_open,
        full=full,
        concept_ref=concept_ref(proposal) if proposal.is_full else "",
        people=_people(team, states, outline, found.actor),
        crumbs=[first_crumb(found)],
    )


def _clock(found: Access) -> Clocks:
    """What of the eligibility check runs out, asked only where something does."""
    proposal = found.proposal
    asked = [proposal.id] if proposal.status in home.WITH_A_CLOCK else []
    return home.clocks_of(asked).get(proposal.id, Clocks())


def _full(found: Access) -> FullPart | None:
    """The full proposal that continues this concept note, for those who write it."""
    if found.proposal.status is not ProposalStatus.APPROVED:
        return None
    return full_of(found.proposal.id, found.actor.person_id)


def _may_object(found: Access, clock: Clocks) -> bool:
    """Is the way to object still open, and the reader the one who may?"""
    until = clock.appeal_until
    return until is not None and g.received_at <= until and found.may(Permission.APPEAL_MAKE)


def office_file(found: Access) -> Response:
    """For those outside the team who may read the proposal: its file at the screening desk; of a
    full proposal the text itself."""
    if found.proposal.is_full:
        return redirect(url_for("proposals.full", ref=found.proposal.ref))
    return redirect(url_for("screening.show", call_ref=found.call.ref, ref=found.proposal.ref))


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
    """Who works here, and where each wrote or began to in the last minutes."""
    titles = {entry.section_id: entry.title for _heading, run in outline for entry in run}
    saved = {
        state.saved_by_id: titles[section_id]
        for section_id, state in states.items()
        if section_id in titles and g.received_at - state.saved_at < NOW_MEANS
    }
    return [
        _Person(
            member.name,
            gettext(ROLE_WORDS[member.role]),
            _busy(member, saved, titles) if member.person_id != reader.person_id else "",
        )
        for member in team
    ]


def _busy(member: TeamMember, saved: Mapping[int | None, str], titles: Mapping[int, str]) -> str:
    """In which section a colleague is, by what they saved or opened last; "" when in none."""
    if member.person_id in saved:
        return gettext("editing “%(section)s” now", section=saved[member.person_id])
    at, section = member.opened_at, titles.get(member.section_id or 0)
    if section is None or at is None or g.received_at - at >= AT_SECTION:
        return ""
    return gettext("has “%(section)s” open", section=section)
