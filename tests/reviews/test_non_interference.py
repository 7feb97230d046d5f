"""For each role: two worlds that differ only in what it may not see look alike, byte by byte."""

import re
from collections.abc import Callable

import pytest
from flask import Flask

from grants.accounts.models import Person, Role
from grants.core.db import db
from grants.reviews.models import ConflictKind
from grants.reviews.service import after, conflicts, rule
from tests import build
from tests.browsing import Browser
from tests.reviews import world as w
from tests.reviews.test_blind import SECRETS

Browse = Callable[..., Browser]
CALL = "/reviews/calls/{ref}"
OF_A_LEAD = (  # pages of the call: both worlds stand in one database
    f"{CALL}/progress",
    f"{CALL}/pool",
    f"{CALL}/conflicts",
    f"{CALL}/assignment",
    f"{CALL}/assignment/evaluators",
    f"{CALL}/assignment/worst-served",
    f"{CALL}/ranking",
    f"{CALL}/ranking?sort=calibrated",
    f"{CALL}/ranking/evidence",
    "/calls/{ref}/proposals",
    "/screening/{ref}/",
    "/search?q=Drains",
)
OF_OTHERS = ("/", "/calls/{ref}", "/proposals/", "/board/", "/decisions/", "/messages/")


def seen(browser: Browser, made: w.World, paths: tuple[str, ...]) -> dict[str, str]:
    found = {}
    for path in paths:
        page = browser.get(path.format(ref=made.call.ref))
        found[path] = f"{page.status} " + _masked(page.source)
    return found


def _masked(source: str) -> str:
    """Error pages also carry a number to quote."""
    return re.sub(r"\b[0-9a-f]{8}\b", "…", SECRETS.sub("…", source))


def panel(made: w.World, points: list[int | None]) -> None:
    """What happens to the first proposal in reviewing, with these points."""
    first = made.proposals[0]
    for evaluator in made.evaluators:
        w.write(made, first, evaluator, points, strengths="Nobody else may read this")
    lead = build.acting(made.lead)
    rule.open_scores(lead, made.call.ref)
    after.rate(lead, made.call.ref, made.ref_for(first, made.evaluators[0]), "thin", "Not said")


def nothing(made: w.World) -> None:
    rule.open_scores(build.acting(made.lead), made.call.ref)


def reviewed(
    act: Callable[[w.World], None], who: Callable[[w.World], Person]
) -> tuple[w.World, Person]:
    """Three proposals; the others are scored alike in every world."""
    made = w.world(proposals=3)
    w.publish(made)
    reader = who(made)
    for k, proposal in enumerate(made.proposals[1:]):  # no ties: lots are drawn from references
        for n, evaluator in enumerate(made.evaluators):
            w.write(made, proposal, evaluator, [3 + n % 2, 4 - k, 3])
    act(made)
    db.session.commit()
    return made, reader


def tied_lead(made: w.World) -> Person:
    """Another lead, who must not judge the first proposal."""
    tied = build.person("Tia Lead", Role.LEAD)
    conflicts.exclude(
        build.acting(made.lead),
        made.proposals[0].id,
        tied.id,
        ConflictKind.NAMED_BY_SECRETARIAT,
        "Her brother runs it.",
    )
    db.session.commit()
    return tied


@pytest.mark.parametrize("points", [[5, 5, 5], [0, 1, 0]])
def test_a_lead_in_conflict_reads_nothing_of_the_proposal_in_any_figure_or_order(
    app: Flask, browse: Browse, points: list[int | None]
) -> None:
    worlds = [
        reviewed(nothing, tied_lead),
        reviewed(lambda made: panel(made, points), tied_lead),
    ]
    looks = [seen(browse(who), made, OF_A_LEAD) for made, who in worlds]
    for path in OF_A_LEAD:
        assert looks[0][path] == looks[1][path], path
    assert "Drains for ward 000" not in "".join(looks[1].values())


@pytest.mark.parametrize(
    "who",
    [
        lambda made: made.city,
        lambda made: build.person("Oda Officer", Role.OFFICER),
        lambda made: build.person("Bea Board", Role.BOARD_MEMBER),
        lambda made: build.person("Sec Retary", Role.BOARD_SECRETARY),
    ],
    ids=["applicant", "officer", "board member", "board secretary"],
)
def test_what_the_panel_does_changes_no_byte_for_who_may_not_see_it(
    app: Flask, browse: Browse, who: Callable[[w.World], Person]
) -> None:
    worlds = [reviewed(nothing, who), reviewed(lambda made: panel(made, [5, 1, 2]), who)]
    own = [f"/proposals/{made.proposals[0].ref}/" for made, _who in worlds]
    looks = [seen(browse(person), made, OF_OTHERS) for made, person in worlds]
    for path in OF_OTHERS:
        assert looks[0][path] == looks[1][path], path
    first, second = (
        _masked(browse(person).get(path).source)
        for path, (_made, person) in zip(own, worlds, strict=True)
    )
    assert first == second
