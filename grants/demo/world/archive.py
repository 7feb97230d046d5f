"""Chapter: what earlier rounds left behind, as far as it is known by title."""

import csv
from pathlib import Path

from grants.accounts.models import OrganisationKind, Person
from grants.accounts.service.organisations import find_or_create
from grants.calls.queries import by_ref
from grants.core.actor import SYSTEM, Actor
from grants.core.db import db
from grants.demo.cast import BY_KEY
from grants.demo.world.stage import Stage
from grants.proposals.models import ProposalStatus
from grants.proposals.service.archive import PastProposal, enter_past

KNOWN = Path(__file__).parents[2] / "calls" / "data" / "awards_known.csv"


def build(stage: Stage) -> None:
    """The awards of 2011 and 2014 known by title, and one invented refusal."""
    stage.go_to(-140)
    lead = stage.actor(BY_KEY["helena"].email)
    entered_for = stage.person(BY_KEY["helena"].email)
    carlos = stage.person(BY_KEY["carlos"].email)
    with KNOWN.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    for row in rows:
        _known(row, lead, entered_for, carlos)
    enter_past(
        lead,
        by_ref("CATF-2014"),
        PastProposal(
            title="Sfax : une carte sonore de la ville, faite par ses habitants (invented)",
            status=ProposalStatus.REJECTED,
            country="TN",
            city="Sfax",
            proponent="Municipalité de Sfax",
            grant_cents=12_000_000,
            language="fr",
        ),
        entered_for=entered_for,
        lead=stage.person(BY_KEY["nadia"].email),
    )


def _known(row: dict[str, str], lead: Actor, entered_for: Person, carlos: Person) -> None:
    """One award known by its title, and by what else was published of it."""
    country = row["country"] if len(row["country"]) == 2 else None
    recipient = None
    if row["recipient"]:
        recipient = find_or_create(
            SYSTEM, row["recipient"], OrganisationKind.CIVIL_SOCIETY, country
        )
        db.session.commit()
    enter_past(
        lead,
        by_ref(f"CATF-{row['call']}"),
        PastProposal(
            title=row["title"],
            status=ProposalStatus.APPROVED,
            country=country,
            proponent=row["recipient"],
            grant_cents=int(row["requested_usd"] or 0) * 100,
        ),
        entered_for=entered_for,
        recipient=recipient,
        lead=carlos if "Barrio Digital" in row["title"] else None,
    )
