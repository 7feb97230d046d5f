"""The pages everybody meets, at the sizes of a real round."""

import sqlalchemy as sa

from bench.registry import Goal, Request, case
from bench.worlds import World
from grants.accounts.models import Person
from grants.board.models import Item, ItemKind, Meeting, MeetingStatus
from grants.calls.models import Call
from grants.demo.cast import BY_KEY
from grants.proposals.models import Collaborator, Proposal, ProposalStatus, TeamRole

SCORED = "CATF-2015"
APPLICANT_BYTES = 20_000
STAFF_BYTES = 60_000


def draft(world: World) -> tuple[str, str]:
    """The draft of the cast: its lead's cookie and its reference."""
    email = BY_KEY["amina"].email
    ref = world.one(
        sa.select(Proposal.ref)
        .join(Collaborator, Collaborator.proposal_id == Proposal.id)
        .join(Person, Person.id == Collaborator.person_id)
        .where(
            Person.email == email,
            Collaborator.role == TeamRole.LEAD,
            Proposal.status == ProposalStatus.DRAFT,
        )
    )
    return world.cookie(email), ref


@case("house.sign_in", Goal(ratio=0.15, first_load_bytes=APPLICANT_BYTES))
def sign_in(world: World) -> list[Request]:
    return [Request("/sign-in")]


@case("house.tasks", Goal(ratio=0.06, first_load_bytes=APPLICANT_BYTES))
def tasks(world: World) -> list[Request]:
    cookie, ref = draft(world)
    return [Request(f"/proposals/{ref}/", cookie)]


@case("house.section", Goal(ratio=0.06, first_load_bytes=APPLICANT_BYTES))
def section(world: World) -> list[Request]:
    cookie, ref = draft(world)
    return [Request(f"/proposals/{ref}/sections/{_summary_section(world)}", cookie)]


def drafts(world: World) -> list[tuple[str, str]]:
    """Eight open drafts of eight people: the address of the lead, the reference."""
    return world.all(
        sa.select(Person.email, Proposal.ref)
        .join(Collaborator, Collaborator.person_id == Person.id)
        .join(Proposal, Proposal.id == Collaborator.proposal_id)
        .join(Call, Call.id == Proposal.call_id)
        .where(
            Proposal.status == ProposalStatus.DRAFT,
            Collaborator.role == TeamRole.LEAD,
            Collaborator.removed_at.is_(None),
            Call.closes_at > sa.func.current_timestamp(),
        )
        .order_by(Proposal.id)
        .limit(8)
    )


@case("house.save", Goal(ratio=0.05, first_load_bytes=None))
def save(world: World) -> list[Request]:
    """Eight drafts of eight people, saved over and over."""
    slug = _summary_section(world)
    return [
        world.form(f"/proposals/{ref}/sections/{slug}", world.cookie(email), "summary")
        for email, ref in drafts(world)
    ]


def _summary_section(world: World) -> str:
    from grants.calls.models import Question, Section

    slug: str = world.one(
        sa.select(Section.slug)
        .join(Question, Question.section_id == Section.id)
        .join(Proposal, Proposal.call_id == Section.call_id)
        .where(Question.code == "summary", Proposal.status == ProposalStatus.DRAFT)
    )
    return slug


@case(
    "house.proposals",
    Goal(ratio=0.05, first_load_bytes=STAFF_BYTES),
    same_queries_in="small",
)
def proposals(world: World) -> list[Request]:
    return [Request(f"/calls/{SCORED}/proposals", world.cookie(BY_KEY["sofia"].email))]


@case(
    "house.ranking",
    Goal(p95_ms=300, first_load_bytes=STAFF_BYTES),
    same_queries_in="small",
)
def ranking(world: World) -> list[Request]:
    return [Request(f"/reviews/calls/{SCORED}/ranking", world.cookie(BY_KEY["helena"].email))]


@case("house.board_item", Goal(ratio=0.06, first_load_bytes=STAFF_BYTES))
def board_item(world: World) -> list[Request]:
    meeting, n = world.one(
        sa.select(Meeting.ref, Item.n)
        .join(Item, Item.meeting_id == Meeting.id)
        .where(Meeting.status == MeetingStatus.OPEN, Item.kind == ItemKind.PROPOSAL)
        .order_by(Item.n)
    )
    return [Request(f"/board/{meeting}/items/{n}", world.cookie(BY_KEY["hans"].email))]


@case("house.statement", Goal(ratio=0.06, first_load_bytes=STAFF_BYTES))
def statement(world: World) -> list[Request]:
    from grants.core import clock

    year = clock.now().year
    return [Request(f"/funds/catalytic_fund/{year}", world.cookie(BY_KEY["olga"].email))]
