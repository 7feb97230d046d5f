"""A small board: six constituencies of two seats, a call with an envelope, a frozen ranking."""

from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

import sqlalchemy as sa

from grants.accounts.models import Constituency, Organisation, Person, Role, Seat
from grants.board.models import Item, Meeting, MeetingKind
from grants.board.service import adoption, closing, opening, prepare, slate
from grants.calls.models import BoardProcedure, Call
from grants.core import clock
from grants.core.actor import SYSTEM, Actor
from grants.core.db import db
from grants.core.digest import sha256
from grants.core.text import random_ref
from grants.funds import service as funds
from grants.proposals.models import Endorsement, EndorsementStatus, Proposal, ProposalStatus
from grants.reviews.models import Ranking, RankingRow, Recommendation
from tests import build


@dataclass
class World:
    """Who and what there is."""

    secretary: Person
    chair: Person
    lead: Person
    other_lead: Person
    members: list[Person]
    bodies: list[Organisation]
    seats: list[Seat]
    call: Call
    city: Person
    proposals: list[Proposal] = field(default_factory=list)

    def acting(self, who: Person) -> Actor:
        return build.acting(who)


def world(
    *,
    envelope: int = 200_000_000,
    seats: int = 12,
    procedure: BoardProcedure | None = None,
    **call_values: Any,
) -> World:
    """Everything but the ranking; `call_values` are settings of the call."""
    bodies, members, held = [], [], []
    codes = list(db.session.scalars(sa.select(Constituency.code).order_by(Constituency.position)))
    for n in range(seats):
        code = codes[n % len(codes)]
        body = build.member(f"Member body {n:02d}", code)
        person = build.person(f"Member {n:02d}", Role.BOARD_MEMBER)
        bodies.append(body)
        members.append(person)
        held.append(build.seat(person, body, code))
    call = build.call(
        status="ranking",
        opens_at=clock.now() - timedelta(days=90),
        closes_at=clock.now() - timedelta(days=40),
        envelope_id=_envelope(envelope),
        board_procedure=procedure or BoardProcedure.NO_OBJECTION,
        **call_values,
    )
    return World(
        secretary=build.person("Secretary", Role.BOARD_SECRETARY),
        chair=build.person("Chair", Role.BOARD_CHAIR),
        lead=build.person("Lead", Role.LEAD),
        other_lead=build.person("Other lead", Role.LEAD),
        members=members,
        bodies=bodies,
        seats=held,
        call=call,
        city=build.person("City"),
    )


def _envelope(cents: int) -> int:
    purpose = funds.Purpose(build.line().id, 2026)
    cause = funds.Cause("test", 1, "Opening balance")
    allocation = funds.allocate(SYSTEM, purpose, cents, cause)
    made = funds.open_envelope(SYSTEM, allocation.id, "Call 2026", cents, cause)
    db.session.commit()
    return made.id


def sponsor(proposal: Proposal, body: Organisation, by: Person) -> None:
    """A confirmed endorsement."""
    db.session.add(
        Endorsement(
            ref=random_ref(),
            proposal_id=proposal.id,
            organisation_id=body.id,
            representative="Somebody",
            email="sponsor@example.org",
            digest=sha256(random_ref()),
            status=EndorsementStatus.CONFIRMED,
            asked_by_id=by.id,
            asked_at=clock.now(),
            answered_at=clock.now(),
        )
    )
    db.session.commit()


def ranked(
    of: World, recommended: int = 2, reserve: int = 1, rest: int = 1, cents: int = 20_000_000
) -> Ranking:
    """A frozen ranking with this many of each, titles `Award 0`, `Reserve 0`, `Rest 0`."""
    ranking = Ranking(
        ref=random_ref(),
        call_id=of.call.id,
        n=1,
        content="{}",
        sha256=sha256("{}"),
        room_cents=200_000_000,
        note="",
        frozen_by_id=of.lead.id,
        frozen_at=clock.now(),
    )
    db.session.add(ranking)
    db.session.flush()
    kinds = (
        [(Recommendation.RECOMMENDED, f"Award {n}") for n in range(recommended)]
        + [(Recommendation.RESERVE, f"Reserve {n}") for n in range(reserve)]
        + [(Recommendation.NOT_RECOMMENDED, f"Rest {n}") for n in range(rest)]
    )
    for place, (kind, title) in enumerate(kinds, 1):
        proposal = build.proposal(
            of.call,
            of.city,
            title=f"{title} of Tamale",
            status=ProposalStatus.RANKED,
            submitted_at=clock.now(),
            grant_cents=cents,
        )
        of.proposals.append(proposal)
        db.session.add(
            RankingRow(
                ranking_id=ranking.id,
                proposal_id=proposal.id,
                place=place,
                mean_milli=90_000 - place * 1_000,
                spread_milli=5_000,
                reviews=3,
                floors_met=True,
                recommendation=kind,
                amount_cents=cents,
                reason="",
            )
        )
    db.session.commit()
    return ranking


def proposed(of: World, ranking: Ranking) -> str:
    return slate.propose_slate(of.acting(of.lead), ranking.ref)


def meeting(ref: str) -> Meeting:
    return db.session.scalars(
        sa.select(Meeting).where(Meeting.ref == ref).execution_options(populate_existing=True)
    ).one()


def opened(of: World, ref: str) -> str:
    opening.open_meeting(of.acting(of.secretary), ref, meeting(ref).version)
    return ref


def items(ref: str) -> list[Item]:
    return list(
        db.session.scalars(
            sa.select(Item)
            .where(Item.meeting_id == meeting(ref).id)
            .order_by(Item.n)
            .execution_options(populate_existing=True)
        )
    )


def closed(of: World, ref: str) -> str:
    closing.close(of.acting(of.secretary), ref)
    return ref


def confirmed(of: World, ref: str) -> list[adoption.Report]:
    return adoption.confirm(of.acting(of.chair), ref)


def a_meeting(of: World) -> str:
    """An empty meeting being prepared."""
    return prepare.prepare(
        of.acting(of.secretary), prepare.Plan(MeetingKind.MEETING, "Twelfth meeting")
    )
