"""A conflict binds every domain, not only reviewing."""

from collections.abc import Callable

import pytest
from flask import Flask

from grants.accounts.models import Role
from grants.core.db import db
from grants.core.errors import Refused
from grants.proposals.models import Proposal
from grants.proposals.queries.conflicts import conflicted_people, free_of_conflict
from grants.reviews.models import Conflict, ConflictKind
from grants.reviews.service import conflicts, freeze
from tests import build
from tests.browsing import Browser
from tests.reviews import world as w

K = ConflictKind


def lead_in_conflict(made: w.World) -> Conflict:
    row = conflicts.exclude(
        build.acting(made.lead),
        made.proposals[0].id,
        made.lead.id,
        K.NAMED_BY_SECRETARIAT,
        "Advised the city last year.",
    )
    db.session.commit()
    return row


def seen_by(made: w.World) -> set[int]:
    actor = build.acting(made.lead)
    return set(db.session.scalars(db.select(Proposal.id).where(free_of_conflict(actor))))


def test_no_loader_of_any_domain_finds_it_until_it_is_waived(app: Flask) -> None:
    made = w.world(proposals=2)
    one, two = made.proposals
    row = lead_in_conflict(made)
    assert seen_by(made) == {two.id}
    assert made.lead.id in conflicted_people(one)
    assert made.lead.id not in conflicted_people(two)
    other = build.person("Another Lead", Role.LEAD)
    conflicts.waive(build.acting(other), made.call.ref, row.ref, "Two hours, unpaid.")
    assert seen_by(made) == {one.id, two.id}
    assert made.lead.id not in conflicted_people(one)


def test_it_is_neither_listed_nor_opened_in_screening_and_reviewing(
    app: Flask, browse: Callable[..., Browser]
) -> None:
    made = w.world(proposals=2)
    hidden, shown = (p.title for p in made.proposals)
    ref = made.call.ref
    file = f"/screening/{ref}/{made.proposals[0].ref}"
    lists = (f"/screening/{ref}/", f"/reviews/calls/{ref}/assignment")
    browser = browse(made.lead)
    before = [browser.get(page).text for page in lists]
    assert all(hidden in text for text in before)
    assert browser.get(file).status == 200
    lead_in_conflict(made)
    for page in lists:
        text = browser.get(page).text
        assert hidden not in text
        assert shown in text
    assert browser.get(file).status == 404


def test_a_lead_in_conflict_is_told_of_the_conflict_when_freezing(app: Flask) -> None:
    """And not that something waits to be checked again."""
    made = w.world(proposals=2)
    w.publish(made)
    lead_in_conflict(made)
    with pytest.raises(Refused) as refused:
        freeze.freezable(build.acting(made.lead), made.call.ref)
    assert "check" not in str(refused.value.message.id)
