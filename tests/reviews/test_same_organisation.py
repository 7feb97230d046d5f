"""Names of organisations: the same, a family, or strangers."""

import pytest

from grants.reviews.rules.same_organisation import body, is_family, is_same

SAME = [
    ("ETH Zürich", "ETHZ"),
    ("ETH Zürich", "Eidgenössische Technische Hochschule Zürich"),
    ("ETHZ", "Eidgenössische Technische Hochschule Zürich"),
    ("Universität Zürich", "University of Zurich"),
    ("Université de Genève", "Universite de Geneve"),
    ("City of Tamale", "Ville de Tamalé"),
    ("Habitat Works Ltd.", "Habitat Works"),
    ("SDI", "Slum Dwellers International"),
    ("S.D.I.", "SDI"),
]
STRANGERS = [
    ("ETH Zürich", "Universität Zürich"),
    ("ETHZ", "Universität Zürich"),
    ("Universität Zürich", "City of Zürich"),
    ("Technische Universität München", "Universität München"),
    ("University of Ghana", "University of Professional Studies Ghana"),
    ("City of Accra", "City of Tamale"),
    ("UN Habitat", "UN Hanoi"),
    ("Slum Dwellers International", "Social Development Institute"),
    ("CITY OF ACCRA", "CITY OF TEMA"),
    ("University", "Universität"),
    ("", ""),
    ("...", "ETHZ"),
]
FAMILIES = [
    ("ETH Zürich", "ETH Zürich Department of Architecture"),
    ("Department of Architecture, ETH Zürich", "ETH Zürich"),
    ("UN-Habitat", "UN-Habitat Kenya"),
    ("Slum Dwellers International", "Slum Dwellers International – Kenya"),
]


@pytest.mark.parametrize(("one", "other"), SAME)
def test_one_organisation_under_two_names(one: str, other: str) -> None:
    assert is_same(body(one), body(other))
    assert is_same(body(other), body(one))
    assert not is_family(body(one), body(other))
    assert not body(one).marks.isdisjoint(body(other).marks)


@pytest.mark.parametrize(("one", "other"), STRANGERS)
def test_words_for_a_kind_of_body_and_chance_initials_join_nobody(one: str, other: str) -> None:
    for pair in ((one, other), (other, one)):
        assert not is_same(*map(body, pair))
        assert not is_family(*map(body, pair))


@pytest.mark.parametrize(("one", "other"), FAMILIES)
def test_a_part_of_an_organisation_is_its_family(one: str, other: str) -> None:
    for pair in ((one, other), (other, one)):
        assert is_family(*map(body, pair))
        assert not is_same(*map(body, pair))
    assert not body(one).marks.isdisjoint(body(other).marks)


def test_an_acronym_on_record_counts_and_another_country_does_not() -> None:
    lesotho = body("National University of Lesotho", "NUL", "LS")
    assert is_same(lesotho, body("NUL", country="LS"))
    assert is_same(lesotho, body("NUL"))
    assert not is_same(lesotho, body("NUL", country="GH"))
    assert not is_same(body("City of London", country="GB"), body("City of London", country="CA"))
