"""Who must step aside from an item, found from what is on record."""

from collections.abc import Collection
from dataclasses import dataclass, field

from grants.board.models import RecusalCause
from grants.core.messages import N_
from grants.core.text import fold

CAUSE_WORDS: dict[RecusalCause, str] = {
    RecusalCause.SPONSOR: N_("An organisation of this seat sponsors the proposal"),
    RecusalCause.APPLICANT: N_("An organisation of this seat submitted the proposal"),
    RecusalCause.RECIPIENT: N_("An organisation of this seat would receive the money"),
    RecusalCause.PARTNER: N_("An organisation of this seat is an implementing partner"),
    RecusalCause.CO_FINANCIER: N_("An organisation of this seat pays a part of the project"),
    RecusalCause.DECLARED: N_("Declared by the member"),
    RecusalCause.CHAIR: N_("Added by the chair"),
}


@dataclass(frozen=True)
class Ties:
    """What binds a seat: the organisations of the seat and of both its holders, merges followed,
    those they declared an interest in, and for a government the country."""

    organisations: frozenset[int]
    names: frozenset[str] = frozenset()  # folded names and acronyms of the same
    government_of: str | None = None


@dataclass(frozen=True)
class Stakes:
    """Who has a stake in a proposal."""

    sponsors: frozenset[int] = frozenset()
    applicant: int | None = None
    recipient: int | None = None
    applicant_names: frozenset[str] = frozenset()  # folded
    recipient_names: frozenset[str] = frozenset()
    partner_names: frozenset[str] = frozenset()
    co_financier_names: frozenset[str] = frozenset()
    country: str | None = field(default=None)


def causes(ties: Ties, stakes: Stakes) -> list[RecusalCause]:
    """Why this seat steps aside from this proposal; empty when nothing is known against it."""
    tests = (
        (RecusalCause.SPONSOR, bool(ties.organisations & stakes.sponsors)),
        (
            RecusalCause.APPLICANT,
            stakes.applicant in ties.organisations or bool(ties.names & stakes.applicant_names),
        ),
        (
            RecusalCause.RECIPIENT,
            stakes.recipient in ties.organisations or bool(ties.names & stakes.recipient_names),
        ),
        (RecusalCause.PARTNER, bool(ties.names & stakes.partner_names)),
        (RecusalCause.CO_FINANCIER, bool(ties.names & stakes.co_financier_names)),
    )
    return [cause for cause, found in tests if found]


def is_same_country(ties: Ties, stakes: Stakes) -> bool:
    """A government's seat and a proposal from its country: asked, never forced."""
    return ties.government_of is not None and ties.government_of == stakes.country


def folded(names: Collection[str]) -> frozenset[str]:
    """Names as they are compared; very short ones say too little and are left out."""
    return frozenset(key for name in names if len(key := " ".join(fold(name).split())) >= 3)
