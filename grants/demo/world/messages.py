"""Chapter: what two teams of the open call and the Secretariat write to each other."""

import io
from datetime import timedelta

import sqlalchemy as sa

from grants.accounts.models import Person
from grants.core.db import db
from grants.demo.cast import BY_KEY
from grants.demo.world import writer
from grants.demo.world.stage import Stage
from grants.files.service import receive
from grants.messages import service
from grants.messages.service import Upload
from grants.proposals.models import Collaborator, Proposal, ProposalStatus, TeamRole

ROSA_ASKS = (
    "Buenos días:\n\nAyer presentamos nuestra propuesta. Esta mañana el Concejo Municipal aprobó "
    "el aporte en efectivo para el segundo año, que en el presupuesto ya figura como previsto. "
    "Adjuntamos la carta firmada.\n\n¿Debemos presentar la propuesta de nuevo, o basta con que "
    "ustedes tengan la carta?"
)
SOFIA_ANSWERS = (
    "Estimada Rosa:\n\nGracias por la carta. Queda guardada con la propuesta y la leerá quien "
    "examine la admisibilidad. No hace falta presentar de nuevo: el presupuesto no cambia.\n\n"
    "Si antes del cierre quieren que la carta forme parte de lo presentado, pueden subirla en "
    "“Documentos” y presentar otra vez; cuenta la última versión válida."
)
ROSA_THANKS = "Muchas gracias, queda claro. La dejamos así."
SAMUEL_ASKS = (
    "Hello,\n\nour electricity is cut every day from noon until six. We will probably "
    "submit from the regional office. May somebody who is not in the team yet press the button, "
    "or must it be the lead?"
)


def build(stage: Stage) -> None:
    """An exchange in Spanish with a letter, settled; and a question about a draft that waits."""
    rosa, sofia, samuel = (stage.actor(BY_KEY[key].email) for key in ("rosa", "sofia", "samuel"))
    submitted = _ref_of("rosa", ProposalStatus.SUBMITTED)
    letter = Upload(receive(io.BytesIO(writer.letter())), "carta del Concejo Municipal.pdf")
    _at(stage, -4, 16)
    service.send(rosa, submitted, ROSA_ASKS, [letter])
    _at(stage, -3, 10)
    service.send(sofia, submitted, SOFIA_ANSWERS)
    _at(stage, -3, 17)
    service.send(rosa, submitted, ROSA_THANKS)
    _at(stage, -2, 9)
    service.settle(sofia, submitted, version=3)
    stage.go_to(-0.2)
    service.send(samuel, _ref_of("amina", ProposalStatus.DRAFT), SAMUEL_ASKS)


def _at(stage: Stage, days: int, hour: int) -> None:
    """At the end of this hour in Brussels: people write by day."""
    instant = stage.end_of_day(days) - timedelta(hours=23 - hour)
    stage.go_to((instant - stage.today) / timedelta(days=1))


def _ref_of(key: str, status: ProposalStatus) -> str:
    """The proposal this character leads."""
    return (
        db.session.scalars(
            sa.select(Proposal.ref)
            .join(Collaborator, Collaborator.proposal_id == Proposal.id)
            .join(Person, Person.id == Collaborator.person_id)
            .where(
                Person.email == BY_KEY[key].email,
                Collaborator.role == TeamRole.LEAD,
                Proposal.status == status,
            )
            .order_by(Proposal.id.desc())
        ).first()
        or ""
    )
