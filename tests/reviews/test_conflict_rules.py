"""Which ties are found, and which may be waived."""

import pytest

from grants.accounts.rules.emails import domain_of
from grants.reviews.models import ConflictKind as K
from grants.reviews.rules.conflicts import (
    WAIVABLE,
    WORDS,
    PersonTies,
    ProposalTies,
    found_ties,
)
from grants.reviews.rules.same_organisation import body

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
    assert set(found_ties(EVA, proposal)) == kinds


def test_a_public_mail_service_ties_nobody() -> None:
    eva = PersonTies(1, "eva@gmail.com")
    assert found_ties(eva, ProposalTies(5, domains=frozenset({"gmail.com", ""}))) == {}


def test_an_address_without_a_domain_ties_nobody() -> None:
    assert domain_of("eva") == ""
    assert found_ties(PersonTies(1, "eva"), ProposalTies(5, domains=frozenset({""}))) == {}


def test_facts_are_never_waived() -> None:
    assert WAIVABLE.isdisjoint({K.DECLARED, K.IN_TEAM, K.SPONSOR, K.SAME_ORGANISATION})


def test_every_kind_has_its_words() -> None:
    assert set(WORDS) == set(K)


def test_names_tie_where_no_record_does_and_say_what_was_seen() -> None:
    eva = PersonTies(1, "eva@x.example", name="Éva Nagy", bodies=(body("ETH Zürich"),))
    of = ProposalTies(
        5,
        bodies=(body("ETHZ"),),
        partners=(body("ETH Zürich – Department of Architecture"),),
        team_names={"eva nagy": "Eva Nagy"},
        earlier=frozenset({1}),
    )
    assert found_ties(eva, of) == {
        K.SAME_PERSON: "Eva Nagy",
        K.EARLIER_PROPOSAL: "",
        K.AFFILIATED: "ETH Zürich ~ ETHZ",
        K.PARTNER: "ETH Zürich ~ ETH Zürich – Department of Architecture",
    }
    stranger = PersonTies(2, "s@x.example", name="Eva", bodies=(body("Universität Zürich"),))
    assert found_ties(stranger, of) == {}


def test_what_names_alone_tell_may_be_waived() -> None:
    assert {K.SAME_PERSON, K.AFFILIATED, K.PARTNER, K.EARLIER_PROPOSAL} <= WAIVABLE
