"""The gate before every view."""

import pytest
from flask import Flask

from grants.core.access import required_permission
from grants.core.actor import VISITOR, Actor
from grants.permissions import HOLDERS, Permission, Relation, may_reach


def test_a_view_that_names_no_permission_is_refused_to_everybody(
    odd_app: Flask, caplog: pytest.LogCaptureFixture
) -> None:
    assert required_permission(odd_app, "odd.unmarked") is None
    answer = odd_app.test_client().get("/odd/unmarked")
    assert answer.status_code == 403
    assert "nobody said" not in answer.text
    assert "odd.unmarked names no permission" in caplog.text


def test_a_visitor_is_sent_to_sign_in_and_back_to_the_page_they_asked_for(odd_app: Flask) -> None:
    answer = odd_app.test_client().get("/odd/officers?sort=city&page=2")
    assert answer.status_code == 302
    assert answer.location == "/sign-in?next=/odd/officers?sort%3Dcity%26page%3D2"


def test_a_cookie_made_up_by_the_browser_is_a_visitor(odd_app: Flask) -> None:
    client = odd_app.test_client()
    client.set_cookie("grants", "eyJfdXNlcl9pZCI6IngifQ.made.up")
    assert client.get("/odd/officers").status_code == 302
    with client.session_transaction() as session:
        session["_user_id"] = "a token of nobody"
    assert client.get("/odd/officers").status_code == 302


@pytest.mark.parametrize("permission", list(Permission))
def test_what_is_held_through_an_object_may_be_asked_for_by_who_is_signed_in_and_nobody_else(
    permission: Permission,
) -> None:
    through_object = HOLDERS[permission] & {
        Relation.PROPOSAL_LEAD,
        Relation.PROPOSAL_EDITOR,
        Relation.PROPOSAL_VIEWER,
        Relation.SPONSOR,
        Relation.ASSIGNED,
    }
    person = frozenset({Relation.PERSON})
    directly = Relation.PERSON in HOLDERS[permission]
    assert may_reach(permission, person) == (directly or bool(through_object))
    assert may_reach(permission, VISITOR.relations) == (Relation.VISITOR in HOLDERS[permission])


def test_an_actor_holds_what_the_relation_to_the_object_adds() -> None:
    actor = Actor(person_id=1, relations=frozenset({Relation.PERSON}))
    assert not actor.may(Permission.PROPOSAL_SUBMIT)
    assert actor.may(Permission.PROPOSAL_SUBMIT, Relation.PROPOSAL_LEAD)
    assert not actor.may(Permission.PROPOSAL_SUBMIT, Relation.PROPOSAL_VIEWER)
