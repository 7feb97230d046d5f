"""The pages of the team, as a person meets them."""

from collections.abc import Callable

from flask import Flask

from grants.core.db import db
from grants.proposals.models import TeamRole
from tests import build
from tests.browsing import Browser
from tests.proposals import ready

Browse = Callable[..., Browser]


def test_a_colleague_is_invited_signs_in_and_joins(app: Flask, browse: Browse) -> None:
    world = ready.complete()
    kofi = build.person("Kofi Annan")
    page = browse(world.lead).get(f"/proposals/{world.ref}/team")
    page = page.form("email").submit({"email": kofi.email, "role": "proposal_viewer"})
    assert f"An invitation went to {kofi.email}" in page.text
    assert kofi.email in page.text
    token = ready.token_mailed("team_invitation")
    visitor = browse().get(f"/join/{token}")
    assert "Sign in to join" in visitor.links()
    assert world.proposal.title in visitor.text
    browser = browse(kofi)
    page = browser.get(f"/join/{token}").form("Join the team").submit()
    assert "Welcome: you are in the team now" in page.text
    page = browser.get(f"/proposals/{world.ref}/team")
    assert "Ama Mensah" in page.text
    assert "Leave the team" in page.links()
    assert "accepted already" in browser.get(f"/join/{token}").text


def test_an_old_invitation_shows_nothing_of_the_proposal_to_whoever_was_removed(
    app: Flask, browse: Browse
) -> None:
    world = ready.complete()
    kofi = build.person("Kofi Annan")
    lead = browse(world.lead)
    lead.get(f"/proposals/{world.ref}/team").form("email").submit({"email": kofi.email})
    address = f"/join/{ready.token_mailed('team_invitation')}"
    browser = browse(kofi)
    form = browser.get(address).form("Join the team")
    form.submit()
    assert "Open the proposal" in browser.get(address).links()
    lead.get(f"/proposals/{world.ref}/team").click("Remove").form("Remove from the team").submit()
    for reader in (browser, browse(), browse(build.person("Other"))):
        page = reader.get(address)
        assert "accepted already" in page.text
        assert world.proposal.title not in page.source
        assert world.ref not in page.source
    again = form.submit()
    assert again.status == 422
    assert "Ask for a new one" in again.text
    assert world.proposal.title not in again.source


def test_an_invitation_says_what_is_wrong_to_another_reader(app: Flask, browse: Browse) -> None:
    world = ready.complete()
    browse(world.lead).get(f"/proposals/{world.ref}/team").form("email").submit(
        {"email": "new@city.example"}
    )
    token = ready.token_mailed("team_invitation")
    page = browse(build.person("Other")).get(f"/join/{token}")
    assert "The invitation is for new@city.example" in page.text
    assert "Make an account" in browse().get(f"/join/{token}").links()
    assert browse().get("/join/nothing").status == 404


def test_a_wrong_address_is_kept_with_its_message(app: Flask, browse: Browse) -> None:
    world = ready.complete()
    page = browse(world.lead).get(f"/proposals/{world.ref}/team")
    for typed, words in (
        ("", "Type an e-mail address"),
        ("no address", "whole e-mail address"),
        (world.lead.email, "in the team already"),
    ):
        answer = page.form("email").submit({"email": typed})
        assert answer.status == 422
        assert words in answer.text
        assert typed in answer.source


def test_an_invitation_is_withdrawn_from_the_team_page(app: Flask, browse: Browse) -> None:
    world = ready.complete()
    lead = browse(world.lead)
    page = lead.get(f"/proposals/{world.ref}/team")
    page = page.form("email").submit({"email": "new@city.example"})
    page = page.form("Withdraw").submit()
    assert "its link no longer works" in page.text
    token = ready.token_mailed("team_invitation")
    assert "has expired or was withdrawn" in browse().get(f"/join/{token}").text


def test_roles_change_and_the_lead_is_handed_over_after_a_confirm_page(
    app: Flask, browse: Browse
) -> None:
    world = ready.complete()
    kofi = build.person("Kofi")
    place = build.teammate(world.proposal, kofi)
    lead = browse(world.lead)
    page = lead.get(f"/proposals/{world.ref}/team").click("Change role")
    page = page.form("role").submit({"role": "proposal_viewer"})
    assert "The role was changed" in page.text
    page = page.click("Make lead")
    assert "Only Kofi can hand the lead back to you" in page.text
    page = page.form("Hand the lead over").submit()
    assert "You are an editor now" in page.text
    db.session.refresh(place)
    assert place.role is TeamRole.LEAD
    assert lead.get(f"/proposals/{world.ref}/submit").status == 404
    assert browse(kofi).get(f"/proposals/{world.ref}/submit").status == 200


def test_somebody_is_removed_after_a_confirm_page(app: Flask, browse: Browse) -> None:
    world = ready.complete()
    kofi = build.person("Kofi")
    build.teammate(world.proposal, kofi)
    page = browse(world.lead).get(f"/proposals/{world.ref}/team").click("Remove")
    assert "What Kofi wrote stays" in page.text
    assert kofi.email in page.text
    page = page.form("Remove from the team").submit()
    assert "can no longer open the proposal" in page.text
    assert browse(kofi).get(f"/proposals/{world.ref}/team").status == 404


def test_a_teammate_leaves(app: Flask, browse: Browse) -> None:
    world = ready.complete()
    kofi = build.person("Kofi")
    build.teammate(world.proposal, kofi)
    browser = browse(kofi)
    page = browser.get(f"/proposals/{world.ref}/team").click("Leave the team")
    page = page.form("Leave the team").submit()
    assert page.heading == "My proposals"
    assert browser.get(f"/proposals/{world.ref}/team").status == 404
