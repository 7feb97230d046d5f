"""Finding look-alikes after a submission, and what a person says of them."""

from bisect import bisect_left
from typing import Any

from grants.audit.service import record
from grants.core import clock, jobs, operations
from grants.core.actor import Actor
from grants.core.db import db, reading
from grants.core.digest import sha256
from grants.core.errors import Refused
from grants.core.messages import msg
from grants.permissions import Permission
from grants.proposals.models import Proposal
from grants.screening.models import LookAlikeVerdict
from grants.screening.queries.look_alikes import pair
from grants.screening.queries.vectors import Stored, stored
from grants.screening.rules.look_alikes import digest_of_both
from grants.screening.service.compare import bring_up_to_date, keep
from grants.screening.vectors import Corpus

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
    bring_up_to_date()
    with reading():
        texts = stored()
    place = place_of(texts, payload["proposal_id"])
    if place is None:  # a test of a call, or a full proposal: not compared
        return
    corpus = Corpus(texts.packed)
    keep(texts, corpus, [place], corpus.pairs_of(place))
    db.session.commit()


def place_of(texts: Stored, proposal_id: int) -> int | None:
    """Where a proposal's text stands among all."""
    place = bisect_left(texts.ids, proposal_id)
    there = place < len(texts.ids) and texts.ids[place] == proposal_id
    return place if there else None


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
    found = pair(actor, ref, Permission.SCREENING_WORK, lock=True)
    row = found.row
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
    # What was judged is what both say now, even before the worker has compared it.
    row.texts = row.judged_texts = digest_of_both(
        sha256(found.later.text), sha256(found.earlier.text)
    )
    operations.keep(operation, actor, ref)
    db.session.commit()
