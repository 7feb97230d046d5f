"""Who must not judge what: ties that are found, and which of them a lead may waive."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from grants.accounts.rules.emails import telling_domain
from grants.core.messages import N_
from grants.core.text import fold
from grants.reviews.models import ConflictKind
from grants.reviews.rules.same_organisation import Body, is_family, is_same, marks_of

K = ConflictKind

WORDS: dict[ConflictKind, str] = {
    K.DECLARED: N_("Declared by the evaluator"),
    K.SAME_ORGANISATION: N_("Works for the proponent or the recipient"),
    K.SAME_DOMAIN: N_("Same e-mail domain as the applicant"),
    K.IN_TEAM: N_("In the proposal's team"),
    K.SPONSOR: N_("Works for a sponsor of the proposal"),
    K.NAMED_BY_APPLICANT: N_("Named by the applicant"),
    K.NAMED_BY_SECRETARIAT: N_("Named by the Secretariat"),
    K.SAME_PERSON: N_("Has the name of somebody in the proposal's team"),
    K.AFFILIATED: N_("Works for a body that seems to be the applicant or a part of it"),
    K.PARTNER: N_("Works for a body that seems to be a partner of the proposal"),
    K.EARLIER_PROPOSAL: N_("Was in the team of another proposal of the same applicant"),
}

# A shared mail domain may be a whole ministry, a name on a list is an opinion, names may be alike
# by chance, and what was written together years ago may be over; the others are facts that no
# reason outweighs.
WAIVABLE = frozenset(
    {
        K.SAME_DOMAIN,
        K.NAMED_BY_APPLICANT,
        K.NAMED_BY_SECRETARIAT,
        K.SAME_PERSON,
        K.AFFILIATED,
        K.PARTNER,
        K.EARLIER_PROPOSAL,
    }
)

# Kinds a lead records by hand.
RECORDED = (K.NAMED_BY_SECRETARIAT, K.NAMED_BY_APPLICANT)


@dataclass(frozen=True)
class PersonTies:
    """What connects an evaluator: organisations with mergers followed, and their names."""

    person_id: int
    email: str
    organisations: frozenset[int] = frozenset()
    name: str = ""
    bodies: tuple[Body, ...] = ()
    marks: frozenset[str] = field(init=False, compare=False, default=frozenset())

    def __post_init__(self) -> None:
        object.__setattr__(self, "marks", marks_of(self.bodies))


@dataclass(frozen=True)
class ProposalTies:
    """What connects a proposal: proponent, recipient, their people, its sponsors, those named.

    bodies: names of the proponent and the recipient; team_names: folded name -> as it is written;
    earlier: people of the teams of other proposals of the same proponent.
    """

    proposal_id: int
    organisations: frozenset[int] = frozenset()
    sponsor_organisations: frozenset[int] = frozenset()
    sponsor_emails: frozenset[str] = frozenset()
    team: frozenset[int] = frozenset()
    domains: frozenset[str] = frozenset()
    named: frozenset[str] = frozenset()  # e-mail addresses the applicant named
    bodies: tuple[Body, ...] = ()
    partners: tuple[Body, ...] = ()
    team_names: Mapping[str, str] = field(default_factory=dict)
    earlier: frozenset[int] = frozenset()
    marks: frozenset[str] = field(init=False, compare=False, default=frozenset())

    def __post_init__(self) -> None:
        object.__setattr__(self, "marks", marks_of((*self.bodies, *self.partners)))


def found_ties(person: PersonTies, proposal: ProposalTies) -> dict[ConflictKind, str]:
    """Every tie between the two that the system can see, with what it saw."""
    email = person.email.casefold()
    domain = telling_domain(email)
    found: dict[ConflictKind, str] = {}
    if person.person_id in proposal.team:
        found[K.IN_TEAM] = ""
    if person.organisations & proposal.organisations:
        found[K.SAME_ORGANISATION] = ""
    if person.organisations & proposal.sponsor_organisations or email in proposal.sponsor_emails:
        found[K.SPONSOR] = ""
    if domain and domain in proposal.domains:
        found[K.SAME_DOMAIN] = domain
    if email in proposal.named:
        found[K.NAMED_BY_APPLICANT] = ""
    return found | _by_name(person, proposal, found)


def _by_name(
    person: PersonTies, proposal: ProposalTies, known: Mapping[ConflictKind, str]
) -> dict[ConflictKind, str]:
    """Ties that only names tell of, where no record does."""
    found: dict[ConflictKind, str] = {}
    name = fold(person.name)
    if K.IN_TEAM not in known:
        if " " in name and name in proposal.team_names:
            found[K.SAME_PERSON] = proposal.team_names[name]
        if person.person_id in proposal.earlier:
            found[K.EARLIER_PROPOSAL] = ""
    if not person.marks.isdisjoint(proposal.marks):
        if K.SAME_ORGANISATION not in known and (seen := _alike(person.bodies, proposal.bodies)):
            found[K.AFFILIATED] = seen
        if seen := _alike(person.bodies, proposal.partners):
            found[K.PARTNER] = seen
    return found


def _alike(ones: Iterable[Body], others: Iterable[Body]) -> str:
    """The first two names that are those of one body or of a part of it; nothing when none are."""
    others = tuple(others)
    for one in ones:
        for other in others:
            if is_same(one, other) or is_family(one, other):
                return f"{one.called} ~ {other.called}"
    return ""
