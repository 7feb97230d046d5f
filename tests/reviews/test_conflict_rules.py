"""Which ties are found, and which may be waived."""

import pytest

from grants.accounts.rules.emails import domain_of
from grants.reviews.models import ConflictKind as K
from grants.reviews.rules.conflicts import (
    WAIVABLE,
    WORDS,
    PersonTies,
    ProposalTies,
    found_kinds,
)

EVA = PersonTies(1, "Eva@city.gov.gh", frozenset({10}))


@pytest.mark.parametrize(
    ("proposal", "kinds"),
    [
        (ProposalTies(5), set()),
        (ProposalTies(5, organisations=frozenset({10})), {K.SAME_ORGANISATION}),
        (ProposalTies(5, organisations=frozenset({11})), set()),
        (ProposalTies(5, sponsor_organisations=frozenset({10})), {K.SPONSOR}),
        (ProposalTies(5, sponsor_emails=frozenset({"eva@city.gov.gh"})), {K.SPONSOR}),
        (ProposalTies(5, team=frozenset({1})), {K.IN_TEAM}),
        (ProposalTies(5, domains=frozenset({"city.gov.gh"})), {K.SAME_DOMAIN}),
        (ProposalTies(5, domains=frozenset({"gov.gh"})), set()),
        (ProposalTies(5, named=frozenset({"eva@city.gov.gh"})), {K.NAMED_BY_APPLICANT}),
    ],
)
def test_each_tie_is_found_as_its_kind(proposal: ProposalTies, kinds: set[K]) -> None:
    assert found_kinds(EVA, proposal) == kinds


def test_a_public_mail_service_ties_nobody() -> None:
    eva = PersonTies(1, "eva@gmail.com")
    assert found_kinds(eva, ProposalTies(5, domains=frozenset({"gmail.com", ""}))) == set()


def test_an_address_without_a_domain_ties_nobody() -> None:
    assert domain_of("eva") == ""
    assert found_kinds(PersonTies(1, "eva"), ProposalTies(5, domains=frozenset({""}))) == set()


def test_facts_are_never_waived() -> None:
    assert WAIVABLE.isdisjoint({K.DECLARED, K.IN_TEAM, K.SPONSOR, K.SAME_ORGANISATION})


def test_every_kind_has_its_words() -> None:
    assert set(WORDS) == set(K)
