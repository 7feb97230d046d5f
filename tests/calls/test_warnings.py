"""Unusual dates are published with a reason; an envelope that is not covered is not."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
import sqlalchemy as sa

from grants.accounts.models import Person, Role
from grants.audit.models import TrailEvent, TrailReason
from grants.calls import queries, service
from grants.calls.models import Call, CallStatus
from grants.calls.queries.documents import document_of
from grants.calls.rules.document import CallDocument
from grants.calls.rules.holidays import easter, holidays, is_holiday
from grants.calls.rules.warning import warnings_of
from grants.core.actor import SYSTEM, Actor
from grants.core.db import db
from grants.core.errors import Refused
from tests import build
from tests.browsing import Browser
from tests.calls.documents import draft_text

Browse = Callable[..., Browser]
BRUSSELS = "Europe/Brussels"


@dataclass
class Dates:
    opens_at: datetime | None
    closes_at: datetime | None
    zone: str = BRUSSELS


def at(text: str, zone: str = BRUSSELS) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(zone)).astimezone(UTC)


def warned(opens: str, closes: str, zone: str = BRUSSELS) -> tuple[str, ...]:
    return warnings_of(Dates(at(opens, zone), at(closes, zone), zone))


# -- rules ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("year", "sunday"),
    [
        (2000, date(2000, 4, 23)),
        (2008, date(2008, 3, 23)),
        (2011, date(2011, 4, 24)),
        (2026, date(2026, 4, 5)),
        (2027, date(2027, 3, 28)),
        (2038, date(2038, 4, 25)),
    ],
)
def test_easter_falls_where_the_calendar_has_it(year: int, sunday: date) -> None:
    assert easter(year) == sunday


def test_belgium_has_ten_holidays_a_year() -> None:
    assert len(holidays(2027)) == 10
    assert is_holiday(date(2027, 3, 29))  # Easter Monday
    assert is_holiday(date(2027, 5, 6))  # Ascension
    assert is_holiday(date(2027, 5, 17))  # Whit Monday
    assert is_holiday(date(2027, 7, 21))
    assert not is_holiday(date(2027, 7, 14))
    assert not is_holiday(date(2027, 3, 28))  # a Sunday needs no holiday


@pytest.mark.parametrize(
    ("opens", "closes", "expected"),
    [
        ("2027-02-01T09:00", "2027-03-19T17:00", ()),
        ("2027-02-02T09:00", "2027-03-16T12:00", ()),  # six weeks and three hours
        ("2027-02-02T12:00:01", "2027-03-16T12:00", ()),  # to the second of the day's end
        ("2027-02-02T12:00:02", "2027-03-16T12:00", ("short_window",)),
        ("2027-02-02T00:00", "2027-03-15T23:59:59", ()),
        ("2027-02-06T09:00", "2027-03-31T17:00", ("opens_weekend",)),
        ("2027-02-05T23:59:59", "2027-03-31T17:00", ()),
        ("2027-02-01T09:00", "2027-03-27T17:00", ("closes_weekend",)),
        ("2027-02-01T09:00", "2027-03-29T17:00", ("closes_holiday",)),
        ("2027-05-06T09:00", "2027-06-30T17:00", ("opens_holiday",)),
        ("2027-02-01T09:00", "2027-03-19T11:59:59", ("closes_morning",)),
        ("2027-02-01T09:00", "2027-03-19T12:00", ()),
        ("2027-05-01T09:00", "2027-05-17T08:00",
         ("short_window", "opens_weekend", "opens_holiday", "closes_holiday", "closes_morning")),
    ],
)  # fmt: skip
def test_each_unusual_date_is_named(opens: str, closes: str, expected: tuple[str, ...]) -> None:
    assert warned(opens, closes) == expected


@pytest.mark.parametrize(
    ("opens", "closes"),
    [
        ("2027-03-02T13:00", "2027-04-13T13:00"),  # the clocks go forward: an hour less passes
        ("2027-10-05T13:00", "2027-11-16T13:00"),  # and back: an hour more
    ],
)
def test_six_weeks_on_the_clock_are_six_weeks_across_a_change(opens: str, closes: str) -> None:
    assert warned(opens, closes) == ()
    shorter = (datetime.fromisoformat(closes) - timedelta(seconds=2)).isoformat()
    assert warned(opens, shorter) == ("short_window",)


def test_noon_is_noon_in_brussels_on_both_sides_of_a_clock_change() -> None:
    new_york = "America/New_York"
    opens = "2027-01-12T12:00"
    # Europe changes its clocks on 28 March, two weeks after New York.
    assert warned(opens, "2027-03-12T06:00", new_york) == ()  # 12:00 in Brussels
    assert warned(opens, "2027-03-16T06:00", new_york) == ("closes_morning",)  # 11:00
    assert warned(opens, "2027-03-30T06:00", new_york) == ()  # 12:00


def test_the_weekend_is_that_of_the_host() -> None:
    # Friday evening in New York is Saturday in Brussels.
    found = warned("2027-01-12T12:00", "2027-03-12T23:59:59", "America/New_York")
    assert found == ("closes_weekend", "closes_morning")


def test_a_call_without_dates_is_not_warned_about() -> None:
    assert warnings_of(Dates(None, None)) == ()


# -- publishing -----------------------------------------------------------------------------------


def draft(*, opens: str = "2027-05-01 09:00:00", closes: str = "2027-05-31 17:00:00") -> Call:
    """A draft that is whole and staffed; it opens on a Saturday, a holiday, for too short."""
    text = draft_text().replace("2026-11-02 09:00:00", opens).replace("2027-01-15 23:59:59", closes)
    call = service.import_call(SYSTEM, text, "a.yaml")
    for _ in range(2):
        build.staff(call, build.person("", Role.LEAD))
    return call


def covered(cents: int = 200_000_000, *, used: int = 0) -> None:
    build.envelope(used, allocated=cents + used, year=2027)


CODES = ("short_window", "opens_weekend", "opens_holiday")
REASONS = dict.fromkeys(CODES, "The mayors meet then.")


def test_each_warning_needs_its_reason_and_the_reasons_are_kept(actor: Actor) -> None:
    covered()
    call = draft()
    assert warnings_of(call) == CODES
    some = {**REASONS, "opens_holiday": "  "}
    with pytest.raises(Refused) as refused:
        service.publish(actor, call.ref, version=call.version, reasons=some)
    assert set(refused.value.fields) == {"reason_opens_holiday"}
    db.session.rollback()
    service.publish(actor, call.ref, version=call.version, reasons={**REASONS, "other": "x"})
    assert call.status is CallStatus.PUBLISHED
    assert call.provenance["warnings"] == REASONS
    query = sa.select(TrailReason.words).join(TrailEvent, TrailEvent.seq == TrailReason.seq)
    words = db.session.scalars(query.where(TrailEvent.action == "call:publish")).one()
    assert "The mayors meet then." in words


def test_kept_reasons_are_no_part_of_the_file_and_outlive_a_change(actor: Actor) -> None:
    covered()
    call = draft()
    before = service.export_call(actor, call.ref)
    service.publish(actor, call.ref, version=call.version, reasons=REASONS)
    after = service.export_call(actor, call.ref)
    assert after == before.replace("status: draft", "status: published")
    version = call.version
    assert service.import_call(actor, after, "a.yaml").version == version  # the same: unchanged
    service.import_call(actor, after.replace("pass_points: 60", "pass_points: 61"), "a.yaml")
    assert call.provenance["warnings"] == REASONS


def test_the_page_asks_for_each_reason_and_the_office_reads_them(
    lead: Person, browse: Browse
) -> None:
    covered()
    call = draft()
    browser = browse(lead)
    page = browser.get(f"/calls/{call.ref}/edit")
    assert "The call is open for less than six weeks" in page.text
    page = page.click("Publish the call")
    page = page.form("version").submit({"reason_short_window": "A second round."})
    assert page.status == 422
    assert page.form("version").values()["reason_short_window"] == "A second round."
    assert "Say why" in page.text
    given = {f"reason_{code}": f"Because of {code}" for code in CODES}
    page = page.form("version").submit(given)
    assert page.heading == call.title["en"]
    assert "Because of opens_holiday" in page.text


def test_usual_dates_need_no_reason(lead: Person, browse: Browse) -> None:
    covered()
    call = draft(opens="2027-02-01 09:00:00", closes="2027-03-31 17:00:00")
    page = browse(lead).get(f"/calls/{call.ref}/publish")
    assert "Why all the same" not in page.text
    page.form("version").submit()
    assert "warnings" not in queries.for_office(SYSTEM, call.ref).provenance


# -- new dates of a call that is public -----------------------------------------------------------


@pytest.fixture
def public(actor: Actor) -> Call:
    """Published; it opens on a Monday and closes on a Wednesday afternoon."""
    covered()
    call = draft(opens="2027-02-01 09:00:00", closes="2027-03-31 17:00:00")
    return service.publish(actor, call.ref, version=call.version)


def on_saturday(it: CallDocument) -> CallDocument:
    return replace(it, closes_at=at("2027-04-03T17:00"))


def test_new_dates_of_a_public_call_need_a_reason_for_each_warning_they_raise(
    actor: Actor, public: Call
) -> None:
    def edit(change: Callable[[CallDocument], CallDocument], **reasons: str) -> Call:
        return service.edit(actor, public.ref, change, version=public.version, reasons=reasons)

    with pytest.raises(Refused) as refused:
        edit(on_saturday, closes_morning="x")
    assert set(refused.value.fields) == {"reason_closes_weekend"}
    db.session.rollback()
    edit(on_saturday, closes_weekend=" The fair is then. ", opens_weekend="x")
    assert public.provenance["warnings"] == {"closes_weekend": "The fair is then."}
    query = sa.select(TrailReason.words).join(TrailEvent, TrailEvent.seq == TrailReason.seq)
    words = db.session.scalars(query.where(TrailEvent.action == "call:change")).all()
    assert words == ["The fair is then."]
    edit(lambda it: replace(it, appeal_days=12))  # dates that stay ask nothing
    assert public.provenance["warnings"] == {"closes_weekend": "The fair is then."}
    edit(lambda it: replace(it, closes_at=at("2027-04-07T17:00")))
    assert public.provenance["warnings"] == {}


def test_a_draft_is_asked_only_when_it_is_published(actor: Actor) -> None:
    call = draft(opens="2027-02-01 09:00:00", closes="2027-03-31 17:00:00")
    service.edit(actor, call.ref, on_saturday, version=call.version)
    assert "warnings" not in call.provenance


def test_the_page_of_dates_asks_again_and_keeps_what_was_typed(
    lead: Person, public: Call, browse: Browse
) -> None:
    browser = browse(lead)
    page = browser.get(f"/calls/{public.ref}/edit/when")
    assert "Why all the same" not in page.text
    page = page.form("closes_on").submit({"closes_on": "2027-04-03"})
    assert page.status == 422
    assert "Say why: the reason is kept on record" in page.text
    assert "The call closes on a weekend in Brussels" in page.text
    assert "The call opens on a weekend" not in page.text
    assert page.form("closes_on").values()["closes_on"] == "2027-04-03"
    page = page.form("closes_on").submit({"reason_closes_weekend": "The fair is then."})
    assert "Saved." in page.text
    assert "The fair is then." in browser.get(f"/calls/{public.ref}/details").text
    page = browser.get(f"/calls/{public.ref}/edit/when").form("closes_on")
    assert "Saved." in page.submit({"appeal_days": "12"}).text


# -- the envelope ---------------------------------------------------------------------------------


def found(call: Call) -> list[str]:
    return [str(one.message) for one in service.findings_of(call, document_of(call))]


def test_an_envelope_nobody_allocated_for_is_not_covered(actor: Actor) -> None:
    call = draft()
    [words] = found(call)
    assert "allocated nothing to this business line for 2027" in words
    with pytest.raises(service.NotPublishable):
        service.publish(actor, call.ref, version=call.version, reasons=REASONS)


def test_an_envelope_is_covered_to_the_last_cent_that_is_left(actor: Actor) -> None:
    call = draft()
    covered(199_999_999, used=500)
    [words] = found(call)
    assert "more than the business line has left for 2027" in words
    assert "1,999,999.99" in words
    call.envelope_cents = 199_999_999
    db.session.commit()
    assert found(call) == []


def test_an_envelope_that_is_set_aside_is_covered(actor: Actor) -> None:
    call = draft()
    call.envelope_id = build.envelope().id
    db.session.commit()
    assert found(call) == []


def test_the_list_of_parts_says_that_the_envelope_is_not_covered(
    lead: Person, browse: Browse
) -> None:
    call = draft()
    assert "is not covered" in browse(lead).get(f"/calls/{call.ref}/edit").text
    assert "is not covered" in browse(lead).get(f"/calls/{call.ref}/details").text


def test_a_call_that_is_public_is_not_offered_for_publishing_again(
    lead: Person, browse: Browse
) -> None:
    call = draft()
    assert browse(lead).get(f"/calls/{call.ref}/publish").form("Publish the call").holds("version")
    call.status = CallStatus.PUBLISHED
    db.session.commit()
    page = browse(lead).get(f"/calls/{call.ref}/publish")
    assert "published already" in page.text
    with pytest.raises(AssertionError):
        page.form("Publish the call")
