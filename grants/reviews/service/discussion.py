"""Saying something about a proposal among those who reviewed it."""

from collections.abc import Collection
from typing import Any

from grants.accounts.queries import addressees
from grants.audit.service import record
from grants.core import clock, operations
from grants.core.db import db
from grants.core.errors import Refused
from grants.core.messages import Link, msg
from grants.core.text import random_ref
from grants.mail.service import queue
from grants.notes.rules.notes import check_text, spoken_to
from grants.reviews.models import Audience, PanelMention, PanelRemark
from grants.reviews.queries.discussion import Room, Voice, not_to_be_told, own_remark

MOST_WORDS = 500
MOST_CHARACTERS = 5_000


def say(
    room: Room,
    words: str,
    audience: Audience,
    *,
    tell: Collection[str] = (),
    called: dict[int, str] | None = None,
    corrects: str = "",
    operation: str | None = None,
) -> str:
    """Keep a remark; its reference. The room was found, and locked, for its actor.

    tell: keys of those who are told; called: how each is called in the writer's language, so that
    @ and that name tells them too; corrects: the reference of an own earlier remark, whose audience
    stays. Raises Refused at `words` and `tell`.
    """
    operations.claim(operation, room.actor, "panel:say")
    if not room.may_write:
        raise Refused(msg("The panel's talk about this proposal has ended. Nothing was kept."))
    text = check_text(
        words,
        most_words=MOST_WORDS,
        most_characters=MOST_CHARACTERS,
        empty=msg("Write what you want to say"),
    )
    earlier = own_remark(room, corrects) if corrects else None
    if earlier is not None:
        audience = earlier.audience
    elif not room.is_office:
        audience = Audience.PANEL
    told = _told(room, text, audience, tell, called or {})
    remark = _keep(room, text, audience, earlier, told)
    _mail(room, remark, told)
    operations.keep(operation, room.actor, remark.ref)
    db.session.commit()
    return remark.ref


def _keep(
    room: Room, text: str, audience: Audience, earlier: PanelRemark | None, told: list[Voice]
) -> PanelRemark:
    remark = PanelRemark(
        ref=random_ref(),
        proposal_id=room.proposal.id,
        by_id=room.actor.person_id or 0,
        at=clock.now(),
        audience=audience,
        words=text,
        corrects_id=earlier.id if earlier else None,
    )
    db.session.add(remark)
    db.session.flush()
    db.session.add_all(PanelMention(remark_id=remark.id, person_id=v.person_id) for v in told)
    facts = {"proposal": room.proposal.id, "told": [v.person_id for v in told]}
    record(room.actor, "panel:say", remark, new={**facts, "audience": audience.value})
    return remark


def _told(
    room: Room, text: str, audience: Audience, tell: Collection[str], called: dict[int, str]
) -> list[Voice]:
    readers = {voice.key: voice for voice in room.readers(audience)}
    if any(key not in readers for key in tell):
        message = msg("Choose somebody who reads this remark")
        raise Refused(message, {"tell": message})
    ids = {readers[key].person_id for key in tell}
    by_name = {v.person_id: called[v.person_id] for v in readers.values() if v.person_id in called}
    ids |= spoken_to(text, by_name)
    if ids:
        ids -= not_to_be_told(room)
    return [voice for voice in readers.values() if voice.person_id in ids]


def _mail(room: Room, remark: PanelRemark, told: Collection[Voice]) -> None:
    """What was said is read on the page and not in a mail; an evaluator learns no more of another
    than the page tells."""
    speaker = room.voices[remark.by_id]
    by_person = {voice.person_id: voice for voice in told}
    for to in addressees(by_person):
        reader = by_person[to.person_id or 0]
        is_office = not reader.letter
        named = is_office or room.call.evaluators_named or not speaker.letter
        fields: dict[str, Any] = {
            "by": speaker.name if named else "",
            "letter": speaker.letter,
            "title": room.title_for(is_office=is_office),
            "link": Link(
                "reviews.discussion",
                {"call_ref": room.call.ref, "ref": room.proposal.ref},
            )
            if is_office
            else Link("reviews.own_discussion", {"ref": reader.key}),
        }
        queue(to, "panel_mention", fields, about=remark, dedupe=f"panel:{remark.id}:{to.address}")
