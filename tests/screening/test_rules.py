"""Rules of the eligibility check, over plain objects."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, strategies as st

from grants.core.actor import Actor
from grants.core.errors import Refused
from grants.core.packing import pack, unpack
from grants.core.written import check_words
from grants.permissions import Relation
from grants.screening.models import CheckAnswer as A, ClarificationStatus, Finding
from grants.screening.rules import appeal, clarification, finding, periods
from grants.screening.rules.checks import SYSTEM_CHECKS, system_answer
from grants.screening.rules.facts import Facts
from grants.screening.rules.finding import Item
from grants.screening.rules.reasons import reason_of

DEADLINE = datetime(2026, 3, 2, 22, 59, 59, tzinfo=UTC)
GOOD = Facts(
    received_at=DEADLINE,
    deadline=DEADLINE,
    currency="USD",
    grant_cents=20_000_000,
    cash_cents=5_000_000,
    min_cents=5_000_000,
    max_cents=20_000_000,
    max_share_bp=8000,
    countries=("GH",),
    country_names={"GH": {"en": "Ghana"}, "FR": {"en": "France"}},
    eligible_countries=frozenset({"GH", "PE"}),
    sponsors=1,
    sponsors_required=1,
    language="en",
    languages=("en", "fr"),
    months=24,
    max_months=24,
    missing=(),
    is_declared=True,
)
EDGES: list[tuple[str, dict[str, Any], A]] = [
    ("before_deadline", {"received_at": DEADLINE + timedelta(milliseconds=999)}, A.YES),
    ("before_deadline", {"received_at": DEADLINE + timedelta(seconds=1)}, A.NO),
    ("before_deadline", {"deadline": None}, A.NOT_APPLICABLE),
    ("amount_in_range", {"grant_cents": 5_000_000}, A.YES),
    ("amount_in_range", {"grant_cents": 4_999_999}, A.NO),
    ("amount_in_range", {"grant_cents": 20_000_001}, A.NO),
    ("country_on_list", {"countries": ("GH", "PE")}, A.YES),
    ("country_on_list", {"countries": ("GH", "FR")}, A.NO),
    ("country_on_list", {"countries": ()}, A.NO),
    ("country_on_list", {"eligible_countries": None}, A.NOT_APPLICABLE),
    ("sponsor_confirmed", {"sponsors": 0}, A.NO),
    ("sponsor_confirmed", {"sponsors": 0, "sponsors_required": 0}, A.NOT_APPLICABLE),
    ("language_accepted", {"language": "es"}, A.NO),
    ("cofinancing_share", {"cash_cents": 5_000_000}, A.YES),
    ("cofinancing_share", {"cash_cents": 4_999_999}, A.NO),
    ("cofinancing_share", {"max_share_bp": None}, A.NOT_APPLICABLE),
    ("answers_complete", {"missing": ("summary",)}, A.NO),
    ("declaration_signed", {"is_declared": False}, A.NO),
    ("duration_in_range", {"months": 25}, A.NO),
    ("duration_in_range", {"months": 0}, A.NO),
    ("duration_in_range", {"months": None}, A.NO),
]


@pytest.mark.parametrize("rule", sorted(SYSTEM_CHECKS))
def test_a_good_proposal_passes_every_system_check(rule: str) -> None:
    assert system_answer(rule, GOOD, curable=False)[0] is A.YES


@pytest.mark.parametrize(("rule", "change", "expected"), EDGES)
def test_each_limit_is_exact(rule: str, change: dict[str, Any], expected: A) -> None:
    answer, figures = system_answer(rule, replace(GOOD, **change), curable=False)
    assert answer is expected
    words = reason_of(rule, figures)
    assert words is not None
    assert str(words.found)
    assert str(words.right)
    assert str(unpack(pack(words.found))) == str(words.found), "it travels by mail"


def test_what_fails_but_can_be_mended_is_curable_only_when_the_call_says_so() -> None:
    facts = replace(GOOD, missing=("summary",))
    assert system_answer("answers_complete", facts, curable=True)[0] is A.CURABLE
    assert system_answer("answers_complete", facts, curable=False)[0] is A.NO
    assert system_answer("answers_complete", GOOD, curable=True)[0] is A.YES


@given(grant=st.integers(0, 10**12), cash=st.integers(0, 10**12), share=st.integers(1, 10_000))
def test_the_share_is_compared_exactly_in_cents(grant: int, cash: int, share: int) -> None:
    facts = replace(GOOD, grant_cents=grant, cash_cents=cash, max_share_bp=share)
    answer, _ = system_answer("cofinancing_share", facts, curable=False)
    assert (answer is A.YES) == (grant * 10_000 <= (grant + cash) * share)


def test_the_sentences_name_countries_and_shares_in_words() -> None:
    _, figures = system_answer("country_on_list", replace(GOOD, countries=("FR",)), curable=False)
    reason = reason_of("country_on_list", figures)
    assert reason is not None
    assert "France" in str(reason.found)
    _, figures = system_answer("cofinancing_share", replace(GOOD, cash_cents=0), curable=False)
    reason = reason_of("cofinancing_share", figures)
    assert reason is not None
    assert "100 %" in str(reason.found)
    assert "80 %" in str(reason.right)


# -- finding ----------------------------------------------------------------------------------

ITEMS = [Item("A2", False, "A2-no"), Item("B2", True, "B2-no"), Item("B5", False, "B5-no")]
ANSWERS = st.dictionaries(st.sampled_from([i.code for i in ITEMS]), st.sampled_from(list(A)))


@given(answers=ANSWERS)
def test_eligible_needs_every_item_to_pass(answers: dict[str, A]) -> None:
    passes = all(answers.get(i.code) in (A.YES, A.NOT_APPLICABLE) for i in ITEMS)
    if passes:
        assert finding.check_finding(Finding.ELIGIBLE, ITEMS, answers, "") == []
    else:
        with pytest.raises(Refused):
            finding.check_finding(Finding.ELIGIBLE, ITEMS, answers, "")


@given(answers=ANSWERS)
def test_ineligible_needs_a_no_and_takes_the_reason_code_of_each(answers: dict[str, A]) -> None:
    failed = [i.reason_code for i in ITEMS if answers.get(i.code) is A.NO]
    if failed:
        assert finding.check_finding(Finding.INELIGIBLE, ITEMS, answers, "Because.") == failed
        with pytest.raises(Refused):
            finding.check_finding(Finding.INELIGIBLE, ITEMS, answers, "  ")
    else:
        with pytest.raises(Refused):
            finding.check_finding(Finding.INELIGIBLE, ITEMS, answers, "Because.")


@given(answers=ANSWERS)
def test_at_most_one_finding_is_possible(answers: dict[str, A]) -> None:
    possible = finding.possible_finding(ITEMS, answers)
    for one in Finding:
        if one is possible:
            finding.check_finding(one, ITEMS, answers, "Because.")
        else:
            with pytest.raises(Refused):
                finding.check_finding(one, ITEMS, answers, "Because.")


def test_a_checklist_without_items_finds_nobody_eligible() -> None:
    with pytest.raises(Refused):
        finding.check_finding(Finding.ELIGIBLE, [], {}, "")


def test_curable_is_refused_on_an_item_that_is_not() -> None:
    finding.check_answer(ITEMS[1], A.CURABLE, "Unsigned letter")
    with pytest.raises(Refused):
        finding.check_answer(ITEMS[0], A.CURABLE, "Too much")
    with pytest.raises(Refused):
        finding.check_answer(ITEMS[2], A.NO, " ")


def test_an_officer_overrules_the_system_only_on_a_curable_item_it_did_not_pass() -> None:
    assert not finding.may_answer(True, ITEMS[0], A.NO)
    assert not finding.may_answer(True, ITEMS[1], A.YES)
    assert finding.may_answer(True, ITEMS[1], A.CURABLE)
    assert finding.may_answer(False, ITEMS[0], None)


def test_nobody_confirms_what_they_had_a_hand_in() -> None:
    assert finding.may_confirm(3, {1, 2})
    assert not finding.may_confirm(2, {1, 2})
    assert not finding.may_confirm(None, set())


def test_a_check_starts_only_after_the_deadline() -> None:
    finding.check_start(DEADLINE, DEADLINE + timedelta(seconds=1))
    with pytest.raises(Refused):
        finding.check_start(DEADLINE, DEADLINE + timedelta(milliseconds=999))
    with pytest.raises(Refused):
        finding.check_start(None, DEADLINE)


# -- periods ----------------------------------------------------------------------------------

BRUSSELS = "Europe/Brussels"


@pytest.mark.parametrize(
    ("start", "days", "end"),
    [
        # a Monday, so that five days end on the next Monday
        (datetime(2026, 11, 2, 9, 0, tzinfo=UTC), 5, datetime(2026, 11, 9, 22, 59, 59, tzinfo=UTC)),
        # Friday evening in Brussels is still Friday
        (
            datetime(2026, 11, 6, 22, 30, tzinfo=UTC),
            1,
            datetime(2026, 11, 9, 22, 59, 59, tzinfo=UTC),
        ),
        # a quarter past eleven in UTC is already Saturday there
        (
            datetime(2026, 11, 6, 23, 15, tzinfo=UTC),
            1,
            datetime(2026, 11, 9, 22, 59, 59, tzinfo=UTC),
        ),
        # over the end of summer time
        (
            datetime(2026, 10, 23, 8, 0, tzinfo=UTC),
            1,
            datetime(2026, 10, 26, 22, 59, 59, tzinfo=UTC),
        ),
    ],
)
def test_working_days_end_at_the_last_second_in_brussels(
    start: datetime, days: int, end: datetime
) -> None:
    assert periods.working_days_after(start, days, BRUSSELS) == end


@given(
    start=st.datetimes(
        min_value=datetime(2011, 1, 1),  # noqa: DTZ001
        max_value=datetime(2040, 1, 1),  # noqa: DTZ001
        timezones=st.just(UTC),
    ),
    days=st.integers(1, 30),
    zone=st.sampled_from([BRUSSELS, "Africa/Accra", "America/Lima", "Asia/Manila"]),
)
def test_n_working_days_hold_exactly_n_days_of_the_week(
    start: datetime, days: int, zone: str
) -> None:
    end = periods.working_days_after(start, days, zone).astimezone(ZoneInfo(zone))
    assert (end.hour, end.minute, end.second) == (23, 59, 59)
    assert end.weekday() < 5
    day, count = start.astimezone(ZoneInfo(zone)).date(), 0
    while day < end.date():
        day += timedelta(days=1)
        count += day.weekday() < 5
    assert count == days


def test_public_holidays_of_brussels_and_of_the_city_do_not_count() -> None:
    # Thursday 30 April 2026; 1 May is a holiday in Belgium and Ghana, 14 May in Belgium.
    asked = datetime(2026, 4, 30, 9, 0, tzinfo=UTC)
    due, off = periods.answer_clock(asked, 5, BRUSSELS, "GH")
    assert due == datetime(2026, 5, 8, 21, 59, 59, tzinfo=UTC)
    assert off == [{"on": "2026-05-01", "countries": ["BE", "GH"]}]
    # 6 March is kept in Ghana alone, so it counts for a city in Togo.
    march = datetime(2026, 3, 5, 9, 0, tzinfo=UTC)
    assert periods.answer_clock(march, 1, BRUSSELS, "GH").due_at > (
        periods.answer_clock(march, 1, BRUSSELS, "TG").due_at
    )
    assert periods.answer_clock(march, 1, BRUSSELS, None).days_off == []
    assert periods.answer_clock(march, 1, BRUSSELS, "XX").days_off == []


def test_the_reminder_passes_over_a_holiday() -> None:
    due, off = periods.answer_clock(datetime(2026, 4, 30, 9, 0, tzinfo=UTC), 1, BRUSSELS, "GH")
    assert due.date().isoformat() == "2026-05-04"
    assert periods.reminder_at(due, BRUSSELS, off).date().isoformat() == "2026-04-30"


def test_the_reminder_never_falls_on_a_weekend() -> None:
    due = periods.working_days_after(datetime(2026, 11, 6, 9, 0, tzinfo=UTC), 1, BRUSSELS)
    before = periods.working_day_before(due, BRUSSELS).astimezone(ZoneInfo(BRUSSELS))
    assert before.weekday() == 4
    assert before < due


def test_an_objection_is_taken_until_the_last_second_of_the_window() -> None:
    until = periods.appeal_until(datetime(2026, 11, 2, 9, 0, tzinfo=UTC), 10, BRUSSELS)
    assert until == datetime(2026, 11, 12, 22, 59, 59, tzinfo=UTC)
    given_ = {"is_ineligible": True, "is_made": False, "until": until, "words": "We differ."}
    appeal.check_appeal(**given_, at=until)
    for change in (
        {"at": until + timedelta(seconds=1)},
        {"at": until, "is_made": True},
        {"at": until, "is_ineligible": False},
        {"at": until, "words": ""},
        {"at": until, "words": "word " * (appeal.APPEAL_WORDS + 1)},
    ):
        with pytest.raises(Refused):
            appeal.check_appeal(**{**given_, **change})


def test_only_a_lead_who_took_no_part_decides_an_objection() -> None:
    def actor(relation: Relation) -> Actor:
        return Actor(person_id=7, relations=frozenset({Relation.PERSON, relation}))

    assert appeal.may_decide_appeal(actor(Relation.LEAD), {1, 2})
    assert not appeal.may_decide_appeal(actor(Relation.LEAD), {1, 7})
    assert not appeal.may_decide_appeal(actor(Relation.OFFICER), {1, 2})
    with pytest.raises(Refused):
        appeal.check_decision(actor(Relation.LEAD), {7}, is_open=True, words="So.")
    with pytest.raises(Refused):
        appeal.check_decision(actor(Relation.LEAD), {1}, is_open=False, words="So.")


def test_an_answer_counts_as_in_time_until_the_last_second() -> None:
    due = datetime(2026, 11, 9, 22, 59, 59, tzinfo=UTC)
    assert clarification.reply_status(due, due) is ClarificationStatus.ANSWERED
    late = due + timedelta(seconds=1)
    assert clarification.reply_status(due, late) is ClarificationStatus.ANSWERED_LATE


def test_a_question_may_only_concern_curable_items() -> None:
    clarification.check_question(["B2"], [ITEMS[1]], "Please send the signed letter.")
    for codes, words in ((["A2"], "Why?"), ([], "Why?"), (["B2"], " ")):
        with pytest.raises(Refused):
            clarification.check_question(codes, [ITEMS[1]], words)


@pytest.mark.parametrize("status", ClarificationStatus)
def test_an_answer_is_given_once_and_not_after_the_outcome(status: ClarificationStatus) -> None:
    waits = status in (ClarificationStatus.OPEN, ClarificationStatus.EXPIRED)
    for is_screened in (True, False):
        if waits and not is_screened:
            clarification.check_reply(status, is_screened, "Here it is.", {})
        else:
            with pytest.raises(Refused):
                clarification.check_reply(status, is_screened, "Here it is.", {})


def test_a_text_without_spaces_is_not_endless() -> None:
    check_words("x" * 3_000, 150, "reason")
    with pytest.raises(Refused) as error:
        check_words("x" * 3_001, 150, "reason")
    assert set(error.value.fields) == {"reason"}
