"""Small builders of rows for tests of one domain; journeys and the demo world use the services."""

from datetime import datetime, timedelta
from itertools import count
from typing import Any

import sqlalchemy as sa

from grants.accounts.models import (
    Affiliation,
    Constituency,
    Membership,
    MembershipKind,
    Organisation,
    OrganisationKind,
    Person,
    Role,
    RoleGrant,
    Seat,
    SeatHolder,
    SeatPlace,
)
from grants.accounts.queries import actor_of
from grants.calls.models import (
    BoardProcedure,
    Call,
    CallStaff,
    CallStatus,
    ChecklistItem,
    CheckMode,
    Criterion,
    FormKind,
    Question,
    QuestionKind,
    Requirement,
    Section,
    StaffDuty,
)
from grants.core import clock
from grants.core.actor import Actor
from grants.core.db import db
from grants.core.text import fold, random_ref
from grants.funds.models import Allocation, BusinessLine, Envelope, Source
from grants.places.models import CountryList
from grants.proposals.models import Collaborator, Extension, Proposal, ProposalStatus, TeamRole

_n = count(1)


def person(name: str = "", *roles: Role, **over: Any) -> Person:
    """A confirmed person, with standing roles."""
    n = next(_n)
    now = clock.now()
    values: dict[str, Any] = {
        "ref": random_ref(),
        "email": f"person{n}@example.org",
        "name": name or f"Person {n}",
        "language": "en",
        "timezone": "Europe/Brussels",
        "created_at": now,
        "confirmed_at": now,
    }
    row = Person(**{**values, **over})
    db.session.add(row)
    db.session.flush()
    for role in roles:
        db.session.add(RoleGrant(person_id=row.id, role=role, starts_at=now - timedelta(days=1)))
    db.session.commit()
    return row


def acting(row: Person) -> Actor:
    return actor_of(row.id)


def organisation(name: str = "", **over: Any) -> Organisation:
    name = name or f"Organisation {next(_n)}"
    values: dict[str, Any] = {
        "ref": random_ref(),
        "name": name,
        "folded_name": fold(name),
        "kind": OrganisationKind.LOCAL_AUTHORITY,
        "country": "GH",
        "created_at": clock.now(),
    }
    row = Organisation(**{**values, **over})
    db.session.add(row)
    db.session.commit()
    return row


def affiliate(who: Person, where: Organisation) -> None:
    db.session.add(Affiliation(person_id=who.id, organisation_id=where.id, starts_at=clock.now()))
    db.session.commit()


def member(name: str = "", constituency: str = "international_ngos") -> Organisation:
    """An organisation on the register of members."""
    row = organisation(name, kind=OrganisationKind.CIVIL_SOCIETY)
    db.session.add(
        Membership(
            organisation_id=row.id,
            constituency_id=_constituency(constituency),
            kind=MembershipKind.FULL,
            starts_at=clock.now() - timedelta(days=900),
        )
    )
    db.session.commit()
    return row


def seat(holder: Person, where: Organisation, constituency: str = "international_ngos") -> Seat:
    """A board seat held by a person for an organisation."""
    row = Seat(
        ref=random_ref(),
        constituency_id=_constituency(constituency),
        organisation_id=where.id,
        starts_at=clock.now() - timedelta(days=300),
    )
    db.session.add(row)
    db.session.flush()
    db.session.add(
        SeatHolder(
            seat_id=row.id, person_id=holder.id, place=SeatPlace.MEMBER, starts_at=row.starts_at
        )
    )
    db.session.commit()
    return row


def _constituency(code: str) -> int:
    return db.session.scalars(sa.select(Constituency.id).where(Constituency.code == code)).one()


def line(code: str = "catalytic_fund") -> BusinessLine:
    return db.session.scalars(sa.select(BusinessLine).where(BusinessLine.code == code)).one()


def envelope(
    cents: int = 200_000_000, *, allocated: int | None = None, year: int = 2026
) -> Envelope:
    """An envelope cut from an allocation of the Catalytic Fund, counters only (no ledger)."""
    whole = allocated or cents
    allocation = Allocation(
        ref=random_ref(),
        line_id=line().id,
        fiscal_year=year,
        source=Source.CORE,
        donor=f"test {next(_n)}",
        restriction="",
        currency="USD",
        amount_cents=whole,
        enveloped_cents=cents,
        reserved_cents=0,
        committed_cents=0,
        disbursed_cents=0,
    )
    db.session.add(allocation)
    db.session.flush()
    row = Envelope(
        ref=random_ref(),
        allocation_id=allocation.id,
        name="Test call",
        amount_cents=cents,
        reserved_cents=0,
        committed_cents=0,
    )
    db.session.add(row)
    db.session.commit()
    return row


def call(ref: str = "", **over: Any) -> Call:
    """An open call with one section per important question kind, checklist and criteria.

    Once it is made the database keeps its rules. A test that must write to them first makes it with
    the status `published`: by its instants it is open all the same. `full` adds the questions of a
    full proposal.
    """
    now, full = clock.now(), over.pop("full", False)
    values: dict[str, Any] = {
        "ref": ref or f"CATF-T{next(_n)}",
        "title": {"en": "Migration and the Inclusive City"},
        "theme": {"en": "Migration"},
        "summary": {"en": "A test call."},
        "guidance": {"en": "Read **this**."},
        "focus_areas": [
            {"code": "live", "name": {"en": "Live"}},
            {"code": "work", "name": {"en": "Work"}},
        ],
        "status": CallStatus.OPEN,
        "line_id": line().id,
        "fiscal_year": 2026,
        "envelope_id": None,
        "envelope_cents": 200_000_000,
        "currency": "USD",
        "min_cents": 5_000_000,
        "max_cents": 20_000_000,
        "max_share_bp": 8000,
        "budget_rules": {
            "categories": [
                {"code": code, "label": {"en": code.capitalize()}}
                for code in ("personnel", "events", "audit", "overhead")
            ],
        },
        "languages": ["en", "fr", "es", "pt"],
        "applicant_kinds": [],
        "country_list_id": db.session.scalars(sa.select(CountryList.id)).first(),
        "country_exceptions": {},
        "max_months": 24,
        "opens_at": now - timedelta(days=20),
        "closes_at": now + timedelta(days=30),
        "tie_order": [],
        "board_procedure": BoardProcedure.NO_OBJECTION,
        "contact_email": "catf@example.org",
        "provenance": {},
    }
    values |= over
    row = Call(**{**values, "status": CallStatus.DRAFT})
    db.session.add(row)
    db.session.flush()
    _form(row, full=full)
    _judgement(row)
    db.session.flush()
    db.session.execute(sa.update(Call).where(Call.id == row.id).values(status=values["status"]))
    db.session.commit()
    return row


def staff(of: Call, who: Person, duty: StaffDuty = StaffDuty.LEAD) -> None:
    db.session.add(CallStaff(call_id=of.id, person_id=who.id, duty=duty))
    db.session.commit()


Asked = tuple[str, QuestionKind, dict[str, Any]]

# Asked again by the full proposal, which the answers are copied into.
CARRIED = ("title", "city", "months", "summary", "budget", "city_letter")


def _form(of: Call, *, full: bool = False) -> None:
    areas = [{"value": a["code"], "label": a["name"]} for a in of.focus_areas]
    _pages(
        of,
        FormKind.CONCEPT_NOTE,
        {
            "identification": [
                ("title", QuestionKind.SHORT_TEXT, {"max_words": 20}),
                ("focus_area", QuestionKind.SINGLE_CHOICE, {"options": areas}),
                ("city", QuestionKind.CITY, {}),
                ("proponent", QuestionKind.ORGANISATION, {}),
                ("months", QuestionKind.NUMBER, {"limits": {"min": 1, "max": 24}}),
            ],
            "project": [
                ("summary", QuestionKind.LONG_TEXT, {"max_words": 200}),
                ("innovation", QuestionKind.LONG_TEXT, {"max_words": 300}),
            ],
            "budget": [("budget", QuestionKind.BUDGET, {})],
            "sponsors": [("sponsors", QuestionKind.ENDORSEMENTS, {})],
            "documents": [("city_letter", QuestionKind.FILE, {"required": Requirement.NEVER})],
        },
    )
    if full:
        _pages(
            of,
            FormKind.FULL_PROPOSAL,
            {
                "story": [
                    ("title", QuestionKind.SHORT_TEXT, {"max_words": 20}),
                    ("summary", QuestionKind.LONG_TEXT, {"max_words": 400}),
                    ("plan", QuestionKind.LONG_TEXT, {"max_words": 600}),
                ],
                "money": [("budget", QuestionKind.BUDGET, {})],
                "papers": [("city_letter", QuestionKind.FILE, {"required": Requirement.NEVER})],
            },
        )


def _pages(of: Call, form: FormKind, pages: dict[str, list[Asked]]) -> None:
    for position, (slug, questions) in enumerate(pages.items(), 1):
        section = Section(
            call_id=of.id,
            form=form,
            group={"en": "Your proposal"},
            slug=slug,
            position=position,
            title={"en": slug.capitalize()},
            intro={},
        )
        db.session.add(section)
        db.session.flush()
        for n, (code, kind, extra) in enumerate(questions, 1):
            base: dict[str, Any] = {
                "label": {"en": code.replace("_", " ").capitalize()},
                "help": {},
                "why": {},
                "required": Requirement.ALWAYS,
                "limits": {},
                "options": [],
                "config": {},
                "criteria": [],
                "carries_over": form is FormKind.CONCEPT_NOTE and code in CARRIED,
            }
            db.session.add(
                Question(
                    section_id=section.id, code=code, position=n, kind=kind, **{**base, **extra}
                )
            )


def _judgement(of: Call) -> None:
    for n, (code, mode, rule, curable) in enumerate(
        [
            ("A2", CheckMode.SYSTEM, "amount_in_range", False),
            ("A3", CheckMode.SYSTEM, "country_on_list", False),
            ("B2", CheckMode.OFFICER, "", True),
            ("B5", CheckMode.OFFICER, "", False),
        ],
        1,
    ):
        db.session.add(
            ChecklistItem(
                call_id=of.id,
                code=code,
                position=n,
                mode=mode,
                rule=rule,
                text={"en": f"Item {code}?"},
                curable=curable,
                reason_code=f"{code}-no",
                reason={"en": f"Item {code} was not met."},
                quiz=None,
            )
        )
    for n, (code, name, weight, floor) in enumerate(
        [("A", "Relevance", 40, 3), ("B", "Innovation", 40, None), ("C", "Feasibility", 20, 2)], 1
    ):
        db.session.add(
            Criterion(
                call_id=of.id,
                code=code,
                position=n,
                name={"en": name},
                weight=weight,
                floor=floor,
                anchors=[{"en": f"{p} points"} for p in range(6)],
                reads=["summary"],
                min_comment_chars=20,
            )
        )


def proposal(of: Call, lead: Person, **over: Any) -> Proposal:
    """A proposal with its lead; pass status, grant_cents and so on to place it anywhere."""
    now = clock.now()
    values: dict[str, Any] = {
        "ref": random_ref(),
        "call_id": of.id,
        "status": ProposalStatus.DRAFT,
        "started_by_id": lead.id,
        "started_at": now,
        "language": "en",
        "title": f"Proposal {next(_n)}",
        "country": "GH",
        "city": "Tamale",
        "grant_cents": 20_000_000,
        "cash_cents": 5_000_000,
        "in_kind_cents": 0,
        "status_at": now,
    }
    if over.get("status", ProposalStatus.DRAFT) is not ProposalStatus.DRAFT:
        values["submitted_at"] = now
    row = Proposal(**{**values, **over})
    db.session.add(row)
    db.session.flush()
    db.session.add(
        Collaborator(
            proposal_id=row.id,
            person_id=lead.id,
            role=TeamRole.LEAD,
            added_at=now,
            added_by_id=lead.id,
        )
    )
    db.session.commit()
    return row


def teammate(of: Proposal, who: Person, role: TeamRole = TeamRole.EDITOR) -> Collaborator:
    """A place in the team, as if an invitation had been accepted."""
    row = Collaborator(proposal_id=of.id, person_id=who.id, role=role, added_at=clock.now())
    db.session.add(row)
    db.session.commit()
    return row


def extension(of: Proposal, until: datetime) -> None:
    """More time for one applicant."""
    db.session.add(
        Extension(
            proposal_id=of.id,
            until_at=until,
            reason="The portal was down",
            by_id=of.started_by_id,
            at=clock.now(),
            facts={},
        )
    )
    db.session.commit()
