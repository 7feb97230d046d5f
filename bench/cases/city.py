"""A city applies: each of its pages against the bare page, and what it moves on a slow line."""

import os
import shutil
import time
from collections.abc import Iterator
from contextlib import contextmanager

import sqlalchemy as sa
from playwright.sync_api import Browser as Chromium, sync_playwright

from bench.cases.house import APPLICANT_BYTES, draft, drafts
from bench.registry import Counted, Goal, Request, case, count
from bench.worlds import World
from grants.accounts.models import Person
from grants.demo.cast import BY_KEY
from grants.proposals.models import Proposal, Receipt, Snapshot
from tests.journeys.conftest import FLAGS
from tests.journeys.on_the_line import MOST_BYTES, applied, on_the_line
from tests.journeys.weights import table, weights
from tests.world import World as Installed

OPEN = "CATF-2026"
# What stands behind the reference of the draft of the cast.
PARTS = {
    "organisations": "sections/organisations",
    "budget": "sections/budget",
    "documents": "sections/documents",
    "sponsors": "sponsors",
    "team": "team",
    "check": "check",
    "submit": "submit",
    "history": "history",
}


def _of_draft(part: str) -> None:
    @case(f"city.{part}", Goal(first_load_bytes=APPLICANT_BYTES))
    def prepare(world: World) -> list[Request]:
        cookie, ref = draft(world)
        return [Request(f"/proposals/{ref}/{PARTS[part]}", cookie)]


for _part in PARTS:
    _of_draft(_part)


@case("city.home", Goal(first_load_bytes=APPLICANT_BYTES))
def home(world: World) -> list[Request]:
    return [Request("/", world.cookie(BY_KEY["amina"].email))]


@case("city.quiz", Goal(first_load_bytes=APPLICANT_BYTES))
def quiz(_world: World) -> list[Request]:
    return [Request(f"/calls/{OPEN}/quiz")]


@case("city.receipt", Goal(first_load_bytes=APPLICANT_BYTES))
def receipt(world: World) -> list[Request]:
    email = BY_KEY["rosa"].email
    ref = world.one(
        sa.select(Proposal.ref)
        .join(Snapshot, Snapshot.proposal_id == Proposal.id)
        .join(Receipt, Receipt.snapshot_id == Snapshot.id)
        .join(Person, Person.id == Proposal.started_by_id)
        .where(Person.email == email)
    )
    return [Request(f"/proposals/{ref}/receipt", world.cookie(email))]


@case("city.save_budget", Goal(first_load_bytes=None))
def save_budget(world: World) -> list[Request]:
    """Saving the largest section in eight drafts, unchanged words and all."""
    return [
        world.form(f"/proposals/{ref}/sections/budget", world.cookie(email), "grant")
        for email, ref in drafts(world)
    ]


@count("city.pages")
def pages(world: World) -> Counted:
    """Every page of an applicant on the wire, in a browser: first load and after."""
    with _browser() as chromium, on_the_line(Installed(world.folder)) as at:
        found = list(weights(chromium, at.house, at.line))
    return Counted(table(found), tuple(one.path for one in found if not one.is_met))


@count("city.journey")
def journey(world: World) -> Counted:
    """From registering to the receipt on 400 kbit/s and 400 ms, with scripts and without."""
    lines, missed = [], []
    with _browser() as chromium, on_the_line(Installed(world.folder)) as at:
        for scripts in (True, False):
            begin = time.perf_counter()
            moved = applied(chromium, at, scripts=scripts, slowly=True)
            words = "with scripts" if scripts else "without scripts"
            lines.append(
                f"  {words}: {moved.bytes / 1000:.0f} kB both ways beside the files "
                f"(goal ≤ {MOST_BYTES // 1000} kB), {moved.sections} sections, "
                f"{time.perf_counter() - begin:.0f} s"
            )
            if moved.bytes > MOST_BYTES:
                missed.append(words)
    return Counted("\n".join(lines), tuple(missed))


@contextmanager
def _browser() -> Iterator[Chromium]:
    names = ("chromium", "chromium-browser", "google-chrome")
    found = os.environ.get("CHROMIUM") or next(filter(None, map(shutil.which, names)), None)
    if not found:
        raise SystemExit("make bench needs a Chromium: name one in CHROMIUM, or install chromium")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=found, args=FLAGS)
        yield browser
        browser.close()
