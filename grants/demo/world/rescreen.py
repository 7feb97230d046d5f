"""Chapter: ten per cent of the scored call's checks done again, blind; one answer differs."""

import sqlalchemy as sa

from grants.accounts.models import Person
from grants.accounts.queries import actor_of
from grants.calls.models import CheckMode
from grants.calls.queries import by_ref, checklist_of
from grants.core.db import db
from grants.demo.cast import BY_KEY
from grants.demo.world.calls import SCORED
from grants.demo.world.stage import Stage
from grants.proposals.models import Proposal
from grants.screening import service
from grants.screening.models import CheckAnswer, Rescreen
from grants.screening.service import Reply

INCLUSION = "B12"


def build(stage: Stage) -> None:
    """Drawn by a lead; everybody who was given one has ended it."""
    stage.go_to(-1.8)
    service.draw(stage.actor(BY_KEY["helena"].email), SCORED)
    given = db.session.execute(
        sa.select(Proposal.ref, Person.id)
        .join(Rescreen, Rescreen.proposal_id == Proposal.id)
        .join(Person, Person.id == Rescreen.officer_id)
        .order_by(Rescreen.position)
    ).all()
    officers = [i.code for i in checklist_of(by_ref(SCORED)) if i.mode is CheckMode.OFFICER]
    for n, (ref, person_id) in enumerate(given):
        stage.go_to(-1.6 + n * 0.1)
        replies = {code: Reply(CheckAnswer.YES) for code in officers}
        if n == 0 and INCLUSION in replies:
            words = "The note names the women's groups but no sum in the budget is theirs."
            replies[INCLUSION] = Reply(CheckAnswer.NO, words)
        service.save_again(actor_of(person_id), SCORED, ref, replies, finish=True)
