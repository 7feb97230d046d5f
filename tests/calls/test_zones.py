"""A call in any zone keeps its instants and shows the right clocks when they are changed."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from flask import Flask
from hypothesis import given, strategies as st

from grants.accounts.models import Role
from grants.calls import service
from grants.calls.exchange import read_call, write_call
from grants.calls.models import Call, CallStatus
from grants.calls.rules.clocks import instant_on
from grants.core.actor import SYSTEM
from grants.core.db import db
from tests import build
from tests.browsing import Browser
from tests.calls.test_exchange import SMALL

Open = Callable[..., Browser]
ZONES = (
    "Europe/Brussels",
    "America/New_York",
    "America/Santiago",
    "Australia/Lord_Howe",  # half an hour
    "Africa/Casablanca",  # back for one month of the year
    "Asia/Kathmandu",
    "Africa/Accra",
)

# The time on a wall says nothing of its zone.
WALLS = st.datetimes(datetime(2020, 1, 1), datetime(2037, 1, 1))  # noqa: DTZ001


def utc(*parts: int) -> datetime:
    return datetime(*parts, tzinfo=UTC)  # type: ignore[misc]


# Zone, opening and closing, with what each clock shows: the zone, Brussels, UTC.
AROUND = [
    (
        "Europe/Brussels",
        (utc(2027, 3, 27, 8), ["Saturday 27 March 2027, 09:00:00", "27 March 2027, 08:00:00"]),
        (utc(2027, 3, 29, 7), ["Monday 29 March 2027, 09:00:00", "29 March 2027, 07:00:00"]),
    ),
    (
        "America/New_York",  # a week after Brussels
        (
            utc(2027, 10, 25, 13),
            ["25 October 2027, 09:00:00", "25 October 2027, 15:00:00", "2027, 13:00:00"],
        ),
        (
            utc(2027, 11, 13, 4, 59, 59),
            ["Friday 12 November 2027, 23:59:59", "13 November 2027, 05:59:59", "2027, 04:59:59"],
        ),
    ),
    (
        "Australia/Lord_Howe",
        (
            utc(2027, 3, 31, 22),
            ["1 April 2027, 09:00:00", "1 April 2027, 00:00:00", "31 March 2027, 22:00:00"],
        ),
        (
            utc(2027, 4, 19, 22, 30),
            ["20 April 2027, 09:00:00", "20 April 2027, 00:30:00", "19 April 2027, 22:30:00"],
        ),
    ),
]


@pytest.mark.parametrize(("zone", "opening", "closing"), AROUND, ids=[case[0] for case in AROUND])
def test_the_page_of_a_call_shows_each_clock_on_its_side_of_the_change(
    app: Flask,
    browse: Open,
    zone: str,
    opening: tuple[datetime, list[str]],
    closing: tuple[datetime, list[str]],
) -> None:
    build.call(
        "CATF-Z",
        status=CallStatus.PUBLISHED,
        zone=zone,
        opens_at=opening[0],
        closes_at=closing[0],
    )
    text = " ".join(browse().get("/calls/CATF-Z/").text.split())
    assert [words for words in (*opening[1], *closing[1]) if words not in text] == [], text


@pytest.mark.parametrize(
    ("reader", "words"),
    [
        ("America/New_York", "Saturday 30 October 2027, 20:30:00"),  # still summer there
        ("Africa/Accra", "Sunday 31 October 2027, 00:30:00"),
    ],
)
def test_the_readers_clock_goes_by_its_own_change(
    app: Flask, browse: Open, reader: str, words: str
) -> None:
    """In the night in which Brussels turns its clocks back, before it does."""
    build.call(
        "CATF-Z",
        status=CallStatus.PUBLISHED,
        opens_at=utc(2027, 9, 1, 8),
        closes_at=utc(2027, 10, 31, 0, 30),
    )
    text = " ".join(browse(build.person(timezone=reader)).get("/calls/CATF-Z/").text.split())
    assert words in text
    assert "Sunday 31 October 2027, 02:30:00" in text


@pytest.mark.parametrize(
    ("zone", "wall", "first", "second"),
    [
        ("Europe/Brussels", "2027-10-31 02:30:00", "+02:00", "+01:00"),
        ("America/New_York", "2027-11-07 01:30:00", "-04:00", "-05:00"),
        ("Australia/Lord_Howe", "2027-04-04 01:45:00", "+11:00", "+10:30"),
    ],
)
def test_both_times_of_the_hour_that_comes_twice_survive_the_file(
    app: Flask, zone: str, wall: str, first: str, second: str
) -> None:
    found = []
    for n, offset in enumerate((first, second)):
        text = _file(zone, f"{wall}{offset}").replace("CATF-X", f"CATF-X{n}")
        call = service.import_call(SYSTEM, text, "x.yaml")
        db.session.expire_all()
        exported = service.export_call(SYSTEM, call.ref)
        assert f"opens_at: '{wall}{offset}'" in exported or f"opens_at: {wall}{offset}" in exported
        found.append(call.opens_at)
        again = service.import_call(SYSTEM, exported, "x.yaml")
        assert (again.opens_at, service.export_call(SYSTEM, call.ref)) == (call.opens_at, exported)
    assert found[0] is not None
    assert found[1] is not None
    step = timedelta(minutes=30) if "Lord_Howe" in zone else timedelta(hours=1)
    assert found[1] - found[0] == step


def test_a_time_that_the_clocks_of_a_zone_skip_is_refused_in_a_file() -> None:
    reading = read_call(_file("America/New_York", "2027-03-14 02:30:00"), "x.yaml")
    assert [problem.path for problem in reading.problems] == ["defaults.opens_at"]
    assert "America/New_York skip it" in str(reading.problems[0])
    assert not read_call(_file("Europe/Brussels", "2027-03-14 02:30:00"), "x.yaml").problems


def _file(zone: str, opens_at: str) -> str:
    return SMALL.replace(
        "fiscal_year: 2027",
        f"fiscal_year: 2027\n  zone: {zone}\n  opens_at: '{opens_at}'\n"
        "  closes_at: '2027-12-31 23:59:59'",
    )


@given(
    st.sampled_from(ZONES),
    st.integers(int(utc(2020, 1, 1).timestamp()), int(utc(2037, 1, 1).timestamp())),
)
def test_every_instant_survives_the_file_in_every_zone(zone: str, seconds: int) -> None:
    document = read_call(_file(zone, "2027-06-01 09:00:00"), "x.yaml").document
    assert document is not None
    opens_at = datetime.fromtimestamp(seconds, UTC)
    closes_at = opens_at + timedelta(days=60)
    placed = replace(document, zone=zone, opens_at=opens_at, closes_at=closes_at)
    again = read_call(write_call(placed), "x.yaml").document
    assert again is not None
    assert (again.opens_at, again.closes_at) == (opens_at, closes_at)


@given(st.sampled_from(ZONES), WALLS, st.booleans())
def test_the_time_on_a_wall_is_an_instant_that_shows_it(
    zone: str, wall: datetime, last: bool
) -> None:
    instant = instant_on(wall, zone, last=last)
    if instant is not None:
        assert instant.astimezone(ZoneInfo(zone)).replace(tzinfo=None, fold=0) == wall
        assert (instant_on(wall, zone) or instant) <= (instant_on(wall, zone, last=True) or instant)


def open_until(zone: str, closes_at: datetime) -> Call:
    return build.call("CATF-Z", zone=zone, closes_at=closes_at)


def asked(browse: Open, day: str, at: str) -> Browser:
    page = browse(build.person("", Role.LEAD)).get("/calls/CATF-Z/extend")
    form = page.form("See what will happen")
    return form.submit({"day": day, "at": at}, "See what will happen")


@pytest.mark.parametrize(
    ("zone", "day", "at", "instant"),
    [
        ("America/New_York", "2032-11-06", "23:59:59", utc(2032, 11, 7, 3, 59, 59)),
        ("America/New_York", "2032-11-07", "23:59:59", utc(2032, 11, 8, 4, 59, 59)),
        ("America/New_York", "2032-11-07", "01:30:00", utc(2032, 11, 7, 6, 30)),  # the second
        ("Europe/Brussels", "2032-10-31", "02:30:00", utc(2032, 10, 31, 1, 30)),
        ("Australia/Lord_Howe", "2032-04-04", "01:45:00", utc(2032, 4, 3, 15, 15)),
    ],
)
def test_a_deadline_is_typed_on_the_clock_of_the_call(
    app: Flask, browse: Open, zone: str, day: str, at: str, instant: datetime
) -> None:
    call = open_until(zone, utc(2032, 1, 1))
    page = asked(browse, day, at)
    assert "What will happen" in page.text
    assert f"{instant:%H:%M:%S}" in page.text  # the same in UTC
    page.form("Move the deadline").submit({"reason": "Floods"})
    db.session.expire_all()
    assert db.session.get_one(Call, call.id).closes_at == instant


def test_a_deadline_at_a_time_that_the_clocks_skip_is_refused_and_kept_as_typed(
    app: Flask, browse: Open
) -> None:
    open_until("America/New_York", utc(2032, 1, 1))
    page = asked(browse, "2032-03-14", "02:30:00")
    assert page.status == 422
    assert "the clocks of America/New_York skip this time" in page.text
    assert "2032-03-14" in page.source
    assert "02:30:00" in page.source
