"""The team: invited by mail, changed by the lead, out at once."""

from collections.abc import Callable
from datetime import timedelta

import pytest
import sqlalchemy as sa
from flask import Flask

from grants.core import clock
from grants.core.actor import VISITOR
from grants.core.db import db
from grants.core.errors import Forbidden, NotFound, Refused, Repeated
from grants.proposals.models import Collaborator, TeamInvitation, TeamRole
from grants.proposals.queries.access import find
from grants.proposals.service import team
from tests import build
from tests.proposals import ready


def roles(world: ready.World) -> dict[int, TeamRole]:
    rows = db.session.execute(
        sa.select(Collaborator.person_id, Collaborator.role).where(
            Collaborator.proposal_id == world.proposal.id, Collaborator.removed_at.is_(None)
        )
    )
    return {row.person_id: row.role for row in rows}


@pytest.fixture
def world(app: Flask) -> ready.World:
    return ready.complete(endorsed=False)


def invited(world: ready.World, email: str, role: TeamRole = TeamRole.EDITOR) -> str:
    team.invite(world.actor, world.ref, email=email, role=role)
    return ready.token_mailed("team_invitation")


@pytest.mark.both_databases
def test_whoever_accepts_an_invitation_is_in_the_team_with_that_role(app: Flask) -> None:
    world = ready.complete(endorsed=False)
    kofi = build.person("Kofi")
    token = invited(world, kofi.email.upper(), TeamRole.VIEWER)
    assert team.join(build.acting(kofi), token) == world.ref
    assert roles(world)[kofi.id] is TeamRole.VIEWER
    assert len(ready.mails("team_joined")) == 1
    assert team.join(build.acting(kofi), token) == world.ref, "a second press changes nothing"
    assert len(roles(world)) == 2


def test_only_the_digest_of_an_invitation_link_is_stored(world: ready.World) -> None:
    token = invited(world, "kofi@city.example")
    row = db.session.scalars(sa.select(TeamInvitation)).one()
    assert token not in (row.ref, row.digest)


def test_an_invitation_sent_twice_is_one(world: ready.World) -> None:
    team.invite(
        world.actor, world.ref, email="k@city.example", role=TeamRole.EDITOR, operation="key"
    )
    with pytest.raises(Repeated):
        team.invite(
            world.actor, world.ref, email="k@city.example", role=TeamRole.EDITOR, operation="key"
        )
    assert len(ready.mails("team_invitation")) == 1


def test_a_forwarded_link_opens_nothing_for_another_address(world: ready.World) -> None:
    token = invited(world, "kofi@city.example")
    stranger = build.person()
    with pytest.raises(Refused, match=r"kofi@city\.example"):
        team.join(build.acting(stranger), token)
    with pytest.raises(Forbidden):
        team.join(VISITOR, token)
    assert len(roles(world)) == 1


def test_an_invitation_ends_after_two_weeks_or_when_withdrawn(
    world: ready.World, later: Callable[..., None]
) -> None:
    kofi = build.person("Kofi")
    token = invited(world, kofi.email)
    row = db.session.scalars(sa.select(TeamInvitation)).one()
    team.withdraw_invitation(world.actor, world.ref, row.ref)
    with pytest.raises(Refused, match="withdrawn"):
        team.join(build.acting(kofi), token)
    token = invited(world, kofi.email)
    later(days=14, seconds=1)
    with pytest.raises(Refused, match="expired"):
        team.join(build.acting(kofi), token)


@pytest.mark.parametrize("who", ["teammate", "invited", "sponsor"])
def test_nobody_is_invited_who_is_there_already_or_endorses(world: ready.World, who: str) -> None:
    email = {"teammate": world.lead.email, "invited": "i@x.org", "sponsor": "s@sdi.org"}[who]
    if who == "invited":
        invited(world, email)
    if who == "sponsor":
        ready.ask_sponsor(world, email=email)
    with pytest.raises(Refused) as refused:
        team.invite(world.actor, world.ref, email=email, role=TeamRole.EDITOR)
    assert "email" in refused.value.fields


def test_a_sponsor_cannot_slip_into_the_team_by_an_older_invitation(world: ready.World) -> None:
    sheela = build.person("Sheela")
    token = invited(world, sheela.email)
    ready.ask_sponsor(world, email=sheela.email)
    with pytest.raises(Refused, match="endorse"):
        team.join(build.acting(sheela), token)


def test_nobody_is_made_lead_beside_the_lead(world: ready.World) -> None:
    with pytest.raises(Refused, match="one lead"):
        team.invite(world.actor, world.ref, email="x@city.example", role=TeamRole.LEAD)


@pytest.mark.both_databases
def test_handing_the_lead_over_leaves_exactly_one_lead(app: Flask) -> None:
    world = ready.complete(endorsed=False)
    kofi = build.person("Kofi")
    build.teammate(world.proposal, kofi)
    team.hand_over(world.actor, world.ref, kofi.ref)
    assert roles(world) == {world.lead.id: TeamRole.EDITOR, kofi.id: TeamRole.LEAD}
    with pytest.raises(NotFound):
        team.hand_over(world.actor, world.ref, kofi.ref)


def test_the_lead_cannot_be_removed_changed_or_leave(world: ready.World) -> None:
    for act in (
        lambda: team.remove(world.actor, world.ref, world.lead.ref),
        lambda: team.leave(world.actor, world.ref),
        lambda: team.change_role(world.actor, world.ref, world.lead.ref, TeamRole.VIEWER),
    ):
        with pytest.raises(Refused, match="Hand the lead over"):
            act()
        db.session.rollback()
    assert roles(world) == {world.lead.id: TeamRole.LEAD}


def test_a_removed_collaborator_finds_nothing_and_can_be_invited_again(
    world: ready.World,
) -> None:
    kofi = build.person("Kofi")
    build.teammate(world.proposal, kofi)
    find(build.acting(kofi), world.ref)
    team.remove(world.actor, world.ref, kofi.ref)
    with pytest.raises(NotFound):
        find(build.acting(kofi), world.ref)
    assert len(ready.mails("team_removed")) == 1
    team.join(build.acting(kofi), invited(world, kofi.email))
    assert roles(world)[kofi.id] is TeamRole.EDITOR


def test_leaving_ends_ones_own_place_and_tells_the_lead(world: ready.World) -> None:
    kofi = build.person("Kofi")
    build.teammate(world.proposal, kofi, TeamRole.VIEWER)
    team.leave(build.acting(kofi), world.ref)
    assert kofi.id not in roles(world)
    assert [m.address for m in ready.mails("team_left")] == [world.lead.email]


@pytest.mark.parametrize("role", [TeamRole.EDITOR, TeamRole.VIEWER])
def test_only_the_lead_manages_the_team(world: ready.World, role: TeamRole) -> None:
    kofi = build.person("Kofi")
    build.teammate(world.proposal, kofi, role)
    actor = build.acting(kofi)
    for act in (
        lambda: team.invite(actor, world.ref, email="x@y.org", role=TeamRole.VIEWER),
        lambda: team.remove(actor, world.ref, world.lead.ref),
        lambda: team.hand_over(actor, world.ref, kofi.ref),
        lambda: team.change_role(actor, world.ref, kofi.ref, TeamRole.EDITOR),
    ):
        with pytest.raises(NotFound):
            act()
        db.session.rollback()


def test_the_office_is_not_in_the_team_and_leaves_nothing(world: ready.World) -> None:
    from grants.accounts.models import Role

    officer = build.person("Officer", Role.OFFICER)
    world.proposal.submitted_at = clock.now() - timedelta(days=1)
    db.session.commit()
    with pytest.raises(Refused, match="not in the team"):
        team.leave(build.acting(officer), world.ref)
