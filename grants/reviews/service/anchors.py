"""Linking evaluators that share no proposal with the others: a few extra places, shown before."""

from grants.calls.models import Call
from grants.core import operations
from grants.core.actor import Actor
from grants.core.db import db
from grants.core.errors import Refused
from grants.core.messages import msg
from grants.reviews.assignment import anchors, fits, groups, links_of, loads_of, pair_of
from grants.reviews.queries.drafting import Wanted, problem
from grants.reviews.queries.pool import call_for
from grants.reviews.rules.drafting import why_of
from grants.reviews.service.conflicts import detect
from grants.reviews.service.drafts import alone_with, draft

Place = tuple[int, int]  # proposal id, person id


def proposed(actor: Actor, call: Call) -> tuple[list[Place], dict[int, str], list[frozenset[int]]]:
    """The places that would link all evaluators, titles by proposal, and the groups there are.

    Words and bids do not matter here, so they are not loaded."""
    posed = problem(actor, call, Wanted(), with_wishes=False)
    loads = loads_of(posed.needs, posed.readers)
    by_id = {reader.id: load for reader, load in zip(posed.readers, loads, strict=True)}
    links = links_of(posed.needs)
    found = anchors(links, posed.needs, posed.readers, posed.barred, by_id)
    return found, {one.id: one.title for one in posed.proposals.values()}, groups(links)


def link(
    actor: Actor, call_ref: str, seen: frozenset[Place], *, operation: str | None = None
) -> int:
    """Write the extra places as drafts, when they are still those that were shown; how many."""
    operations.claim(operation, actor, "reviews:link")
    call = call_for(actor, call_ref)
    alone_with(call)
    detect(actor, call)
    db.session.flush()
    places, _titles, _groups = proposed(actor, call)
    if set(places) != seen:
        raise Refused(
            msg("The assignments changed meanwhile. Nothing was added; look at the places again.")
        )
    posed = problem(actor, call, Wanted())
    rows = {need.id: n for n, need in enumerate(posed.needs)}
    columns = {reader.id: r for r, reader in enumerate(posed.readers)}
    found = fits(posed.needs, posed.readers, posed.rules, posed.likeness, posed.bids)
    for proposal_id, person_id in places:
        at = rows[proposal_id], columns[person_id]
        pair = pair_of(posed.needs[at[0]], posed.readers[at[1]], found, at)
        draft(actor, proposal_id, person_id, {**why_of(pair), "anchor": True})
    operations.keep(operation, actor, str(len(places)))
    db.session.commit()
    return len(places)
