"""A whole round of the open call, from its submissions to awards on record, by pages alone."""

from collections.abc import Callable, Iterator
from datetime import timedelta

import pytest
from playwright.sync_api import expect

from grants.core import clock
from tests.journeys import board, city, evaluator, secretariat
from tests.journeys.conftest import House, Visit, served
from tests.world import World

AMA = "Cape Coast: higher ground for those who must move"
ROSA = "Guatemala: paradas seguras decididas por quienes las usan"
MAIL = "ama.owusu@cape-coast.example"
EVALUATORS = {"wanjiru": "Wanjiru Kamau", "elena": "Elena Popescu", "ahmed": "Ahmed Saleh"}
POINTS = {AMA: {"wanjiru": 5, "elena": 4, "ahmed": 4}, ROSA: dict.fromkeys(EVALUATORS, 4)}
LINE = "Catalytic Fund"
# Where the round left its marks, looked at once more with scripts and axe.
PAGES: tuple[tuple[str, Callable[[Visit], Visit]], ...] = (
    ("kwame", lambda one: secretariat.file_of(one, ROSA)),
    ("helena", lambda one: one.menu("Reviews").follow(secretariat.CALL).is_at("Progress")),
    ("pierre", lambda one: secretariat.open_results(one).sees("Released")),
    ("elena", lambda one: one.menu("My reviews").follow(AMA).is_at(AMA)),
    ("beth", lambda one: board.open_meeting(one, secretariat.CALL)),
    ("clara", lambda one: board.open_meeting(one, board.CARRIED)),
    ("sylvie", lambda one: one.menu("Decisions").is_at("Decisions")),
    ("olga", lambda one: board.statement(one, LINE)),
    ("rosa", lambda one: one.menu("My proposals").follow(ROSA).is_at(ROSA)),
)


@pytest.fixture(scope="module")
def house(demo_world: World, tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    """One of its own: its clock moves."""
    with served(demo_world.copy(tmp_path_factory.mktemp("round"))) as found:
        yield found


@pytest.mark.timeout(600)  # hundreds of pages, one after the other: about two minutes
def test_a_call_is_walked_from_open_to_awards_against_a_business_line(
    visit: Callable[..., Visit],
) -> None:
    ama, one = visit(scripts=False), visit(scripts=False)
    home = apply(ama, one)
    secretariat.move_clock(one, 26)
    screen(one)
    review(one)
    decide_in_writing(one)
    decide_in_a_meeting(one)
    tell(one, ama, home)
    continue_in_full(one, ama, home)
    assert broken_rules(one.house.world) == []
    for who, way in PAGES:
        way(visit(who).in_english()).fits(f"round-{who}")


def apply(ama: Visit, sponsor: Visit) -> str:
    """A second proposal beside Rosa's, which is in already; the address of its task list."""
    city.register(ama, MAIL)
    home = city.start(ama)
    city.fill_sections(ama, home)
    city.ask_sponsor(ama, home)
    city.endorse(sponsor)
    city.submit(ama, home)
    return home


def screen(one: Visit) -> None:
    """One eligible; one not, confirmed by a second officer, and its appeal upheld by a lead."""
    secretariat.find_eligible(one.be("sofia"), AMA)
    secretariat.find_ineligible(one, ROSA)
    one.be("rosa").in_english().menu("My proposals").follow(ROSA)
    one.sees("Being checked").sees_nothing_of(secretariat.REFUSAL)
    secretariat.confirm_ineligible(one.be("kwame"), ROSA)
    city.object_to_outcome(one.be("rosa"), ROSA, secretariat.REFUSAL)
    secretariat.uphold_appeal(one.be("pierre").in_english(), ROSA)


def review(one: Visit) -> None:
    """Three evaluators, blind to each other until their own review is in; the ranking."""
    secretariat.invite(one.be("helena"), tuple(EVALUATORS.values()))
    for key in EVALUATORS:
        evaluator.accept(one.be(key))
    secretariat.assign(one.be("helena"))
    for key, name in EVALUATORS.items():
        one.be(key)
        for title, points in POINTS.items():
            evaluator.declare_none(one, title)
            if key == "elena":
                evaluator.sees_nothing_of_others(one, title, "Wanjiru Kamau")
            evaluator.score(one, name, title, points[key])
    evaluator.reads_others(one, AMA, "Wanjiru Kamau")
    one.be("helena")
    secretariat.freeze(one)
    rows = one.main.get_by_role("row").filter(has_text="Recommended").all_inner_texts()
    assert [AMA in row for row in rows] == [True, False]
    secretariat.put_before_board(one.be("pierre"))


def decide_in_writing(one: Visit) -> None:
    """Silence is consent for one award; an objection sends the other to a meeting."""
    board.open_procedure(one.be("sylvie"))
    board.sees_nothing_of_item(one.be("beth"), AMA)
    board.object_to(one.be("hans"), ROSA)
    secretariat.move_clock(one, 15)
    board.confirm(one.be("clara"), secretariat.CALL)
    one.sees("Moved to a meeting")
    number = board.decision_of(one, AMA)
    board.statement(one.be("olga"), LINE).sees(number)
    entry = one.main.get_by_role("row").filter(has_text=number)
    expect(entry).to_contain_text("145,000")
    assert number in board.cells_of_statement(one)
    board.statement(one.be("beth"), LINE).sees_nothing_of(number)
    one.sees("Money of items you are recused from is left out of this statement.")


def decide_in_a_meeting(one: Visit) -> None:
    """What was objected to, an allocation and a transfer; each gets its number and its entry."""
    year = board.year_of(one.be("sylvie"))
    board.prepare_meeting(one, year)
    board.hold_meeting(one, clock.now().date() + timedelta(days=45))
    board.vote(one.be("hans"), ROSA, "Abstain")
    board.vote(one.be("beth"), ROSA, "For")
    one.sees_nothing_of("1,855,000")  # what the award hidden from her has left of the envelope
    board.vote(one.be("clara"), ROSA, "For")
    one.sees("1,855,000")
    board.close_meeting(one.be("sylvie"))
    board.confirm(one.be("clara"), board.CARRIED)
    award = board.decision_of(one, ROSA)
    allocation = board.decision_of(one, "US$300,000")
    transfer = board.decision_of(one, "US$50,000")
    board.statement(one.be("olga"), LINE).sees(award).sees(allocation)
    board.statement(one, "Communications and Advocacy").sees(transfer)


def tell(one: Visit, ama: Visit, home: str) -> None:
    """Nobody in the city knows before the release; then the letter says it all."""
    ama.go(home)
    ama.sees("With the board").sees_nothing_of("Approved")
    secretariat.prepare_release(one.be("helena"))
    ama.go(home)
    ama.sees_nothing_of("Approved")
    secretariat.release(one.be("pierre"))
    board.read_letter(ama, home).sees("145,000").sees("cedar")
    for name in EVALUATORS.values():
        ama.sees_nothing_of(name)
    city.open_letter(ama, MAIL, f"Approved in principle: {AMA}")
    one.be("rosa").in_english().menu("My proposals").sees("Approved in principle")


def continue_in_full(one: Visit, ama: Visit, home: str) -> None:
    """The team goes on from its concept note; the office sees how far it is, and no more."""
    board.read_letter(ama, home).follow("Go to the full proposal").is_at(AMA)
    ama.sees("145,000").fits("round-full-tasks")
    ama.follow("The project in brief").is_at("The project in brief")
    ama.sees("As in the concept note").fits("round-full-section")
    ama.main.get_by_label("Duration in months").fill("14")
    ama.press("Save and come back later").follow("The project in brief")
    ama.sees("Changed since the concept note").fits("round-full-changed")
    ama.main.get_by_text("Changed since the concept note").first.click()
    ama.sees("added:").fits("round-full-changes")
    one.be("helena").menu("Calls").follow(secretariat.CALL)
    one.follow("Full proposals").is_at("Full proposals").sees("Being written")
    one.fits("round-full-list")
    one.sees_nothing_of("14 months")


def broken_rules(world: World) -> list[str]:
    """Ledger, statuses, receipts, quorum and trail of the whole world, recomputed."""
    commands = world.open().test_cli_runner()
    answers = [commands.invoke(args=one) for one in (["check-invariants"], ["audit", "verify"])]
    return [answer.output for answer in answers if answer.exit_code]
