"""Chapter: what the Secretariat keeps beside two proposals of the scored call."""

from datetime import timedelta

from grants.demo.cast import BY_KEY
from grants.demo.world.applications import Round
from grants.demo.world.screening import officers
from grants.demo.world.stage import Stage
from grants.notes import service
from grants.notes.models import NoteKind, TagTone

LETTER, RIVER = "Letter awaited", "River city"


def build(stage: Stage, made: Round) -> None:
    """Two tags, a shared note and a flag that waits for its person."""
    sofia, kwame = officers(stage)
    stage.go_to(-3)
    service.put_tag(sofia, made.appealed, LETTER)
    service.write_note(
        sofia,
        made.appealed,
        "The team writes that the signed letter went by post. I asked the post room of the "
        "partnership to look out for it.",
        NoteKind.SHARED,
    )
    stage.go_to(-1.5)
    tag = service.put_tag(sofia, made.returned, LETTER)
    service.put_tag(kwame, made.returned, RIVER)
    service.edit_tag(
        stage.actor(BY_KEY["helena"].email), tag, name=LETTER, tone=TagTone.AMBER, version=1
    )
    service.raise_flag(
        sofia,
        made.returned,
        to=stage.person(BY_KEY["kwame"].email).ref,
        words="Last year's call had a proposal for the same quarter. Is this the same project?",
        due_on=(stage.today + timedelta(days=4)).date(),
    )
