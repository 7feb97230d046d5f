"""The ranking of a call: one aggregate query over proposals, reviews and scores."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import sqlalchemy as sa

from grants.calls.models import Call
from grants.calls.queries import CriterionView, criteria_of, for_office
from grants.core.actor import Actor
from grants.core.db import db
from grants.core.errors import NotFound
from grants.funds.models import Envelope
from grants.permissions import Permission
from grants.proposals.models import ProposalStatus
from grants.reviews.models import RankingRule
from grants.reviews.queries import tallies
from grants.reviews.queries.rule import Ruling, ruling_of
from grants.reviews.queries.tallies import Places
from grants.reviews.queries.totals import totals_of
from grants.reviews.rules import ordering, ranking, scores
from grants.reviews.rules.calibrated import Calibrated, Estimate, Given, calibrate, seed_of
from grants.reviews.rules.ranking import Entry, Order, Placed
from grants.reviews.rules.scores import Divergence, Tally

S = ProposalStatus
# What a ranking shows; those not yet decided still ask for money.
RANKED = (
    S.IN_REVIEW,
    S.RANKED,
    S.WITH_BOARD,
    S.DECIDED,
    S.APPROVED,
    S.RESERVE,
    S.REJECTED,
)
ASKING = frozenset({S.IN_REVIEW, S.RANKED, S.WITH_BOARD})
FREEZABLE = (S.IN_REVIEW, S.RANKED)


@dataclass(frozen=True)
class Row:
    """One proposal of the ranking, in its place."""

    proposal_id: int
    ref: str
    title: str
    city: str
    country: str | None
    focus_area: str
    asked_cents: int
    status: ProposalStatus
    assigned: int
    tally: Tally
    mean: Fraction | None
    missed: tuple[str, ...]
    divergence: Divergence | None
    placed: Placed
    estimate: Estimate | None = None

    @property
    def mean_milli(self) -> int | None:
        return None if self.mean is None else scores.rounded(self.mean)


@dataclass(frozen=True)
class Basis:
    """All that an order is made from, whichever the rule."""

    call: Call
    entries: tuple[Entry, ...]
    reviews: tuple[Given, ...]
    moves: Mapping[str, Fraction]
    calibrated: Calibrated
    room_cents: int

    def available(self, rule: RankingRule) -> RankingRule:
        is_refused = rule is RankingRule.CALIBRATED and self.calibrated.refused is not None
        return RankingRule.MEAN if is_refused else rule

    def order(self, rule: RankingRule) -> Order:
        middle = ordering.medians(self.reviews) if rule is RankingRule.MEDIAN else {}
        return ranking.place(
            ordering.keyed(self.entries, rule, self.calibrated, middle, self.moves),
            tie_order=self.call.tie_order,
            seed=self.call.ref,
            pass_points=self.call.pass_points,
            room_cents=self.room_cents,
        )


@dataclass(frozen=True)
class RankingView:
    """The whole ranking of a call as it stands."""

    call: Call
    criteria: tuple[CriterionView, ...]
    rows: tuple[Row, ...]
    order: Order
    seed: str
    basis: "Basis"
    ruling: Ruling

    @property
    def used(self) -> RankingRule:
        """The rule the order goes by: the chosen one, or the mean where that cannot be had."""
        return self.basis.available(self.ruling.rule)

    def by(self, rule: RankingRule) -> Order:
        """The order another rule would give."""
        return self.order if rule is self.used else self.basis.order(rule)

    @property
    def open_reviews(self) -> int:
        """Reviews asked for and not yet in."""
        return sum(max(0, row.assigned - row.tally.count) for row in self.rows)


def ranking_of(
    actor: Actor, call_ref: str, *, statuses: Sequence[ProposalStatus] = RANKED
) -> RankingView:
    """The live ranking. Proposals the actor must not see are left out before anything is counted.

    Six queries whatever the number of proposals, besides those of the walls.
    """
    if not actor.may(Permission.RANKING_READ):
        raise NotFound
    return ranking_for(actor, for_office(actor, call_ref), statuses=statuses)


def ranking_for(
    actor: Actor, call: Call, *, statuses: Sequence[ProposalStatus] = RANKED
) -> RankingView:
    criteria = criteria_of(call)
    result = db.session.execute(tallies.sums(call, criteria, actor, statuses))
    places = tallies.places_of(list(result.keys()), criteria)
    found = result.all()
    agreed = tallies.agreed_points(call)
    moderated = [row.id for row in found if row.id in agreed]
    full = tallies.all_points(moderated) if moderated else {}
    summed = {
        row.id: tallies.tally_of(row, places, agreed.get(row.id), full.get(row.id)) for row in found
    }
    missed = {
        row.id: tuple(c.code for c in scores.floors_missed(summed[row.id], criteria))
        for row in found
    }
    entries = tuple(_entry(row, call, criteria, summed[row.id], missed[row.id]) for row in found)
    tallied = {row.ref: summed[row.id] for row in found}
    ruling = ruling_of(call)
    basis = _basis(call, entries, tallied)
    order = basis.order(basis.available(ruling.rule))
    by_ref = {row.ref: row for row in found}
    estimates = basis.calibrated.estimates
    rows = tuple(
        _row(by_ref[placed.entry.ref], placed, call, places, summed, missed, estimates)
        for placed in order.rows
    )
    return RankingView(call, criteria, rows, order, call.ref, basis, ruling)


def _basis(call: Call, entries: tuple[Entry, ...], tallied: Mapping[str, Tally]) -> Basis:
    """With the calibrated figures, made once for the same scores and money."""
    room = room_of(call)
    reviews = totals_of(call, tallied)
    held = {one.proposal for one in reviews}
    candidates = tuple(
        ordering.candidate(e, tallied[e.ref], passes=ranking.passes(e, call.pass_points))
        for e in entries
        if e.ref in held
    )
    return Basis(
        call,
        entries,
        reviews,
        {one.ref: one.moved for one in candidates if one.moved},
        calibrate(reviews, candidates, room, seed_of(call.ref)),
        room,
    )


def room_of(call: Call) -> int:
    """What the envelope can still reserve; the planned amount before an envelope is cut."""
    if call.envelope_id is not None:
        left = db.session.scalar(
            sa.select(
                Envelope.amount_cents - Envelope.reserved_cents - Envelope.committed_cents
            ).where(Envelope.id == call.envelope_id)
        )
        return int(left or 0)
    return call.envelope_cents or 0


def _entry(
    row: Any,
    call: Call,
    criteria: Sequence[CriterionView],
    summed: Tally,
    missed: tuple[str, ...],
) -> Entry:
    """What the rules need to place one proposal."""
    parting = [c for c in criteria if c.code in call.tie_order]
    return Entry(
        ref=row.ref,
        asked_cents=row.grant_cents,
        mean=scores.mean(summed, criteria),
        floors_met=not missed,
        criteria={c.code: scores.criterion_mean(summed, c.id) for c in parting},
        preferred=row.country in (call.country_exceptions.get("prefer") or ()),
        spends=row.status in ASKING,
    )


def _row(
    row: Any,
    placed: Placed,
    call: Call,
    places: Sequence[Places],
    summed: Mapping[int, Tally],
    missed: Mapping[int, tuple[str, ...]],
    estimates: Mapping[str, Estimate],
) -> Row:
    floors = [
        (p.floor, row[p.low], row[p.high])
        for p in places
        if p.floor is not None and row[p.low] is not None
    ]
    return Row(
        proposal_id=row.id,
        ref=row.ref,
        title=row.title,
        city=row.city,
        country=row.country,
        focus_area=row.focus_area,
        asked_cents=row.grant_cents,
        status=row.status,
        assigned=row.assigned,
        tally=summed[row.id],
        mean=placed.entry.mean,
        missed=missed[row.id],
        divergence=scores.is_divergent(
            summed[row.id],
            divergence_points=call.divergence_points,
            pass_points=call.pass_points,
            floors=floors,
        ),
        placed=placed,
        estimate=estimates.get(row.ref),
    )
