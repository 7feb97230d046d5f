"""What became of a call is counted when its results are told, and everybody reads it."""

from collections.abc import Callable

import pytest
from flask import Flask

from grants.board.service import release
from grants.core.db import db
from grants.proposals.models import ProposalStatus
from tests import build
from tests.board import world as w
from tests.browsing import Browser


@pytest.mark.both_databases
def test_the_figures_of_a_call_are_counted_at_the_release_and_not_before(
    app: Flask, browse: Callable[..., Browser], later: Callable[..., None]
) -> None:
    of = w.world()
    ref = w.opened(of, w.proposed(of, w.ranked(of)))
    for status in (ProposalStatus.INELIGIBLE, ProposalStatus.WITHDRAWN, ProposalStatus.DRAFT):
        build.proposal(of.call, of.city, status=status)
    build.proposal(of.call, of.city, status=ProposalStatus.APPROVED, is_test=True)
    build.proposal(build.call(), of.city, status=ProposalStatus.APPROVED)
    later(days=15)
    w.closed(of, ref)
    w.confirmed(of, ref)
    visitor = browse()
    page = f"/calls/{of.call.ref}/"
    assert "What became of this call" not in visitor.get(page).text
    release.prepare_release(of.acting(of.lead), of.call.ref)
    assert "What became of this call" not in visitor.get(page).text
    db.session.expire_all()
    release.release(of.acting(of.other_lead), of.call.ref, 1)
    text = visitor.get(page).text.replace("\xa0", " ")
    assert "Received 6 Eligible 4 (67%) Approved 2 (33%)" in text
    assert "Awarded in all: US$400,000" in text
    assert "6 4 2 US$400,000" in visitor.get("/calls/").text.replace("\xa0", " ")
