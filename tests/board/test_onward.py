"""What became of a frozen ranking: its pages offer only what would be accepted."""

from collections.abc import Callable

import pytest
from flask import Flask

from grants.accounts.models import Role
from grants.board.queries.slate import what_became_of
from grants.board.service import prepare, slate
from grants.core.errors import Refused
from tests import build
from tests.board import world as w
from tests.browsing import Browser

Browse = Callable[..., Browser]
Later = Callable[..., None]

OFFER = "Put this slate before the board"
SAID = "This slate was put before the board"


@pytest.fixture
def of(app: Flask) -> w.World:
    return w.world()


def test_a_frozen_ranking_offers_to_put_its_slate_once(
    of: w.World, browse: Browse, later: Later
) -> None:
    ranking = w.ranked(of)
    lead = browse(of.lead)
    path = f"/reviews/rankings/{ranking.ref}"
    page = lead.get(path)
    assert SAID not in page.text
    page = page.click(OFFER).form().submit(button="Put it before the board")
    meeting = page.path
    code = page.text.split(" · ")[0].split()[-1]
    page = lead.get(path)
    assert SAID in page.text
    assert OFFER not in page.text
    assert page.click(code).path == meeting
    page = lead.get(f"/board/propose/{ranking.ref}")
    assert SAID in page.text
    assert "Put it before the board" not in page.text
    ref = w.opened(of, meeting.split("/")[2])
    later(days=15)
    w.closed(of, ref)
    w.confirmed(of, ref)
    assert SAID in lead.get(path).text
    assert OFFER not in lead.get(path).text


def test_an_auditor_reads_where_a_slate_is_and_is_offered_nothing(
    of: w.World, browse: Browse
) -> None:
    ranking = w.ranked(of)
    auditor = browse(build.person("Auditor", Role.AUDITOR))
    assert OFFER not in auditor.get(f"/reviews/rankings/{ranking.ref}").text
    ref = w.proposed(of, ranking)
    page = auditor.get(f"/reviews/rankings/{ranking.ref}")
    assert SAID in page.text
    assert f"/board/{ref}/" in page.source


def test_where_a_slate_is_names_only_meetings_that_the_reader_may_see(of: w.World) -> None:
    ranking = w.ranked(of)
    ref = w.proposed(of, ranking)
    officer = of.acting(build.person("Officer", Role.OFFICER))
    member = of.acting(of.members[0])
    assert what_became_of(officer, ranking.id).places == ()
    assert what_became_of(member, ranking.id).places == (), "still being prepared"
    w.opened(of, ref)
    assert len(what_became_of(member, ranking.id).places) == 1


@pytest.mark.both_databases
def test_what_was_taken_off_before_the_opening_can_be_put_before_the_board_again(
    of: w.World, browse: Browse
) -> None:
    ranking = w.ranked(of)
    ref = w.proposed(of, ranking)
    prepare.withdraw_item(of.acting(of.secretary), ref, 1, "The papers are not ready.")
    lead = browse(of.lead)
    path = f"/reviews/rankings/{ranking.ref}"
    assert "taken off" not in lead.get(path).text, "its neighbours wait in the same agenda"
    with pytest.raises(Refused):
        slate.propose_slate(of.acting(of.lead), ranking.ref)
    w.opened(of, ref)
    page = lead.get(path).click("Put what was taken off before the board again")
    assert "Only what was taken off its agenda" in page.text
    page = page.form().submit(button="Put it before the board")
    assert "Award 0" in page.text
    assert "Award 1" not in page.text


def test_a_slate_that_was_taken_off_as_a_whole_is_offered_like_a_new_one(
    of: w.World, browse: Browse
) -> None:
    ranking = w.ranked(of)
    ref = w.proposed(of, ranking)
    for n in (1, 2, 3):
        prepare.withdraw_item(of.acting(of.secretary), ref, n, "The papers are not ready.")
    page = browse(of.lead).get(f"/reviews/rankings/{ranking.ref}")
    assert SAID not in page.text
    assert page.click(OFFER).form().submit(button="Put it before the board").status == 200


def test_a_slate_put_twice_from_two_windows_says_why_not(of: w.World, browse: Browse) -> None:
    ranking = w.ranked(of)
    form = browse(of.lead).get(f"/board/propose/{ranking.ref}").form()
    w.proposed(of, ranking)
    page = form.submit(button="Put it before the board")
    assert page.status == 422
    assert "before the board already" in page.text
    assert SAID in page.text
