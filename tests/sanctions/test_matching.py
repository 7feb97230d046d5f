"""How much names are alike: order-free, accent-free, symmetric, and measured on planted ones."""

import random
import time

import pytest
from hypothesis import given, settings, strategies as st

from grants.sanctions.letters import latin
from grants.sanctions.matching import THRESHOLD, Like, Listed, name_of, points
from tests.sanctions.planted import (
    ARABIC,
    CYRILLIC,
    FAMILY,
    GIVEN,
    MIDDLE,
    OF_BODIES,
    OF_PEOPLE,
    bodies,
    people,
)

LEAST_FOUND = 0.97  # of every way to write a name otherwise
MOST_FALSE = 0.01  # of names that mean somebody else
MOST_SECONDS = 90  # of one processor for 10,000 names against 1,000 listed; 15 when it is idle

texts = st.text(max_size=40)
words = st.sampled_from(GIVEN + MIDDLE + FAMILY)
names = st.lists(words, min_size=1, max_size=5).map(" ".join)


def alike(one: str, other: str) -> int:
    return points(name_of(one), name_of(other))


@given(st.one_of(texts, names), st.one_of(texts, names))
def test_it_is_the_same_either_way_round_and_within_a_hundred(one: str, other: str) -> None:
    assert alike(one, other) == alike(other, one)
    assert 0 <= alike(one, other) <= 100


@given(names)
def test_a_name_is_wholly_like_itself(name: str) -> None:
    assert alike(name, name) == 100


@given(names, st.randoms(use_true_random=False), names)
def test_the_order_of_words_says_nothing(name: str, dice: random.Random, other: str) -> None:
    shuffled = name.split()
    dice.shuffle(shuffled)
    assert alike(" ".join(shuffled), other) == alike(name, other)


@given(names)
def test_accents_case_and_punctuation_say_nothing(name: str) -> None:
    written = name.replace("a", "á").replace("e", "ê").replace("n", "ñ").upper()
    assert alike(written.replace(" ", " . "), name) == 100


@given(texts)
@settings(max_examples=200)
def test_any_text_is_asked_without_a_fault(text: str) -> None:
    assert all(THRESHOLD <= one.points <= 100 for one in LISTED.like(text))


LISTED = Listed(["Yusuf Karim Tamimi", "Golden Falcon of Valdoria", "محمد سليم القرمطي", "!!", ""])


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Abd al-Rahman Jamil", "Abdurrahman JAMIL"),
        ("Abdul Rahman Jamil", "Abdel-Rahmane Jamil"),
        ("Al-Qaramat Foundation", "Alqaramat"),
        ("S.A.R.L. Étoile du Désert", "Etoile Desert Sarl"),
        ("Golden Falcon Trading Company Ltd.", "GOLDEN FALCON TRADING (Co.)"),
        ("Øystein Bjørkmann", "Oystein Bjorkmann"),
        ("Γεώργιος Παππάς Δημάκης", "Georgios Pappas Dimakis"),
        ("Hussein ibn Yusuf Zubayri", "Husayn Youssef al-Zubairi"),
    ],
)
def test_these_are_one_name(one: str, other: str) -> None:
    assert alike(one, other) >= THRESHOLD


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Hussein", "Hussein Karim Zubayri"),  # one word is never a part of a longer name
        ("Al Hussein", "Hussein Karim Zubayri"),
        ("Municipal Council of Nampula", "Municipal Council of Maputo"),
        ("Ministry of Works of Kirtania", "Ministry of Health of Kirtania"),
        ("Karim Hassan Zubayri", "Karim Hussein Zubayri"),
        ("Tatiana Petrovich Tamimov", "Mariana Petrovich Tamimov"),
        ("Association", "Foundation"),
        ("Ltd", "Limited"),
        ("", "Hussein"),
        ("محمد", "Hamad"),
    ],
)
def test_these_are_two_names(one: str, other: str) -> None:
    assert alike(one, other) < THRESHOLD


@pytest.mark.parametrize(("name", "other"), [*ARABIC.items(), *CYRILLIC.items()])
def test_a_name_in_its_own_script_is_found_by_its_latin_spelling_and_back(
    name: str, other: str
) -> None:
    assert [one.index for one in Listed(["Sokha Narith", other]).like(name)] == [1]
    assert [one.index for one in Listed([name, "Sokha Narith"]).like(other)] == [0]


def test_letters_of_other_scripts_are_read_in_latin() -> None:
    assert latin("Щербакин Юрий") == "shcherbakin iurii"
    assert latin("القرمطي") == "qrmty"
    assert latin("Ångström ’n Straße") == "angstrom n strasse"


# -- measured ------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def planted() -> tuple[list[str], list[str], Listed]:
    dice = random.Random(2015)
    listed_people, listed_bodies = people(dice, 700), bodies(dice, 300)
    return listed_people, listed_bodies, Listed(listed_people + listed_bodies)


@pytest.mark.parametrize("way", OF_PEOPLE)
def test_a_listed_person_written_otherwise_is_found(
    planted: tuple[list[str], list[str], Listed], way: str
) -> None:
    dice, (listed, _, index) = random.Random(7), planted
    found = [
        n in {one.index for one in index.like(OF_PEOPLE[way](name, dice))}
        for n, name in enumerate(listed)
        if n % 5 == 0
    ]
    assert sum(found) / len(found) >= LEAST_FOUND


@pytest.mark.parametrize("way", OF_BODIES)
def test_a_listed_organisation_written_otherwise_is_found(
    planted: tuple[list[str], list[str], Listed], way: str
) -> None:
    dice, (before, listed, index) = random.Random(7), planted
    found = [
        n in {one.index for one in index.like(OF_BODIES[way](name, dice))}
        for n, name in enumerate(listed, len(before))
        if n % 3 == 0
    ]
    assert sum(found) / len(found) >= LEAST_FOUND


def test_somebody_else_is_seldom_taken_for_a_listed_one(
    planted: tuple[list[str], list[str], Listed],
) -> None:
    listed_people, listed_bodies, index = planted
    dice = random.Random(77)
    others = [
        *(name for name in people(dice, 700) if name not in set(listed_people)),
        *(name for name in bodies(dice, 500) if name not in set(listed_bodies)),
    ]
    wrong = [name for name in others if index.like(name)]
    assert len(others) > 700
    assert len(wrong) / len(others) <= MOST_FALSE, wrong[:10]


def test_ten_thousand_names_against_a_thousand_take_seconds(
    planted: tuple[list[str], list[str], Listed],
) -> None:
    _, _, index = planted
    asked = people(random.Random(5), 200)
    began = time.process_time()
    for name in asked:
        index.like(name)
    assert (time.process_time() - began) * 50 < MOST_SECONDS


def test_the_most_alike_come_first() -> None:
    found = Listed(["Yusuf Karim Tamimi", "Yusuf Tamimi", "Sokha Narith"]).like("Yusuf Tamimi")
    assert found == [Like(1, 100), Like(0, 95)]
