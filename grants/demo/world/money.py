"""Chapter: the year's money. The board allocates to the four lines and moves a part of it."""

from collections.abc import Callable

import sqlalchemy as sa

from grants.accounts.models import Seat
from grants.board.models import Meeting, MeetingKind
from grants.board.service import adoption, attendance, closing, opening, prepare
from grants.board.service.prepare import AllocationPlan, Plan
from grants.core import clock
from grants.core.db import db
from grants.demo.cast import BY_KEY
from grants.demo.world.stage import Stage
from grants.funds.models import Allocation, BusinessLine, Source

# Invented amounts in US dollars, of the order the partnership reported for 2011.
LINES = (
    ("country_programmes", 6_200_000),
    ("catalytic_fund", 4_600_000),
    ("joint_work_programmes", 2_100_000),
    ("communications_advocacy", 1_300_000),
)
EARMARKED = AllocationPlan(
    line="country_programmes",
    year=0,
    cents=150_000_000,
    source=Source.EARMARKED,
    donor="BMZ",
    restriction="For secondary cities in Africa.",
)


def build(stage: Stage) -> None:
    """One meeting with attendance for the allocations, one for a transfer between two lines."""
    stage.go_to(-150)
    _meeting(stage, "Work programme and budget of the year", _allocations)
    stage.go_to(-140)
    _meeting(stage, "A transfer for the second call of the year", _transfer)


def _allocations(stage: Stage, meeting: str) -> None:
    sylvie = stage.actor(BY_KEY["sylvie"].email)
    year = stage.today.year
    for line, dollars in LINES:
        prepare.add_allocation(sylvie, meeting, AllocationPlan(line, year, dollars * 100))
    earmarked = AllocationPlan(**{**vars(EARMARKED), "year": year})
    prepare.add_allocation(sylvie, meeting, earmarked)


def _transfer(stage: Stage, meeting: str) -> None:
    sylvie = stage.actor(BY_KEY["sylvie"].email)
    rows = db.session.execute(
        sa.select(BusinessLine.code, Allocation.ref)
        .join(Allocation, Allocation.line_id == BusinessLine.id)
        .where(Allocation.source == Source.CORE)
    )
    refs = {row[0]: row[1] for row in rows}
    prepare.add_transfer(
        sylvie,
        meeting,
        refs["communications_advocacy"],
        refs["catalytic_fund"],
        20_000_000,
        "The film on the 2014 round was paid by a member, so this money is free for cities.",
    )


def _meeting(stage: Stage, title: str, fill: Callable[[Stage, str], None]) -> None:
    """Prepared and opened by the secretary, attended by ten seats, closed, confirmed."""
    sylvie, clara = (stage.actor(BY_KEY[key].email) for key in ("sylvie", "clara"))
    ref = prepare.prepare(sylvie, Plan(MeetingKind.MEETING, title, meets_at=clock.now()))
    fill(stage, ref)
    version = db.session.scalars(sa.select(Meeting.version).where(Meeting.ref == ref)).one()
    opening.open_meeting(sylvie, ref, version)
    seats = db.session.scalars(sa.select(Seat.ref).order_by(Seat.id)).all()
    attendance.record_attendance(sylvie, ref, set(seats[:10]))
    closing.close(sylvie, ref)
    adoption.confirm(clara, ref)
