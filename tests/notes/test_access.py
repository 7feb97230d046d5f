"""Who finds what stands beside a proposal; what the others do not find changes nothing for them."""

from collections.abc import Callable

import pytest
import sqlalchemy as sa
from flask import Flask

from grants.accounts.models import Person, Role
from grants.audit.models import TrailEvent
from grants.core import clock
from grants.core.db import db
from grants.core.errors import NotFound, Refused
from grants.mail.models import Mail
from grants.notes import service
from grants.notes.models import FlagAct, Mention, NoteKind, Tag
from grants.notes.queries import flags as flag_queries, inbox, tags as tag_queries
from grants.notes.queries.people import colleagues
from grants.notes.queries.place import find, open_to
from grants.proposals.models import ProposalStatus, TeamRole
from tests import build
from tests.browsing import Browser
from tests.notes import writing
from tests.notes.writing import events, mails
from tests.screening import cases
from tests.screening.test_conflict import TIES, tie

Browse = Callable[..., Browser]
OTHERS = [None, Role.EVALUATOR, Role.BOARD_MEMBER, Role.BOARD_SECRETARY, Role.FINANCE]


def pages(of: writing.World) -> tuple[str, ...]:
    return (of.url, f"/proposals/{of.ref}/activity")


@pytest.mark.parametrize("role", OTHERS)
def test_nobody_outside_the_office_finds_any_of_it(
    app: Flask, browse: Browse, role: Role | None
) -> None:
    of = writing.world()
    of.note()
    who = browse(build.person("", *([role] if role else [])))
    for path in (*pages(of), "/tags/", "/for-you/"):
        assert who.get(path).status == 403


def test_the_team_of_a_proposal_finds_nothing_of_what_is_written_beside_it(
    app: Flask, browse: Browse
) -> None:
    of = writing.world()
    member = build.person("Tea Member")
    build.teammate(of.proposal, member)
    browser = browse(member)
    before = browser.get(f"/proposals/{of.ref}/").text, browser.get(f"/proposals/{of.ref}/history")
    of.tag()
    of.note("Between us")
    of.flag()
    after = browser.get(f"/proposals/{of.ref}/").text, browser.get(f"/proposals/{of.ref}/history")
    assert before[0] == after[0]
    assert before[1].text == after[1].text
    for path in pages(of):
        assert browser.get(path).status == 403


@pytest.mark.parametrize("kind", ["draft", "test"])
def test_beside_a_draft_or_a_test_nothing_can_be_written(app: Flask, kind: str) -> None:
    of = writing.world(is_test=kind == "test")
    if kind == "draft":
        of.proposal.status = ProposalStatus.DRAFT
        of.proposal.submitted_at = of.proposal.submitted_version = None
        db.session.commit()
    for act in (of.tag, of.note, of.flag):
        with pytest.raises(NotFound):
            act()
        db.session.rollback()


# -- ties ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", TIES)
def test_whoever_is_tied_to_a_proposal_finds_no_tag_note_flag_event_or_count(
    app: Flask, browse: Browse, kind: str
) -> None:
    of = writing.world()
    actor, browser = build.acting(of.kofi), browse(of.kofi)
    untouched = {path: browser.get(path).text for path in ("/tags/", "/for-you/")}
    of.tag("Secret word")
    of.note("@Kofi Boateng, look")
    flag = of.flag(of.kofi)
    raised = of.flag(of.oda, by=of.kofi)
    mention = db.session.scalars(sa.select(Mention.ref)).one()
    assert inbox.waiting_for(actor) == 2
    tie(kind, of.proposal, of.kofi)
    actor = build.acting(of.kofi)
    assert (inbox.waiting_for(actor), flag_queries.open_flags(actor)) == (0, 0)
    assert inbox.mentions(actor, open_to(actor)) == []
    assert tag_queries.tags(actor) == []
    for path, text in untouched.items():
        assert browser.get(path).text == text
    assert "For you" not in browser.get("/").text
    for path in (*pages(of), f"/proposals/{of.ref}/flags/{flag}"):
        assert browser.get(path).status == 404
    for act in (
        lambda: service.put_tag(actor, of.ref, "Secret word"),
        lambda: service.write_note(actor, of.ref, "Hello", NoteKind.SHARED),
        lambda: service.raise_flag(actor, of.ref, to=of.oda.ref, words="x"),
        lambda: of.change(raised, FlagAct.RESOLVED, by=of.kofi),
        lambda: service.put_aside(actor, mention),
    ):
        with pytest.raises(NotFound):
            act()
        db.session.rollback()


@pytest.mark.parametrize("kind", TIES)
def test_somebody_tied_is_neither_offered_nor_told_and_is_refused_as_anybody_unknown(
    app: Flask, browse: Browse, kind: str
) -> None:
    of = writing.world()
    tie(kind, of.proposal, of.kofi)
    place = find(build.acting(of.oda), of.ref)
    assert [one.name for one in colleagues(place.proposal)] == ["Lena Lead", "Oda Officer"]
    of.note("@Kofi Boateng, look")
    [note] = of.seen_by(of.oda).notes
    assert (note.words, note.told) == ("@Kofi Boateng, look", ())
    said = []
    for ref in (of.kofi.ref, "N0B0DY"):
        for act in (lambda ref=ref: of.note(tell=[ref]), lambda ref=ref: flag_to(of, ref)):
            with pytest.raises(Refused) as refused:
                act()
            said.append(str(refused.value))
            db.session.rollback()
    assert len(set(said)) == 1
    assert mails() == []
    assert of.kofi.name not in browse(of.oda).get(of.url).form("Raise the flag").element.itertext()


def flag_to(of: writing.World, ref: str) -> str:
    return service.raise_flag(build.acting(of.oda), of.ref, to=ref, words="Look")


def test_whoever_became_tied_hears_no_more_of_their_flag(app: Flask) -> None:
    of = writing.world()
    raised = of.flag(of.oda, by=of.kofi)
    meant = of.flag(of.kofi, by=of.oda)
    tie("once in the team", of.proposal, of.kofi)
    sent = len(mails())
    of.change(raised, FlagAct.RESOLVED, by=of.oda)
    of.change(meant, FlagAct.RESOLVED, by=of.oda)
    of.change(meant, FlagAct.REOPENED, by=of.lena)
    assert len(mails()) == sent
    of.change(meant, FlagAct.HANDED, by=of.lena, to=of.lena.ref)
    assert flag_queries.open_flags(build.acting(of.lena)) == 1


def test_a_word_that_stands_on_free_proposals_too_is_known_with_the_count_of_these(
    app: Flask,
) -> None:
    of = writing.world()
    of.tag()
    tie("once in the team", of.proposal, of.kofi)
    other = cases.submitted(of.call)
    service.put_tag(build.acting(of.kofi), other.ref, "coastal")
    [row] = tag_queries.tag_rows(build.acting(of.kofi))
    assert (row.name, row.proposals) == ("Coastal", 1)
    assert db.session.scalar(sa.select(sa.func.count(Tag.id))) == 1


# -- private notes ---------------------------------------------------------------------------------


@pytest.mark.parametrize("act", ["write", "delete"])
def test_a_private_note_changes_nothing_for_anybody_else(
    app: Flask, browse: Browse, act: str
) -> None:
    of = writing.world()
    of.note("For all")
    if act == "delete":
        ref = of.private()
    readers = {who.id: browse(who) for who in (of.kofi, of.lena, of.auditor)}
    show = f"/screening/{of.call.ref}/{of.ref}"
    paths = (*pages(of), show, "/tags/", "/")
    before = seen(readers, paths), trail_and_mail()
    if act == "write":
        of.private("@Kofi Boateng, this is mine")
    else:
        service.take_back(build.acting(of.oda), of.ref, ref)
    assert (seen(readers, paths), trail_and_mail()) == before
    [*own] = of.seen_by(of.oda).notes
    assert len(own) == (2 if act == "write" else 1)
    assert events("note:") == ["note:share"]


def seen(readers: dict[int, Browser], paths: tuple[str, ...]) -> list[str]:
    return [
        page.text for browser in readers.values() for path in paths
        if (page := browser.get(path)).status == 200
    ]  # fmt: skip


def trail_and_mail() -> tuple[int | None, int | None]:
    return (
        db.session.scalar(sa.select(sa.func.max(TrailEvent.seq))),
        db.session.scalar(sa.select(sa.func.max(Mail.id))),
    )


def test_nobody_else_finds_the_address_of_a_private_note(app: Flask, browse: Browse) -> None:
    of = writing.world()
    ref = of.private()
    address = f"{of.url}/{ref}/take-back"
    assert browse(of.oda).get(address).status == 200
    for who in (of.kofi, of.lena):
        assert browse(who).get(address).status == 404
    assert browse(of.auditor).get(address).status == 403


def test_whoever_left_the_office_finds_nothing(app: Flask, browse: Browse) -> None:
    of = writing.world()
    gone: Person = build.person("Was Officer")
    build.teammate(of.proposal, gone, TeamRole.VIEWER).removed_at = clock.now()
    db.session.commit()
    for path in pages(of):
        assert browse(gone).get(path).status == 403
