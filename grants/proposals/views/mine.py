"""My proposals: every one with its state and what to do next."""

from dataclasses import dataclass

from flask import g, render_template

from grants.core.access import current_actor, requires
from grants.core.i18n import gettext
from grants.permissions import Permission
from grants.proposals.queries.home import OwnProposal, standings
from grants.proposals.rules.moves import APPLICANT_WORDS, TONES
from grants.proposals.rules.next_step import Step, most_urgent
from grants.proposals.views import blueprint


@dataclass(frozen=True)
class Card:
    """One proposal as the list shows it."""

    row: OwnProposal
    step: Step
    state: str
    tone: str
    is_first: bool  # the most urgent of all: the page's one filled button


@blueprint.get("/proposals/")
@requires(Permission.PROPOSAL_START)
def index() -> str:
    found = standings(current_actor(), g.received_at)
    first = most_urgent(one.step for one in found)
    return render_template(
        "proposals/index.html",
        cards=[
            Card(
                one.row,
                one.step,
                gettext(APPLICANT_WORDS[one.row.status]),
                TONES[one.row.status],
                one.step is first,
            )
            for one in found
        ],
    )
