"""Blind stays blind: two worlds that differ only in what an evaluator may not see look alike."""

import re
from collections.abc import Callable

import pytest
from flask import Flask

from grants.core.db import db
from grants.reviews.service import conflicts, review
from tests import build
from tests.browsing import Browser
from tests.reviews import world as w

SECRETS = re.compile(
    r'(name="(?:csrf_token|operation)" value=")[^"]*'
    r"|(?<=next=)[^\"&]*"  # links that come back to where one is
    r"|\b[2-9A-HJ-NP-TV-Z]{10}\b"  # references are random
    r"|\b\d{1,2}:\d{2}(?::\d{2})?\b"  # saved a moment later in the other world
    r"|CATF-T\d+|person\d+@|data-owner=\"\d+\""
)


def pages(browser: Browser, made: w.World) -> dict[str, str]:
    """Every page an evaluator can open, with tokens, references and times put aside."""
    one = made.evaluators[0]
    found = {"/reviews/": browser.get("/reviews/").source}
    for n, proposal in enumerate(made.proposals):
        ref = made.ref_for(proposal, one)
        for path in ("", "/declare", "/submit", "/others"):
            found[f"{n}{path}"] = browser.get(f"/reviews/{ref}{path}").source
    return {name: SECRETS.sub("…", source) for name, source in found.items()}


def quiet(made: w.World) -> None:
    """Nobody else has done anything."""


def others_have_scored(made: w.World) -> None:
    for proposal in made.proposals:
        for evaluator in made.evaluators[1:]:
            w.write(made, proposal, evaluator, [5, 1, 3], strengths="Not to be seen")


def others_have_opened(made: w.World) -> None:
    others_have_scored(made)
    for evaluator in made.evaluators[1:]:
        ref = made.ref_for(made.proposals[0], evaluator)
        review.open_others(build.acting(evaluator), ref)


def others_are_in_conflict(made: w.World) -> None:
    others_have_scored(made)
    two = made.evaluators[1]
    ref = made.ref_for(made.proposals[0], two)
    conflicts.declare(build.acting(two), ref, has_conflict=True, reason="Related.")


@pytest.mark.parametrize("act", [others_have_scored, others_have_opened, others_are_in_conflict])
def test_what_others_do_changes_no_byte_before_ones_own_review_is_in(
    app: Flask, browse: Callable[..., Browser], act: Callable[[w.World], None]
) -> None:
    seen = []
    for what in (quiet, act):
        made = w.world(proposals=2)
        w.publish(made)
        one = made.evaluators[0]
        ref = made.ref_for(made.proposals[0], one)
        review.save(build.acting(one), ref, w.given(made, [3, 3, 3]), version=0)
        what(made)
        db.session.commit()
        seen.append(pages(browse(one), made))
    for name, source in seen[0].items():
        assert source == seen[1][name], name


def test_a_conflicted_evaluators_pages_are_those_of_somebody_never_asked(
    app: Flask, browse: Callable[..., Browser]
) -> None:
    made = w.world(proposals=2)
    w.publish(made)
    one = made.evaluators[0]
    ref = made.ref_for(made.proposals[0], one)
    w.write(made, made.proposals[0], made.evaluators[1], [5, 5, 5])
    conflicts.declare(build.acting(one), ref, has_conflict=True, reason="Related.")
    browser = browse(one)
    unknown = SECRETS.sub("…", browser.get("/reviews/ZZZZZZZZZZ").source)
    for path in ("", "/declare", "/submit", "/others"):
        page = browser.get(f"/reviews/{ref}{path}")
        assert page.status == 404
        assert _without_number(SECRETS.sub("…", page.source)) == _without_number(unknown)
    desk = browser.get("/reviews/").source
    assert made.proposals[0].title not in desk
    assert "1 review is waiting" in desk


def _without_number(source: str) -> str:
    """Error pages carry a number to quote."""
    return re.sub(r"\b[0-9a-f]{8}\b", "…", source)
