"""From the order to what the Secretariat recommends: each departure has its reason."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from grants.core.errors import Refused
from grants.core.messages import Message, msg, nmsg
from grants.core.money import Amount
from grants.reviews.models import Recommendation
from grants.reviews.rules.ranking import Placed


@dataclass(frozen=True)
class Departure:
    """One proposal treated otherwise than the order suggests."""

    ref: str
    recommendation: Recommendation
    amount_cents: int | None = None
    reason: str = ""


@dataclass(frozen=True)
class SlateRow:
    """One line of the slate."""

    placed: Placed
    recommendation: Recommendation
    amount_cents: int
    reason: str

    @property
    def departs(self) -> bool:
        return (
            self.recommendation is not self.placed.suggestion
            or self.amount_cents != self.placed.entry.asked_cents
        )


@dataclass(frozen=True)
class Slate:
    """All lines in the order of the ranking."""

    rows: tuple[SlateRow, ...]
    room_cents: int

    def of(self, recommendation: Recommendation) -> list[SlateRow]:
        return [row for row in self.rows if row.recommendation is recommendation]

    @property
    def recommended_cents(self) -> int:
        """What the recommended rows ask of the envelope; money already reserved is not in it."""
        return sum(
            row.amount_cents
            for row in self.of(Recommendation.RECOMMENDED)
            if row.placed.entry.spends
        )


def slate(placed: Sequence[Placed], departures: Mapping[str, Departure], room_cents: int) -> Slate:
    """The order with its departures applied."""
    rows = []
    for one in placed:
        other = departures.get(one.entry.ref)
        amount = one.entry.asked_cents
        if other is not None and other.amount_cents is not None:
            amount = other.amount_cents
        rows.append(
            SlateRow(
                one,
                other.recommendation if other else one.suggestion,
                amount,
                other.reason if other else "",
            )
        )
    return Slate(tuple(rows), room_cents)


def departure_fault(row: SlateRow) -> tuple[str, Message] | None:
    """What is wrong with one departure: the field it concerns and the sentence."""
    asked = row.placed.entry.asked_cents
    if row.departs and not row.reason.strip():
        return "reason", msg("Give the reason: the board will read it")
    if not 0 < row.amount_cents <= asked:
        return "amount", msg("Give an amount up to what was asked, %(asked)s", asked=Amount(asked))
    return None


def check_slate(found: Slate, currency: str) -> None:
    """Refused unless every proposal is scored, every departure reasoned, and the money enough."""
    unscored = sum(row.placed.entry.mean is None for row in found.rows)
    if not found.rows:
        raise Refused(msg("No proposal of this call is in review, so there is nothing to freeze."))
    if unscored:
        raise Refused(
            nmsg(
                "A ranking cannot be frozen while %(n)s proposal has no submitted review.",
                "A ranking cannot be frozen while %(n)s proposals have no submitted review.",
                unscored,
            )
        )
    for row in found.rows:
        fault = departure_fault(row) if row.departs else None
        if fault is not None:
            raise Refused(
                msg(
                    "Proposal %(ref)s still has to be put right: %(what)s.",
                    ref=row.placed.entry.ref,
                    what=fault[1],
                )
            )
    if found.recommended_cents > found.room_cents:
        raise Refused(
            msg(
                "The recommended proposals add up to %(sum)s, and the envelope has only %(room)s "
                "left. Recommend fewer, or smaller amounts.",
                sum=Amount(found.recommended_cents, currency),
                room=Amount(found.room_cents, currency),
            )
        )
