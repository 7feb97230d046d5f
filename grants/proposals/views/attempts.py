"""Every try to submit, for the team and, once submitted, for the office."""

from dataclasses import dataclass
from datetime import datetime

from flask import render_template

from grants.accounts.queries import names
from grants.core.access import current_actor, requires
from grants.core.clock import BRUSSELS
from grants.core.i18n import chosen_text, clock_time, day, gettext as _, render, utc_stamp
from grants.permissions import Permission
from grants.proposals.models import AttemptOutcome
from grants.proposals.queries import submission as queries
from grants.proposals.queries.access import Access, find
from grants.proposals.rules.attempts import what_it_says
from grants.proposals.rules.submission import ATTEMPT_TONES, ATTEMPT_WORDS
from grants.proposals.views import blueprint
from grants.proposals.views.crumbs import crumbs_of, name_of


@dataclass(frozen=True)
class Try:
    """One attempt in words."""

    received_at: datetime
    outcome: AttemptOutcome
    words: str
    tone: str
    who: str
    facts: str


@blueprint.get("/proposals/<ref>/attempts")
@requires(Permission.PROPOSAL_READ)
def attempts(ref: str) -> str:
    found = find(current_actor(), ref)
    return render_template(
        "proposals/attempts.html",
        found=found,
        name=name_of(found),
        attempts=tries_of(found),
        standing=queries.standing_number(found.proposal.id),
        crumbs=crumbs_of(found, _("Attempts to submit")),
    )


def tries_of(found: Access) -> list[Try]:
    """Every try, the newest first; two queries beside the form."""
    rows = queries.attempts_of(found)
    people = names([row.person_id for row in rows])
    labels = {q.code: chosen_text(q.label) for q in found.form().questions()}
    labels["declaration"] = _("Declaration")
    return [
        Try(
            row.received_at,
            row.outcome,
            _(ATTEMPT_WORDS[row.outcome]),
            ATTEMPT_TONES[row.outcome],
            people.get(row.person_id, ""),
            render(what_it_says(row.outcome, row.facts, labels) or ""),
        )
        for row in rows
    ]


def both_times(at: datetime) -> str:
    """An instant to the second, in Brussels and in UTC."""
    return _(
        "%(day)s, %(time)s Brussels time (%(utc)s)",
        day=day(at.astimezone(BRUSSELS)),
        time=clock_time(at, seconds=True),
        utc=utc_stamp(at),
    )
