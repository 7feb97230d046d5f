"""Who would serve a proposal best among those who may still be asked."""

from dataclasses import dataclass

from grants.calls.models import Call
from grants.reviews.assignment.fit import fits
from grants.reviews.queries.assignment import Reviewed
from grants.reviews.queries.drafting import Wanted, need_of, reader_of, rules_and_version
from grants.reviews.queries.pool import Member


@dataclass(frozen=True)
class Ranked:
    """Somebody of the pool with how well they fit, of 100, by the call's rules."""

    member: Member
    fit: int

    @property
    def has_room(self) -> bool:
        return self.member.assigned < self.member.most


def next_best(proposal: Reviewed, call: Call, free: list[Member]) -> list[Ranked]:
    """Those with room first, the best fit before the others, then who has least to read; one
    query."""
    if not free:
        return []
    rules, _version = rules_and_version(call)
    need = need_of(proposal, call, Wanted())
    whole = fits([need], [reader_of(member) for member in free], rules).whole[0]
    ranked = [Ranked(m, round(float(fit))) for m, fit in zip(free, whole, strict=True)]
    return sorted(
        ranked,
        key=lambda one: (not one.has_room, -one.fit, one.member.assigned, one.member.name),
    )
