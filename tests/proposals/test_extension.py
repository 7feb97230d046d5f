"""More time for some applicants of a call: all of them or none, and each team is told once."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
import sqlalchemy as sa
from flask import Flask

from grants.accounts.models import Person, Role
from grants.audit.models import TrailEvent, TrailReason
from grants.calls.models import Call
from grants.core import clock
from grants.core.db import db
from grants.core.errors import NotFound, Refused, Repeated
from grants.mail.letter import write_letter
from grants.proposals.models import Extension, Proposal, ProposalStatus, TeamRole
from grants.proposals.queries.content import extension_until
from grants.proposals.service.extend import extend
from tests import build
from tests.browsing import Browser, Page
from tests.counting import queries_of
from tests.proposals import ready

Browse = Callable[..., Browser]


@pytest.fixture
def lead(app: Flask) -> Person:
    return build.person("Helena", Role.LEAD)


@pytest.fixture
def call(app: Flask) -> Call:
    return build.call("CATF-X")


def days(n: int) -> datetime:
    return (clock.now() + timedelta(days=n)).replace(microsecond=0)


def give(who: Person, call: Call, *chosen: Proposal, until: datetime | None = None) -> None:
    refs = [one.ref for one in chosen]
    extend(build.acting(who), call.ref, refs, until_at=until or days(45), reason="A flood")


def count(model: type[Extension] | type[Proposal]) -> int:
    return db.session.scalar(sa.select(sa.func.count(model.id))) or 0


@pytest.mark.both_databases
def test_each_chosen_applicant_gets_a_line_on_record_and_each_of_the_team_one_mail(
    lead: Person, call: Call
) -> None:
    first, second = (build.proposal(call, build.person()) for _ in range(2))
    other = build.proposal(call, build.person())
    build.teammate(first, build.person())
    until = days(45)
    extend(
        build.acting(lead), call.ref, [first.ref, second.ref], until_at=until, reason="A flood",
        operation="key",
    )  # fmt: skip
    assert extension_until(first.id) == extension_until(second.id) == until
    assert extension_until(other.id) is None
    events = db.session.scalars(
        sa.select(TrailEvent).where(TrailEvent.action == "proposal:extend")
    ).all()
    assert [event.subject_id for event in events] == [first.id, second.id]
    assert {event.actor_id for event in events} == {lead.id}
    assert db.session.scalars(sa.select(TrailReason.words)).all() == ["A flood"] * 2
    mails = ready.mails("proposal_extended")
    assert [mail.subject_id for mail in mails] == [first.id, first.id, second.id]
    assert len({mail.person_id for mail in mails}) == 3
    with pytest.raises(Repeated):
        extend(
            build.acting(lead), call.ref, [first.ref], until_at=days(50), reason="Again",
            operation="key",
        )  # fmt: skip
    db.session.rollback()
    assert len(ready.mails("proposal_extended")) == 3


def test_the_mail_says_until_when_on_both_clocks(lead: Person) -> None:
    call = build.call("CATF-Z", zone="Asia/Manila")
    give(lead, call, build.proposal(call, build.person(), title="A market"))
    [mail] = ready.mails("proposal_extended")
    text = write_letter(mail).text
    assert "Brussels time" in text
    assert "Manila" in text


def over(proposal: Proposal) -> Proposal:
    proposal.status = ProposalStatus.SCREENING
    proposal.submitted_at = clock.now()
    db.session.commit()
    return proposal


@pytest.mark.parametrize("wrong", ["checked", "has until then", "wrong year"])
def test_when_one_of_them_cannot_nobody_gets_more_time_and_the_reason_names_it(
    lead: Person, call: Call, wrong: str
) -> None:
    good, bad = (build.proposal(call, build.person()) for _ in range(2))
    until = days(45)
    if wrong == "checked":
        over(bad)
    elif wrong == "has until then":
        build.extension(bad, until)
    else:
        until = days(400)
    before = count(Extension)
    with pytest.raises(Refused) as refused:
        give(lead, call, good, bad, until=until)
    db.session.rollback()
    assert wrong == "wrong year" or bad.ref in str(refused.value.message)
    assert count(Extension) == before
    assert ready.mails("proposal_extended") == []


def test_a_deadline_moves_only_before_it_passes_each_by_its_own(
    lead: Person, call: Call, later: Callable[..., None]
) -> None:
    late, helped = (build.proposal(call, build.person()) for _ in range(2))
    build.extension(helped, days(40))
    later(days=35)
    with pytest.raises(Refused, match="has passed"):
        give(lead, call, late)
    db.session.rollback()
    give(lead, call, helped, until=days(10))
    assert extension_until(helped.id) == days(10)


@pytest.mark.parametrize("who", ["officer", "applicant", "in the team", "test", "other call"])
def test_it_is_for_a_lead_who_is_free_and_for_real_proposals_of_the_call(
    lead: Person, call: Call, who: str
) -> None:
    writer = build.person()
    proposal = build.proposal(call, writer, is_test=who == "test")
    person = {"officer": build.person("", Role.OFFICER), "applicant": writer}.get(who, lead)
    if who == "in the team":
        build.teammate(proposal, lead, TeamRole.VIEWER)
    with pytest.raises(NotFound):
        give(person, build.call() if who == "other call" else call, proposal)
    assert count(Extension) == 0


def test_nobody_chosen_or_no_reason_is_refused(lead: Person, call: Call) -> None:
    with pytest.raises(Refused, match="at least one"):
        give(lead, call)
    db.session.rollback()
    proposal = build.proposal(call, build.person())
    with pytest.raises(Refused) as refused:
        extend(build.acting(lead), call.ref, [proposal.ref], until_at=days(45), reason="  ")
    assert set(refused.value.fields) == {"reason"}


# -- the page ------------------------------------------------------------------------------------


def look(page: Page, *chosen: Proposal, **over: object) -> Page:
    values = {"who": "some", "day": f"{days(45):%Y-%m-%d}", "p": [one.ref for one in chosen]}
    return page.form("See what will happen").submit({**values, **over}, "See what will happen")


def test_a_lead_ticks_applicants_sees_whose_deadline_moves_and_who_is_told(
    lead: Person, call: Call, browse: Browse
) -> None:
    amina, kofi = build.person("Amina Yakubu"), build.person("Kofi Mensah")
    first = build.proposal(call, amina, title="A secret market", city="Tamale")
    build.teammate(first, build.person("Abena Owusu"))
    second = build.proposal(call, kofi, city="Beira", country="MZ")
    page = browse(lead).get(f"/calls/{call.ref}/details").click("Move the deadline")
    for shown in (first.ref, "Amina Yakubu", "Tamale", "Beira", "Mozambique"):
        assert shown in page.text
    assert first.title not in page.source  # what a draft says is its team's
    page = look(page, first)
    for shown in (first.ref, "Abena Owusu, Amina Yakubu", "2 messages"):
        assert shown in page.text
    assert second.ref not in page.text
    assert count(Extension) == 0
    kept = page.click("Cancel").form("See what will happen").values()
    assert (kept["who"], kept["day"]) == ("some", f"{days(45):%Y-%m-%d}")
    assert kept.getlist("p") == [first.ref]
    page = page.form("Move the deadline").submit({"reason": "A flood"})
    assert "1 applicant has more time" in page.text
    assert extension_until(first.id) is not None
    assert extension_until(second.id) is None
    again = browse(lead).get(f"/calls/{call.ref}/extend")
    assert f"{extension_until(first.id):%Y}" in again.text


def test_a_search_keeps_what_was_typed_and_ticked_and_a_country_is_ticked_at_once(
    lead: Person, call: Call, browse: Browse
) -> None:
    ghana = [build.proposal(call, build.person()) for _ in range(2)]
    beira = build.proposal(call, build.person(), city="Beira", country="MZ")
    page = browse(lead).get(f"/calls/{call.ref}/extend")
    form = page.form("See what will happen")
    page = form.submit({"day": "2031-02-03", "p": [beira.ref], "text": ghana[0].ref}, "Show")
    assert ghana[1].ref not in page.text
    values = page.form("See what will happen").values()
    assert (values["day"], values.getlist("p")) == ("2031-02-03", [beira.ref])
    page = page.form("See what will happen").submit({"text": "", "country": "GH"}, "Tick all")
    values = page.form("See what will happen").values()
    assert set(values.getlist("p")) == {beira.ref, *(one.ref for one in ghana)}
    assert values["who"] == "some"


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ({"p": []}, "Tick at least one applicant"),
        ({"who": "all"}, "for them alone"),
        ({"day": ""}, "Choose the new last day"),
        ({"day": "2001-01-01"}, "Choose a later time"),
    ],
)
def test_what_does_not_fit_is_said_in_the_form_with_the_ticks_kept(
    lead: Person, call: Call, browse: Browse, values: dict[str, object], words: str
) -> None:
    proposal = build.proposal(call, build.person())
    page = look(browse(lead).get(f"/calls/{call.ref}/extend"), proposal, **values)
    assert page.status == 422
    assert words in page.text
    kept = page.form("See what will happen").values().getlist("p")
    assert kept == values.get("p", [proposal.ref])


def test_what_changed_meanwhile_is_refused_on_the_page_that_confirms(
    lead: Person, call: Call, browse: Browse
) -> None:
    proposal = build.proposal(call, build.person())
    page = look(browse(lead).get(f"/calls/{call.ref}/extend"), proposal)
    build.extension(proposal, days(50))
    page = page.form("Move the deadline").submit({"reason": "Kept words"})
    assert page.status == 422
    assert "Choose a later time" in page.text
    assert page.form("Move the deadline").values()["reason"] == "Kept words"
    assert count(Extension) == 1


def test_who_can_get_no_more_time_is_not_listed_and_a_link_to_one_says_so(
    lead: Person, call: Call, browse: Browse
) -> None:
    gone = over(build.proposal(call, build.person()))
    own = build.proposal(call, build.person())
    build.teammate(own, lead)
    test = build.proposal(call, build.person(), is_test=True)
    other = build.proposal(build.call(), build.person())
    page = browse(lead).get(f"/calls/{call.ref}/extend?who=some&p={gone.ref}")
    assert f"{gone.ref} can get no more time" in page.text
    for hidden in (own, test, other):
        assert hidden.ref not in page.text
    assert "Nobody is writing" in page.text
    officer = browse(build.person("", Role.OFFICER))
    assert officer.get(f"/calls/{call.ref}/extend").status == 403


def test_once_the_call_has_closed_only_who_was_given_more_time_can_be_given_more(
    lead: Person, call: Call, browse: Browse, later: Callable[..., None]
) -> None:
    late, helped = (build.proposal(call, build.person()) for _ in range(2))
    build.extension(helped, days(40))
    later(days=35)
    page = browse(lead).get(f"/calls/{call.ref}/extend")
    assert late.ref not in page.text
    assert "Everybody's" not in page.text
    page = look(page, helped, day=f"{days(10):%Y-%m-%d}")
    page = page.form("Move the deadline").submit({"reason": "A flood"})
    assert "1 applicant has more time" in page.text


def test_the_file_of_a_submitted_proposal_leads_to_the_page_with_it_ticked(
    lead: Person, browse: Browse
) -> None:
    world = ready.complete()
    ready.send(world)
    page = browse(lead).get(f"/screening/{world.call.ref}/{world.ref}")
    form = page.click("Give this applicant more time").form("See what will happen")
    assert form.values().getlist("p") == [world.ref]
    assert form.values()["who"] == "some"


@pytest.mark.both_databases
def test_the_pages_take_as_many_queries_for_fifty_proposals_as_for_five(
    lead: Person, browse: Browse
) -> None:
    taken = []
    for n in (5, 50):
        call = build.call()
        refs = [build.proposal(call, build.person()).ref for _ in range(n)]
        here = f"/calls/{call.ref}/extend"
        chosen = "&".join(f"p={ref}" for ref in refs)
        confirm = f"{here}?op=look&who=some&day={days(45):%Y-%m-%d}&{chosen}"
        everybody = f"{here}?op=look&who=all&day={days(45):%Y-%m-%d}"
        browser = browse(lead)
        assert "Who is told" in browser.get(confirm).text
        taken.append([queries_of(browser, path) for path in (here, confirm, everybody)])
    assert taken[0] == taken[1]
    assert max(taken[0]) <= 12
