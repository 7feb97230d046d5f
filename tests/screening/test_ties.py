"""Who steps aside, or is found to be tied, sees a page that says so and who handles it."""

from collections.abc import Callable

import pytest
import sqlalchemy as sa
from flask import Flask

from grants.accounts.models import Person, Role
from grants.calls.models import Call
from grants.core import hooks
from grants.core.db import db
from grants.core.errors import NotFound, Refused
from grants.mail.models import Mail
from grants.proposals.models import Proposal, ProposalStatus, Snapshot, Tie, TieKind
from grants.screening import service
from grants.screening.models import Finding, Screening
from grants.screening.queries import case
from tests import build
from tests.browsing import Browser
from tests.screening import cases

Browse = Callable[..., Browser]
WHY = "My brother works there."


@pytest.fixture
def call(app: Flask) -> Call:
    return cases.closed_call()


def screening_of(row: Proposal) -> Screening:
    return db.session.scalars(sa.select(Screening).where(Screening.proposal_id == row.id)).one()


def address(row: Proposal, call: Call) -> str:
    return f"/screening/{call.ref}/{row.ref}"


def at(domain: str, name: str, role: Role | None = None) -> Person:
    who = build.person(name, role) if role else build.person(name)
    who.email = f"{name.split()[0].lower()}@{domain}"
    db.session.commit()
    return who


def hand_in(row: Proposal) -> None:
    """What submitting raises, in its transaction."""
    snapshot = db.session.scalars(sa.select(Snapshot).where(Snapshot.proposal_id == row.id)).one()
    who = build.acting(db.session.get_one(Person, row.started_by_id))
    hooks.proposal_submitted.send(row, snapshot=snapshot, actor=who)
    db.session.commit()


@pytest.mark.both_databases
def test_who_steps_aside_finds_nothing_more_and_the_check_is_free(call: Call) -> None:
    row, first, other = cases.submitted(call), cases.officer("Hans"), cases.officer("Olga")
    cases.start(row, first)
    service.step_aside(build.acting(first), row.ref, WHY)
    with pytest.raises(NotFound):
        case.find(build.acting(first), row.ref)
    assert screening_of(row).officer_id is None
    service.take(build.acting(other), row.ref)
    assert screening_of(row).officer_id == other.id


def test_a_refusal_of_somebody_who_steps_aside_is_taken_off(call: Call) -> None:
    row, first = cases.submitted(call), cases.officer()
    cases.refuse(row, first)
    service.step_aside(build.acting(first), row.ref, WHY)
    assert screening_of(row).finding is None


def test_an_outcome_the_city_was_told_stands(call: Call) -> None:
    row, first, second = cases.submitted(call), cases.officer(), cases.officer()
    cases.refused(row, first, second)
    service.step_aside(build.acting(first), row.ref, WHY)
    assert screening_of(row).finding is Finding.INELIGIBLE
    db.session.refresh(row)
    assert row.status is ProposalStatus.INELIGIBLE


def test_stepping_aside_needs_words_and_changes_nothing_without(call: Call) -> None:
    row, who = cases.submitted(call), cases.officer()
    with pytest.raises(Refused):
        service.step_aside(build.acting(who), row.ref, "  ")
    assert case.find(build.acting(who), row.ref).proposal.id == row.id


@pytest.mark.both_databases
def test_an_address_domain_of_the_team_ties_an_officer_at_submission(call: Call) -> None:
    lead = at("tamale.example.gov", "Ama Mensah")
    same = at("tamale.example.gov", "Hans Weber", Role.OFFICER)
    other = at("elsewhere.example.gov", "Olga Brand", Role.OFFICER)
    row = cases.submitted(call, lead)
    hand_in(row)
    assert [(t.person_id, t.kind) for t in db.session.scalars(sa.select(Tie))] == [
        (same.id, TieKind.SAME_DOMAIN)
    ]
    with pytest.raises(NotFound):
        case.find(build.acting(same), row.ref)
    assert case.find(build.acting(other), row.ref).proposal.id == row.id


@pytest.mark.parametrize("domain", ["gmail.com", "example.org"])
def test_a_public_mail_service_ties_nobody(call: Call, domain: str) -> None:
    lead = at(domain, "Ama Mensah")
    at(domain, "Hans Weber", Role.OFFICER)
    hand_in(cases.submitted(call, lead))
    assert db.session.scalars(sa.select(Tie)).all() == []


def test_the_houses_own_domain_ties_nobody(call: Call) -> None:
    house = call.contact_email.rpartition("@")[2]
    lead = at(house, "Ama Mensah")
    at(house, "Hans Weber", Role.OFFICER)
    hand_in(cases.submitted(call, lead))
    assert db.session.scalars(sa.select(Tie)).all() == []


def test_who_became_an_officer_later_is_found_when_they_start(call: Call) -> None:
    row = cases.submitted(call, at("tamale.example.gov", "Ama Mensah"))
    same = at("tamale.example.gov", "Hans Weber", Role.OFFICER)
    with pytest.raises(Refused, match="address"):
        cases.start(row, same)
    with pytest.raises(NotFound):
        case.find(build.acting(same), row.ref)
    db.session.refresh(row)
    assert row.status is ProposalStatus.SUBMITTED


def test_the_page_in_its_place_says_why_and_who_handles_it_and_no_more(
    call: Call, browse: Browse
) -> None:
    row, first = cases.submitted(call, title="Secret gardens"), cases.officer("Hans")
    cases.start(row, cases.officer("Olga Brand"))
    page = browse(first).get(address(row, call) + "/step-aside")
    form = page.form()
    page = form.submit({"reason": WHY}, "Step aside")
    assert "You stepped aside" in page.text
    page = page.browser.get(address(row, call))
    assert page.status == 403
    assert WHY in page.text
    assert "It is handled by Olga Brand" in page.text
    assert "Secret gardens" not in page.source
    assert row.ref not in page.text
    assert page.browser.get(address(row, call) + "/confirm").status == 404


def test_somebody_without_a_tie_and_a_stranger_get_no_such_page(call: Call, browse: Browse) -> None:
    row = cases.submitted(call)
    assert browse(cases.officer()).get(address(row, call)).status == 200
    assert browse(cases.officer()).get(f"/screening/{call.ref}/NOSUCHREF0").status == 404
    assert browse(build.person("Kofi")).get(address(row, call)).status in (403, 404)
    assert "kept from you" not in browse(build.person("Kofi")).get(address(row, call)).source


def test_a_lead_lifts_a_tie_with_words_and_nobody_their_own(call: Call, browse: Browse) -> None:
    row, who = cases.submitted(call), cases.officer("Hans Weber")
    service.step_aside(build.acting(who), row.ref, WHY)
    lead = browse(cases.lead("Helena"))
    page = lead.get(address(row, call))
    assert "Hans Weber stepped aside" in page.text
    page = page.click("Lift").form().submit({"reason": "A namesake."}, "Lift the tie")
    assert "Hans Weber can see this proposal again" in page.text
    assert case.find(build.acting(who), row.ref).proposal.id == row.id
    own = cases.lead()
    with pytest.raises(Refused, match="address"):
        _tie_by_domain(call, own)
    tie = db.session.scalars(sa.select(Tie).where(Tie.person_id == own.id)).one()
    with pytest.raises(NotFound):
        service.lift_tie(build.acting(own), "ANYREF", tie.ref, "It is nothing.")


def _tie_by_domain(call: Call, who: Person) -> None:
    who.email = "lead@bolga.example.gov"
    db.session.commit()
    cases.start(cases.submitted(call, at("bolga.example.gov", "Kwame Nti")), who)


def test_what_was_lifted_is_not_found_again(call: Call) -> None:
    row = cases.submitted(call, at("tamale.example.gov", "Ama Mensah"))
    same = at("tamale.example.gov", "Hans Weber", Role.OFFICER)
    hand_in(row)
    [tie] = db.session.scalars(sa.select(Tie)).all()
    service.lift_tie(build.acting(cases.lead()), row.ref, tie.ref, "A ministry of thousands.")
    cases.start(row, same)
    assert screening_of(row).officer_id == same.id


def test_the_others_of_the_call_are_told_and_who_stepped_aside_is_not(call: Call) -> None:
    row, who = cases.submitted(call), cases.officer()
    service.step_aside(build.acting(who), row.ref, WHY)
    mails = db.session.scalars(
        sa.select(Mail).where(Mail.kind == "officer_stepped_aside_office")
    ).all()
    assert mails
    assert who.email not in {mail.address for mail in mails}
