"""Bad input on a city's pages, to the end of its way: pages, receipt, PDF."""

import io
from collections.abc import Callable

import pikepdf
import pytest
import sqlalchemy as sa
from flask import Flask

from grants.core.db import db
from grants.core.text import clean_line
from grants.proposals import receipt_pdf
from grants.proposals.models import Attempt, AttemptOutcome, Receipt
from grants.proposals.queries import content
from grants.proposals.queries.submission import receipt_source
from grants.proposals.rules.budget import CostLine
from tests import build
from tests.browsing import Browser, Page
from tests.proposals import ready
from tests.proposals.writing import City, city

Browse = Callable[..., Browser]
ODD = {
    "long": "N" * 300,
    "right to left": "\u202eمدينة الماء\u202c (2026)",
    "NUL": "Wa\x00ter\x07 kiosks",
    "formula": '=HYPERLINK("http://evil.example";"x")',
    "markup": "<b>&amp;</b> #panic() {{ 7*7 }} %(name)s",
}
ALL_CASH = {"q_budget-0-category": "staff", "q_budget-0-description": "Two engineers"}


@pytest.mark.parametrize("text", ODD.values(), ids=ODD)
def test_an_odd_name_comes_whole_and_harmless_to_the_receipt_and_its_pdf(
    app: Flask, browse: Browse, text: str
) -> None:
    world = ready.complete(endorsed=False)
    lead = browse(world.lead)
    form = lead.get(f"/proposals/{world.ref}/sections/identification").form("q_title")
    form.submit(
        {"q_title": text, "q_proponent-name": text, "q_city-name": text}, "Save and continue"
    )
    form = lead.get(f"/proposals/{world.ref}/sponsors").form("representative")
    page = form.submit(
        {
            "organisation": str(world.member.id),
            "representative": text,
            "email": "lund@sdi.example",
        },
        "Send the request",
    )
    if len(text) > 200:
        assert page.status == 422
        assert "Use 200 characters or fewer" in page.text
        assert page.form("representative").values()["representative"] == text
    else:
        assert page.status == 200, page.text
    ready.endorse(world, build.member("United Cities and Local Governments"))
    ready.send(world)
    kept = clean_line(text)
    for path in ("", "check", "receipt", "sponsors", "history", "team"):
        page = lead.get(f"/proposals/{world.ref}/{path}")
        assert page.status == 200, path
        assert "<b>&amp;</b>" not in page.source
    assert kept in lead.get(f"/proposals/{world.ref}/check").text
    source = receipt_source(db.session.scalars(sa.select(Receipt.id)).one())
    assert source is not None
    assert source.title == kept
    with pikepdf.open(io.BytesIO(receipt_pdf.pdf_of(source))) as pdf:
        assert bool(pdf.Root.MarkInfo.Marked)


def test_a_country_that_is_not_on_the_list_is_refused_at_its_field_and_the_rest_kept(
    app: Flask, browse: Browse
) -> None:
    of = city()
    form = browse(of.lead).get(of.url("identification")).form("q_title")
    typed = {"q_title": "Drains", "q_city-name": "Atlantis", "q_city-country": "XX"}
    page = form.submit(typed, "Save and continue")
    assert page.status == 422
    assert "Choose one of the options offered" in page.text
    values = page.form("q_title").values()
    assert (values["q_title"], values["q_city-name"]) == ("Drains", "Atlantis")
    assert content.answers_of(of.proposal.id) == {"title": "Drains"}


def budget_page(of: City, browser: Browser, **amounts: str) -> Page:
    form = browser.get(of.url("budget")).form("q_budget-0-grant")
    typed = {f"q_budget-0-{source}": amount for source, amount in amounts.items()}
    return form.submit({**ALL_CASH, **typed}, "Save and continue")


def test_a_sum_too_large_to_count_is_refused_in_words_and_changes_nothing(
    app: Flask, browse: Browse
) -> None:
    of = city()
    line = CostLine("", "staff", "People", "", 8_000_000, 2_000_000)
    of.save("budget", {"budget": [line]})
    most = "9,999,999,999,999.99"
    page = budget_page(of, browse(of.lead), grant=most, recipient=most)
    assert page.status == 422
    assert "The budget adds up to more than can be counted" in page.text
    values = page.form("q_budget-0-grant").values()
    assert values["q_budget-0-grant"] == values["q_budget-0-recipient"] == most
    assert content.lines_of(of.proposal.id) == (line,)


@pytest.mark.parametrize(
    ("grant", "own", "says"),
    [
        ("200 000", "50 000", None),
        (
            "200 000",
            "49 999.99",
            "The grant pays US$200,000 of US$249,999.99 in cash: 80.01 %. The most is 80 %. "
            "Find at least US$0.01 more",
        ),
        (
            "200 000",
            "40 000",
            "The grant pays US$200,000 of US$240,000 in cash: 83.3 %. The most is 80 %. "
            "Find at least US$10,000 more",
        ),
    ],
    ids=["exactly", "one cent over", "as the issue has it"],
)
def test_the_co_financing_rule_holds_to_the_cent_and_shows_its_numbers(
    app: Flask, browse: Browse, grant: str, own: str, says: str | None
) -> None:
    of = city()
    page = budget_page(of, browse(of.lead), grant=grant, recipient=own)
    text = page.text.replace("\u00a0", " ")
    if says is None:
        assert page.heading == "Sponsors"
        sums = browse(of.lead).get(of.url("budget"))
        assert 'class="over"' not in sums.source
        assert "80 %" in sums.text.replace("\u00a0", " ")
    else:
        assert says in text
        assert 'class="over"' in page.source
        assert "That is more than the call allows." in text


def test_a_submission_sent_by_two_tabs_gives_both_the_same_receipt(
    app: Flask, browse: Browse
) -> None:
    world = ready.complete()
    lead = browse(world.lead)
    ticks = dict.fromkeys(("truth", "funding", "conflicts", "sharing"), "y")
    tabs = [lead.get(f"/proposals/{world.ref}/submit").form("truth") for _ in range(2)]
    pages = [tab.submit(ticks, "Submit the proposal") for tab in tabs]
    number = db.session.scalars(sa.select(Receipt.number)).one()
    assert all(number in page.text for page in pages)
    outcomes = set(db.session.scalars(sa.select(Attempt.outcome)))
    assert outcomes == {AttemptOutcome.ACCEPTED, AttemptOutcome.REPEATED}
