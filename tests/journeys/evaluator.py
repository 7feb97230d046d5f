"""What an evaluator does: join the pool, declare, score with reasons, submit, read the others."""

from playwright.sync_api import expect

from tests.journeys.conftest import Visit

# A mark of whoever wrote it that is no name.
MARKS = {"Wanjiru Kamau": "acacia", "Elena Popescu": "linden", "Ahmed Saleh": "cedar"}
MOST_BYTES = 60_000  # of the page with a whole proposal beside its criteria
COMMENT = (
    "Sound as a young {mark}: the city names the people concerned, says who decides with "
    "them and what will be different afterwards. What is missing is a word on who pays for the "
    "upkeep when the grant has ended, and how neighbours are bound."
)


def accept(evaluator: Visit) -> None:
    evaluator.menu("My reviews").follow("Answer the invitation").is_at("Review for a call")
    evaluator.fits("round-invitation")
    page = evaluator.main
    page.get_by_label("Yes, I take part").check()
    for language in ("English", "Spanish"):
        page.get_by_label(language).check()
    page.get_by_label("How many proposals at most?").fill("20")
    page.get_by_label("I will judge impartially").check()
    evaluator.press("Save my answer").sees("Thank you. Your answer is saved.")


def declare_none(evaluator: Visit, title: str) -> None:
    """Title and names are seen first; what the proposal says opens with the declaration."""
    evaluator.menu("My reviews").follow(title).is_at("Do you have a conflict of interest?")
    evaluator.fits("round-declare")
    evaluator.main.get_by_label("No, I have none").check()
    evaluator.press("Save my declaration").is_at(f"Review: {title}")


def words_of(name: str) -> str:
    return COMMENT.format(mark=MARKS[name])


def score(evaluator: Visit, name: str, title: str, points: int) -> None:
    """Every criterion with its reason; checked, then submitted."""
    evaluator.menu("My reviews").follow(title).is_at(f"Review: {title}")
    expect(evaluator.main.get_by_role("link", name="Read the other reviews")).to_have_count(0)
    words = words_of(name)
    scales = evaluator.main.get_by_role("group", name="Points")
    assert scales.count() > 4
    for scale in scales.all():
        scale.get_by_label(f"{points} points").check()
    for comment in evaluator.main.get_by_label("Comment for the applicant").all():
        comment.fill(words)
    evaluator.main.get_by_label("Strengths").fill("A problem named with those concerned.")
    evaluator.main.get_by_label("Weaknesses").fill("One office carries all of it.")
    evaluator.main.get_by_label("Fund", exact=True).check()
    evaluator.fits("round-score")
    sent = evaluator.page.evaluate("fetch(location.href).then((answer) => answer.text())")
    assert len(sent.encode()) <= MOST_BYTES, len(sent.encode())
    evaluator.press("Check and submit").is_at("Submit your review").fits("round-submit-review")
    evaluator.press("Submit my review").sees("Your review is submitted.")


def sees_nothing_of_others(evaluator: Visit, title: str, other: str) -> None:
    """Not by a link, and not by the address either."""
    evaluator.menu("My reviews").follow(title)
    address = evaluator.page.url.removeprefix(evaluator.house.url)
    evaluator.sees_nothing_of(MARKS[other])
    evaluator.go(f"{address}/others")
    evaluator.is_at(f"Review: {title}").sees_nothing_of(MARKS[other])


def reads_others(evaluator: Visit, title: str, other: str) -> None:
    """After one's own is in: the words of the others, without their names."""
    evaluator.menu("My reviews").follow(title).follow("Read the other reviews")
    evaluator.press("Open the other reviews").sees(MARKS[other])
    evaluator.sees_nothing_of(other)
