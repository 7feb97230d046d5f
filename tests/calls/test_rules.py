"""When a call accepts work, and the arithmetic of its money rules."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, strategies as st

from grants.calls import rules
from grants.calls.models import CallStatus
from grants.core.money import exceeds_share

OPENS = datetime(2026, 11, 2, 8, 0, tzinfo=UTC)
CLOSES = datetime(2027, 1, 15, 22, 59, 59, tzinfo=UTC)
SECOND = timedelta(seconds=1)


@dataclass
class Plain:
    status: CallStatus = CallStatus.OPEN
    opens_at: datetime | None = OPENS
    closes_at: datetime | None = CLOSES


@pytest.mark.parametrize(
    ("now", "accepted"),
    [
        (OPENS - SECOND, False),
        (OPENS, True),
        (CLOSES, True),
        (CLOSES + timedelta(microseconds=1), False),
    ],
)
def test_work_is_accepted_from_the_opening_to_the_deadline_inclusive(
    now: datetime, accepted: bool
) -> None:
    assert rules.accepts_work(Plain(), now) is accepted


@pytest.mark.parametrize("status", [CallStatus.DRAFT, CallStatus.CANCELLED, CallStatus.ARCHIVED])
def test_a_draft_cancelled_or_archived_call_never_accepts_work(status: CallStatus) -> None:
    assert not rules.accepts_work(Plain(status), OPENS + SECOND)


def test_one_applicants_own_deadline_can_only_be_later() -> None:
    late = CLOSES + timedelta(hours=1)
    assert rules.accepts_work(Plain(), late, until=CLOSES + timedelta(days=1))
    assert rules.accepts_work(Plain(), CLOSES, until=OPENS)


def test_a_call_without_dates_accepts_nothing() -> None:
    assert not rules.accepts_work(Plain(opens_at=None, closes_at=None), OPENS)


@pytest.mark.parametrize(
    ("now", "status"),
    [
        (OPENS - SECOND, CallStatus.PUBLISHED),
        (OPENS, CallStatus.OPEN),
        (CLOSES, CallStatus.OPEN),
        (CLOSES + SECOND, CallStatus.CLOSED),
    ],
)
@pytest.mark.parametrize("stored", [CallStatus.PUBLISHED, CallStatus.OPEN])
def test_the_instants_decide_what_a_published_call_is(
    stored: CallStatus, now: datetime, status: CallStatus
) -> None:
    assert rules.effective_status(Plain(stored), now) is status


@pytest.mark.parametrize("status", [CallStatus.DRAFT, CallStatus.SCREENING, CallStatus.ARCHIVED])
def test_the_clock_moves_only_what_goes_by_the_clock(status: CallStatus) -> None:
    assert rules.effective_status(Plain(status), CLOSES + SECOND) is status


def test_rules_are_frozen_from_the_opening_instant() -> None:
    assert not rules.has_opened(Plain(CallStatus.PUBLISHED), OPENS - SECOND)
    assert rules.has_opened(Plain(CallStatus.PUBLISHED), OPENS)
    assert not rules.has_opened(Plain(CallStatus.DRAFT), OPENS)
    assert rules.has_opened(Plain(CallStatus.CANCELLED), OPENS - SECOND)
    assert rules.has_opened(Plain(CallStatus.ARCHIVED, None, None), OPENS)


def test_a_deadline_is_extended_only_before_it_passes() -> None:
    assert rules.may_extend(Plain(), CLOSES)
    assert not rules.may_extend(Plain(), CLOSES + SECOND)
    assert not rules.may_extend(Plain(CallStatus.DRAFT), OPENS)


def test_a_call_never_goes_back_a_stage() -> None:
    assert rules.may_enter(CallStatus.CLOSED, CallStatus.SCREENING)
    assert rules.may_enter(CallStatus.SCREENING, CallStatus.BOARD)
    assert not rules.may_enter(CallStatus.BOARD, CallStatus.SCREENING)
    assert not rules.may_enter(CallStatus.OPEN, CallStatus.SCREENING)


def test_a_grant_of_200000_at_80_percent_needs_50000_in_cash() -> None:
    assert rules.least_cash_cents(20_000_000, 8000) == 5_000_000
    assert rules.least_cash_cents(5_000_000, 8000) == 1_250_000


@given(st.integers(1, 10**12), st.integers(1, 10_000))
def test_the_least_cash_is_exactly_enough(grant: int, share: int) -> None:
    cash = rules.least_cash_cents(grant, share)
    assert not exceeds_share(grant, grant + cash, share)
    assert cash == 0 or exceeds_share(grant, grant + cash - 1, share)


def test_budget_rules_survive_being_stored() -> None:
    budget = rules.BudgetRules(
        categories=(rules.Category("overhead", {"en": "Overhead"}),),
        sources=("grant", "recipient"),
        caps=(rules.Cap("overhead", {"en": "Overhead"}, ("overhead",), 700),),
        audit_above_cents=2_500_000,
        not_paid={"en": "Land"},
    )
    assert rules.BudgetRules.parse(budget.stored()) == budget
    assert rules.BudgetRules.parse({}).sources == rules.SOURCES


def test_a_tie_goes_to_a_country_without_a_large_programme() -> None:
    countries = rules.CountryRules(programme=("GH", "UG"))
    assert countries.prefers("MZ")
    assert not countries.prefers("GH")
    assert not rules.CountryRules().prefers("GH")
    assert rules.CountryRules(prefer=("GH",)).prefers("GH")
    assert rules.CountryRules.parse(countries.stored()) == countries
