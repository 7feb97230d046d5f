"""The board's pages: what each person reads and can do, without leaks."""

from collections.abc import Callable

import pytest
import sqlalchemy as sa
from flask import Flask

from grants.accounts.models import Role
from grants.board.models import Decision, Item, Meeting, MeetingKind, MeetingStatus, Recusal
from grants.board.queries.invariants import check_decisions, check_numbers, check_voices
from grants.board.service import prepare
from grants.core.db import db
from grants.mail.models import Mail
from grants.proposals.models import BudgetLine, Proposal, ProposalStatus
from tests import build
from tests.board import world as w
from tests.browsing import Browser
from tests.counting import queries_of

Browse = Callable[..., Browser]
Later = Callable[..., None]


def test_the_secretary_prepares_a_meeting_with_every_kind_of_item_and_opens_it(
    app: Flask, browse: Browse
) -> None:
    of = w.world()
    browser = browse(of.secretary)
    page = browser.get("/board/").click("Prepare a meeting or procedure")
    wrong = page.form("title").submit({"kind": "meeting", "title": "Twelfth"})
    assert wrong.status == 422
    assert "Give the day on which members meet" in wrong.text
    page = wrong.form("title").submit({"meets_on": "2027-03-01"})
    assert "No items yet" in page.text
    page = (
        page.click("Add an allocation")
        .form("line")
        .submit({"line": "country_programmes", "year": "2027", "amount": "700 000"})
    )
    assert "Allocate" in page.text
    page = page.click("Add a transfer")
    options = page.root.findall(".//select[@id='from_allocation']/option")
    page = page.form("from_allocation").submit(
        {
            "from_allocation": options[1].get("value"),
            "to_allocation": options[1].get("value"),
            "amount": "5",
        }
    )
    assert page.status == 422
    page = browser.get(page.path.replace("transfer", "note"))
    page = page.form("title").submit({"title": "The agenda", "paper": "- one\n- two"})
    page = page.click("Open to the members").form().submit(button="Open the procedure")
    assert db.session.scalars(sa.select(Meeting)).one().status is MeetingStatus.OPEN
    page = browser.get(page.path).click("Record attendance")
    page = page.form("present").submit({"present": [s.ref for s in of.seats]})
    assert "Attendance is recorded" in page.text
    assert browser.get(page.path).click("1. ").status == 200


def test_a_member_with_ten_minutes_sees_what_is_asked_and_objects(
    app: Flask, browse: Browse
) -> None:
    of = w.world()
    ranking = w.ranked(of)
    w.sponsor(of.proposals[1], of.bodies[8], of.city)
    w.opened(of, w.proposed(of, ranking))
    browser = browse(of.members[0])
    page = browser.get("/board/").click("Migration and the Inclusive City")
    assert "silence is consent" in page.text
    page = page.click("2. Award 1")
    for words in ("What the board is asked", "Member body 08", "Ghana", "US$200,000", "88"):
        assert words in page.text
    short = page.form("reason").submit({"reason": "no"})
    assert short.status == 422
    assert "at least 20 characters" in short.text
    assert short.form("reason").values()["reason"] == "no"
    page = short.form("reason").submit({"reason": "The budget is not clear enough to us."})
    assert "You objected" in page.text
    assert "You objected" in page.click("All items").text


def test_costs_are_named_in_the_readers_language_the_largest_first(
    app: Flask, browse: Browse
) -> None:
    travel = {"code": "travel", "label": {"en": "Travel", "fr": "Route"}}
    of = w.world(budget_rules={"categories": [travel]})
    ranking = w.ranked(of)
    for n, (category, cents) in enumerate((("travel", 100), ("other", 900), ("travel", 200))):
        db.session.add(
            BudgetLine(
                proposal_id=of.proposals[0].id, position=n, category=category, grant_cents=cents
            )
        )
    ref = w.opened(of, w.proposed(of, ranking))
    of.members[0].language = "fr"
    db.session.commit()
    text = browse(of.members[0]).get(f"/board/{ref}/items/1").text
    assert 0 < text.index("other") < text.index("Route") < text.index("3 $US")


def test_members_see_nothing_of_a_meeting_that_is_being_prepared(
    app: Flask, browse: Browse
) -> None:
    of = w.world()
    ref = w.proposed(of, w.ranked(of))
    browser = browse(of.members[0])
    assert "Nothing waits for you" in browser.get("/board/").text
    assert browser.get(f"/board/{ref}/").status == 404
    assert browser.get(f"/board/{ref}/items/1").status == 404


def test_chair_confirms_and_everybody_reads_the_numbers(
    app: Flask, browse: Browse, later: Later
) -> None:
    of = w.world()
    ref = w.opened(of, w.proposed(of, w.ranked(of)))
    later(days=15)
    secretary = browse(of.secretary)
    secretary.get(f"/board/{ref}/").form(action="/close").submit(button="Close and count")
    chair = browse(of.chair)
    page = chair.get(f"/board/{ref}/").click("Read and confirm")
    assert "A numbered decision; the amount is reserved" in page.text
    page = page.form().submit(button="Confirm the results")
    assert "The results are confirmed" in page.text
    number = db.session.scalars(sa.select(Decision.number).order_by("id")).first()
    member = browse(of.members[0])
    assert number in member.get("/decisions/").text
    page = member.get(f"/decisions/{number}")
    assert "nobody objected" in page.text
    assert "Reserved" in page.text
    assert number in member.get("/funds/catalytic_fund/2026").text
    assert "Nothing found" in member.get("/decisions/", query={"q": "zebra"}).text
    assert not [*check_voices(), *check_decisions(), *check_numbers()]


# -- recusal: nothing leaks ---------------------------------------------------------------------


def _marks(proposal: Proposal) -> list[str]:
    cents = proposal.grant_cents // 100
    return [proposal.title, proposal.ref, f"{cents:,}", str(cents)]


def _crawl(browser: Browser, starts: list[str], most: int = 200) -> dict[str, str]:
    """Every page a person can reach from these by links, with its source."""
    seen: dict[str, str] = {}
    todo = list(starts)
    while todo and len(seen) < most:
        path = todo.pop()
        if path in seen:
            continue
        page = browser.get(path)
        assert page.status < 500, path
        seen[path] = page.source if page.root is not None else ""
        if page.root is not None:
            todo += [
                href.split("#")[0]
                for href in page.links().values()
                if href.startswith(("/board", "/decisions", "/funds", "/proposals"))
            ]
    return seen


def test_no_member_finds_a_trace_of_an_item_they_are_recused_from(
    app: Flask, browse: Browse, later: Later
) -> None:
    """All members × items, before, during and after; titles, references and amounts."""
    of = w.world(seats=6)
    ranking = w.ranked(of, recommended=4, reserve=1, rest=2)
    for n, proposal in enumerate(of.proposals):
        proposal.title = f"Zebra{n}quarter"
        proposal.grant_cents = 10_000_000 + n * 123_400
    db.session.commit()
    _different_amounts(of)
    for n, proposal in enumerate(of.proposals):
        w.sponsor(proposal, of.bodies[n % 5], of.city)
    ref = w.proposed(of, ranking)
    w.meeting(ref).quorum_members = 2
    w.meeting(ref).quorum_constituencies = 2
    db.session.commit()
    w.opened(of, ref)
    starts = ["/board/", "/decisions/", "/funds/?year=2026", f"/board/{ref}/"]
    for stage in ("open", "closed", "confirmed"):
        if stage == "closed":
            later(days=15)
            w.closed(of, ref)
        if stage == "confirmed":
            w.confirmed(of, ref)
        for n, member in enumerate(of.members):
            browser = browse(member)
            items = [f"/board/{ref}/items/{i}" for i in range(1, 6)]
            pages = _crawl(browser, [*starts, *items])
            pages["search"] = browser.get("/decisions/", query={"q": "Zebra"}).source
            _check_reads(of, n, pages, stage)
    mails = db.session.scalars(sa.select(Mail)).all()
    for n, member in enumerate(of.members[:5]):
        text = " ".join(str(m.params) for m in mails if m.person_id == member.id)
        for k, proposal in enumerate(of.proposals):
            if k % 5 == n:
                assert not any(mark in text for mark in _marks(proposal))


def _check_reads(of: w.World, n: int, pages: dict[str, str], stage: str) -> None:
    """Member n (below 5) is recused from every fifth proposal, and from nothing else."""
    for k, old in enumerate(of.proposals):
        proposal = db.session.get_one(Proposal, old.id)
        hits = [p for p, s in pages.items() if any(m in s for m in _marks(proposal))]
        if n < 5 and k % 5 == n:
            assert not hits, f"{stage}: member {n} reads of {proposal.title} in {hits}"
        else:
            assert hits, f"{stage}: member {n} should read of {proposal.title}"


def _different_amounts(of: w.World) -> None:
    """The frozen ranking's amounts follow the proposals', so that each is its own mark."""
    db.session.execute(sa.text("DROP TRIGGER ranking_row_no_update"))
    for proposal in of.proposals:
        db.session.execute(
            sa.update(w.RankingRow)
            .where(w.RankingRow.proposal_id == proposal.id)
            .values(amount_cents=proposal.grant_cents)
        )
    db.session.commit()


def test_a_member_who_steps_aside_sees_only_the_number_from_then_on(
    app: Flask, browse: Browse
) -> None:
    of = w.world()
    ref = w.opened(of, w.proposed(of, w.ranked(of)))
    browser = browse(of.members[0])
    page = browser.get(f"/board/{ref}/items/1").click("Step aside from this item")
    assert "is not counted" in page.text
    empty = page.form("interest").submit({"interest": ""})
    assert empty.status == 422
    page = empty.form("interest").submit({"interest": "My sister leads it."})
    assert "You are recused from item 1" in page.text
    assert "Award 0" not in page.source
    assert browser.get(f"/board/{ref}/items/1").heading == "Item 1"
    assert db.session.scalars(sa.select(Recusal.reason)).one() == "My sister leads it."
    assert "My sister leads it." in browse(of.secretary).get(f"/board/{ref}/items/1").text


def test_a_declaration_names_an_organisation_and_recuses(app: Flask, browse: Browse) -> None:
    of = w.world()
    ranking = w.ranked(of)
    outside = build.member("Fondation Extérieure")
    w.sponsor(of.proposals[0], outside, of.city)
    ref = w.opened(of, w.proposed(of, ranking))
    browser = browse(of.members[0])
    page = browser.get("/board/interests")
    bad = page.form("organisation").submit({"organisation": "Nobody knows it"})
    assert bad.status == 422
    assert "Choose an organisation from the list" in bad.text
    page = bad.form("organisation").submit({"organisation": "fondation exterieure"})
    assert "Declared" in page.text
    assert "You are recused" in browser.get(f"/board/{ref}/").text
    page = page.form(action="/end").submit(button="End")
    assert "Ended" in page.text
    assert "You are recused" in browser.get(f"/board/{ref}/").text


# -- slate and release --------------------------------------------------------------------------


def test_a_lead_puts_a_slate_before_the_board(app: Flask, browse: Browse) -> None:
    of = w.world(envelope=30_000_000)
    ranking = w.ranked(of)
    page = browse(of.lead).get(f"/board/propose/{ranking.ref}")
    assert "asks for more than the envelope has left" in page.text
    page = page.form().submit(button="Put it before the board")
    assert page.path.startswith("/board/")
    assert len(w.items(db.session.scalars(sa.select(Meeting.ref)).one())) == 3


def test_results_show_only_after_a_release_by_two_leads(
    app: Flask, browse: Browse, later: Later
) -> None:
    of = w.world()
    ranking = w.ranked(of)
    of.proposals[1].language = "fr"
    w.sponsor(of.proposals[0], of.bodies[0], of.city)
    ref = w.opened(of, w.proposed(of, ranking))
    later(days=15)
    w.closed(of, ref)
    w.confirmed(of, ref)
    city = browse(of.city)
    letters = [f"/proposals/{p.ref}/letter" for p in of.proposals]
    assert [city.get(path).status for path in letters] == [404] * 4
    lead = browse(of.lead)
    assert "Decided, not told yet" in lead.get("/").text
    page = lead.get(f"/board/release/{of.call.ref}")
    page = page.form(action="/prepare").submit(button="Prepare the letters")
    assert "Approved in principle: Award 0" in page.text
    assert "You prepared this release" in page.text
    assert [city.get(path).status for path in letters] == [404] * 4
    other = browse(of.other_lead)
    page = other.get(f"/board/release/{of.call.ref}")
    page = page.form(action="/send").submit(button="Release to everybody now")
    assert "4 applicants are told" in page.text
    assert [city.get(path).status for path in letters] == [200] * 4
    assert "$200,000" in city.get(letters[0]).text.replace("\xa0", "")
    statuses = list(db.session.scalars(sa.select(Proposal.status).order_by(Proposal.id)))
    assert statuses == [
        ProposalStatus.APPROVED,
        ProposalStatus.APPROVED,
        ProposalStatus.RESERVE,
        ProposalStatus.REJECTED,
    ]
    kinds = list(db.session.scalars(sa.select(Mail.kind).where(Mail.kind.like("%release%"))))
    assert sorted(kinds) == [
        "proposal_release_approved_sponsors",
        "release_approved",
        "release_approved",
        "release_rejected",
        "release_reserve",
    ]
    languages = db.session.scalars(
        sa.select(Mail.language).where(Mail.kind == "release_approved").order_by(Mail.id)
    )
    assert list(languages) == ["en", "fr"]
    again = other.get(f"/board/release/{of.call.ref}")
    assert "Nothing to release" in again.text
    assert "Decided, not told yet" not in other.get("/").text
    assert browse(build.person("Stranger")).get(letters[0]).status == 404


def test_who_prepared_the_release_cannot_send_it(app: Flask, browse: Browse, later: Later) -> None:
    from grants.board.service import release
    from grants.core.errors import Refused

    of = w.world()
    ref = w.opened(of, w.proposed(of, w.ranked(of)))
    later(days=15)
    w.closed(of, ref)
    w.confirmed(of, ref)
    release.prepare_release(of.acting(of.lead), of.call.ref)
    with pytest.raises(Refused, match="two people"):
        release.release(of.acting(of.lead), of.call.ref, 1)


def test_pages_of_the_board_take_as_many_queries_for_fifty_items_as_for_five(
    app: Flask, browse: Browse
) -> None:
    counts = []
    of = w.world()
    secretary = of.acting(of.secretary)
    for many in (5, 50):
        ref = w.a_meeting(of)
        for n in range(many):
            w.prepare.add_note(secretary, ref, f"Note {n}", "Paper")
        w.opened(of, ref)
        browser = browse(of.members[0])
        counts.append(
            [
                queries_of(browser, path)
                for path in (f"/board/{ref}/", "/board/", f"/board/{ref}/items/3")
            ]
        )
    assert counts[0] == counts[1]
    assert max(counts[0]) <= 12


def test_the_paper_of_an_award_takes_at_most_twelve_queries_for_whoever_reads_it(
    app: Flask, browse: Browse, later: Later
) -> None:
    from grants.accounts.models import RoleGrant
    from grants.core import clock

    of = w.world()
    ref = w.opened(of, w.proposed(of, w.ranked(of)))
    db.session.add(
        RoleGrant(person_id=of.members[1].id, role=Role.BOARD_CHAIR, starts_at=clock.now())
    )
    db.session.commit()
    readers = [browse(p) for p in (of.members[0], of.members[1], of.secretary)]
    path = f"/board/{ref}/items/1"
    assert max(queries_of(browser, path) for browser in readers) <= 12
    later(days=15)
    w.closed(of, ref)
    assert max(queries_of(browser, path) for browser in readers) <= 12
    w.confirmed(of, ref)
    number = db.session.scalars(sa.select(Decision.number).order_by(Decision.id)).first()
    pages = ("/decisions/", f"/decisions/{number}", "/funds/", "/funds/catalytic_fund/2026")
    assert max(queries_of(readers[0], page) for page in pages) <= 12


def test_nobody_but_the_board_and_its_house_reads_the_board(app: Flask, browse: Browse) -> None:
    of = w.world()
    ref = w.opened(of, w.proposed(of, w.ranked(of)))
    for who in (of.city, build.person("Evaluator", Role.EVALUATOR)):
        browser = browse(who)
        paths = ("/board/", f"/board/{ref}/", "/decisions/", f"/board/{ref}/items/1")
        assert {browser.get(path).status for path in paths} == {403}
    auditor = browse(build.person("Auditor", Role.AUDITOR))
    assert auditor.get(f"/board/{ref}/items/1").status == 200
    assert db.session.scalar(sa.select(sa.func.count(Item.id))) == 3


# -- documents ----------------------------------------------------------------------------------


def test_members_read_documents_while_a_proposal_is_before_them_unless_recused(
    app: Flask, later: Later
) -> None:
    from grants.board.queries.reading import may_read_documents

    of = w.world()
    ranking = w.ranked(of)
    w.sponsor(of.proposals[0], of.bodies[2], of.city)
    ref = w.proposed(of, ranking)
    plain, recused = of.acting(of.members[0]), of.acting(of.members[2])
    award, rest = of.proposals[0].id, of.proposals[3].id
    assert not may_read_documents(plain, award), "not before it is opened"
    w.opened(of, ref)
    assert may_read_documents(plain, award)
    assert may_read_documents(of.acting(of.secretary), award)
    assert not may_read_documents(recused, award)
    assert not may_read_documents(plain, rest), "no paper, no documents"
    assert not may_read_documents(of.acting(of.city), award)


# -- by the clock -------------------------------------------------------------------------------


def test_members_are_reminded_three_days_before_the_end_and_it_closes_by_itself(
    app: Flask, later: Later
) -> None:
    from grants.board.service import clockwork
    from grants.core import jobs

    of = w.world()
    ref = w.opened(of, w.proposed(of, w.ranked(of)))
    assert clockwork.close_due() == 0
    while jobs.work_once():
        pass
    reminders = sa.select(sa.func.count(Mail.id)).where(Mail.kind == "board_reminder")
    assert db.session.scalar(reminders) == 0
    later(days=12)
    while jobs.work_once():
        pass
    assert db.session.scalar(reminders) == 12
    later(days=3)
    while jobs.work_once():
        pass
    assert w.meeting(ref).status is MeetingStatus.CLOSED
    assert db.session.scalar(reminders) == 12


def test_the_secretary_takes_an_item_off_and_the_chair_recuses_a_seat(
    app: Flask, browse: Browse
) -> None:
    of = w.world()
    ref = w.opened(of, w.proposed(of, w.ranked(of)))
    chair = browse(of.chair)
    page = chair.get(f"/board/{ref}/items/1").click("Recuse a seat")
    empty = page.form("why").submit({"seat": of.seats[5].ref, "why": ""})
    assert empty.status == 422
    page = empty.form("why").submit({"why": "Its director advises the city."})
    assert "The seat is recused" in page.text
    assert "You are recused" in browse(of.members[5]).get(f"/board/{ref}/items/1").text
    page = browse(of.secretary).get(f"/board/{ref}/items/2")
    page = page.form("why_off").submit({"why_off": "Asked again by mistake."})
    assert "Item 2 was taken off the agenda" in page.text
    assert "Withdrawn" in page.text


def test_a_meeting_without_a_day_asks_for_it_before_members_are_told(
    app: Flask, browse: Browse
) -> None:
    sylvie = build.person("Sylvie", Role.BOARD_SECRETARY)
    ref = prepare.prepare(build.acting(sylvie), prepare.Plan(MeetingKind.MEETING, "Carried over"))
    prepare.add_note(build.acting(sylvie), ref, "A note", "Its paper.")
    browser = browse(sylvie)
    refused = browser.get(f"/board/{ref}/open").form("meets_on").submit()
    assert refused.status == 422
    assert "Give the day on which members meet" in refused.text
    opened = refused.form("meets_on").submit({"meets_on": "2031-05-06", "meets_at": "09:30"})
    assert "Open. The members have been told." in opened.text
    assert "6 May 2031, 09:30" in opened.text
