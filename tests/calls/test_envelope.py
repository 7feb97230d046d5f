"""Once an envelope is set aside for a call, what it was cut from and its size stay as they are."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from flask import Flask

from grants.accounts.models import Person, Role
from grants.calls import service
from grants.calls.models import Call, CallStatus
from grants.calls.service.envelope import cut_envelope
from grants.core import clock
from grants.core.db import db
from grants.core.errors import Refused
from tests import build
from tests.browsing import Browser
from tests.calls.test_warnings import REASONS, covered, draft

Browse = Callable[..., Browser]


@pytest.fixture
def lead(app: Flask) -> Person:
    return build.person("Helena", Role.LEAD)


@pytest.fixture
def call(lead: Person) -> Call:
    """Public, not open, with its envelope."""
    covered()
    found, actor = draft(), build.acting(lead)
    service.publish(actor, found.ref, version=found.version, reasons=REASONS)
    cut_envelope(actor, found.ref)
    return found


@pytest.mark.parametrize(
    "change",
    [
        {"line": "country_programmes"},
        {"fiscal_year": 2028},
        {"currency": "EUR"},
        {"envelope_cents": 150_000_000},
    ],
    ids=lambda change: next(iter(change)),
)
def test_what_the_envelope_was_cut_from_no_longer_changes(
    lead: Person, call: Call, change: dict[str, Any]
) -> None:
    actor, version = build.acting(lead), call.version
    with pytest.raises(Refused, match="is set aside") as refused:
        service.edit(actor, call.ref, lambda it: replace(it, **change), version=version)
    assert set(refused.value.fields) == set(change)
    db.session.rollback()
    assert call.version == version


def test_nor_by_a_file(lead: Person, call: Call) -> None:
    text = service.export_call(build.acting(lead), call.ref)
    changed = text.replace("envelope_usd: 2000000", "envelope_usd: 1500000")
    assert changed != text
    with pytest.raises(Refused, match="is set aside"):
        service.import_call(build.acting(lead), changed, "a.yaml")


def test_every_other_amount_can_change(lead: Person, call: Call) -> None:
    actor, cents = build.acting(lead), call.min_cents + 100
    service.edit(actor, call.ref, lambda it: replace(it, min_cents=cents), version=call.version)
    assert call.min_cents == cents


def test_without_an_envelope_the_plan_can_change(lead: Person) -> None:
    covered()
    call = draft()
    assert call.status is CallStatus.DRAFT
    actor, cents = build.acting(lead), 150_000_000
    service.edit(
        actor, call.ref, lambda it: replace(it, envelope_cents=cents), version=call.version
    )
    assert call.envelope_cents == cents


def test_the_page_of_money_says_what_to_do_and_keeps_what_was_typed(
    lead: Person, call: Call, browse: Browse
) -> None:
    assert call.opens_at is not None
    assert call.opens_at > clock.now()
    page = browse(lead).get(f"/calls/{call.ref}/edit/money")
    assert "make a new call from this one" in page.text
    page = page.form("envelope_cents").submit({"envelope_cents": "1,500,000"})
    assert page.status == 422
    assert "The envelope is set aside already" in page.text
    assert page.form("envelope_cents").values()["envelope_cents"] == "1,500,000"
