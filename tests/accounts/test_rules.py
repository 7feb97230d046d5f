"""Passwords, addresses, links, roles and merges: what is allowed."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given, strategies as st

from grants.accounts.models import Role
from grants.accounts.rules import check_email, check_password, local_target
from grants.accounts.rules.organisations import check_merge, survivor
from grants.accounts.rules.passwords import common_passwords
from grants.accounts.rules.roles import (
    ROLE_NAMES,
    RoleState,
    Span,
    check_administrator_stays,
    check_span,
    day_begins,
    day_is_over,
    last_day,
    role_state,
)
from grants.accounts.rules.sources import device_name, source_key
from grants.core.errors import Refused
from grants.permissions import Relation

NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)
DAY = timedelta(days=1)


@pytest.mark.parametrize(
    "password",
    [
        "fourteen chars",
        "x" * 129,
        "passwordpassword",
        "PasswordPassword",
        "pässwördpässwörd",
        "password-password!",
        "Correct Horse Battery Staple",
        "iloveyouforever2024",
        "aaaaaaaaaaaaaaaa",
        "abcabcabcabcabcabc",
        "qwertyuiopasdfghjkl",
        "1234567890123456789",
        "poiuytrewqasdfghjkl",
        "citiesalliance1234",
        "CatalyticFund 2026",
        "ama.mensah@accra.gov.gh",
        "ama mensah accra 1",
        "               ",
    ],
)
def test_a_password_that_is_guessed_first_is_refused(password: str) -> None:
    with pytest.raises(Refused) as refusal:
        check_password(password, email="ama.mensah@accra.gov.gh", name="Ama Mensah")
    assert "password" in refusal.value.fields


@pytest.mark.parametrize(
    "password",
    [
        "a-city-without-slums",
        "seven green buses at noon",
        "eau claire sous le pont",
        "مدينة بلا أحياء فقيرة",
        "ಹಸಿರು ಮರ ನದಿ ದಂಡೆ ಮೇಲೆ",
        "kV9#mQ2!xT7$pL4",
        "x7 " * 2 + "walking to the harbour",
    ],
)
def test_a_long_password_of_ones_own_is_taken_as_typed(password: str) -> None:
    check_password(password, email="ama@accra.gov.gh", name="Ama Mensah")


def test_the_list_of_common_passwords_holds_only_ones_long_enough_to_matter() -> None:
    assert len(common_passwords()) > 300
    from grants.accounts.rules.passwords import COMMON

    for line in COMMON.read_text(encoding="utf-8").splitlines():
        assert line.startswith("#") or len(line) >= 15, line


def test_one_address_has_one_spelling() -> None:
    assert check_email("  Ama.MENSAH@Accra.GOV.gh ") == "ama.mensah@accra.gov.gh"


@given(st.text(max_size=80))
def test_a_target_is_always_an_address_of_this_system(text: str) -> None:
    for typed in (text, "/" + text, "//" + text):
        found = local_target(typed)
        assert found.startswith("/")
        assert not found.startswith(("//", "/\\"))
        assert not any(ord(c) <= 32 for c in found)


def test_a_target_keeps_its_query() -> None:
    assert local_target("/proposals/X1/?tab=2") == "/proposals/X1/?tab=2"


def test_an_ipv6_customer_is_one_source() -> None:
    assert source_key("2001:db8:1:2:aaaa::1") == source_key("2001:db8:1:2:bbbb::2")
    assert source_key("2001:db8:1:2::1") != source_key("2001:db8:1:3::1")
    assert source_key("::ffff:192.0.2.1") == source_key("192.0.2.1")
    assert source_key(None) == "unknown"


def test_a_device_is_named_as_people_call_it() -> None:
    agent = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"
    assert device_name(agent) == "Firefox, Linux"
    assert device_name("curl/8") == ""


def test_every_role_has_a_name_and_a_relation() -> None:
    assert set(ROLE_NAMES) == set(Role)
    for role in Role:
        assert Relation(role.value)


def test_a_role_until_a_day_still_stands_on_that_day() -> None:
    ends = day_is_over(date(2026, 11, 20))
    span = Span(day_begins(date(2026, 11, 1)), ends)
    assert last_day(ends) == date(2026, 11, 20)
    assert role_state(span, ends - timedelta(seconds=1)) is RoleState.STANDING
    assert role_state(span, ends) is RoleState.ENDED
    assert role_state(span, span.starts_at - timedelta(seconds=1)) is RoleState.COMING


@pytest.mark.parametrize(
    ("span", "held"),
    [
        (Span(NOW, NOW - DAY), []),
        (Span(NOW - 9 * DAY, NOW - DAY), []),
        (Span(NOW, None), [Span(NOW - DAY, None)]),
        (Span(NOW, NOW + 9 * DAY), [Span(NOW + 3 * DAY, NOW + 4 * DAY)]),
        (Span(NOW, None), [Span(NOW + 300 * DAY, None)]),
    ],
)
def test_a_role_is_not_held_twice_at_once_nor_in_the_past(span: Span, held: list[Span]) -> None:
    with pytest.raises(Refused):
        check_span(span, held, NOW)


def test_a_role_may_follow_itself() -> None:
    check_span(Span(NOW, None), [Span(NOW - 9 * DAY, NOW)], NOW)
    check_span(Span(NOW, NOW + DAY), [Span(NOW + DAY, None)], NOW)


def test_the_last_administrator_stays() -> None:
    with pytest.raises(Refused):
        check_administrator_stays(Role.ADMINISTRATOR, 1)
    check_administrator_stays(Role.ADMINISTRATOR, 2)
    check_administrator_stays(Role.AUDITOR, 1)


def test_a_merge_never_makes_a_circle_and_follows_to_the_end() -> None:
    merged: dict[int, int | None] = {1: 2, 2: 3}
    assert survivor(1, merged) == 3
    assert survivor(9, merged) == 9
    for source, target in [(3, 3), (1, 4), (4, 1), (3, 2)]:
        with pytest.raises(Refused):
            check_merge(source, target, merged)
    check_merge(4, 3, merged)
