"""Comparing texts again because somebody asks: one proposal's, a call's, or all."""

import time
from typing import Any

import sqlalchemy as sa

from grants.audit.service import record
from grants.calls.queries import for_office
from grants.core import clock, jobs, operations
from grants.core.actor import Actor
from grants.core.db import db, insert_unless_there, reading
from grants.core.errors import NotFound, Refused
from grants.core.messages import msg
from grants.permissions import Permission
from grants.screening.models import LookAlikeSearch
from grants.screening.queries.case import find
from grants.screening.queries.vectors import Stored, in_call, stored
from grants.screening.service.compare import bring_up_to_date, keep
from grants.screening.service.look_alikes import place_of
from grants.screening.vectors import BLOCK, Corpus

SEARCH = "lookalikes_search"
# A job that takes longer goes on as another, well within the lease of a job.
MOST_SECONDS = 120.0
ALL = "all"


def look_again_at(actor: Actor, ref: str, *, operation: str | None = None) -> None:
    """Compare one proposal's text with all others once more."""
    operations.claim(operation, actor, "look_alike:search")
    proposal = find(actor, ref, Permission.SCREENING_WORK).proposal
    _ask(actor, f"proposal:{proposal.id}", proposal_id=proposal.id)
    operations.keep(operation, actor, ref)
    db.session.commit()


def look_again(
    actor: Actor, call_ref: str, *, everywhere: bool, operation: str | None = None
) -> None:
    """Compare every text of a call with all others, or all with all."""
    if not actor.may(Permission.LOOK_ALIKES_SEARCH):
        raise NotFound
    operations.claim(operation, actor, "look_alike:search")
    call = for_office(actor, call_ref)
    if everywhere:
        _ask(actor, ALL)
    else:
        _ask(actor, f"call:{call.id}", call_id=call.id)
    operations.keep(operation, actor, call_ref)
    db.session.commit()


def _ask(actor: Actor, scope: str, **of: int) -> None:
    """A search to be done by the worker; refused while one of the same runs."""
    row = {
        "scope": scope,
        "asked_by_id": actor.person_id,
        "asked_at": clock.now(),
        "total": 0,
        "compared": 0,
        "last_proposal_id": 0,
        **of,
    }
    insert = insert_unless_there(LookAlikeSearch, row).returning(LookAlikeSearch.id)
    made = db.session.scalar(insert)
    if made is None:
        raise Refused(
            msg("These texts are being compared already. Nothing was added; wait for the result.")
        )
    search = db.session.get_one(LookAlikeSearch, made)
    record(actor, "look_alike:search", search, new={"scope": scope.partition(":")[0]})
    jobs.enqueue(SEARCH, {"search_id": made}, dedupe=f"{SEARCH}:{made}:0")


@jobs.handles(SEARCH)
def search(payload: dict[str, Any]) -> None:
    """A stretch of a search: as many blocks of texts as fit in MOST_SECONDS, each committed with
    how far it is; then the rest as another job. Done twice, it finds the same."""
    until = time.monotonic() + MOST_SECONDS
    with reading():
        row = db.session.get_one(LookAlikeSearch, payload["search_id"])
        search_id, is_over = row.id, row.finished_at is not None
    if is_over:
        return None
    if not bring_up_to_date(until):
        return _go_on(search_id)
    with reading():
        texts = stored()
        row = db.session.get_one(LookAlikeSearch, search_id)
        before, done = row.last_proposal_id, row.compared
        wanted = _wanted(row, texts)
    places = [place for place in wanted if texts.ids[place] > before]
    corpus = Corpus(texts.packed)
    total = done + len(places)
    _note(search_id, compared=done, total=total)
    for start in range(0, len(places), BLOCK):
        if start and time.monotonic() > until:
            return _go_on(search_id)
        block = places[start : start + BLOCK]
        pairs = corpus.pairs(block) if len(block) > 1 else corpus.pairs_of(block[0])
        keep(texts, corpus, block, pairs)
        done += len(block)
        _note(search_id, compared=done, total=total, last_proposal_id=texts.ids[block[-1]])
    _note(search_id, finished_at=clock.now())
    return None


def _wanted(row: LookAlikeSearch, texts: Stored) -> list[int]:
    """The places of the texts to compare with all others, in order."""
    if row.proposal_id is not None:
        place = place_of(texts, row.proposal_id)
        return [] if place is None else [place]
    if row.call_id is None:
        return list(range(len(texts.ids)))
    mine = in_call(row.call_id)
    return [place for place, of in enumerate(texts.ids) if of in mine]


def _note(search_id: int, **values: Any) -> None:
    """How far a search is; whoever comes later than another worker turns nothing back."""
    query = sa.update(LookAlikeSearch).where(
        LookAlikeSearch.id == search_id, LookAlikeSearch.finished_at.is_(None)
    )
    if "compared" in values:
        query = query.where(LookAlikeSearch.compared <= values["compared"])
    db.session.execute(query.values(**values).execution_options(synchronize_session=False))
    db.session.commit()


def _go_on(search_id: int) -> None:
    jobs.enqueue(SEARCH, {"search_id": search_id})
    db.session.commit()
