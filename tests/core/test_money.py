"""Amounts as people type them, and the share that may not be exceeded by a cent."""

import pytest
from hypothesis import given, strategies as st

from grants.core.errors import Refused
from grants.core.money import MAX_CENTS, Amount, exceeds_share, parse_cents, share_bp

amounts = st.integers(0, MAX_CENTS)
whole_dollars = st.integers(0, MAX_CENTS // 100)


def grouped(dollars: int, mark: str) -> str:
    return f"{dollars:,}".replace(",", mark)


@given(whole_dollars, st.sampled_from(["", ",", ".", " ", "\u00a0", "\u202f", "\u2009", "'", "’"]))
def test_whole_dollars_are_read_however_they_are_grouped(dollars: int, mark: str) -> None:
    assert parse_cents(grouped(dollars, mark)) == dollars * 100


@given(amounts, st.sampled_from([(",", "."), (".", ","), (" ", "."), (" ", ","), ("", ".")]))
def test_cents_follow_another_mark_than_the_thousands(cents: int, marks: tuple[str, str]) -> None:
    typed = f"{grouped(cents // 100, marks[0])}{marks[1]}{cents % 100:02d}"
    assert parse_cents(typed) == cents


@pytest.mark.parametrize(
    "typed",
    ["200000", " 200 000 ", "US$ 200,000", "$200.000", "200 000 USD", "usd200000", "200,000.00"],
)
def test_two_hundred_thousand_dollars_have_many_spellings(typed: str) -> None:
    assert parse_cents(typed) == 20_000_000


@pytest.mark.parametrize(
    ("typed", "guess"),
    [
        ("1,5", "1"),
        ("1.2345", "1"),
        ("0.500", "0"),
        ("1234,567", "1234567"),
        ("200.000.00", "200000"),
        ("200,000,00", "200000"),
        ("200 00", "20000"),
        ("1,234.567", "1234567"),
        ("200, 000", "200000"),
        ("5.", "5"),
    ],
)
def test_what_can_be_read_in_two_ways_is_refused_with_our_reading(typed: str, guess: str) -> None:
    with pytest.raises(Refused) as refused:
        parse_cents(typed)
    assert str(refused.value).endswith(f"If you mean {guess}, type {guess}")
    assert typed in str(refused.value)
    assert parse_cents(guess) == int(guess) * 100


@pytest.mark.parametrize(
    "typed",
    ["", " ", "$", "-5", "+5", "1e9", "nan", "inf", "٢٠٠", "２００", "²", "12k", "0x10", ",50"],
)
def test_anything_but_ascii_digits_is_refused(typed: str) -> None:
    with pytest.raises(Refused, match="Use digits only"):
        parse_cents(typed)


@pytest.mark.parametrize(
    "typed", ["1" * 14, "9" * 40, "1,234,567,890,123,456", "12345678901234.00"]
)
def test_an_amount_beyond_thirteen_digits_is_too_large(typed: str) -> None:
    with pytest.raises(Refused, match="too large"):
        parse_cents(typed)


@given(st.text(max_size=60))
def test_no_text_gives_anything_but_cents_in_range_or_a_refusal(typed: str) -> None:
    try:
        cents = parse_cents(typed)
    except Refused:
        return
    assert 0 <= cents <= MAX_CENTS


@pytest.mark.parametrize(
    ("part", "whole", "over"),
    [
        (8_000, 10_000, False),
        (8_001, 10_000, True),
        (20_000_000, 25_000_000, False),
        (20_000_001, 25_000_001, True),
        (20_000_000, 24_999_999, True),
        (1, 0, True),
        (0, 0, False),
    ],
)
def test_eighty_percent_holds_to_the_cent(part: int, whole: int, over: bool) -> None:
    assert exceeds_share(part, whole, 8_000) is over


@given(st.integers(0, 10**13), st.integers(1, 10**13))
def test_a_share_over_the_limit_never_shows_as_the_limit(part: int, whole: int) -> None:
    assert exceeds_share(part, whole, 8_000) == (share_bp(part, whole, 8_000) > 8_000)


@pytest.mark.parametrize(
    ("part", "whole", "shown"),
    [
        (20_000_000, 24_000_000, 8_330),  # 83.3333 %
        (20_000_000, 25_000_000, 8_000),
        (20_000_000, 24_999_999, 8_001),  # one cent over: the tenth would read 80 %
        (1, 3, 3_330),
        (0, 5, 0),
        (5, 0, 0),
    ],
)
def test_a_share_is_shown_to_the_tenth_unless_that_hides_a_breach(
    part: int, whole: int, shown: int
) -> None:
    assert share_bp(part, whole, 8_000) == shown


def test_an_amount_outside_a_page_reads_as_pages_show_it_in_english() -> None:
    assert str(Amount(14_500_000)) == "US$145,000"
    assert str(Amount(14_500_005)) == "US$145,000.05"


def test_an_amount_keeps_its_cents_in_every_currency() -> None:
    assert str(Amount(MAX_CENTS, "XOF")).endswith("9,999,999,999,999.99")
