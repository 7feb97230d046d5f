"""Who must not judge what: ties that are found, and which of them a lead may waive."""

from dataclasses import dataclass

from grants.accounts.rules.emails import telling_domain
from grants.core.messages import N_
from grants.reviews.models import ConflictKind

K = ConflictKind

WORDS: dict[ConflictKind, str] = {
    K.DECLARED: N_("Declared by the evaluator"),
    K.SAME_ORGANISATION: N_("Works for the proponent or the recipient"),
    K.SAME_DOMAIN: N_("Same e-mail domain as the applicant"),
    K.IN_TEAM: N_("In the proposal's team"),
    K.SPONSOR: N_("Works for a sponsor of the proposal"),
    K.NAMED_BY_APPLICANT: N_("Named by the applicant"),
    K.NAMED_BY_SECRETARIAT: N_("Named by the Secretariat"),
}

# A shared mail domain may be a whole ministry, and a name on a list is an opinion; the others are
# facts that no reason outweighs.
WAIVABLE = frozenset({K.SAME_DOMAIN, K.NAMED_BY_APPLICANT, K.NAMED_BY_SECRETARIAT})

# Kinds a lead records by hand.
RECORDED = (K.NAMED_BY_SECRETARIAT, K.NAMED_BY_APPLICANT)


@dataclass(frozen=True)
class PersonTies:
    """What connects an evaluator: organisations with mergers followed."""

    person_id: int
    email: str
    organisations: frozenset[int] = frozenset()


@dataclass(frozen=True)
class ProposalTies:
    """What connects a proposal: proponent, recipient, their people, its sponsors."""

    proposal_id: int
    organisations: frozenset[int] = frozenset()
    sponsor_organisations: frozenset[int] = frozenset()
    sponsor_emails: frozenset[str] = frozenset()
    team: frozenset[int] = frozenset()
    domains: frozenset[str] = frozenset()
    named: frozenset[str] = frozenset()  # e-mail addresses the applicant named


def found_kinds(person: PersonTies, proposal: ProposalTies) -> set[ConflictKind]:
    """Every tie between the two that the system can see."""
    email = person.email.casefold()
    domain = telling_domain(email)
    kinds = set()
    if person.person_id in proposal.team:
        kinds.add(K.IN_TEAM)
    if person.organisations & proposal.organisations:
        kinds.add(K.SAME_ORGANISATION)
    if person.organisations & proposal.sponsor_organisations or email in proposal.sponsor_emails:
        kinds.add(K.SPONSOR)
    if domain and domain in proposal.domains:
        kinds.add(K.SAME_DOMAIN)
    if email in proposal.named:
        kinds.add(K.NAMED_BY_APPLICANT)
    return kinds
