"""What the tests of writing share: a city with an open call and a draft."""

from dataclasses import dataclass
from typing import Any

from grants.accounts.models import Person
from grants.calls.models import Call, CallStatus
from grants.calls.queries import SectionView, form_of
from grants.core import clock
from grants.core.db import db
from grants.permissions import Permission
from grants.proposals.models import Collaborator, Proposal, TeamRole
from grants.proposals.queries.access import Access, find
from grants.proposals.service.answers import Saved, save_section
from tests import build

EDIT = Permission.PROPOSAL_EDIT

RULES: dict[str, Any] = {
    "categories": [
        {"code": "staff", "label": {"en": "Staff"}},
        {"code": "travel", "label": {"en": "Travel"}},
    ],
    "sources": ["grant", "recipient", "in_kind"],
}


@dataclass
class City:
    """A lead, a call and a draft in it."""

    lead: Person
    call: Call
    proposal: Proposal

    def found(self) -> Access:
        return find(build.acting(self.lead), self.proposal.ref, EDIT, lock=True)

    def section(self, slug: str) -> SectionView:
        page = form_of(self.call).section(slug)
        assert page is not None
        return page

    def url(self, slug: str) -> str:
        return f"/proposals/{self.proposal.ref}/sections/{slug}"

    def save(self, slug: str, given: dict[str, Any], version: int = 0, **more: Any) -> Saved:
        more.setdefault("received_at", clock.now())
        return save_section(self.found(), self.section(slug), given, version=version, **more)


def city(**call: Any) -> City:
    """The call is open by its instants; its status has not followed, so questions can be added."""
    lead = build.person("Amina Yakubu")
    of = build.call(**{"status": CallStatus.PUBLISHED, "budget_rules": RULES, **call})
    row = build.proposal(of, lead, title="", city="", country=None, grant_cents=0, cash_cents=0)
    return City(lead, of, row)


def join(of: City, person: Person, role: TeamRole) -> Collaborator:
    """Somebody more in the team."""
    row = Collaborator(
        proposal_id=of.proposal.id, person_id=person.id, role=role, added_at=clock.now()
    )
    db.session.add(row)
    db.session.commit()
    return row
