"""Finding look-alikes after a submission, and what a person says of them."""

from typing import Any

import sqlalchemy as sa

from grants.audit.service import record
from grants.core import clock, jobs, operations
from grants.core.actor import Actor
from grants.core.db import db
from grants.core.errors import Refused
from grants.core.messages import msg
from grants.core.text import random_ref
from grants.permissions import Permission
from grants.proposals.models import Proposal
from grants.screening.lookalikes import alike
from grants.screening.models import LookAlike, LookAlikeVerdict
from grants.screening.queries.look_alikes import pair, texts_against

LOOK_ALIKES = "lookalikes"


def on_submitted(sender: Proposal, **facts: Any) -> None:
    """A submission asks for its look-alikes, in the same transaction; the worker finds them."""
    if sender.is_full:  # it continues a text that was compared
        return
    snapshot = facts["snapshot"]
    jobs.enqueue(
        LOOK_ALIKES,
        {"proposal_id": sender.id},
        dedupe=f"{LOOK_ALIKES}:{sender.id}:{snapshot.n}",
    )


@jobs.handles(LOOK_ALIKES)
def find_lookalikes(payload: dict[str, Any]) -> None:
    """Compare with everything submitted to this and earlier calls; flag pairs, decide nothing.

    A pair no longer alike after a new submission is taken off, unless somebody has judged it.
    """
    proposal = db.session.get(Proposal, payload["proposal_id"])
    if proposal is None or proposal.is_test:
        db.session.rollback()
        return
    own, texts = texts_against(proposal)
    ids = list(texts)
    found = {ids[one.index]: one.cosine for one in alike(own, list(texts.values()))}
    known = {row.proposal_id + row.other_id - proposal.id: row for row in _known(proposal.id)}
    now = clock.now()
    for other_id, row in known.items():
        if other_id in found:
            row.likeness_pct = round(found[other_id] * 100)
        elif row.verdict is LookAlikeVerdict.OPEN:
            db.session.delete(row)
    for other_id in found.keys() - known.keys():
        db.session.add(
            LookAlike(
                ref=random_ref(),
                proposal_id=proposal.id,
                other_id=other_id,
                likeness_pct=round(found[other_id] * 100),
                found_at=now,
                verdict=LookAlikeVerdict.OPEN,
                note="",
            )
        )
    db.session.commit()


def judge(
    actor: Actor,
    ref: str,
    verdict: LookAlikeVerdict,
    note: str,
    *,
    operation: str | None = None,
) -> None:
    """Say what two much alike texts are; it may be said anew, the trail keeps each time."""
    operations.claim(operation, actor, "look_alike:judge")
    row = pair(actor, ref, Permission.SCREENING_WORK).row
    if verdict is LookAlikeVerdict.OPEN:
        message = msg("Choose what these two texts are")
        raise Refused(message, {"verdict": message})
    if not note.strip():
        message = msg("Write a note that says why")
        raise Refused(message, {"note": message})
    record(
        actor,
        "look_alike:judge",
        row,
        old={"verdict": row.verdict.value},
        new={"verdict": verdict.value},
    )
    row.verdict, row.note = verdict, note.strip()
    row.judged_by_id, row.judged_at = actor.person_id, clock.now()
    operations.keep(operation, actor, ref)
    db.session.commit()


def _known(proposal_id: int) -> list[LookAlike]:
    return list(
        db.session.scalars(
            sa.select(LookAlike).where(
                sa.or_(LookAlike.proposal_id == proposal_id, LookAlike.other_id == proposal_id)
            )
        )
    )
