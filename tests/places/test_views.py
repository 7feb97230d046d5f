"""Suggestions of cities."""

from collections.abc import Callable

import pytest

from tests.browsing import Browser


def test_a_city_is_found_without_its_accents_the_largest_first(
    browse: Callable[..., Browser],
) -> None:
    page = browse().get("/places/cities.json", query={"q": "mazar-e"})
    assert page.response.json[0]["value"] == "Mazār-e Sharīf"
    assert page.response.json[0]["label"] == "Mazār-e Sharīf, Afghanistan"
    assert page.response.json[0]["country"] == "AF"


def test_only_cities_of_the_asked_country_are_suggested(browse: Callable[..., Browser]) -> None:
    page = browse().get("/places/cities.json", query={"q": "san", "country": "gt"})
    assert page.response.json
    assert {row["country"] for row in page.response.json} == {"GT"}


@pytest.mark.parametrize("typed", ["", " ", "%", "_", "\x00", "'; DROP TABLE city; --", "x" * 5000])
def test_odd_input_finds_nothing_and_breaks_nothing(
    browse: Callable[..., Browser], typed: str
) -> None:
    page = browse().get("/places/cities.json", query={"q": typed, "country": "zz9"})
    assert page.status == 200
    assert page.response.json == []


def test_country_names_follow_the_reader(browse: Callable[..., Browser]) -> None:
    page = browse().get(
        "/places/cities.json", query={"q": "tamale"}, headers={"Accept-Language": "fr"}
    )
    assert page.response.json[0]["label"] == "Tamale, Ghana"
    page = browse().get(
        "/places/cities.json", query={"q": "dar es"}, headers={"Accept-Language": "fr"}
    )
    assert page.response.json[0]["label"].endswith("Tanzanie")
