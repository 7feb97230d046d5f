"""A person says whether a name is that of somebody listed; each time is kept."""

from dataclasses import dataclass

import sqlalchemy as sa

from grants.audit.service import record
from grants.core import clock, operations
from grants.core.actor import Actor
from grants.core.db import db
from grants.core.errors import Conflict, Forbidden
from grants.core.messages import msg
from grants.files import service as files
from grants.permissions import Permission
from grants.sanctions.models import NamesHit, NamesVerdict, Verdict
from grants.sanctions.queries.file import find, hit_to_judge
from grants.sanctions.rules.results import check_verdict


@dataclass(frozen=True)
class Evidence:
    """A file received and checked before the transaction began, with the name it was given."""

    received: files.Received
    name: str


def judge(
    actor: Actor,
    ref: str,
    hit_ref: str,
    verdict: Verdict,
    words: str,
    evidence: Evidence | None = None,
    *,
    version: int | None = None,
    operation: str | None = None,
) -> None:
    """Say what a hit is; it may be said anew, and every time stays on record.

    Raises Refused without a verdict or words, and Conflict when somebody else has judged since
    the page of `version` was opened.
    """
    if actor.person_id is None:
        raise Forbidden
    operations.claim(operation, actor, "names:judge")
    place = find(actor, ref, Permission.NAMES_CHECK)
    hit = hit_to_judge(place, hit_ref)
    check_verdict(verdict, words)
    _check_version(hit, version)
    said = _said(hit, verdict, words, actor.person_id)
    if evidence is not None:
        files.store(actor, evidence.received, evidence.name, said)
    new = {"verdict": verdict.value, "n": said.n, "proposal": place.proposal.id}
    record(actor, "names:judge", hit, old={"verdict": hit.verdict.value}, new=new)
    hit.verdict, hit.judged_by_id, hit.judged_at = verdict, actor.person_id, said.at
    operations.keep(operation, actor, hit_ref)
    db.session.commit()


def _said(hit: NamesHit, verdict: Verdict, words: str, person_id: int) -> NamesVerdict:
    said = NamesVerdict(
        hit_id=hit.id,
        n=_times(hit) + 1,
        verdict=verdict,
        words=words.strip(),
        by_id=person_id,
        at=clock.now(),
    )
    db.session.add(said)
    db.session.flush()
    return said


def _times(hit: NamesHit) -> int:
    query = sa.select(sa.func.count()).where(NamesVerdict.hit_id == hit.id)
    return db.session.scalar(query) or 0


def _check_version(hit: NamesHit, version: int | None) -> None:
    if version is not None and hit.version != version:
        raise Conflict(
            msg(
                "Somebody else judged this name while you had it open; what they said stands "
                "below. Nothing of yours was saved yet: compare, and press the button again."
            )
        )
