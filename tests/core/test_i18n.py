"""Money and instants as words, in four languages, on both sides of a clock change."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime

import pytest
from flask import Flask, g
from hypothesis import HealthCheck, given, settings, strategies as st

from grants.core import i18n
from grants.core.messages import msg, nmsg
from grants.core.money import MAX_CENTS, Amount, Share, parse_cents
from tests import build

WINTER = datetime(2027, 1, 15, 22, 59, 59, tzinfo=UTC)  # 23:59:59 in Brussels
SUMMER = datetime(2027, 7, 15, 21, 59, 59, tzinfo=UTC)
DAYS = {
    "en": ("Friday 15 January 2027", "Thursday 15 July 2027"),
    "fr": ("vendredi 15 janvier 2027", "jeudi 15 juillet 2027"),
    "es": ("viernes, 15 de enero de 2027", "jueves, 15 de julio de 2027"),
    "pt": ("sexta-feira, 15 de janeiro de 2027", "quinta-feira, 15 de julho de 2027"),
}
WEEKDAYS = {"en": "Friday", "fr": "vendredi", "es": "viernes", "pt": "sexta-feira"}


@contextmanager
def reading(app: Flask, language: str) -> Iterator[None]:
    with app.test_request_context(), i18n.in_language(language):
        yield


@pytest.mark.parametrize("language", list(i18n.LANGUAGES))
def test_a_deadline_is_told_to_the_second_in_brussels_summer_and_winter(
    app: Flask, language: str
) -> None:
    with reading(app, language):
        for moment, day in zip((WINTER, SUMMER), DAYS[language], strict=True):
            words = i18n.deadline(moment)
            assert words.startswith(day)
            assert "23:59:59" in words
            assert "(" not in words  # the reader's zone is Brussels: said once


def test_a_deadline_reads_as_a_sentence_with_the_readers_own_time_behind(app: Flask) -> None:
    with reading(app, "en"):
        assert i18n.deadline(WINTER, "Africa/Accra") == (
            "Friday 15 January 2027, 23:59:59 Brussels time (Friday 22:59:59, Accra)"
        )
        assert i18n.deadline(SUMMER, "Africa/Accra") == (
            "Thursday 15 July 2027, 23:59:59 Brussels time (Thursday 21:59:59, Accra)"
        )
        assert i18n.deadline(WINTER, "America/La_Paz").endswith("(Friday 18:59:59, La Paz)")
        assert i18n.deadline(SUMMER, "America/La_Paz").endswith("(Thursday 17:59:59, La Paz)")


@pytest.mark.parametrize("language", list(i18n.LANGUAGES))
def test_the_readers_weekday_may_be_another_and_is_in_their_language(
    app: Flask, language: str
) -> None:
    with reading(app, language):
        assert f"({WEEKDAYS[language]} 18:59:59, La Paz)" in i18n.deadline(WINTER, "America/La_Paz")
        assert WEEKDAYS[language] not in i18n.deadline(WINTER, "Asia/Kolkata").rpartition("(")[2]


@pytest.mark.parametrize(
    ("zone", "place"),
    [
        ("America/Argentina/Buenos_Aires", "Buenos Aires"),
        ("America/Port_of_Spain", "Port of Spain"),
        ("Etc/GMT+5", "UTC-05:00"),
        ("Asia/Kolkata", "Kolkata"),
        ("UTC", "UTC"),
    ],
)
def test_a_zone_is_named_by_its_city_or_its_distance(app: Flask, zone: str, place: str) -> None:
    with reading(app, "en"):
        assert i18n.deadline(WINTER, zone).endswith(f", {place})")


def test_the_hour_that_happens_twice_is_told_apart_by_the_readers_zone(app: Flask) -> None:
    first = datetime(2027, 10, 31, 0, 30, tzinfo=UTC)
    second = datetime(2027, 10, 31, 1, 30, tzinfo=UTC)
    with reading(app, "en"):
        one, other = (i18n.deadline(moment, "Africa/Accra") for moment in (first, second))
        assert one.replace("00:30:00", "") == other.replace("01:30:00", "")
        assert one != other
        assert i18n.utc_stamp(first) == "2027-10-31 00:30:00 UTC"


def test_a_day_is_that_of_brussels_whatever_the_server_thinks(app: Flask) -> None:
    with reading(app, "en"):
        late = datetime(2027, 1, 15, 23, 30, tzinfo=UTC)
        assert i18n.day(late) == "Saturday 16 January 2027"
        assert i18n.short_day(late) == "16 Jan 2027"
        assert i18n.instant(late) == "Saturday 16 January 2027, 00:30 Brussels time"
        assert i18n.day(None) == i18n.short_day(None) == i18n.instant(None) == "–"


@pytest.mark.parametrize(
    ("language", "whole", "with_cents"),
    [
        ("en", "US$200,000", "US$49,999.99"),
        ("fr", "200 000 $US", "49 999,99 $US"),
        ("es", "200.000 US$", "49.999,99 US$"),
        ("pt", "US$ 200.000", "US$ 49.999,99"),
    ],
)
def test_money_is_shown_in_the_readers_way_and_cents_only_when_there_are_any(
    app: Flask, language: str, whole: str, with_cents: str
) -> None:
    with reading(app, language):
        shown = [
            i18n.money(c).replace("\xa0", " ").replace("\u202f", " ")
            for c in (20_000_000, 4_999_999)
        ]
    assert shown == [whole, with_cents]


def test_the_largest_amount_keeps_its_last_cent(app: Flask) -> None:
    with reading(app, "en"):
        assert i18n.money(MAX_CENTS) == "US$9,999,999,999,999.99"
        assert i18n.money(None) == "–"
        assert i18n.money(-150) == "-US$1.50"


@settings(
    suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=50
)
@given(cents=st.integers(0, MAX_CENTS), language=st.sampled_from(list(i18n.LANGUAGES)))
def test_an_amount_in_an_input_is_read_back_unchanged(
    app: Flask, cents: int, language: str
) -> None:
    with reading(app, language):
        assert parse_cents(i18n.plain_amount(cents)) == cents


@settings(
    suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=50
)
@given(cents=st.integers(0, MAX_CENTS), language=st.sampled_from(list(i18n.LANGUAGES)))
def test_an_amount_copied_from_a_page_is_read_as_it_was_meant(
    app: Flask, cents: int, language: str
) -> None:
    with reading(app, language):
        assert parse_cents(i18n.money(cents)) == cents


def test_a_share_shows_hundredths_only_when_there_are_any(app: Flask) -> None:
    with reading(app, "fr"):
        assert [i18n.share(bp) for bp in (8000, 8001, None)] == ["80\xa0%", "80,01\xa0%", "–"]


def test_a_message_is_rendered_with_its_parameters_in_words(app: Flask) -> None:
    message = msg(
        "%(a)s of %(s)s until %(d)s for %(n)s (%(m)s)",
        a=Amount(20_000_000),
        s=Share(8000),
        d=date(2027, 1, 15),
        n={"en": "Cities", "fr": "Villes"},
        m=nmsg("%(n)s day", "%(n)s days", 2),
    )
    with reading(app, "en"):
        assert i18n.render(message) == (
            "US$200,000 of 80\xa0% until Friday 15 January 2027 for Cities (2 days)"
        )


def test_a_percent_sign_in_what_people_wrote_is_no_placeholder(app: Flask) -> None:
    with reading(app, "en"):
        assert i18n.render(msg("Title: %(t)s", t="100 % (of) %(t)s")) == "Title: 100 % (of) %(t)s"
        assert i18n.render(msg("80 % of it")) == "80 % of it"


def test_a_text_missing_in_the_readers_language_is_shown_in_english_then_in_any(
    app: Flask,
) -> None:
    with reading(app, "pt"):
        assert i18n.chosen_text({"en": "Call", "pt": "Convite"}) == "Convite"
        assert i18n.chosen_text({"en": "Call", "fr": "Appel"}) == "Call"
        assert i18n.chosen_text({"fr": "Appel"}) == "Appel"
        assert i18n.chosen_text({}) == ""


@pytest.mark.parametrize(
    ("asked", "chosen"),
    [("fr-BE,fr;q=0.9", "fr"), ("pt-BR", "pt"), ("de, es;q=0.5", "es"), ("de", "en"), ("", "en")],
)
def test_a_visitor_reads_the_language_their_browser_asks_for(
    browse: Callable[..., object], app: Flask, asked: str, chosen: str
) -> None:
    with app.test_request_context(headers={"Accept-Language": asked}):
        assert i18n.choose_language() == chosen


def test_the_language_of_the_account_goes_before_the_browsers(app: Flask) -> None:
    with app.test_request_context(headers={"Accept-Language": "fr", "Cookie": "language=pt"}):
        g.actor = build.acting(build.person(language="es"))
        assert i18n.choose_language() == "es"
        g.pop("actor")
    with app.test_request_context(headers={"Accept-Language": "fr", "Cookie": "language=pt"}):
        assert i18n.choose_language() == "pt"
    with app.test_request_context(headers={"Cookie": "language=../../etc"}):
        assert i18n.choose_language() == "en"
