"""What goes on in a call that has opened, and what no longer does."""

from collections.abc import Callable
from datetime import date, timedelta

import pytest
import sqlalchemy as sa
from flask import Flask

from grants.calls import queries, service
from grants.calls.models import CallStatus
from grants.calls.queries.documents import document_of
from grants.calls.rules import has_opened
from grants.core import clock
from grants.core.actor import Actor
from grants.core.db import db
from grants.core.errors import Refused
from grants.places.models import CountryList, CountryListEntry
from tests import build
from tests.calls.test_frozen import REFUSAL

pytestmark = pytest.mark.both_databases


def test_a_deadline_can_still_be_extended_and_the_status_follow_the_clock(
    actor: Actor, later: Callable[..., None]
) -> None:
    call = build.call()
    assert call.closes_at is not None
    new = call.closes_at + timedelta(days=7)
    service.extend(actor, call.ref, new, reason="Floods", version=call.version)
    db.session.expire_all()
    assert call.closes_at == new
    later(days=60)
    assert service.advance(clock.now()) == 1
    service.enter(actor, call, CallStatus.SCREENING)
    db.session.commit()
    assert call.status is CallStatus.SCREENING


def test_a_call_imported_as_past_has_its_questions_and_is_frozen(actor: Actor) -> None:
    build.call("CATF-NOW", status=CallStatus.DRAFT, applicant_kinds=["local_authority"])
    text = service.export_call(actor, "CATF-NOW").replace("CATF-NOW", "CATF-PAST")
    text = text.replace("status: draft", "status: archived")
    call = service.import_call(actor, text, "past.yaml")
    assert call.status is CallStatus.ARCHIVED
    assert list(queries.form_of(call).questions())
    call.pass_points = 1
    with pytest.raises(sa.exc.DBAPIError, match=REFUSAL):
        db.session.commit()
    db.session.rollback()


def test_while_the_status_lags_behind_the_opening_the_service_refuses(actor: Actor) -> None:
    call = build.call("CATF-LAG", status=CallStatus.PUBLISHED)
    before = document_of(call)
    changed = service.export_call(actor, call.ref).replace("pass_points: 60", "pass_points: 50")
    changed = changed.replace("status: published", "status: draft")
    with pytest.raises(Refused, match="has opened"):
        service.import_call(actor, changed, "lag.yaml")
    db.session.rollback()
    assert document_of(call) == before


def test_a_cancelled_call_is_frozen_although_it_never_opened(actor: Actor) -> None:
    call = build.call(
        "CATF-C", status=CallStatus.CANCELLED, opens_at=clock.now() + timedelta(days=2)
    )
    assert has_opened(call, clock.now())
    text = service.export_call(actor, "CATF-C").replace("status: cancelled", "status: draft")
    with pytest.raises(Refused, match="was cancelled"):
        service.import_call(actor, text, "c.yaml")


def test_a_later_change_of_a_country_list_moves_no_call_that_has_opened(app: Flask) -> None:
    call = build.call(status=CallStatus.CLOSED)
    before = queries.eligible_countries(call)
    entry = CountryListEntry(list_id=call.country_list_id, country="FR", income_group="x")
    db.session.add(entry)
    with pytest.raises(sa.exc.DBAPIError, match=REFUSAL):
        db.session.commit()
    db.session.rollback()
    newer = CountryList(
        code="dac-2026-2027", name="Next", valid_from=date(2026, 1, 1), valid_to=None, source="x"
    )
    db.session.add(newer)
    db.session.flush()
    db.session.add(CountryListEntry(list_id=newer.id, country="FR", income_group="x"))
    listed = db.session.get_one(CountryList, call.country_list_id)
    listed.valid_to = date(2025, 12, 31)
    db.session.commit()
    assert queries.eligible_countries(call) == before
    assert "FR" not in before


def test_a_list_that_no_opened_call_uses_can_be_mended(app: Flask) -> None:
    call = build.call(status=CallStatus.DRAFT)
    assert "FR" not in queries.eligible_countries(call)
    db.session.add(CountryListEntry(list_id=call.country_list_id, country="FR", income_group="x"))
    db.session.commit()
    assert "FR" in queries.eligible_countries(call)
