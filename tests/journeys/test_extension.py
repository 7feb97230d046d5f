"""A deadline is moved in under a minute: few pages, few fields, and everybody hears of it by mail.

A minute is counted in what a lead has to do, not on the clock of the machine that runs this: at
most three pages after the call's own (the form, what will happen, the call's page again), three
presses of a link or button, and two fields; for some applicants two presses more, and a tick each.
"""

import email.policy
import socket
import threading
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import timedelta

import pytest
import sqlalchemy as sa
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session
from playwright.sync_api import Locator

from grants.calls.models import Call
from grants.core import clock
from grants.core.db import db
from grants.mail.models import Mail
from grants.proposals.models import Collaborator, Proposal, ProposalStatus
from tests.journeys.conftest import House, Visit, served
from tests.world import World

CALL = "CATF-2026"
MOST_PAGES, MOST_PRESSES, MOST_FIELDS = 3, 3, 2
OVER = (ProposalStatus.WITHDRAWN, ProposalStatus.INELIGIBLE)


class Sink:
    """A mail server that keeps what arrives: who it was for, and its Message-ID."""

    def __init__(self) -> None:
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port: int = probe.getsockname()[1]
        self.arrived: Counter[tuple[str, str]] = Counter()
        self.news = threading.Condition()

    async def handle_DATA(  # noqa: N802
        self, server: SMTP, session: Session, envelope: Envelope
    ) -> str:
        letter = email.message_from_bytes(envelope.content or b"", policy=email.policy.default)
        with self.news:
            for address in envelope.rcpt_tos:
                self.arrived[address, str(letter["Message-ID"]).strip("<>").split("@")[0]] += 1
            self.news.notify_all()
        return "250 OK"

    def has(self, letters: set[tuple[str, str]]) -> bool:
        with self.news:
            return self.news.wait_for(lambda: letters <= set(self.arrived), timeout=90)


@pytest.fixture(scope="module")
def sink() -> Iterator[Sink]:
    found = Sink()
    controller = Controller(found, hostname="127.0.0.1", port=found.port)
    controller.start()
    yield found
    controller.stop()


@pytest.fixture(scope="module")
def house(
    demo_world: World, tmp_path_factory: pytest.TempPathFactory, sink: Sink
) -> Iterator[House]:
    """The demonstration with a mail server of its own."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("SMTP_URL", f"smtp://127.0.0.1:{sink.port}")
        with served(demo_world.copy(tmp_path_factory.mktemp("mailing"))) as found:
            yield found


@dataclass
class Hand:
    """What a lead does, counted."""

    visit: Visit
    pages: int = 0
    presses: int = 0
    fields: int = 0
    ticks: int = 0
    seen: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.visit.page.on("load", lambda page: self._came(page.url))

    def _came(self, url: str) -> None:
        self.pages += 1
        self.seen.append(url)

    def press(self, thing: Locator) -> None:
        self.presses += 1
        thing.click()
        self.visit.page.wait_for_load_state()

    def fill(self, label: str, words: str) -> None:
        self.fields += 1
        self.visit.main.get_by_label(label).fill(words)

    def tick(self, ref: str) -> None:
        self.ticks += 1
        self.visit.main.locator(f"#p-{ref}").check()

    def stays_within(self, *, more_presses: int = 0) -> None:
        assert self.pages <= MOST_PAGES, self.seen
        assert self.presses <= MOST_PRESSES + more_presses
        assert self.fields <= MOST_FIELDS


@pytest.fixture
def lead(visit: Callable[..., Visit]) -> Visit:
    found = visit("helena")
    found.go(f"/calls/{CALL}/details")
    return found


def new_day(days: int) -> str:
    return f"{clock.now() + timedelta(days=days):%Y-%m-%d}"


def closing(house: House) -> int:
    """In how many days the call closes, rounded up."""
    with house.world.open().app_context():
        at = db.session.scalars(sa.select(Call.closes_at).where(Call.ref == CALL)).one()
        assert at is not None
        return (at - clock.now()).days + 1


def teams(house: House, *refs: str) -> Counter[str | None]:
    """How often each person would be told: once for each of their proposals that goes on."""
    with house.world.open().app_context():
        rows = db.session.scalars(
            sa.select(Collaborator.person_id)
            .join(Proposal, Proposal.id == Collaborator.proposal_id)
            .join(Call, Call.id == Proposal.call_id)
            .where(
                Call.ref == CALL,
                Collaborator.removed_at.is_(None),
                Proposal.status.not_in(OVER),
                Proposal.is_test.is_(False),
                *([Proposal.ref.in_(refs)] if refs else []),
            )
        )
        return Counter(str(row) for row in rows)


def queued(house: House, kind: str) -> tuple[Counter[str | None], set[tuple[str, str]]]:
    """Whom the outbox told, and each letter as the mail server would see it."""
    with house.world.open().app_context():
        mails = db.session.scalars(sa.select(Mail).where(Mail.kind == kind)).all()
        people: Counter[str | None] = Counter(str(mail.person_id) for mail in mails)
        return people, {(mail.address, mail.ref) for mail in mails}


def test_for_everybody(lead: Visit, house: House, sink: Sink) -> None:
    hand, main = Hand(lead), lead.main
    hand.press(main.get_by_role("link", name="Move the deadline"))
    hand.fill("New last day", new_day(closing(house) + 14))
    hand.press(main.get_by_role("button", name="See what will happen"))
    lead.is_at(f"Move the deadline of {CALL}?")
    hand.fill("Why the deadline moves", "Floods in two regions.")
    hand.press(main.get_by_role("button", name="Move the deadline"))
    lead.sees("The deadline is now")
    hand.stays_within()
    people, letters = queued(house, "call_extended")
    assert people == teams(house)
    assert sink.has(letters)
    assert {sink.arrived[one] for one in letters} == {1}


def test_for_some(lead: Visit, house: House, sink: Sink) -> None:
    with house.world.open().app_context():
        refs = db.session.scalars(
            sa.select(Proposal.ref)
            .join(Call, Call.id == Proposal.call_id)
            .where(Call.ref == CALL, Proposal.status == ProposalStatus.DRAFT)
            .order_by(Proposal.id)
            .limit(2)
        ).all()
    hand, main = Hand(lead), lead.main
    hand.press(main.get_by_role("link", name="Move the deadline"))
    hand.press(main.get_by_label("Only that of the applicants I tick"))
    hand.fill("New last day", new_day(closing(house) + 21))
    for ref in refs:
        hand.tick(ref)
    hand.press(main.get_by_role("button", name="See what will happen"))
    for ref in refs:
        lead.sees(ref)
    lead.fits("extension-confirm")
    hand.fill("Why the deadline moves", "Floods in two regions.")
    hand.press(main.get_by_role("button", name="Move the deadline"))
    lead.sees("2 applicants have more time")
    hand.stays_within(more_presses=2)
    assert hand.ticks == len(refs) == 2
    people, letters = queued(house, "proposal_extended")
    assert people == teams(house, *refs)
    assert sink.has(letters)
    assert {sink.arrived[one] for one in letters} == {1}


def test_a_country_is_ticked_by_one_button_and_the_form_fits(lead: Visit) -> None:
    main = lead.main
    main.get_by_role("link", name="Move the deadline").click()
    lead.fits("extension-form")
    country = main.get_by_label("Country", exact=True)
    country.select_option(index=1)
    main.get_by_role("button", name="Tick all that match").click()
    lead.is_at("Move the deadline of")
    ticked = main.locator("input[name=p]:checked")
    assert ticked.count() == main.locator("input[name=p]").count() > 0
    assert main.get_by_label("Only that of the applicants I tick").is_checked()
