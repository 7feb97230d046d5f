"""Submitted proposals to screen: a closed call, a snapshot, people of the office."""

from datetime import timedelta
from typing import Any

from grants.accounts.models import Person, Role
from grants.calls.models import Call, CallStatus, ChecklistItem, CheckMode
from grants.core import clock
from grants.core.db import db
from grants.core.digest import canonical, sha256
from grants.proposals.models import Proposal, ProposalStatus, Snapshot
from grants.proposals.rules.submission import DECLARATIONS
from grants.screening import service
from grants.screening.models import CheckAnswer, Finding
from grants.screening.service import Reply
from tests import build

ANSWERS: dict[str, Any] = {
    "title": "Upgrading with migrants in Tamale",
    "focus_area": "live",
    "city": {"name": "Tamale", "country": "GH"},
    "proponent": {
        "name": "Tamale Assembly",
        "kind": "local_authority",
        "country": "GH",
        "registration": "",
        "representative": "",
        "email": "",
    },
    "months": 18,
    "summary": "Newcomers and residents plan three settlements together.",
    "innovation": "Residents keep the register of land themselves.",
}


def line(grant: int = 20_000_000, cash: int = 5_000_000) -> dict[str, Any]:
    return {
        "component": "One",
        "category": "staff",
        "description": "Work",
        "note": "",
        "grant_cents": grant,
        "recipient_cents": cash,
        "partner_cents": 0,
        "member_cents": 0,
        "other_cents": 0,
        "in_kind_cents": 0,
    }


def content(**over: Any) -> dict[str, Any]:
    """What a snapshot holds, as submitting writes it."""
    values: dict[str, Any] = {
        "form": "concept_note",
        "language": "en",
        "answers": ANSWERS,
        "budget": [line()],
        "documents": [],
        "endorsements": [
            {
                "organisation": "UN-Habitat",
                "representative": "A. Friend",
                "confirmed_at": clock.now().isoformat(),
            }
        ],
        "declaration": {"agreed": sorted(DECLARATIONS), "conflicts": "", "signed_by": "A"},
    }
    return {**values, **over}


def closed_call(**over: Any) -> Call:
    """Closed by its instants; the status has not followed yet, so items can be added."""
    now = clock.now()
    values: dict[str, Any] = {
        "status": CallStatus.PUBLISHED,
        "opens_at": now - timedelta(days=60),
        "closes_at": now - timedelta(hours=1),
    }
    return build.call(**{**values, **over})


def system_item(of: Call, code: str, rule: str, *, curable: bool = False) -> None:
    """One more item in the checklist of a call."""
    db.session.add(
        ChecklistItem(
            call_id=of.id,
            code=code,
            position=50,
            mode=CheckMode.SYSTEM,
            rule=rule,
            text={"en": f"Item {code}?"},
            curable=curable,
            reason_code=f"{code}-no",
            reason={"en": f"Item {code} was not met."},
            quiz=None,
        )
    )
    db.session.commit()


def submitted(of: Call, lead: Person | None = None, **over: Any) -> Proposal:
    """A submitted proposal with its snapshot; `content` replaces parts of what was frozen."""
    frozen = content(**over.pop("content", {}))
    at = clock.now() - timedelta(hours=2)
    row = build.proposal(
        of,
        lead or build.person("Ama Mensah"),
        status=ProposalStatus.SUBMITTED,
        submitted_at=at,
        submitted_version=0,
        **over,
    )
    text = canonical(frozen)
    db.session.add(
        Snapshot(
            proposal_id=row.id,
            n=1,
            form="concept_note",
            content=text,
            sha256=sha256(text),
            received_at=at,
            by_id=row.started_by_id,
        )
    )
    db.session.commit()
    return row


def officer(name: str = "") -> Person:
    return build.person(name, Role.OFFICER)


def lead(name: str = "") -> Person:
    return build.person(name, Role.LEAD)


def start(row: Proposal, by: Person) -> None:
    service.start(build.acting(by), row.ref)


def answer(row: Proposal, by: Person, **answers: str) -> None:
    """`answer(row, officer, B2="yes", B5="no")`"""
    replies = {code: Reply(CheckAnswer(value), "seen") for code, value in answers.items()}
    service.answer_checks(build.acting(by), row.ref, replies)


def refuse(row: Proposal, by: Person) -> None:
    """Started, answered and found ineligible, waiting for a second person."""
    start(row, by)
    answer(row, by, B2="yes", B5="no")
    service.find(build.acting(by), row.ref, Finding.INELIGIBLE, "The theme is another one.")


def refused(row: Proposal, first: Person, second: Person) -> None:
    """Confirmed, and the city told."""
    refuse(row, first)
    service.confirm(build.acting(second), row.ref)
