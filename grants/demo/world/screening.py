"""Chapter: the eligibility check of the scored call, by two officers and one clock."""

import sqlalchemy as sa

from grants.accounts.models import Person
from grants.calls.models import CheckMode
from grants.calls.queries import by_ref, checklist_of
from grants.core.actor import Actor
from grants.core.db import db
from grants.demo.cast import BY_KEY
from grants.demo.world.applications import Round
from grants.demo.world.calls import SCORED
from grants.demo.world.stage import Stage
from grants.proposals.models import Collaborator, Proposal, TeamRole
from grants.screening import service
from grants.screening.models import CheckAnswer, Clarification, Finding
from grants.screening.service import Reply
from grants.screening.service.clarify_clock import expire
from grants.screening.service.look_alikes import find_lookalikes

YES, NO, CURABLE = CheckAnswer.YES, CheckAnswer.NO, CheckAnswer.CURABLE
LETTER, THEME = "B2", "B5"  # the sponsor's letter (curable), the fit with the theme (not)

NOT_MIGRATION = (
    "The proposal builds railway crossings. It does not say how people who move to the city, or "
    "the communities that receive them, would live, work, connect or take part better."
)


def build(stage: Stage, made: Round) -> None:
    """Everything checked but what returns later; an answer that came late; a refusal."""
    sofia, kwame = officers(stage)
    find_lookalikes({"proposal_id": _id_of(made.twins[1])})  # the worker finds any others
    for n, ref in enumerate(made.refs):
        stage.go_to(-68 + n * 0.2)
        service.start(sofia, ref)
        if ref in (made.late_answer, made.appealed):
            _ask(sofia, ref, "The sponsor's letter carries no signature. Please send a signed one.")
        elif ref in (made.refused, made.rejoined):
            _refuse(sofia, kwame, ref, NOT_MIGRATION)
        elif ref != made.returned:
            _pass(sofia, ref)
    stage.go_to(-57)
    lead = stage.actor(_lead_email(made.late_answer))
    service.answer_clarification(
        lead,
        made.late_answer,
        "The signed letter was sent by the sponsor today; the secretary "
        "of our office had been ill. We are sorry for the delay.",
    )
    _pass(sofia, made.late_answer)
    stage.go_to(-56)
    service.appeal(
        stage.actor(_lead_email(made.rejoined)),
        made.rejoined,
        "Section 2.2 says that two thirds of those served moved to the city in the last five "
        "years. The municipal works are the first half of the plan, not its aim.",
    )


def latecomers(stage: Stage, made: Round) -> None:
    """What still moves while the board has its papers: an appeal upheld, one open, a question."""
    sofia, kwame = officers(stage)
    pierre = stage.actor(BY_KEY["pierre"].email)
    stage.go_to(-40)
    service.decide_appeal(
        pierre,
        made.rejoined,
        uphold=True,
        words="The note does describe the people concerned. It rejoins the round.",
    )
    stage.go_to(-9)
    joao = stage.actor(BY_KEY["joao"].email)
    _let_expire(made.appealed)
    _refuse(
        sofia,
        kwame,
        made.appealed,
        "No sponsor's letter with a signature was received.",
        code=LETTER,
    )
    stage.go_to(-4)
    service.appeal(
        joao,
        made.appealed,
        "A carta assinada seguiu por correio e o recibo do correio está com a nossa equipa. "
        "Pedimos que a decisão seja revista com esse documento.",
    )
    stage.go_to(-2)
    _ask(sofia, made.returned, "The sponsor's letter cannot be read: please upload it again.")


def _id_of(ref: str) -> int:
    return db.session.scalars(sa.select(Proposal.id).where(Proposal.ref == ref)).one()


def _let_expire(ref: str) -> None:
    """The question's time is over without an answer: back to the officer."""
    query = sa.select(Clarification.id).join(Proposal, Proposal.id == Clarification.proposal_id)
    expire({"clarification_id": db.session.scalars(query.where(Proposal.ref == ref)).one()})


def officers(stage: Stage) -> tuple[Actor, Actor]:
    return stage.actor(BY_KEY["sofia"].email), stage.actor(BY_KEY["kwame"].email)


def _replies(**others: Reply) -> dict[str, Reply]:
    items = [i.code for i in checklist_of(by_ref(SCORED)) if i.mode is CheckMode.OFFICER]
    return {code: Reply(YES) for code in items} | others


def _pass(sofia: Actor, ref: str) -> None:
    service.answer_checks(sofia, ref, _replies())
    service.find(sofia, ref, Finding.ELIGIBLE)


def _ask(sofia: Actor, ref: str, question: str) -> None:
    service.answer_checks(sofia, ref, _replies(**{LETTER: Reply(CURABLE, "Not signed.")}))
    service.ask_clarification(sofia, ref, [LETTER], question)


def _refuse(sofia: Actor, kwame: Actor, ref: str, sentence: str, *, code: str = THEME) -> None:
    service.answer_checks(sofia, ref, _replies(**{code: Reply(NO, sentence[:200])}))
    service.find(sofia, ref, Finding.INELIGIBLE, sentence)
    service.confirm(kwame, ref)


def _lead_email(ref: str) -> str:
    return db.session.scalars(
        sa.select(Person.email)
        .join(Collaborator, Collaborator.person_id == Person.id)
        .join(Proposal, Proposal.id == Collaborator.proposal_id)
        .where(Proposal.ref == ref, Collaborator.role == TeamRole.LEAD)
    ).one()
