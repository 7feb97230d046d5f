"""The timeline of a proposal."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask import render_template

from grants.accounts.queries import names
from grants.core.access import current_actor, requires
from grants.core.i18n import chosen_text, gettext as _, instant
from grants.permissions import Permission
from grants.proposals.models import AttemptOutcome
from grants.proposals.queries import history as queries
from grants.proposals.queries.access import Access, find
from grants.proposals.queries.endorsement import sponsors_of
from grants.proposals.queries.submission import AttemptRow, attempts_of
from grants.proposals.rules.history import OFFICE_EVENTS, TEAM_EVENTS, Sitting
from grants.proposals.rules.submission import ATTEMPT_TONES, ATTEMPT_WORDS
from grants.proposals.views import blueprint
from grants.proposals.views.crumbs import crumbs_of, name_of


@dataclass(frozen=True)
class Line:
    """One event as the `timeline` macro shows it."""

    at: datetime
    title: str
    by: str
    text: str = ""
    tone: str = ""

    @property
    def at_text(self) -> str:
        return instant(self.at)

    @property
    def at_iso(self) -> str:
        return self.at.isoformat()


@blueprint.get("/proposals/<ref>/history")
@requires(Permission.PROPOSAL_READ)
def history(ref: str) -> str:
    found = find(current_actor(), ref)
    return render_template(
        "proposals/history.html",
        found=found,
        name=name_of(found),
        lines=_lines(found),
        sections=found.form().sections if found.role is not None else (),
        crumbs=crumbs_of(found, _("History")),
    )


def _lines(found: Access) -> list[Line]:
    """Trail, attempts and saves together, the newest first."""
    events = queries.events_of(found)
    sat = queries.sittings_of(found)
    attempts = attempts_of(found)
    team = queries.people_of_team(found)
    ids = {e.actor_id for e in events} | {s.person_id for s in sat}
    ids |= {a.person_id for a in attempts} | {_facts(e).get("person") for e in events}
    known = names(ids)
    words = TEAM_EVENTS if found.role is not None else OFFICE_EVENTS

    def who(person_id: int | None) -> str:
        """The team knows its own people by name, and the house as one body."""
        if person_id is None:
            return ""
        if found.role is None or person_id in team:
            return known.get(person_id, "")
        return _("The Secretariat")

    sponsors = {row.id: row.organisation for row in sponsors_of(found)}
    lines = [
        Line(e.at, _(words[e.action]), who(e.actor_id), _about(e, known, sponsors)) for e in events
    ]
    lines += [_attempt(a, who(a.person_id)) for a in attempts if _is_told(a)]
    labels = {q.code: chosen_text(q.label) for q in found.form().questions()}
    lines += [
        Line(s.at, _sat(s), who(s.person_id), ", ".join(labels.get(c, c) for c in s.codes))
        for s in sat
    ]
    return sorted(lines, key=lambda line: line.at, reverse=True)


def _sat(sitting: Sitting) -> str:
    if sitting.restored_at is not None:
        return _("The answer of %(when)s was brought back", when=instant(sitting.restored_at))
    if sitting.is_aside:
        return _("Typed while somebody else saved, and kept beside it")
    return _("Answers were changed")


def _is_told(attempt: AttemptRow) -> bool:
    """The trail tells of an accepted one already."""
    return attempt.outcome is not AttemptOutcome.ACCEPTED


def _attempt(attempt: AttemptRow, by: str) -> Line:
    outcome = attempt.outcome
    words = _(ATTEMPT_WORDS[outcome])
    return Line(attempt.received_at, _("Attempt to submit"), by, words, ATTEMPT_TONES[outcome])


def _facts(event: queries.Event) -> dict[str, Any]:
    return {**(event.old or {}), **(event.new or {})}


def _about(event: queries.Event, people: dict[int, str], sponsors: dict[int, str]) -> str:
    """Whom an event concerns: the sponsor's organisation, or the person of the team."""
    facts = _facts(event)
    if "endorsement" in facts:
        return sponsors.get(facts["endorsement"], "")
    person = facts.get("person")
    return people.get(person, "") if person is not None and person != event.actor_id else ""
