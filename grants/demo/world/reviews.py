"""Chapter: pool, conflicts, assignment, scores, and the frozen ranking."""

import random
from dataclasses import dataclass, field

import sqlalchemy as sa

from grants.accounts.models import Organisation, Person
from grants.accounts.queries import actor_of
from grants.accounts.service.organisations import affiliate
from grants.calls.queries import by_ref, criteria_of
from grants.core.actor import SYSTEM
from grants.core.db import db
from grants.demo.cast import BY_KEY
from grants.demo.world.applications import Round
from grants.demo.world.calls import SCORED
from grants.demo.world.people import EVALUATORS, evaluator_email
from grants.demo.world.stage import Stage
from grants.demo.world.tie import tie_at_the_line
from grants.proposals.models import Proposal
from grants.reviews.models import Advice, Assignment, AssignmentStatus, PoolMember
from grants.reviews.rules.review import Given
from grants.reviews.rules.scores import Points
from grants.reviews.service import assign, conflicts, freeze, pool, review
from grants.reviews.service.pool import Answer

LANGUAGES = {"wanjiru": "en", "elena": "en", "ahmed": "en", "mariam": "fr"}
COMMENTS = {
    "low": (
        "The text stays general here: it names neither who would do the work nor what would be "
        "different afterwards. One figure, one place and one responsible office would help. It is "
        "not clear how residents take part in the choice of works."
    ),
    "middle": (
        "The argument holds and the steps follow from each other. What is missing is a word on "
        "what happens if the council changes its mind in the second year, and who pays then."
    ),
    "high": (
        "Convincing: the city says what it will do differently, who decides with whom, and how we "
        "will see it. The way from survey to budget is the strongest part, and others can copy it "
        "without the fund's help. I would visit this in a year."
    ),
}
STRENGTHS = "A clear problem, named with the people concerned; a city that puts its own money in."
WEAKNESSES = "The plan depends on one department; its neighbours are mentioned but not bound."


@dataclass
class Plan:
    """Points to be given: proposal → its evaluators' points by criterion code."""

    points: dict[str, list[dict[str, int]]] = field(default_factory=dict)


def build(stage: Stage, made: Round) -> str:
    """All scored but the proposal that rejoined late; the frozen ranking's reference."""
    lead = stage.actor(BY_KEY["helena"].email)
    stage.go_to(-56)
    people = _pool(stage)
    _ties(stage, made)
    assign.suggest(lead, SCORED)
    assign.publish(lead, SCORED, stage.end_of_day(-24))
    plan = _plan(stage, made)
    _declare(stage)
    _score(stage, plan)
    stage.say(f"{len(people)} evaluators, {sum(map(len, plan.points.values()))} reviews")
    stage.go_to(-14)
    return freeze.freeze(
        lead,
        SCORED,
        [],
        "The order of the scores, without departures.",
        seen=freeze.basis(freeze.freezable(lead, SCORED)),
    )


def rejoin(stage: Stage, made: Round) -> None:
    """The proposal whose appeal was upheld after the freeze: reviews still to do."""
    lead = stage.actor(BY_KEY["helena"].email)
    stage.go_to(-6)
    refs = {
        person.email: ref
        for person, ref in db.session.execute(
            sa.select(Person, PoolMember.ref).join(PoolMember, PoolMember.person_id == Person.id)
        )
    }
    chosen = ["ahmed", "wanjiru"]
    members = [refs[BY_KEY[key].email] for key in chosen]
    assign.assign(lead, SCORED, made.rejoined, members)
    assign.publish(lead, SCORED, stage.end_of_day(12))
    for row in _assignments(made.rejoined):
        if row.email == BY_KEY["ahmed"].email:
            conflicts.declare(stage.actor(row.email), row.ref, has_conflict=False)


def _pool(stage: Stage) -> list[str]:
    """Thirteen evaluators invited; each accepts with what they read and know."""
    lead = stage.actor(BY_KEY["helena"].email)
    emails = [BY_KEY[key].email for key in LANGUAGES]
    emails += [evaluator_email(name, domain) for name, domain, _ in EVALUATORS]
    spoken = [*LANGUAGES.values(), *(language for _, _, language in EVALUATORS)]
    pool.invite(lead, SCORED, [stage.person(email).ref for email in emails])
    areas = [area["code"] for area in by_ref(SCORED).focus_areas]
    for n, (email, language) in enumerate(zip(emails, spoken, strict=True)):
        actor = stage.actor(email)
        member = db.session.scalars(
            sa.select(PoolMember).where(PoolMember.person_id == actor.person_id)
        ).one()
        read = sorted({language, "en", "es"} if n % 4 else {language, "en", "es", "pt"})
        given = Answer(
            accepts=True,
            impartial=True,
            languages=read,
            regions=["Americas", "Asia", "Africa"][n % 3 :][:2],
            themes=[areas[n % len(areas)], areas[(n + 1) % len(areas)]],
            most=14,
        )
        pool.answer(actor, member.ref, given, version=member.version)
    return emails


def _ties(stage: Stage, made: Round) -> None:
    """One evaluator works for an applicant; another shares a mail domain (found, not told)."""
    gustavo = stage.person(evaluator_email("Gustavo Prado", "planejar"))
    row = db.session.scalars(
        sa.select(Organisation)
        .join(Proposal, Proposal.proponent_id == Organisation.id)
        .where(Proposal.ref == made.refs[33])
    ).one()
    affiliate(SYSTEM, gustavo, row)


@dataclass(frozen=True)
class Task:
    """An assignment as the demonstration walks through it."""

    ref: str
    proposal: str
    email: str
    person_id: int


def _assignments(proposal_ref: str | None = None) -> list[Task]:
    query = (
        sa.select(Assignment.ref, Proposal.ref, Person.email, Person.id)
        .join(Proposal, Proposal.id == Assignment.proposal_id)
        .join(Person, Person.id == Assignment.person_id)
        .where(Assignment.status.in_([AssignmentStatus.PUBLISHED, AssignmentStatus.DECLARED]))
        .order_by(Assignment.id)
    )
    if proposal_ref:
        query = query.where(Proposal.ref == proposal_ref)
    return [Task(*row) for row in db.session.execute(query)]


def _declare(stage: Stage) -> None:
    """Everybody declares; Elena finds that she advised one of the cities."""
    told = False
    for n, row in enumerate(_assignments()):
        stage.go_to(-55 + n * 0.02)
        conflict = row.email == BY_KEY["elena"].email and not told
        told = told or conflict
        conflicts.declare(
            actor_of(row.person_id),
            row.ref,
            has_conflict=conflict,
            reason="I advised this city on its plan two years ago." if conflict else "",
        )


def _plan(stage: Stage, made: Round) -> Plan:
    """A quality for each proposal, leniency for each place, two that diverge, two that tie."""
    criteria = criteria_of(by_ref(SCORED))
    plan = Plan()
    for n, ref in enumerate(made.refs):
        quality = 4.3 - 2.6 * ((n * 17) % 44) / 44
        if ref == made.broken_quorum:
            quality = 4.4
        plan.points[ref] = [
            {c.code: _points(stage.dice, quality, place) for c in criteria} for place in range(3)
        ]
    for ref in (made.refs[8], made.refs[24]):  # two that their evaluators see differently
        plan.points[ref][0] = {c.code: 5 for c in criteria}
        plan.points[ref][1] = {c.code: 2 for c in criteria}
    tie_at_the_line(made, plan.points, _places_scored())
    return plan


def _points(dice: random.Random, quality: float, place: int) -> int:
    leniency = (0.3, 0.0, -0.3)[place]
    return min(5, max(1, round(quality + leniency + dice.uniform(-0.6, 0.6))))


def _places_scored() -> dict[str, list[int]]:
    """Which places of a proposal will be scored: none for the evaluator who steps aside."""
    rows = _assignments()
    aside = next(row for row in rows if row.email == BY_KEY["elena"].email)
    found: dict[str, list[int]] = {}
    for row in rows:
        if row is not aside:
            taken = found.setdefault(row.proposal, [])
            taken.append(len(taken) % 3)
    return found


def _score(stage: Stage, plan: Plan) -> None:
    """Every declared assignment is written and submitted, over a month."""
    criteria = criteria_of(by_ref(SCORED))
    taken: dict[str, int] = {}
    rows = [row for row in _assignments() if row.proposal in plan.points]
    for n, row in enumerate(rows):
        stage.go_to(-54 + 29 * n / len(rows))
        place = taken.get(row.proposal, 0)
        taken[row.proposal] = place + 1
        actor = actor_of(row.person_id)
        if not _is_declared(row.ref):
            continue
        points = plan.points[row.proposal][place % 3]
        given = Given(
            scores={
                c.id: Points(points[c.code], comment=_comment(points[c.code])) for c in criteria
            },
            strengths=STRENGTHS,
            weaknesses=WEAKNESSES,
            question="Who keeps the register when the grant has ended?",
            for_committee="I would ask for a letter from the treasurer.",
            advice=_advice(points),
        )
        review.save(actor, row.ref, given, version=0)
        review.submit(actor, row.ref, version=1)


def _is_declared(ref: str) -> bool:
    status = db.session.scalars(sa.select(Assignment.status).where(Assignment.ref == ref)).one()
    return status is AssignmentStatus.DECLARED


def _comment(points: int) -> str:
    return COMMENTS["low" if points <= 2 else "middle" if points == 3 else "high"]


def _advice(points: dict[str, int]) -> Advice:
    mean = sum(points.values()) / len(points)
    if mean >= 4:
        return Advice.FUND
    return Advice.FUND_WITH_CHANGES if mean >= 3 else Advice.DO_NOT_FUND
