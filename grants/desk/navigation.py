"""The header: at most five entries, made from what the person is (design: pages by relation)."""

from dataclasses import dataclass

from flask import request

from grants.core.actor import Actor
from grants.core.addresses import address
from grants.core.i18n import gettext
from grants.core.messages import N_
from grants.permissions import Relation as R

MOST = 5


@dataclass(frozen=True)
class Entry:
    """One link of the header."""

    label: str
    url: str
    current: bool


_CALLS = ("calls.index", N_("Calls"))
_MY_PROPOSALS = ("proposals.index", N_("My proposals"))
_MESSAGES = ("messages.index", N_("Messages"))
_FUNDS = ("funds.index", N_("Funds"))
_DECISIONS = ("board.decisions", N_("Decisions"))
_OFFICE_CALLS = ("calls.office", N_("Calls"))
_SCREENING = ("screening.index", N_("Screening"))
_REVIEWS = ("reviews.calls", N_("Reviews"))
_MEETINGS = ("board.index", N_("Meetings"))
_OVERLAP = ("coordination.index", N_("Overlap"))
_MEMBERS = ("board.members", N_("Members"))

# In this order; what a person is several times over is shown once.
ENTRIES: tuple[tuple[R, tuple[tuple[str, str], ...]], ...] = (
    (R.LEAD, (_OFFICE_CALLS, _SCREENING, _REVIEWS, _MEETINGS, _FUNDS)),
    (R.OFFICER, (_OFFICE_CALLS, _SCREENING, _MESSAGES)),
    (R.EVALUATOR, (("reviews.desk", N_("My reviews")), _MY_PROPOSALS, _CALLS)),
    (R.BOARD_SECRETARY, (_MEETINGS, _DECISIONS, _MEMBERS, _FUNDS)),
    (R.BOARD_CHAIR, (_MEETINGS, _DECISIONS, _FUNDS, ("board.interests", N_("My declarations")))),
    (R.BOARD_MEMBER, (_MEETINGS, _DECISIONS, _FUNDS, ("board.interests", N_("My declarations")))),
    (R.MEMBER_REVIEWER, (_OVERLAP, _CALLS)),
    (R.FINANCE, (_FUNDS,)),
    (R.AUDITOR, (("desk.trail", N_("Trail")), _DECISIONS, _MEMBERS, _FUNDS, _OFFICE_CALLS)),
    (
        R.ADMINISTRATOR,
        (
            ("accounts.people", N_("People")),
            ("accounts.organisations", N_("Organisations")),
            _MEMBERS,
            ("mail.outbox", N_("Mail")),
            ("desk.system", N_("System")),
        ),
    ),
)


def entries(actor: Actor) -> list[Entry]:
    """The header's links for this person."""
    chosen: dict[str, str] = {}
    for relation, links in ENTRIES:
        if actor.is_(relation):
            for endpoint, label in links:
                chosen.setdefault(endpoint, label)
    if not chosen:
        chosen = dict([_MY_PROPOSALS, _CALLS, _MESSAGES] if actor.is_signed_in else [_CALLS])
        chosen["desk.about"] = N_("About the fund")
    shown = [(address(endpoint), label) for endpoint, label in list(chosen.items())[:MOST]]
    here = max((url for url, _ in shown if _is_within(url)), key=len, default="")
    return [Entry(gettext(label), url, url == here) for url, label in shown]


def _is_within(url: str) -> bool:
    """Does the page that is asked for lie at or below this address?"""
    return request.path == url or request.path.startswith(url.rstrip("/") + "/")
