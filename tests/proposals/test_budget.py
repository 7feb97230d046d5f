"""A city's money plan: sums that agree, the co-financing rule to the cent, caps."""

from dataclasses import dataclass

import pytest
from hypothesis import given, strategies as st

from grants.calls.rules import CASH, SOURCES, BudgetRules, Cap, CapBase, Category, Severity
from grants.core.errors import Refused
from grants.core.money import MAX_CENTS, exceeds_share
from grants.proposals.rules.budget import MOST_LINES, Budget, CostLine, add_up, check_size


@dataclass(frozen=True)
class Terms:
    min_cents: int = 5_000_000
    max_cents: int = 20_000_000
    max_share_bp: int | None = 8000
    currency: str = "USD"


RULES = BudgetRules(categories=(Category("staff", {"en": "Staff"}),))


def line(**cents: int) -> CostLine:
    amounts = {f"{source}_cents": value for source, value in cents.items()}
    return CostLine("Works", "staff", "What it pays for", "", **amounts)


def budget(*lines: CostLine, rules: BudgetRules = RULES, **terms: int | None) -> Budget:
    return Budget(lines, rules, Terms(**terms))


def said(of: Budget) -> list[str]:
    return [str(finding.message) for finding in of.findings()]


cents = st.integers(0, 10**12)
lines = st.builds(
    CostLine,
    component=st.sampled_from(["A", "B", ""]),
    category=st.sampled_from(["staff", "travel", ""]),
    **{f"{source}_cents": cents for source in SOURCES},
)


@given(st.lists(lines, max_size=30))
def test_sums_by_component_category_and_source_are_equal(many):
    sums = add_up(many)
    assert (
        sum(sums.by_component.values())
        == sum(sums.by_category.values())
        == sum(sums.by_source.values())
        == sums.total
    )
    assert sums.grant + sums.cash + sums.in_kind == sums.total


@given(st.integers(1, 10**9), st.integers(0, 10**9), st.integers(1, 10_000))
def test_the_least_cash_named_is_just_enough(grant, cash, share):
    plan = budget(line(grant=grant, recipient=cash), max_share_bp=share)
    least = plan.least_cash_cents
    assert not exceeds_share(grant, grant + least, share)
    assert least == 0 or exceeds_share(grant, grant + least - 1, share)


def test_a_grant_of_exactly_eighty_percent_passes():
    assert said(budget(line(grant=20_000_000, recipient=5_000_000))) == []


def test_one_cent_more_than_eighty_percent_fails_with_its_numbers():
    [text] = said(budget(line(grant=20_000_000, recipient=4_999_999)))
    assert "80.01 %" in text
    assert "US$0.01 more" in text


def test_the_co_financing_rule_shows_its_numbers():
    [text] = said(budget(line(grant=20_000_000, recipient=4_000_000)))
    assert "US$200,000 of US$240,000 in cash: 83.3 %. The most is 80 %" in text


def test_what_is_given_in_kind_is_not_cash():
    [text] = said(budget(line(grant=20_000_000, in_kind=50_000_000)))
    assert "100 %" in text


@pytest.mark.parametrize(
    ("grant", "well"),
    [(4_999_999, False), (5_000_000, True), (20_000_000, True), (20_000_001, False)],
)
def test_the_grant_is_within_the_amounts_of_the_call(grant, well):
    assert (said(budget(line(grant=grant, recipient=grant))) == []) is well


def test_a_line_without_category_words_or_amount_says_which_line():
    plan = budget(line(grant=6_000_000, recipient=6_000_000), CostLine("Works"))
    parts = {finding.part for finding in plan.findings()}
    assert parts == {"1.category", "1.description", "1.grant"}
    assert all(finding.missing for finding in plan.findings())


@pytest.mark.parametrize("severity", list(Severity))
def test_a_cap_counts_only_the_money_it_is_a_share_of(severity):
    cap = Cap("staff", {"en": "Staff"}, ("staff",), 5000, CapBase.GRANT, severity)
    rules = BudgetRules(categories=(Category("staff", {}), Category("travel", {})), caps=(cap,))
    other = CostLine("", "travel", "Flights", "", grant_cents=5_000_000)
    at_most = CostLine("", "staff", "People", "", grant_cents=5_000_000, recipient_cents=9_000_000)
    over = CostLine("", "staff", "People", "", grant_cents=5_000_001, recipient_cents=9_000_000)
    assert budget(at_most, other, rules=rules).findings() == []
    [finding] = budget(over, other, rules=rules).findings()
    assert finding.severity is severity


def test_a_large_grant_without_an_audit_line_is_a_warning():
    rules = BudgetRules(categories=RULES.categories, audit_above_cents=2_500_000)
    [finding] = budget(line(grant=6_000_000, recipient=6_000_000), rules=rules).findings()
    assert finding.severity is Severity.WARNING


def test_a_budget_too_large_to_count_is_refused():
    with pytest.raises(Refused):
        check_size([line(grant=MAX_CENTS), line(grant=1)])
    check_size([line(grant=MAX_CENTS)])


def test_a_budget_with_too_many_lines_is_refused():
    with pytest.raises(Refused):
        check_size([line(grant=1)] * (MOST_LINES + 1))


def test_a_stored_line_reads_back_unchanged():
    one = line(grant=1, recipient=2, in_kind=3)
    assert CostLine(**one.stored()) == one


def test_cash_is_everything_but_in_kind():
    assert set(SOURCES) - set(CASH) == {"in_kind"}
