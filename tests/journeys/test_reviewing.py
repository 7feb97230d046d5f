"""A review by keys alone, and one without scripts, each from the first page to its end."""

from collections.abc import Callable, Iterator

import pytest

from tests.journeys.conftest import House, Visit, served
from tests.journeys.fingers import Fingers, Keys, Mouse
from tests.world import World

WHY = (
    "The city says who decides with whom and what will be different afterwards; who pays for the "
    "upkeep when the grant has ended is not said."
)


@pytest.fixture(scope="module")
def house(demo_world: World, tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    with served(demo_world.copy(tmp_path_factory.mktemp("reviewing"))) as found:
        yield found


def scored(evaluator: Visit, hand: Fingers) -> None:
    """Every criterion with its reason, what the city will read, then handed in."""
    main = evaluator.main
    scales = main.get_by_role("group", name="Points")
    assert scales.count() == 7
    for n in range(scales.count()):
        hand.tick(scales.nth(n).get_by_label("Does not apply here" if n == 6 else "4 points"))
        hand.write(main.get_by_label("Comment for the applicant").nth(n), WHY)
    hand.write(main.get_by_label("Comment for the committee").first, "Between us.")
    hand.write(main.get_by_label("Strengths"), "A problem named with those concerned.")
    hand.write(main.get_by_label("Weaknesses"), "One office carries all of it.")
    hand.tick(main.get_by_label("Fund", exact=True))
    hand.tick(main.get_by_label("I know this field very well"))
    hand.press(main.get_by_role("button", name="See what the city will read"))
    evaluator.is_at("What the city will read").sees("One office carries all of it.")
    evaluator.sees_nothing_of("Between us.").fits("reviewing-city")
    hand.press(evaluator.main.get_by_role("link", name="Back to the review"))
    hand.press(evaluator.main.get_by_role("button", name="Check and submit"))
    evaluator.is_at("Submit your review").sees("80.0 of 100").sees("does not apply")
    hand.press(evaluator.main.get_by_role("button", name="Submit my review"))
    evaluator.sees("Your review is submitted.")


@pytest.mark.timeout(300)
def test_an_evaluator_scores_by_keys_alone(visit: Callable[..., Visit]) -> None:
    evaluator = visit("ahmed").in_english()
    keys = Keys(evaluator.page)
    evaluator.go("/reviews/")
    keys.press(evaluator.main.get_by_role("link", name="Go on with this one"))
    evaluator.is_at("Review:")
    scored(evaluator, keys)
    assert keys.stops > 30


@pytest.mark.timeout(300)
def test_an_evaluator_declares_and_scores_without_scripts(visit: Callable[..., Visit]) -> None:
    evaluator = visit("wanjiru", scripts=False).in_english()
    evaluator.go("/reviews/")
    evaluator.follow("Go on with this one").is_at("Do you have a conflict of interest?")
    evaluator.main.get_by_label("No, I have none").check()
    evaluator.press("Save my declaration").is_at("Review:")
    scored(evaluator, Mouse(evaluator.page))
