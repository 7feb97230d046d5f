"""What a member reads of the evaluators: their words and who stays apart, and nobody's name."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from flask import Flask

from grants.accounts.models import Role
from grants.core import clock
from grants.core.db import db
from grants.core.text import random_ref
from grants.proposals.models import Proposal
from grants.reviews.models import (
    Assignment,
    AssignmentStatus,
    MinorityView,
    Review,
    ReviewStatus,
)
from tests import build
from tests.board import world as w
from tests.browsing import Browser
from tests.counting import queries_of

Browse = Callable[..., Browser]


def reviewed(of: w.World, proposal: Proposal) -> None:
    """Two reviews that count, one that was voided, and one evaluator who stays apart."""
    now = clock.now()
    said = (
        ("Its people know the drains.", AssignmentStatus.DECLARED),
        ("A treasurer who signs.", AssignmentStatus.DECLARED),
        ("Voided praise.", AssignmentStatus.VOIDED),
    )
    for n, (strengths, status) in enumerate(said):
        person = build.person(f"Eva Luator {n}", Role.EVALUATOR)
        assignment = Assignment(
            ref=random_ref(),
            proposal_id=proposal.id,
            person_id=person.id,
            status=status,
            why={},
            due_at=now + timedelta(days=1),
            made_at=now,
            published_at=now,
        )
        db.session.add(assignment)
        db.session.flush()
        db.session.add(
            Review(
                assignment_id=assignment.id,
                status=ReviewStatus.SUBMITTED,
                strengths=strengths,
                weaknesses="Upkeep is thin.",
                for_committee="Not for the board page.",
                points_milli=80_000,
                saved_at=now,
                submitted_at=now,
            )
        )
        if n == 0:
            db.session.add(
                MinorityView(
                    proposal_id=proposal.id,
                    person_id=person.id,
                    n=1,
                    words="I would not fund the second year.",
                    by_id=of.lead.id,
                    at=now,
                )
            )
    db.session.commit()


@pytest.mark.both_databases
def test_a_member_reads_what_the_evaluators_see_and_who_stays_apart(
    app: Flask, browse: Browse
) -> None:
    of = w.world()
    ref = w.proposed(of, w.ranked(of))
    reviewed(of, of.proposals[0])
    w.opened(of, ref)
    browser = browse(of.members[0])
    page = browser.get(f"/board/{ref}/items/1")
    for words in (
        "Its people know the drains.",
        "A treasurer who signs.",
        "I would not fund the second year.",
    ):
        assert words in page.text
    assert page.text.count("Upkeep is thin.") == 1  # what two wrote alike stands once
    for hidden in ("Eva Luator", "Voided praise", "Not for the board page"):
        assert hidden not in page.text
    assert "What the evaluators see" not in browser.get(f"/board/{ref}/items/2").text
    assert queries_of(browser, f"/board/{ref}/items/1") <= 12
